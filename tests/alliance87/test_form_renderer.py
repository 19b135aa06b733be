"""What the functions write is what Django's templates would have written."""

import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList
from django.utils import translation
from django.utils.html import format_html

from alliance87.form_renderer import WRITERS, QuickRenderer

HOSTILE = "<b>\"'&amp; ñ"
CHOICES = [("", "---"), (1, "one"), ("<2>", HOSTILE), ("group", [(3, "three"), (4, "four")])]
LABELS = [(1, 12345), (2, format_html("<i>{}</i>", "x"))]
WIDGETS = [
    forms.TextInput({"class": "a", "required": True, "disabled": False, "data-x": HOSTILE}),
    forms.EmailInput(),
    forms.URLInput(),
    forms.NumberInput({"min": 3}),
    forms.HiddenInput(),
    forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    forms.DateTimeInput(),
    forms.FileInput(),
    forms.CheckboxInput(),
    forms.Textarea({"rows": 3}),
    forms.Select(choices=CHOICES),
    forms.SelectMultiple(choices=CHOICES),
    forms.CheckboxSelectMultiple(choices=CHOICES),
    forms.CheckboxSelectMultiple(
        {"class": "wide"}, choices=[(1, 12345), (2, format_html("<i>{}</i>", "x"))]
    ),
    forms.RadioSelect(choices=CHOICES),
    forms.PasswordInput(),
    forms.ClearableFileInput(),
    forms.NullBooleanSelect(),
]
VALUES = [None, "", "text", HOSTILE, 1, ["1", "<2>"], True, "\nlines\n"]


def written(renderer, widget, value, attrs):
    """The HTML without the blanks at which it may be broken."""
    page = widget.render("name", value, attrs, renderer=renderer())
    return re.sub(r"\s+", " ", page).replace("> <", "><").strip()


@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_the_same_is_written(widget, value, language):
    if isinstance(value, list) != bool(getattr(widget, "allow_multiple_selected", False)):
        value = None if isinstance(value, list) else [value]
    if not getattr(widget, "allow_multiple_selected", False) and isinstance(value, list):
        value = value[0]
    for attrs in ({"id": "id_name", "aria-describedby": "a b"}, {}, None):
        with translation.override(language):
            quick = written(QuickRenderer, widget, value, attrs)
            assert quick == written(TemplatesSetting, widget, value, attrs)


@pytest.mark.parametrize("errors", [[], [HOSTILE], ["a", "b"]])
def test_errors_are_written_as_by_their_template(errors):
    ours, theirs = (
        str(ErrorList(errors, renderer=renderer()))
        for renderer in (QuickRenderer, TemplatesSetting)
    )
    assert (ours, bool(ours)) == (theirs, bool(errors))


def test_the_functions_are_asked(monkeypatch):
    monkeypatch.setitem(WRITERS, "django/forms/widgets/text.html", lambda widget: widget["name"])
    assert forms.TextInput().render("name", "", renderer=QuickRenderer()) == "name"
