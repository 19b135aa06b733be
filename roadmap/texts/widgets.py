"""The field for a narrative: an editor in the browser, a plain textarea without its script.

Two inputs are sent. `<name>` holds Markdown, or the tree as JSON once the script has taken over;
`<name>_format` says which of the two.
"""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from roadmap.texts import markdown, narrative


class TreeText(str):
    """A narrative as the editor sends it: JSON that nobody has looked at."""

    __slots__ = ()


def read_tree(text: str) -> list:
    """The clean, valid narrative in this JSON; ValidationError, and nothing else, if it is none."""
    tree = narrative.clean(_decode(text))
    narrative.validate(tree)
    return tree


def _decode(text: str) -> object:
    """What the JSON says; None, which is no narrative, if it is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _shown_tree(value: object) -> list | None:
    """The tree the editor opens with, be it too long or with a wrong link.

    None if there is no tree to show: the text is then left in the plain textarea as it was typed.
    """
    if isinstance(value, TreeText):
        value = _decode(value)
    elif isinstance(value, str):
        return _read_markdown(value)
    elif value is None:
        return []
    tree = narrative.clean(value)
    # What is no tree comes back as the same object.
    return None if tree is value else tree


def _read_markdown(text: str) -> list | None:
    try:
        return markdown.from_markdown(text)
    except ValidationError:
        return None


class NarrativeWidget(forms.Textarea):
    """Takes a tree, the Markdown or the JSON that was sent; gives back Markdown or TreeText.

    Set `attrs["lang"]` to the language of the text, for the spelling checker.
    """

    template_name = "roadmap/narrative_widget.html"

    class Media:
        css = {"all": ["site/editor.css"]}
        js = [forms.Script("site/editor.js", type="module")]

    def __init__(self, attrs=None):
        super().__init__({"rows": 16, "spellcheck": "true", **(attrs or {})})

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        is_tree = value is not None and data.get(f"{name}_format") == "tree"
        return TreeText(value) if is_tree else value

    def format_value(self, value):
        """The Markdown to show; what is neither Markdown nor a tree is shown as it came."""
        if isinstance(value, list | TreeText):
            tree = _shown_tree(value)
            return str(value) if tree is None else markdown.to_markdown(tree)
        return super().format_value(value)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["tree"] = _shown_tree(value)
        widget["one_word"] = ngettext("{count} word", "{count} words", 1)
        widget["many_words"] = ngettext("{count} word", "{count} words", 2)
        if identifier := widget["attrs"].get("id"):
            described = widget["attrs"].get("aria-describedby", "")
            widget["attrs"]["aria-describedby"] = f"{described} {identifier}_hint".strip()
        return context


class NarrativeFormField(forms.CharField):
    """A narrative: paragraphs, lists, bold, italic and links, from the editor or as Markdown."""

    widget = NarrativeWidget

    def to_python(self, value):
        if isinstance(value, TreeText):
            return read_tree(value)
        return markdown.from_markdown(super().to_python(value))

    def has_changed(self, initial, data):
        try:
            return self.clean(data) != (initial or [])
        except ValidationError:
            return True
