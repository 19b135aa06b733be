"""A record's whole history in words: what changed, from what to what, when and by whom.

It is read from the rows that the database's triggers write (`roadmap.trace_triggers`), so that it
has what came past the forms as well. The number of queries does not depend on its length.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.apps import apps
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format, localize
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from roadmap.models import Change, Comment, Step
from roadmap.review.workflow import StepName
from roadmap.texts import narrative
from roadmap.texts.difference import Part, side_by_side
from roadmap.texts.fields import NarrativeField

# Columns that count and stamp a change and tell nothing of their own.
SILENT = {"id", "uid", "version", "changed_at", "changed_by", "made_from"}
# Of a step of the review: the moment has its person and time, the update its two states.
TOLD_OF_STEPS = {"comment"}
# Parts that are kept when their record goes, though they are told in that record's history.
OWNED = {Step: "update", Comment: "update"}


@dataclass(frozen=True)
class FieldChange:
    """A field's text before and after, each as parts of which some differ; empty: nothing there."""

    label: str
    before: tuple[Part, ...]
    after: tuple[Part, ...]


@dataclass(frozen=True)
class RowChange:
    """A row that was added, changed or deleted; `title` says which, in words."""

    title: str
    operation: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Moment:
    """What one person or program did in one transaction."""

    at: datetime
    by: str
    way: str
    rows: tuple[RowChange, ...]


def traced_models():
    """Every model of this project's apps by the name of its table, many-to-many tables included."""
    return {
        model._meta.db_table: model
        for app in ("roadmap", "reports")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }


def owner_field(model):
    """The field that names the record whose part a row is: None where it stands for itself."""
    if name := OWNED.get(model):
        return model._meta.get_field(name)
    fields = (f for f in model._meta.concrete_fields if f.is_relation)
    return next((f for f in fields if f.remote_field.on_delete is models.CASCADE), None)


def parts_of(model):
    """The tables of a record's parts: their rows are told in its history."""
    return [
        table
        for table, part in traced_models().items()
        if (field := owner_field(part)) and field.related_model is model
    ]


def history_of(model, pk, *, most=200, before=None):
    """The record's latest `most` changes as moments, the newest first, and where older ones begin.

    The second value is the id to give as `before` for the older ones; None: there are none.
    """
    changes = Change.objects.of_record(model._meta.db_table, pk, parts_of(model))
    if before is not None:
        changes = changes.filter(id__lt=before)
    found = list(changes.select_related("by").order_by("-id")[: most + 1])
    shown, older = found[:most], len(found) > most
    names = _names(shown)
    moments = [
        _moment(list(group), model, names)
        for _key, group in groupby(shown, key=lambda c: (c.transaction, c.by_id, c.request))
    ]
    return [moment for moment in moments if moment.rows], shown[-1].id if older else None


def zone_of(record):
    """The zone of the roadmap of a period, or of what belongs to one; None for other records."""
    return getattr(getattr(record, "period", record), "zone", None)


def _moment(changes, model, names):
    first = changes[-1]
    rows = (_row(change, model, names) for change in reversed(changes))
    return Moment(first.at, _person(first), _how_it_came(first), tuple(row for row in rows if row))


def _person(change):
    if change.by:
        return str(change.by)
    if change.by_id:
        return _("person no. %(number)s") % {"number": change.by_id}
    return ""


def _how_it_came(change):
    """How it came to the database: from a page, from a command, or past the application."""
    said = change.said or {}
    if page := said.get("page"):
        return _("on the page %(address)s") % {"address": page}
    if command := said.get("command"):
        return _("by the command %(name)s") % {"name": command}
    return _("directly in the database, as %(role)s") % {"role": change.role}


def _row(change, model, names):
    """The change of one row; None where only what counts or stamps it has changed."""
    changed = traced_models().get(change.table)
    if changed is None:
        return None
    owner = owner_field(changed)
    hidden = {owner.name} if owner and changed is not model else set()
    if changed._meta.auto_created:
        fields = [_link(change, changed, owner, names)]
    else:
        fields = [
            _field(field, change, names)
            for field in changed._meta.concrete_fields
            if field.name not in SILENT | hidden and _is_told(field, change)
        ]
    told = tuple(field for field in fields if field.before or field.after)
    if change.operation == Change.Operation.UPDATE and not told:
        return None
    return RowChange(_title(change, changed, model), change.operation, told)


def _title(change, changed, model):
    if changed._meta.auto_created:
        return ""
    name = capfirst(changed._meta.verbose_name)
    return name if changed is model else f"{name} {_known_by(change, changed)}".strip()


def _known_by(change, changed):
    """What people know a row by among its like, if it is known here: a number, a step's name."""
    row = change.after or change.before
    if changed is Step and row.get("name") in StepName.values:
        return _("“%(name)s”") % {"name": StepName(row["name"]).label}
    return str(row.get("number", ""))


def _link(change, through, owner, names):
    """A row of a many-to-many table as a change of the field that it belongs to."""
    target = next(
        f for f in through._meta.concrete_fields if f.is_relation and f.name != owner.name
    )
    field = next(
        m for m in owner.related_model._meta.many_to_many if m.remote_field.through is through
    )
    before, after = (_worded(target, row, names) for row in (change.before, change.after))
    return FieldChange(capfirst(field.verbose_name), *_before_and_after(before, after))


def _is_told(field, change):
    """Whether the field has something to tell: of a new row not that a box is not ticked."""
    if field.model is Step and field.name not in TOLD_OF_STEPS:
        return False
    values = [(row or {}).get(field.column) for row in (change.before, change.after)]
    return any(value not in (None, False) for value in values)


def _field(field, change, names):
    before, after = (_worded(field, row, names) for row in (change.before, change.after))
    return FieldChange(capfirst(field.verbose_name), *_before_and_after(before, after))


def _before_and_after(before, after):
    if before and after:
        return tuple(tuple(parts) for parts in side_by_side(before, after))
    return tuple((Part(text, True),) if text else () for text in (before, after))


def _worded(field, row, names):
    """A column's value as people read it; "" for none."""
    value = (row or {}).get(field.column)
    if value is None or value in ("", []):
        return ""
    if field.is_relation:
        return names[field.related_model].get(value) or _("no. %(number)s") % {"number": value}
    if isinstance(field, NarrativeField):
        return narrative.plain_text(value)
    if isinstance(value, list):
        choices = dict(getattr(field, "base_field", field).choices or [])
        return ", ".join(str(choices.get(item, item)) for item in value)
    return _plain(field, value)


def _plain(field, value):
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        return date_format(localtime(parse_datetime(value)), "DATETIME_FORMAT")
    if isinstance(field, models.DateField):
        return date_format(parse_date(value), "DATE_FORMAT")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, models.DecimalField):
        return localize(Decimal(str(value)).quantize(Decimal(10) ** -field.decimal_places))
    return str(value)


def _names(changes):
    """The names of all records that the changes refer to: one query for each kind of record."""
    wanted, known = {}, traced_models()
    for change in changes:
        model = known.get(change.table)
        for field in model._meta.concrete_fields if model else ():
            if field.is_relation:
                ids = {(row or {}).get(field.column) for row in (change.before, change.after)}
                wanted.setdefault(field.related_model, set()).update(ids - {None})
    return {
        model: {pk: str(row) for pk, row in model._default_manager.in_bulk(ids).items()}
        for model, ids in wanted.items()
    }
