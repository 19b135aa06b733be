import contextlib
import html
import json
import re
import time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from roadmap.texts.markdown import to_markdown
from roadmap.texts.narrative import MAX_DEPTH, MAX_LENGTH
from roadmap.texts.widgets import NarrativeFormField, TreeText, read_tree
from tests.make import paragraph

TREE = [
    *paragraph("Uno <b> & «dos» </script><script>"),
    {"type": "list", "ordered": True, "items": [paragraph("tres"), paragraph("cuatro")]},
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "runs", "items", "ordered", "text", "href", "bold"])
            | st.text(max_size=3),
            inner | st.sampled_from(["paragraph", "list", "javascript:x"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


class TextForm(forms.Form):
    text = NarrativeFormField(required=False, help_text="Ayuda.")


def sent(text, kind=None):
    data = {"text": text}
    return TextForm(data if kind is None else {**data, "text_format": kind})


def textarea(form):
    """What the textarea of the rendered field holds."""
    return html.unescape(
        re.search(r"<textarea[^>]*>\n(.*)</textarea>", str(form["text"]), re.DOTALL)[1]
    )


def opened(form):
    """The tree that the editor would open with."""
    found = re.search(r'<script type="application/json">(.*)</script>', str(form["text"]))
    return json.loads(found[1])


def test_a_saved_narrative_is_shown_as_markdown_and_as_a_tree():
    form = TextForm(initial={"text": TREE})
    assert (textarea(form), opened(form)) == (to_markdown(TREE), TREE)
    assert str(form["text"]).count("<script") == 1


@pytest.mark.parametrize("initial", [None, [], ""])
def test_an_empty_narrative_is_shown_empty(initial):
    form = TextForm(initial={"text": initial})
    assert (textarea(form), opened(form)) == ("", [])


@pytest.mark.parametrize(
    "form",
    [
        sent(json.dumps(TREE), "tree"),
        sent(to_markdown(TREE), "markdown"),
        sent(to_markdown(TREE)),
        sent(to_markdown(TREE), "something else"),
    ],
)
def test_what_is_sent_becomes_the_tree_and_is_shown_again(form):
    assert form.is_valid(), form.errors
    assert form.cleaned_data["text"] == TREE
    assert (textarea(form), opened(form)) == (to_markdown(TREE), TREE)


def test_json_that_is_sent_as_markdown_is_a_text():
    form = sent("[]", "markdown")
    assert form.is_valid()
    assert form.cleaned_data["text"] == paragraph("[]")


def test_a_tree_is_cleaned_on_its_way_in():
    form = sent(json.dumps(paragraph("a\ud800\x0bn\u0303\x00 ")), "tree")
    assert form.is_valid()
    assert form.cleaned_data["text"] == paragraph("a\nñ")


REFUSED = {
    "no JSON": "{",
    "nothing": "",
    "a word": '"text"',
    "no list": '{"type": "paragraph"}',
    "an unknown block": '[{"type": "image", "src": "x"}]',
    "a foreign key": '[{"type": "paragraph", "runs": [{"text": "a", "style": "x"}]}]',
    "brackets": "[" * 100_000,
    "objects": '{"items":' * 100_000,
    "a long number": "1" * 100_000,
    "not a number": "[NaN]",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_is_no_tree_is_refused_and_kept(text):
    form = sent(text, "tree")
    assert not form.is_valid()
    assert list(form.errors) == ["text"]
    assert (textarea(form), opened(form)) == (text, None)
    assert 'aria-invalid="true"' in str(form["text"])


LINK = [{"type": "paragraph", "runs": [{"text": "a", "href": "javascript:alert(1)"}]}]


@pytest.mark.parametrize("tree", [LINK, paragraph("a" * (MAX_LENGTH + 1))], ids=["link", "length"])
def test_a_tree_that_breaks_a_limit_stays_in_the_editor(tree):
    form = sent(json.dumps(tree), "tree")
    assert not form.is_valid()
    assert opened(form) == tree


def test_lists_nested_too_deep_are_refused_and_kept():
    tree = paragraph("a")
    for _ in range(MAX_DEPTH + 1):
        tree = [{"type": "list", "ordered": False, "items": [tree]}]
    form = sent(json.dumps(tree), "tree")
    assert not form.is_valid()
    assert json.loads(textarea(form)) == tree


@given(VALUES)
def test_any_json_is_a_narrative_or_refused(value):
    form = sent(json.dumps(value), "tree")
    form.is_valid()
    assert "text_format" in str(form["text"])


@given(st.text())
def test_any_text_is_a_narrative_or_refused(text):
    with contextlib.suppress(ValidationError):
        read_tree(TreeText(text))


def test_the_largest_form_is_read_in_seconds():
    tree = [{"type": "paragraph", "runs": [{"text": "a", "bold": True}, {"text": "b"}] * 60_000}]
    start = time.perf_counter()
    sent(json.dumps(tree), "tree").is_valid()
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    ("data", "changed"),
    [
        (TreeText(json.dumps(TREE)), False),
        (to_markdown(TREE), False),
        (TreeText(json.dumps(paragraph("a"))), True),
        (TreeText("{"), True),
        ("a" * 400_000, True),
        (None, True),
    ],
)
def test_a_change_is_seen_in_both_formats(data, changed):
    assert NarrativeFormField(required=False).has_changed(TREE, data) is changed


def test_a_required_text_may_not_be_empty():
    field = NarrativeFormField()
    with pytest.raises(ValidationError) as error:
        field.clean(TreeText("[]"))
    assert error.value.code == "required"


def test_the_textarea_is_described_by_its_help_and_the_hint():
    assert 'aria-describedby="id_text_helptext id_text_hint"' in str(TextForm()["text"])


def test_a_prefix_parts_two_forms():
    form = TextForm({"a-text": "[]", "a-text_format": "tree"}, prefix="a")
    assert form.is_valid()
    assert 'name="a-text_format"' in str(form["text"])
