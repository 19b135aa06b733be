"""Which agency reports on which roadmap, where several countries live side by side.

An agency of a country that has a roadmap here reports on that alone. An international body, or one
of a country without a roadmap here, may report on any.
"""

from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from roadmap.models import Agency, Roadmap

ON_ANOTHER = _("This agency reports on another country's roadmap.")


def _with_a_roadmap():
    return Roadmap.objects.values("country")


def agencies_of(roadmap):
    """The active agencies that may report on this roadmap."""
    others = _with_a_roadmap().exclude(country=roadmap.country)
    return Agency.objects.active().exclude(country__in=others)


def roadmaps_of(agency_ids):
    """The roadmaps that one of these agencies may report on."""
    own = Agency.objects.filter(pk__in=agency_ids)
    anywhere = own.exclude(country__in=_with_a_roadmap())
    return Roadmap.objects.filter(Q(country__in=own.values("country")) | Exists(anywhere))


def reports_on(agency, roadmap):
    """Whether this agency may report on this roadmap."""
    at_home = agency.country == roadmap.country
    return at_home or not Roadmap.objects.filter(country=agency.country).exists()
