"""Who gets to the pages of a report, and which report an address names."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404

from roadmap.models import Period
from roadmap.permissions import require


def only_for(may):
    """Decorates a page: strangers are sent to log in, people whom `may(user)` refuses get a 403."""

    def decorate(view):
        @login_required
        @wraps(view)
        def checked(request, *args, **kwargs):
            require(may(request.user))
            return view(request, *args, **kwargs)

        return checked

    return decorate


def find_period(roadmap, label):
    """The period of an address, with its roadmap; 404 where there is none."""
    return get_object_or_404(
        Period.objects.select_related("roadmap"), roadmap__code=roadmap, label=label
    )


def find_version(queryset, roadmap, period, number):
    """The version with this address, among those of the queryset; 404 where it is not there."""
    return get_object_or_404(
        queryset.select_related("period__roadmap", "submitted_by", "replaces", "replaced_by"),
        period__roadmap__code=roadmap,
        period__label=period,
        number=number,
    )
