"""Django's form fields, drawn without its templates: the same markup at a tenth of the time.

A form of an update has a hundred fields, and each of them would be three templates, one inside the
other: half of the time that its page takes.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Widget = dict[str, Any]


class FormRenderer(TemplatesSetting):
    """Draws the plain fields itself, and leaves everything else to its template."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if draw := DRAWN.get(template_name):
            return mark_safe(draw(context["widget"]).strip())  # noqa: S308 - escaped piece by piece
        return super().render(template_name, context, request)


def _text(value: object) -> SafeString:
    """What {{ value }} would be."""
    return conditional_escape(value if isinstance(value, str) else localize(value))


def _raw(value: object) -> SafeString:
    """What {{ value|stringformat:"s" }} would be: a number as programs read it."""
    return conditional_escape(value if isinstance(value, str) else str(value))


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_raw(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_raw(widget["value"])}"'
    kind, name = _text(widget["type"]), _text(widget["name"])
    return f'<input type="{kind}" name="{name}"{value}{_attributes(widget)}>'


def _textarea(widget: Widget) -> str:
    value = _text(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_text(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


def _select(widget: Widget) -> str:
    group, end = '\n  <optgroup label="{}">', "\n  </optgroup>"
    options = "".join(_groups(widget, "\n  {}", group, end))
    return f'<select name="{_text(widget["name"])}"{_attributes(widget)}>{options}\n</select>'


def _option(widget: Widget) -> str:
    value, label = _raw(widget["value"]), _text(widget["label"])
    return f'<option value="{value}"{_attributes(widget)}>{label}</option>'


def _choices(widget: Widget) -> str:
    """Boxes or buttons, each with its label."""
    attributes = "".join(
        f' {name}="{_text(widget["attrs"][name])}"'
        for name in ("id", "class")
        if widget["attrs"].get(name)
    )
    each, group, end = "<div>\n    {}</div>", "\n  <div><label>{}</label>", "\n  </div>"
    options = "".join(_groups(widget, each, group, end))
    return f"<div{attributes}>{options}\n</div>"


def _labelled_input(widget: Widget) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    identifier = widget["attrs"].get("id")
    about = f' for="{_text(identifier)}"' if identifier else ""
    return f"<label{about}>{_input(widget)} {_text(widget['label'])}</label>"


def _groups(widget: Widget, each: str, begin: str, end: str) -> Iterator[str]:
    """The options, and around those of a named group its beginning and end."""
    for name, options, _index in widget["optgroups"]:
        yield begin.format(_text(name)) if name else ""
        for option in options:
            yield each.format(DRAWN[option["template_name"]](option))
        yield end if name else ""


INPUTS = ("text", "hidden", "number", "email", "url", "password", "date", "datetime", "time")
DRAWN: dict[str, Callable[[Widget], str]] = {
    f"django/forms/widgets/{name}.html": draw
    for name, draw in {
        **dict.fromkeys((*INPUTS, "checkbox"), _input),
        "textarea": _textarea,
        "select": _select,
        "select_option": _option,
        "checkbox_select": _choices,
        "radio": _choices,
        "checkbox_option": _labelled_input,
        "radio_option": _labelled_input,
    }.items()
}
