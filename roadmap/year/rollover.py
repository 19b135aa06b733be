"""The next year begins where this one ended: a period is opened with what goes on.

What the last report promised hangs on the coming period already, as its next steps. Opening it
copies who is asked about what; members, running actions and open promises need no copy.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from roadmap import permissions
from roadmap.models import Action, ActionState, Assignment, NextStep, Period, Roadmap
from roadmap.models.periods import days_of, year_of
from roadmap.year.reminders import make_series


class CanNotOpen(Exception):
    """The period was closed already: what it asked for has been answered."""


@dataclass(frozen=True)
class Plan:
    """What opening a period would bring: shown before the button is pressed."""

    year: int
    name: str
    before: Period | None
    next_steps: list
    copied: list
    named: list
    running: int


def plan(roadmap, year):
    """What opening this roadmap's period of the year would bring."""
    before = Period.objects.filter(roadmap=roadmap, year=year - 1).first()
    period = Period.objects.filter(roadmap=roadmap, year=year).first()
    steps = list(period.next_steps.select_related("agency")) if period else []
    return Plan(
        year=year,
        name=f"{year}-{year + 1}",
        before=before,
        next_steps=steps,
        copied=list(_copied(before)),
        named=[step for step in steps if step.agency_id and step.agency.is_active],
        running=Action.objects.filter(roadmap=roadmap, state=ActionState.IN_PROGRESS).count(),
    )


def period_of(roadmap, year, *, today):
    """The roadmap's period of this year; made where it is missing: closed if over, else planned."""
    is_over = days_of(year)[1] < today
    state = Period.State.CLOSED if is_over else Period.State.PLANNED
    return Period.objects.get_or_create(roadmap=roadmap, year=year, defaults={"state": state})[0]


def next_year(roadmap, now=None):
    """The year of the period that is to be opened next: after the last one that was.

    The first is the one planned, or else the one that is running: it has begun by today.
    """
    begun = roadmap.periods.exclude(state=Period.State.PLANNED).order_by("-year").first()
    planned = roadmap.periods.filter(state=Period.State.PLANNED).order_by("year").first()
    if begun is None:
        today = (now or timezone.now()).astimezone(roadmap.zone)
        return planned.year if planned else year_of(today)
    return begun.year + 1


@transaction.atomic
def open_period(roadmap, year):
    """Open a roadmap's period: (the period, whether it was opened now).

    Doing it twice, or two at once, changes nothing: of an open period's assignments none comes
    back that was taken away. Raises CanNotOpen for a closed one.
    """
    # Two presses at once wait for each other here.
    Roadmap.objects.select_for_update().get(pk=roadmap.pk)
    planned = {"state": Period.State.PLANNED}
    period, _made = Period.objects.get_or_create(roadmap=roadmap, year=year, defaults=planned)
    if period.state == Period.State.CLOSED:
        raise CanNotOpen
    if period.state == Period.State.OPEN:
        return period, False
    period.state = Period.State.OPEN
    period.save(update_fields=["state"])
    before = Period.objects.filter(roadmap=roadmap, year=year - 1).first()
    _assign(period, _copied(before))
    _assign_next_steps(period)
    make_series([period])
    period.refresh_from_db()
    return period, True


def _copied(before):
    """Last year's assignments to priorities: those to next steps are answered or asked anew."""
    # An agency that was closed meanwhile has nobody left to ask.
    rows = Assignment.objects.filter(period=before, priority__isnull=False, agency__is_active=True)
    return rows.select_related("agency", "priority") if before else []


def _assign(period, rows):
    Assignment.objects.bulk_create(
        [
            Assignment(period=period, agency_id=row.agency_id, priority_id=row.priority_id)
            for row in rows
        ],
        ignore_conflicts=True,
    )


def _assign_next_steps(period):
    """Each next step that names an agency is asked of that agency."""
    # Who is asked already, by hand or by an earlier press, is asked once all the same.
    steps = period.next_steps.filter(agency__is_active=True)
    Assignment.objects.bulk_create(
        [Assignment(period=period, agency_id=s.agency_id, next_step=s) for s in steps],
        ignore_conflicts=True,
    )


@transaction.atomic
def promise(period, *, now):
    """A report that was sent in has promised the period's next steps: their wording stands.

    Doing it again touches only what has come since. Where the period is open already, the new
    ones are asked of the agencies they name.
    """
    NextStep.objects.filter(period=period, promised_at=None).update(promised_at=now)
    if period.state == Period.State.OPEN:
        _assign_next_steps(period)


# The coordination's steps


def set_due(period, due_at, *, by):
    """Say until when agencies are asked to report; the reminders go by it from now on."""
    permissions.require(permissions.can_manage_year(by))
    period.due_at = due_at
    period.save(update_fields=["due_at"])
    make_series([period])


@transaction.atomic
def close_period(period, *, by):
    """Agencies write and send in no more; whether it was closed now."""
    permissions.require(permissions.can_manage_year(by))
    # One conditional UPDATE: of two presses one closes the period, and only that one is told so.
    opened = Period.objects.open().filter(pk=period.pk)
    return bool(opened.update(state=Period.State.CLOSED))


def reopen_for(period, reopening, *, by):
    """One agency may write in the closed period again, until the instant of the reopening."""
    permissions.require(permissions.can_manage_year(by))
    reopening.period, reopening.by = period, by
    reopening.save()
    make_series([period])


def open_again(period, *, by):
    """A closed period is open to everybody again; whether it was opened now."""
    permissions.require(permissions.can_manage_year(by))
    closed = Period.objects.filter(pk=period.pk, state=Period.State.CLOSED)
    return bool(closed.update(state=Period.State.OPEN))
