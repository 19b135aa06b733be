"""What the country promises for the coming year: next steps of the period that follows."""

import hashlib
import json

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils import timezone

from roadmap.models import NextStep, Period
from roadmap.versions import StaleEdit
from roadmap.year.rollover import period_of

FIELDS = ("title", "objectives", "proof", "areas")
# While rows change places, no two of them may have one number.
ASIDE = 10_000


class StepInUse(Exception):
    """A next step that something else stands on can not be removed."""


def following_period(period):
    """The period after this one; made where it is not there yet, and then not open to agencies."""
    today = timezone.localdate(timezone=period.zone)
    return period_of(period.roadmap, period.year + 1, today=today)


def seen(step):
    """A short sign of what a next step says; the form carries it, and so knows what was seen."""
    content = [step.number, *(getattr(step, name) for name in FIELDS), step.agency_id]
    content.append(sorted(step.seen_priorities))
    text = json.dumps(content, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@transaction.atomic
def save_steps(period, rows):
    """Write the coming year's next steps in the order of the rows.

    `rows` are cleaned rows: dictionaries with `step` (its id or None), `seen`, `DELETE` and the
    fields. Raises StaleEdit where one was changed, added or removed since it was seen, StepInUse
    where one to be removed has updates.
    """
    coming = following_period(period)
    # Two savers wait for each other here.
    Period.objects.select_for_update().get(pk=coming.pk)
    saved = {step.pk: step for step in coming_steps(period)}
    _refuse_what_changed(saved, rows)
    kept = [row for row in rows if not row["DELETE"]]
    _remove(saved, [row["step"] for row in rows if row["DELETE"] and row["step"]])
    coming.next_steps.update(number=F("number") + ASIDE)
    for number, row in enumerate(kept, 1):
        _write(coming, saved.get(row["step"]), number, row)


def coming_steps(period):
    """The following period's next steps, each with the ids of its priorities."""
    steps = NextStep.objects.filter(
        period__roadmap=period.roadmap_id, period__year=period.year + 1
    ).order_by("number")
    for step in (steps := list(steps.prefetch_related("priorities"))):
        step.seen_priorities = [priority.pk for priority in step.priorities.all()]
    return steps


def _refuse_what_changed(saved, rows):
    known = {row["step"]: row["seen"] for row in rows if row["step"]}
    if known != {pk: seen(step) for pk, step in saved.items()}:
        raise StaleEdit


def _remove(saved, ids):
    for pk in ids:
        try:
            saved[pk].delete()
        except ProtectedError as error:
            raise StepInUse(str(saved[pk])) from error


def _write(coming, step, number, row):
    step = step or NextStep(period=coming)
    step.number = number
    for name in (*FIELDS, "agency_id"):
        setattr(step, name, row[name])
    step.save()
    step.priorities.set(row["priorities"])
