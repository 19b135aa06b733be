"""Going on from last year's update: nobody types again what has not changed."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404

from roadmap import permissions
from roadmap.deadlines import is_open_for
from roadmap.models import Period, ProgressUpdate, UpdateKind
from roadmap.update_fields import UPDATE, Kind


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
    copied = [field for field in UPDATE if field.is_continued]
    columns = [field.column.attname for field in copied if field.kind is not Kind.SEVERAL]
    update = ProgressUpdate.objects.create(
        period=period,
        agency_id=last.agency_id,
        continues=last,
        kind=known,
        written_by=by,
        **{name: getattr(last, name) for name in columns},
    )
    for field in copied:
        if field.kind is Kind.SEVERAL:
            getattr(update, field.name).set(getattr(last, field.name).all())
    return update
