"""What a person may choose from in an update, the same in the form and for programs."""

from django.utils import timezone

from roadmap.deadlines import open_periods_of
from roadmap.models import Action, Agency, NextStep, Period, Place, Priority, ProgressUpdate
from roadmap.permissions import coordinates
from roadmap.reporting import roadmaps_of


def choices_for(user, update):
    """What concerns this person: own agencies and their actions, and open periods.

    A saved update keeps what it already has, and its choices stay in its own roadmap.
    """
    own = update or ProgressUpdate()
    periods = open_periods_of(user.agency_ids, timezone.now())
    if not coordinates(user):
        periods = periods.filter(roadmap__in=roadmaps_of(user.agency_ids))
    periods |= Period.objects.filter(pk=own.period_id)
    roadmaps = periods.values("roadmap")
    return {
        "period": periods,
        "agency": Agency.objects.writable_by(user),
        "action": Action.objects.visible_to(user).filter(roadmap__in=roadmaps),
        "next_step": NextStep.objects.filter(period__in=periods),
        "priorities": Priority.objects.filter(roadmap__in=roadmaps),
        "places": Place.objects.filter(country__in=periods.values("roadmap__country")),
        "partners": Agency.objects.active(),
    }
