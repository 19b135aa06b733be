"""From a program's JSON to the form that people fill in: the same rules, the same refusals."""

import datetime
from itertools import zip_longest

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import model_to_dict, modelform_factory
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap import permissions
from roadmap.api.own.sent import MOST_ROWS, UNKNOWN, Refusals, find, form_values
from roadmap.api.problems import Problem
from roadmap.api.serializers.own import EvidenceFileBody, UpdateBody
from roadmap.api.serializers.updates import ResultBody
from roadmap.models import Evidence, ProgressUpdate, Result
from roadmap.texts import markdown
from roadmap.update_fields import (
    EVIDENCE,
    RESULT,
    UPDATE,
    In,
    Kind,
    columns_typed,
    of_kind,
    standing_in,
)
from roadmap.versions import claim_version
from roadmap.writing.choices import choices_for
from roadmap.writing.forms import EvidenceForm, ProgressUpdateForm, ResultForm

NUMBERS = {Kind.AMOUNT, Kind.QUANTITY, Kind.COUNT}
TEXTS_OF_RESULT = {
    field.name for field in standing_in(In.BODY, RESULT) if field.kind not in NUMBERS
}
# Of the form's fields those that programs know.
KNOWN = In.OWN | In.BODY
FORM = modelform_factory(
    ProgressUpdate, ProgressUpdateForm, fields=columns_typed(UPDATE, known_in=KNOWN)
)


class ApiResultForm(ResultForm):
    """Numbers come as JSON has them, in every language."""

    class Meta(ResultForm.Meta):
        fields = columns_typed(RESULT, known_in=KNOWN)
        field_classes = {}


class ApiEvidenceForm(EvidenceForm):
    class Meta(EvidenceForm.Meta):
        fields = columns_typed(EVIDENCE, known_in=KNOWN)


# An update


def save_update(body, *, by, update=None, seen=None):
    """Create or change an update; the update. Raises Problem where it is refused."""
    choices = choices_for(by, update)
    refusals = Refusals()
    _refuse_strangers(body, UpdateBody, refusals)
    data = _form_data(body, update, choices, refusals)
    results = _result_forms(body, choices, refusals)
    refusals.stop()
    if update is not None:
        data["version"] = str(seen)
    form = _bound(data, update, choices)
    if not form.is_valid():
        if form.is_stale:
            raise stale(update, body, form.newer)
        refusals.add_form(form)
    refusals.stop()
    return _save(form, results, by=by, seen=seen)


def stale(update, body, differences):
    """The refusal of somebody who has not seen the latest version, with both texts."""
    plain = [
        {
            "field": str(each["label"]),
            "saved": "".join(part.text for part in each["saved"]),
            "sent": "".join(part.text for part in each["typed"]),
        }
        for each in differences
    ]
    version = ProgressUpdate.objects.values_list("version", flat=True).get(pk=update.pk)
    return Problem("stale", version=version, sent=body, differences=plain)


def _bound(data, update, choices):
    form = FORM(data, instance=update)
    for name, queryset in choices.items():
        form.fields[name].queryset = queryset
    form._offer_what_is_chosen()
    return form


@transaction.atomic
def _save(form, results, *, by, seen):
    update = form.instance
    if update.pk:
        claim_version(update, seen, status__in=permissions.EDITABLE)
    else:
        update.written_by = by
    update.changed_at = timezone.now()
    update.action = form.make_action(update) or update.action
    form.save()
    if results is not None:
        _replace_results(update, results)
    return update


def _replace_results(update, forms):
    """Row by row, so that what stays the same row keeps its history."""
    saved = list(update.results.order_by("number"))
    for number, (old, form) in enumerate(zip_longest(saved, forms), start=1):
        if form is None:
            old.delete()
            continue
        result = form.save(commit=False)
        result.pk, result.update, result.number = (old.pk if old else None), update, number
        result.source_note = old.source_note if old else ""
        result.save()


def _refuse_strangers(body, known, refusals, prefix=""):
    for name in body:
        if name not in known().fields:
            refusals.add(f"{prefix}{name[:60]}", _("There is no such field."))


def _form_data(body, update, choices, refusals):
    """What the form is filled in with: what is saved, and over it what was sent."""
    data = QueryDict(mutable=True)
    for name, value in _saved(update).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    for name, values in form_values(body, choices, refusals).items():
        data.setlist(name, values)
    return data


def _saved(update):
    """An update's fields as its form would send them."""
    if update is None:
        return {"kind": "progress"}
    found = model_to_dict(update, fields=list(FORM.base_fields))
    found["narrative"] = markdown.to_markdown(update.narrative)
    several = of_kind(Kind.SEVERAL, UPDATE)
    for name, value in found.items():
        if name in several:
            found[name] = [str(row.pk) for row in value]
        elif isinstance(value, datetime.date):
            found[name] = value.isoformat()
        elif not isinstance(value, list):
            found[name] = "" if value is None else str(value)
    return found


# Results


def _result_forms(body, choices, refusals):
    """One valid form per result; None where results are not spoken of."""
    if "results" not in body:
        return None
    rows = body["results"]
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        refusals.add("results", _("Send a list of at most %(most)s results.") % {"most": MOST_ROWS})
        return None
    return [_result_form(row, place, choices, refusals) for place, row in enumerate(rows)]


def _result_form(row, place, choices, refusals):
    prefix = f"results.{place}."
    if not isinstance(row, dict):
        refusals.add(prefix.rstrip("."), _("Send a JSON object."))
        return None
    _refuse_strangers(row, ResultBody, refusals, prefix)
    data = {"qualifier": "exact", "basis": "counted"} | {
        name: _plain(name, value, prefix, refusals) for name, value in row.items()
    }
    if data.get("place"):
        found = find(data["place"], choices["places"])
        if found is None:
            refusals.add(f"{prefix}place", UNKNOWN)
        data["place"] = found
    form = ApiResultForm(data, instance=Result())
    if not form.is_valid():
        refusals.add_form(form, prefix)
    return form


def _plain(name, value, prefix, refusals):
    """A number or a text as a form has it."""
    if value is None:
        return ""
    wants_number = name not in TEXTS_OF_RESULT
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number if wants_number else isinstance(value, str):
        return str(value)
    refusals.add(f"{prefix}{name}", _("Send a number.") if wants_number else _("Send a text."))
    return ""


# Evidence


def add_evidence(update, body, files, *, by, seen):
    """Add a link or a file to an update, judged as the form judges it."""
    refusals = Refusals()
    _refuse_strangers({**body, **files}, EvidenceFileBody, refusals)
    refusals.stop()
    number = max([each.number for each in update.evidence.all()], default=0) + 1
    if update.evidence.count() >= MOST_ROWS:
        refusals.add("", _("An update has at most %(most)s of these.") % {"most": MOST_ROWS})
    data = {"title": body.get("title", ""), "url": body.get("link", "")}
    for name, value in data.items():
        if not isinstance(value, str):
            refusals.add(name, _("Send a text."))
    if body.get("is_public") not in (None, True, False, "true", "false"):
        refusals.add("is_public", _("Write true or false."))
    refusals.stop()
    if body.get("is_public") in {True, "true"}:
        data["is_public"] = "on"
    form = ApiEvidenceForm(data, files, instance=Evidence(update=update, number=number))
    form.by = by
    if not form.is_valid():
        refusals.add_form(form, names={"url": "link"})
    if not data["url"] and not files.get("file"):
        refusals.add("file", _("Give a link or a file, one of the two."))
    refusals.stop()
    return _save_evidence(update, form, seen)


@transaction.atomic
def _save_evidence(update, form, seen):
    claim_version(update, seen, status__in=permissions.EDITABLE)
    try:
        form.instance.validate_constraints()
    except ValidationError as error:
        raise Problem("refused", errors=[{"field": "", "detail": str(error)}]) from error
    ProgressUpdate.objects.filter(pk=update.pk).update(changed_at=timezone.now())
    return form.save()
