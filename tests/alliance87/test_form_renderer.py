"""Our form fields are Django's, but for the white space between tags."""

import re
from decimal import Decimal

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from alliance87.form_renderer import DRAWN, FormRenderer

HOSTILE = "<script>'\"&\n á"
VALUES = [None, "", "Uno", HOSTILE, mark_safe("<b>&amp;</b>"), 1234567, Decimal("1234.5"), 0, True]
VALUES += [["a", HOSTILE], gettext_lazy("Language")]
ATTRIBUTES = {
    "id": HOSTILE,
    "class": "a b",
    "required": True,
    "disabled": False,
    "maxlength": 1234,
    "title": gettext_lazy("Language"),
    HOSTILE: None,
}
CHOICES = [
    ("", "---"),
    (HOSTILE, HOSTILE),
    (1234567, 1234567),
    ("a", mark_safe("<b>b</b>")),
    (gettext_lazy("Language"), gettext_lazy("Language")),
    (HOSTILE, [("a", "b"), (0, HOSTILE)]),
]
PLAIN = [
    *(forms.TextInput, forms.HiddenInput, forms.NumberInput, forms.EmailInput, forms.URLInput),
    *(forms.PasswordInput, forms.DateInput, forms.DateTimeInput, forms.TimeInput),
    *(forms.CheckboxInput, forms.Textarea),
]
CHOOSING = [forms.Select, forms.SelectMultiple, forms.RadioSelect, forms.CheckboxSelectMultiple]
# What is left to its template.
OTHERS = [forms.ClearableFileInput, forms.MultipleHiddenInput, forms.SplitDateTimeWidget]
SEVERAL = (forms.MultipleHiddenInput, forms.MultiWidget)
WIDGETS = [widget() for widget in (*PLAIN, *OTHERS)]
WIDGETS += [widget(choices=CHOICES) for widget in CHOOSING]


def tags(html):
    """The markup without the white space that stands beside a tag."""
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", html)


@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
@pytest.mark.parametrize("attributes", [{}, ATTRIBUTES, {"id": ""}], ids=["none", "many", "empty"])
@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_widget_is_drawn_as_by_its_template(widget, attributes, language):
    for value in [None, [HOSTILE, "a"]] if isinstance(widget, SEVERAL) else VALUES:
        with override(language):
            ours, theirs = (
                widget.render(HOSTILE, value, attributes, renderer=renderer)
                for renderer in (FormRenderer(), TemplatesSetting())
            )
        assert tags(ours) == tags(theirs)
        assert ours == theirs or isinstance(widget, tuple(CHOOSING))
        assert "<script>" not in ours
        assert hasattr(ours, "__html__")


def test_every_plain_widget_is_drawn_without_its_template():
    drawn = {*DRAWN}
    assert {widget.template_name for widget in (*PLAIN, *CHOOSING)} <= drawn
    assert {widget.option_template_name for widget in CHOOSING} <= drawn
    assert drawn.isdisjoint(widget.template_name for widget in OTHERS)


def test_form_in_whole_is_the_same():
    class Form(forms.Form):
        name = forms.CharField(help_text=HOSTILE)
        choice = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
        file = forms.FileField()

    ours, theirs = (
        str(Form({"name": HOSTILE}, renderer=renderer))
        for renderer in (FormRenderer(), TemplatesSetting())
    )
    assert tags(ours) == tags(theirs)
