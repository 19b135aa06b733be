"""Typed numbers: read without guessing, and shown so that nobody can misread them.

A comma groups thousands in one country and begins the decimals in the next, and people paste from
both. What can mean one number only is taken, however it is written; what can mean two is refused
with both readings named. `static/site/figures.js` says the same while it is typed; one table of
tests holds the two together.
"""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

MOST_SIGNS = 60
# Between groups of three digits: never a decimal sign, in no language.
GAP = "\u202f"
_ALIKE = {
    **dict.fromkeys("'’ʼ٬\t", " "),
    **dict.fromkeys("−–‐‑﹣－", "-"),
    **dict.fromkeys("٫", "."),
}
_PLAIN = re.compile(r"[0-9]+")
_GROUPED = {sign: re.compile(rf"[1-9][0-9]{{0,2}}(?:[{sign}][0-9]{{3}})+") for sign in " ,."}

NO_NUMBER = _("“%(typed)s” is not a number: write its digits, such as %(whole)s or %(part)s.")
NO_COUNT = _("“%(typed)s” is not a whole number: write its digits, such as %(whole)s.")
TWO_READINGS = _(
    "“%(typed)s” can be read as %(first)s or as %(second)s: write it without a sign for thousands."
)
NO_YEAR = _("“%(typed)s” is not a year: write its four digits, such as %(whole)s.")


def readings_of(text):
    """Every number that a text can mean: those with a sign for thousands first; empty for none.

    A sign groups only where exactly three digits follow each, and where no group begins with 0.
    """
    sign, digits = _taken_apart(text)
    found = [_without(digits, group) for group in _GROUPED if _GROUPED[group].fullmatch(digits)]
    if _PLAIN.fullmatch(digits):
        found.append(digits)
    for point, group in ((".", ","), (",", ".")):
        whole, part, decimals = digits.rpartition(point)
        if part and re.fullmatch(r"[0-9]*", decimals) and (whole or decimals):
            found += [f"{each}.{decimals}" for each in _whole_of(whole, group)]
    return list(dict.fromkeys(Decimal(f"{sign}{number}") for number in found))


def _taken_apart(text):
    """("-" or "", the rest), every kind of digit, space and sign as its plain one."""
    plain = "".join(_alike(sign) for sign in text.strip())
    return ("-", plain[1:].strip()) if plain[:1] == "-" else ("", plain.removeprefix("+"))


def _alike(sign):
    if unicodedata.category(sign) == "Nd":
        return str(unicodedata.decimal(sign))
    return " " if unicodedata.category(sign) == "Zs" else _ALIKE.get(sign, sign)


def _whole_of(text, group):
    """What may stand before the decimals: digits, alone or in groups by another sign."""
    if _PLAIN.fullmatch(text) or not text:
        return [text or "0"]
    return [_without(text, sign) for sign in (" ", group) if _GROUPED[sign].fullmatch(text)]


def _without(text, sign):
    return text.replace(sign, "")


def read_number(text):
    """The Decimal that a text means in the language of the screen.

    Raises ValidationError where it means none, or two.
    """
    found = readings_of(text) if len(text) <= MOST_SIGNS else []
    if not found:
        raise _refusal(NO_NUMBER, text)
    if len(found) > 1 and get_format("THOUSAND_SEPARATOR") not in _taken_apart(text)[1]:
        first, second = (shown(number) for number in found[:2])
        raise _refusal(TWO_READINGS, text, first=first, second=second)
    return found[0]


def read_count(text):
    """The whole number that a text means: it has no decimals, so three digits are a group.

    Raises ValidationError where it means none.
    """
    found = readings_of(text) if len(text) <= MOST_SIGNS else []
    if not found or found[0] != found[0].to_integral_value():
        raise _refusal(NO_COUNT, text)
    return int(found[0])


def _refusal(words, text, **more):
    examples = {"whole": shown(Decimal(1250)), "part": shown(Decimal("12.5"))}
    typed = text if len(text) <= MOST_SIGNS else f"{text[:MOST_SIGNS]}…"
    return ValidationError(words, params={"typed": typed, **examples, **more}, code="invalid")


def shown(number):
    """A number as nobody can misread it: “3 100”, “12.5”, with the language's decimal sign."""
    sign, whole, decimals = re.fullmatch(r"(-?)(\d+)\.?(\d*)", f"{number:f}").groups()
    groups = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", GAP, whole)
    decimals = decimals.rstrip("0")
    return f"{sign}{groups}{get_format('DECIMAL_SEPARATOR') + decimals if decimals else ''}"


class FigureInput(forms.TextInput):
    """A text field with a keyboard for numbers.

    Never `type=number`: it turns with the mouse wheel, and keeps what it does not understand.
    """

    def __init__(self, kind="decimal"):
        mode = "decimal" if kind == "decimal" else "numeric"
        super().__init__(attrs={"inputmode": mode, "autocomplete": "off", "data-figure": kind})

    def format_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return str(value) if self.attrs["data-figure"] == "year" else shown(value)


class FigureField(forms.DecimalField):
    """A number with or without decimals; the cleaned value is a Decimal or None."""

    def __init__(self, **options):
        options.pop("localize", None)
        super().__init__(**{"widget": FigureInput(), **options})

    def to_python(self, value):
        text = _text_of(value)
        return read_number(text) if isinstance(text, str) else text

    def widget_attrs(self, widget):
        return {}


class CountField(forms.IntegerField):
    """A whole number; the cleaned value is an int or None."""

    def __init__(self, **options):
        options.pop("localize", None)
        super().__init__(**{"widget": FigureInput("count"), **options})

    def to_python(self, value):
        text = _text_of(value)
        return read_count(text) if isinstance(text, str) else text

    def widget_attrs(self, widget):
        return {}


class YearField(forms.IntegerField):
    """A year: four digits, never grouped."""

    def __init__(self, **options):
        options.pop("localize", None)
        super().__init__(**{"widget": FigureInput("year"), **options})

    def to_python(self, value):
        text = _text_of(value)
        if not isinstance(text, str):
            return text
        sign, digits = _taken_apart(text)
        if sign or not re.fullmatch(r"[1-9][0-9]{3}", digits):
            raise ValidationError(NO_YEAR, params={"typed": text[:MOST_SIGNS], "whole": "2023"})
        return int(digits)

    def widget_attrs(self, widget):
        return {}


def _text_of(value):
    """What was typed; None where nothing was; a number that is one already stays it."""
    if isinstance(value, str):
        return value.strip() or None
    return value
