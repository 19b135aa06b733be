"""Every field of an update is declared, and every place where it stands knows its kind."""

import pytest

from roadmap.api.own import rows, sent
from roadmap.api.serializers import updates as serializers
from roadmap.models import Evidence, ProgressUpdate, Result
from roadmap.review import content, reading, words
from roadmap.update_fields import (
    FIELDS_OF,
    NOTED,
    UPDATE,
    Field,
    Group,
    In,
    Kind,
    as_read,
    columns_typed,
    fieldsets,
    standing_in,
)
from roadmap.writing.forms import EvidenceForm, ProgressUpdateForm, ResultForm

# What each place does with a kind, and the kinds that it has a way of its own for.
PLACES = {
    In.SENDING: [content.WRITTEN],
    In.REVIEW: [{**reading.READ, Kind.NARRATIVE: "paragraph by paragraph"}],
    In.PAGE: [
        {
            **words.SHOWN,
            Kind.PARAGRAPHS: "words.paragraphs",
            Kind.NARRATIVE: "its template",
            Kind.ROWS: "its template",
        }
    ],
    In.OWN: [rows.SAID, serializers.READ],
    In.BODY: [serializers.SENT, {**sent.READ, Kind.ROWS: "forms of their own"}],
    In.PUBLIC: [serializers.READ],
}
# A page lays its tables of rows out by hand; a row that is sent is a form of its own.
PLACES_OF_ROWS = {
    place: tables for place, tables in PLACES.items() if place not in {In.PAGE, In.BODY}
} | {In.BODY: [serializers.SENT]}


def not_as_declared(model, fields, noted):
    """The model's fields that are declared nowhere or twice, and declared ones that it lacks."""
    of_model = {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}
    of_model |= {part.name for part in model._meta.related_objects if part.related_model in NOTED}
    # The update that goes on from this one is no field of this one.
    of_model -= {"continued_by"}
    declared = [field.name for field in fields if field.kind is not Kind.NEW]
    twice = {name for name in declared if name in noted or declared.count(name) > 1}
    return (of_model ^ {*declared, *noted}) | twice


@pytest.mark.parametrize("model", FIELDS_OF)
def test_every_field_of_a_model_is_declared_once(model):
    assert not_as_declared(model, FIELDS_OF[model], NOTED[model]) == set()


def without(name):
    return tuple(field for field in UPDATE if field.name != name)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        (without("municipalities"), {"municipalities"}),
        (without("partners"), {"partners"}),
        (without("evidence"), {"evidence"}),
        ((*UPDATE, Field("budget", Kind.LINE)), {"budget"}),
        ((*UPDATE, UPDATE[-1]), {"source_note"}),
        ((*UPDATE, Field("status", Kind.CHOICE)), {"status"}),
        (UPDATE, set()),
    ],
)
def test_a_field_that_is_not_declared_once_is_found(fields, found):
    assert not_as_declared(ProgressUpdate, fields, NOTED[ProgressUpdate]) == found


def unknown_kinds(fields, places):
    """(field, place) where a field stands in a place that can do nothing with its kind."""
    return {
        (field.name, place)
        for place, tables in places.items()
        for field in fields
        if place in field.stands and any(field.kind not in table for table in tables)
    }


@pytest.mark.parametrize("model", FIELDS_OF)
def test_every_place_knows_the_kinds_of_its_fields(model):
    places = PLACES if model is ProgressUpdate else PLACES_OF_ROWS
    assert unknown_kinds(FIELDS_OF[model], places) == set()


def test_a_kind_that_a_place_does_not_know_is_found():
    planted = Field("plan", Kind.FILE, stands=In.OWN | In.SENDING)
    assert unknown_kinds([planted], PLACES) == {("plan", In.SENDING)}


@pytest.mark.parametrize("fields", FIELDS_OF.values())
def test_what_is_reviewed_has_been_sent_in(fields):
    assert [f.name for f in fields if In.REVIEW in f.stands and In.SENDING not in f.stands] == []


def test_what_is_typed_has_its_part_of_the_form():
    typed = [field for field in UPDATE if In.FORM in field.stands]
    shown = [name for _heading, part in fieldsets() for name in part["fields"]]
    assert sorted(shown) == sorted(field.name for field in typed)
    assert all(field.group in Group for field in typed)
    forms = {ProgressUpdate: ProgressUpdateForm, Result: ResultForm, Evidence: EvidenceForm}
    assert {model: form._meta.fields for model, form in forms.items()} == {
        model: columns_typed(fields) for model, fields in FIELDS_OF.items()
    }


def test_a_page_reads_in_the_order_of_the_form_and_its_rows_come_last():
    groups = [field.group for field in as_read(In.PAGE)]
    assert groups == sorted(groups, key=[*Group, None].index)
    assert [field.name for field in as_read(In.PAGE)][-2:] == ["results", "evidence"]
    # Programs read in an order of their own.
    assert groups != [field.group for field in standing_in(In.PAGE)]
