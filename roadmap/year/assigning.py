"""What is asked of whom in a period: cells of the matrix are ticked and unticked."""

from django.db import transaction

from roadmap import permissions
from roadmap.models import Agency, Assignment, Period, ProgressUpdate
from roadmap.reporting import agencies_of
from roadmap.year.matrix import answers_to, asked_in, columns_of


class PeriodClosed(Exception):
    """What a closed period asked for stays as it was."""


def can_assign(user, period):
    """The coordination, while the period is open."""
    return permissions.can_manage_reference_data(user) and period.state == Period.State.OPEN


@transaction.atomic
def change_asked(period, *, by, asked, was):
    """Ask for what has been ticked and no longer for what has been unticked.

    Both are sets of (agency id, key of the column): what is ticked now, and what was ticked on the
    page, so that nobody undoes what a colleague did meanwhile. Gives back the set of those that
    stay although they were unticked, because the agency has begun to answer. Raises
    PermissionDenied or PeriodClosed.
    """
    permissions.require(permissions.can_manage_reference_data(by))
    period = Period.objects.select_for_update().get(pk=period.pk)
    if period.state != Period.State.OPEN:
        raise PeriodClosed
    known = {column.key: column for column in columns_of(period)}
    added = {(agency, key) for agency, key in asked - was if key in known}
    Assignment.objects.bulk_create(
        [Assignment(period=period, agency_id=agency, **_about(key)) for agency, key in added],
        ignore_conflicts=True,
    )
    return _stop_asking(period, was - asked)


def _stop_asking(period, places):
    kept = places & answered_places(period)
    for agency, key in places - kept:
        Assignment.objects.filter(period=period, agency=agency, **_about(key)).delete()
    return kept


def answered_places(period):
    """Where there is an update, in whatever state: a set of (agency id, key of the column)."""
    return set(answers_to(ProgressUpdate.objects.for_period(period)))


def _about(key):
    """What a column's key stands for, as fields of an assignment."""
    about = {"p": "priority_id", "s": "next_step_id"}
    return {name: int(key[1:]) if letter == key[0] else None for letter, name in about.items()}


def line_of_agency(period, agency):
    """All that could be asked of an agency: what of it is, and what was answered."""
    columns = columns_of(period)
    return _line(period, [((agency.pk, c.key), f"{c.short}. {c.name}") for c in columns])


def line_of_column(period, column):
    """Everybody who could be asked for one thing: who is, and who has answered."""
    concerned = {agency for agency, key in asked_in(period) if key == column.key}
    agencies = agencies_of(period.roadmap) | Agency.objects.filter(pk__in=concerned)
    return _line(period, [((a.pk, column.key), str(a)) for a in agencies.order_by("name")])


def _line(period, places):
    asked, answered = asked_in(period), answered_places(period)
    return [
        {
            "place": place,
            "value": f"{place[0]}:{place[1]}",
            "name": name,
            "asked": place in asked,
            "answered": place in answered,
        }
        for place, name in places
    ]
