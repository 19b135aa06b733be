"""What each public record says, field by field: the promise of version 1.

The records themselves are made by the database (`migrations/published.sql`); a test holds the two
together. A field that does not stand here is not public.
"""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from roadmap.api.serializers.fields import (
    count,
    day,
    key,
    keys,
    one_of,
    some_of,
    text,
)
from roadmap.api.serializers.updates import EvidencePart, ResultPart, read_fields
from roadmap.models.periods import Period
from roadmap.models.places import Place
from roadmap.models.roadmaps import Roadmap
from roadmap.models.vocabulary import (
    ActionState,
    AgencyKind,
    Area,
    NextStepStatus,
)
from roadmap.update_fields import UPDATE, In


class Row(serializers.Serializer):
    id = text(_("Lasting, and the last part of the address."))
    url = text(_("The address, on this host."))


class SignatoryPart(serializers.Serializer):
    name = text()
    position = text(_("As held on the day of signing."))
    agency = key(_("The agency's id."))


class RoadmapRow(Row):
    country = text(_("ISO 3166-1."))
    title = text()
    subtitle = text()
    language = one_of(Roadmap.Language)
    time_zone = text()
    adopted_on = serializers.DateField()
    workshop_starts_on = day()
    workshop_ends_on = day()
    introduction = text()
    state = one_of(Roadmap.State)
    superseded_by = key(_("The roadmap that took its place."), allow_null=True)
    signatories = SignatoryPart(many=True)


class ThemeRow(Row):
    roadmap = key(_("The roadmap's id."))
    number = serializers.IntegerField()
    title = text()


class PriorityRow(Row):
    roadmap = key(_("The roadmap's id."))
    number = serializers.IntegerField()
    short_name = text(_("For lists and charts; not official."))
    text = text(_("The official words."))
    theme = key(_("The theme's id, where the roadmap says it."), allow_null=True)
    lead_agency = key(_("The agency's id, where the roadmap says it."), allow_null=True)


class AgencyRow(Row):
    code = text()
    country = serializers.CharField(help_text=_("ISO 3166-1; empty for an international body."))
    name = text()
    acronym = text()
    other_names = keys(_("Names under which documents know it too."))
    kind = one_of(AgencyKind)
    part_of = key(_("The id of the agency it is a part of."), allow_null=True)
    active = serializers.BooleanField()


class PeriodRow(Row):
    roadmap = key(_("The roadmap's id."))
    label = text(_("Such as 2022-2023."))
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    due_at = serializers.DateTimeField(
        allow_null=True, help_text=_("Until when agencies are asked to report.")
    )
    state = one_of(Period.State)


class PlaceRow(Row):
    code = text(_("ISO 3166-2; for a whole country its two letters."))
    country = text(_("ISO 3166-1."))
    name = text()
    kind = one_of(Place.Kind)


class ActionRow(Row):
    roadmap = key(_("The roadmap's id."))
    title = text()
    lead_agency = key(_("The agency's id."))
    partners = keys(_("Ids of agencies."))
    priorities = keys(_("Ids of priorities."))
    areas = some_of(Area)
    places = keys(_("Codes of places."))
    starts_on = day()
    ends_on = day()
    state = one_of(ActionState)


# Its fields, and those of its parts, are those that `roadmap.update_fields` calls public.
class ProgressUpdateRow(Row):
    roadmap = key(_("The roadmap's id."))
    published_at = serializers.DateTimeField()

    def get_fields(self):
        framing = super().get_fields()
        last = {"published_at": framing.pop("published_at")}
        return framing | read_fields(In.PUBLIC, UPDATE) | last


class ResultRow(Row):
    update = key(_("The id of its update."))
    period = key(_("The period's id."))
    agency = key(_("The id of the agency that reports."))

    def get_fields(self):
        return super().get_fields() | ResultPart().get_fields()


class EvidenceRow(Row):
    update = key(_("The id of its update."))
    period = key(_("The period's id."))
    agency = key(_("The id of the agency that reports."))

    def get_fields(self):
        return super().get_fields() | EvidencePart().get_fields()


class NextStepRow(Row):
    roadmap = key(_("The roadmap's id."))
    period = key(_("The id of the period in which it is to be done."))
    number = serializers.IntegerField()
    title = text(_("As promised, letter for letter."))
    objectives = text()
    proof = text(_("What would show that the step has been achieved."))
    areas = some_of(Area)
    priorities = keys(_("Ids of priorities."))
    agency = key(_("The id of the agency that answers for it."), allow_null=True)
    status = one_of(
        NextStepStatus, _("The report's word, once the period is closed."), allow_null=True
    )


class ProjectRow(Row):
    roadmap = key(_("The roadmap's id."))
    name = text()
    acronym = text()
    description = text()
    implementers = keys(_("Ids of agencies."))
    counterparts = keys(_("Ids of agencies."))
    funders = keys(_("Ids of agencies."))
    starts_in = count(_("A year."))
    ends_in = count(_("A year."))
    places = keys(_("Codes of places."))
    sectors = text()
    areas = some_of(Area)
    priorities = keys(_("Ids of priorities."))


class CountsPart(serializers.Serializer):
    progress = serializers.IntegerField()
    no_progress = serializers.IntegerField()
    not_applicable = serializers.IntegerField()


class AssignmentRow(Row):
    roadmap = key(_("The roadmap's id."))
    period = key(_("The period's id."))
    agency = key(_("The id of the agency that is expected to report."))
    status = one_of(
        ["reported", "no-progress", "not-applicable", "not-yet-answered"],
        _("What has been published as its answer; silence is none of the three answers."),
    )
    published_updates = CountsPart()
