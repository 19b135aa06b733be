"""What a program may ask for among the updates that its token sees."""

from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, FilterSet

from roadmap.api import values
from roadmap.api.reading import collections as lists
from roadmap.models import ProgressUpdate, Status


class Several(CharFilter):
    """Values between commas, any of them, each as `known` says.

    A value is a key whose parts stand between dots; `lookups` says where each part is found. Its
    first parts may be left out, as in `2022-2023` for `MX-2019.2022-2023`.
    """

    def __init__(self, known, *lookups):
        super().__init__(strip=False)
        self.known, self.lookups = known, lookups

    def filter(self, updates, text):
        if not text:
            return updates
        found = values.several(self.field_name, text, self.known.pattern, self.known.choices)
        kept = ProgressUpdate.objects.filter(reduce(or_, map(self._is, found)))
        return updates.filter(pk__in=kept.values("pk"))

    def _is(self, value):
        parts = value.split(".")
        return Q(**dict(zip(self.lookups[-len(parts) :], parts, strict=True)))


class OwnUpdateFilter(FilterSet):
    status = Several(lists.among(Status, _("Where it stands.")), "status")
    period = Several(lists.PERIOD, "period__roadmap__code", "period__label")
    agency = Several(lists.AGENCY, "agency__country", "agency__code")
    priority = Several(lists.PRIORITY, "priorities__roadmap__code", "priorities__number")
    kind = Several(lists.UPDATE_KIND, "kind")
    action = Several(lists.ACTION, "action__uid")
    next_step = Several(
        lists.NEXT_STEP,
        *("next_step__period__roadmap__code", "next_step__period__label", "next_step__number"),
    )
