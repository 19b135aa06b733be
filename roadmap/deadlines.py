"""Until when an agency is asked to report, and whether it may write now: said here alone.

A reopening lets an agency write again after the period was closed; until it ends, its instant is
the agency's due date in reminders. What is late is told by the period's own due date: a reopening
does not make late work timely.
"""

from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from roadmap.models import Period, PeriodReopening


def is_open_for(period, agency_id, now=None):
    """Whether the agency may write and send in: the period is open, or reopened for the agency."""
    if period.state == Period.State.OPEN:
        return True
    if period.state != Period.State.CLOSED:
        return False
    now = now or timezone.now()
    return PeriodReopening.objects.running(now).filter(period=period, agency=agency_id).exists()


def due_of(period, agency_id):
    """The instant at which the agency's reports are due, or None where none is set."""
    if period.state == Period.State.CLOSED:
        return reopened_until(period).get(agency_id) or period.due_at
    return period.due_at


def reopened_until(period):
    """Until when a closed period is, or was, open again: a dictionary from agency id to instant."""
    # Without the model's own order, whose columns would part the groups.
    rows = PeriodReopening.objects.filter(period=period).order_by()
    return dict(rows.values_list("agency").annotate(until=Max("until")))


def is_late(period, now):
    """Whether what is sent at this instant comes after the due date; the instant itself is not."""
    return period.due_at is not None and now > period.due_at


def open_periods_of(agency_ids, now):
    """The periods in which one of the agencies may write now."""
    reopened = PeriodReopening.objects.running(now).filter(agency__in=agency_ids)
    closed = Period.objects.filter(state=Period.State.CLOSED, pk__in=reopened.values("period"))
    # No UNION: whoever asks goes on filtering.
    return Period.objects.open() | closed


def days_between(one, other, period):
    """How many days lie between two instants in the calendar of the period's roadmap."""
    days = [instant.astimezone(period.zone).date() for instant in (one, other)]
    return abs(days[1] - days[0]).days


def in_zone(period, day, clock):
    """The instant of a day and a time by the clock of the period's roadmap."""
    return datetime.combine(day, clock, tzinfo=period.zone)
