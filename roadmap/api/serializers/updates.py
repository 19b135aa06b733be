"""The fields of an update and of its rows as programs read and write them, kind by kind."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from roadmap.api.serializers.fields import (
    PRECISIONS,
    NarrativePart,
    amount,
    day,
    key,
    keys,
    one_of,
    some_of,
    text,
)
from roadmap.models import Evidence, Result
from roadmap.update_fields import EVIDENCE, RESULT, In, Kind, standing_in


def read_fields(place, fields):
    """What stands in a place that programs read: {name: serializer field}."""
    found = standing_in(place, fields)
    return {field.said_as: READ[field.kind](field, _words(field, place), place) for field in found}


def _words(field, place):
    """An agency's own programs know the form: only ids and the parts of rows are explained."""
    is_known = place is In.OWN and field.kind in {Kind.PARAGRAPHS, Kind.CHOICES}
    return "" if is_known else field.words


def body_fields(fields):
    """What programs send; nothing of it has to be there."""
    return {field.sent_as: SENT[field.kind](field) for field in standing_in(In.BODY, fields)}


class OccurredPart(serializers.Serializer):
    """When it happened, as exactly as is known."""

    precision = one_of(PRECISIONS)

    def get_fields(self):
        return super().get_fields() | {
            "from": day(_("The first day.")),
            "to": day(_("The last day.")),
        }


class ResultPart(serializers.Serializer):
    def get_fields(self):
        return read_fields(In.PUBLIC, RESULT)


class EvidencePart(serializers.Serializer):
    def get_fields(self):
        return read_fields(In.PUBLIC, EVIDENCE)


class OwnEvidencePart(serializers.Serializer):
    def get_fields(self):
        return read_fields(In.OWN, EVIDENCE)


class ResultBody(serializers.Serializer):
    """A result to write: what is left out is empty."""

    def get_fields(self):
        return body_fields(RESULT)


# What is read: a serializer field from a field, its words and the place where it stands.


def _text(_field, words, _place):
    return text(words)


def _choice(field, words, _place):
    return one_of(list(field.choices), words)


def _choices(field, words, _place):
    return some_of(list(field.choices), words)


def _day(_field, words, _place):
    return day(words)


def _amount(_field, words, _place):
    return amount(words)


def _count(field, words, _place):
    return serializers.IntegerField(allow_null=field.column.null, help_text=words)


def _flag(_field, words, _place):
    return serializers.BooleanField(help_text=words)


def _one(field, words, _place):
    return key(words, allow_null=field.column.null)


def _several(_field, words, _place):
    return keys(words)


def _narrative(_field, _words, _place):
    return NarrativePart()


def _when(_field, _words, _place):
    return OccurredPart()


def _rows(field, _words, place):
    parts = {Result: ResultPart, Evidence: OwnEvidencePart if place is In.OWN else EvidencePart}
    return parts[field.column.related_model](many=True)


READ = {
    Kind.LINE: _text,
    Kind.PARAGRAPHS: _text,
    Kind.NARRATIVE: _narrative,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.DAY: _day,
    Kind.WHEN: _when,
    Kind.AMOUNT: _amount,
    Kind.QUANTITY: _amount,
    Kind.COUNT: _count,
    Kind.FLAG: _flag,
    Kind.LINK: _text,
    Kind.FILE: _text,
    Kind.ONE: _one,
    Kind.SEVERAL: _several,
    Kind.ROWS: _rows,
}


# What is sent: a serializer field from a field.


def _text_to_send(field):
    return text(field.body_words, required=False)


def _choice_to_send(field):
    return one_of(list(field.choices), required=False)


def _choices_to_send(field):
    return serializers.ListField(child=one_of(list(field.choices)), required=False)


def _when_to_send(_field):
    return one_of(PRECISIONS, required=False)


def _day_to_send(_field):
    return serializers.DateField(allow_null=True, required=False)


def _amount_to_send(_field):
    return serializers.FloatField(allow_null=True, required=False)


def _count_to_send(_field):
    return serializers.IntegerField(allow_null=True, required=False)


def _flag_to_send(_field):
    return serializers.BooleanField(required=False)


def _one_to_send(field):
    return text(field.body_words, required=False, allow_null=field.column.null)


def _several_to_send(_field):
    return serializers.ListField(child=serializers.CharField(), required=False)


def _rows_to_send(_field):
    return ResultBody(many=True, required=False)


SENT = {
    Kind.LINE: _text_to_send,
    Kind.PARAGRAPHS: _text_to_send,
    Kind.NARRATIVE: _text_to_send,
    Kind.CHOICE: _choice_to_send,
    Kind.CHOICES: _choices_to_send,
    Kind.DAY: _day_to_send,
    Kind.WHEN: _when_to_send,
    Kind.AMOUNT: _amount_to_send,
    Kind.QUANTITY: _amount_to_send,
    Kind.COUNT: _count_to_send,
    Kind.FLAG: _flag_to_send,
    Kind.LINK: _text_to_send,
    Kind.ONE: _one_to_send,
    Kind.SEVERAL: _several_to_send,
    Kind.NEW: _text_to_send,
    Kind.ROWS: _rows_to_send,
}
