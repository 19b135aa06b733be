"""Going on from last year's update: nobody types again what has not changed."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404

from roadmap import permissions
from roadmap.deadlines import is_open_for
from roadmap.models import Period, ProgressUpdate, UpdateKind


def continue_update(last, *, by, kind):
    """This year's draft after last year's: the same action, partners and places, no text yet.

    Continuing twice gives the same draft. Raises PermissionDenied for whoever may not write for
    the agency, Http404 where the period is not open for it.
    """
    permissions.require(permissions.can_write_for(by, last.agency_id))
    coming = {"roadmap": last.period.roadmap_id, "year": last.period.year + 1}
    period = get_object_or_404(Period, **coming)
    if not is_open_for(period, last.agency_id):
        raise Http404
    with transaction.atomic():
        # Two presses at once wait for each other here.
        ProgressUpdate.objects.select_for_update().get(pk=last.pk)
        if done := last.continued_by.filter(period=period, agency=last.agency_id).first():
            return done
        return _copy(last, period, by, kind)


def _copy(last, period, by, kind):
    known = kind if kind in UpdateKind.values else UpdateKind.PROGRESS
    update = ProgressUpdate.objects.create(
        period=period,
        agency_id=last.agency_id,
        action_id=last.action_id,
        continues=last,
        kind=known,
        title=last.title,
        topics=last.topics,
        areas=last.areas,
        municipalities=last.municipalities,
        written_by=by,
    )
    for name in ("priorities", "places", "partners"):
        getattr(update, name).set(getattr(last, name).all())
    return update
