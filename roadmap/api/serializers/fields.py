"""The kinds of field that a record has."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from roadmap.models.vocabulary import Precision

PRECISIONS = [value or "not-stated" for value in Precision.values]


class WholeField(serializers.DictField):
    """A whole document: too large for a cell of a table."""


def text(words="", **options):
    return serializers.CharField(help_text=words, **options)


def key(words, **options):
    """The id of another record."""
    return serializers.CharField(help_text=words, **options)


def keys(words):
    return serializers.ListField(child=serializers.CharField(), help_text=words)


def one_of(choices, words="", **options):
    values = list(choices.values) if hasattr(choices, "values") else list(choices)
    return serializers.ChoiceField(choices=values, help_text=words, **options)


def some_of(choices, words=""):
    return serializers.ListField(child=one_of(choices), help_text=words)


def day(words="", **options):
    return serializers.DateField(allow_null=True, help_text=words, **options)


def amount(words=""):
    return serializers.FloatField(allow_null=True, help_text=words)


def count(words=""):
    return serializers.IntegerField(allow_null=True, help_text=words)


class NarrativePart(serializers.Serializer):
    markdown = text(_("With lists, bold, italic and links."), allow_null=True)
    text = text(_("The words alone, one line per paragraph."))
