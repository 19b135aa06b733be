"""What an agency's own updates say, and what a program may send."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from roadmap.api.serializers.fields import PRECISIONS, key, keys, one_of, some_of, text
from roadmap.api.serializers.public import (
    EvidencePart,
    NarrativePart,
    OccurredPart,
    ResultPart,
    Row,
)
from roadmap.models import Scope
from roadmap.models.vocabulary import (
    Area,
    Basis,
    Qualifier,
    Status,
    Topic,
    UpdateKind,
)


class GapPart(serializers.Serializer):
    field = text()
    detail = text()


class OwnEvidencePart(EvidencePart):
    is_public = serializers.BooleanField(help_text=_("Shown once the update is published."))


class OwnUpdateRow(Row):
    """An update as its own agency sees it, in whatever state it is."""

    version = serializers.IntegerField(help_text=_("Send it back in If-Match to change this."))
    status = one_of(Status)
    published_at = serializers.DateTimeField(allow_null=True)
    changed_at = serializers.DateTimeField()
    period = key(_("The period's id."))
    agency = key(_("The id of the agency that reports."))
    action = key(_("The id of the action it is about."), allow_null=True)
    next_step = key(_("The id of the next step it answers."), allow_null=True)
    priorities = keys(_("Ids of priorities."))
    topics = some_of(Topic)
    kind = one_of(UpdateKind)
    reason = text()
    title = text()
    narrative = NarrativePart()
    occurred = OccurredPart()
    areas = some_of(Area)
    places = keys(_("Codes of places."))
    municipalities = text()
    partners = keys(_("Ids of agencies."))
    results = ResultPart(many=True)
    evidence = OwnEvidencePart(many=True)
    gaps = GapPart(many=True, help_text=_("What is missing before it can be sent in."))
    remarks = keys(_("Why it was returned, the latest last."))


class ResultBody(serializers.Serializer):
    """A result to write: what is left out is empty."""

    qualifier = one_of(Qualifier, required=False)
    quantity = serializers.FloatField(allow_null=True, required=False)
    quantity_to = serializers.FloatField(allow_null=True, required=False)
    out_of = serializers.FloatField(allow_null=True, required=False)
    unit = text(required=False)
    population = text(required=False)
    female = serializers.IntegerField(allow_null=True, required=False)
    male = serializers.IntegerField(allow_null=True, required=False)
    under_18 = serializers.IntegerField(allow_null=True, required=False)
    adults = serializers.IntegerField(allow_null=True, required=False)
    place = text(required=False, allow_null=True)
    place_note = text(required=False)
    basis = one_of(Basis, required=False)


class UpdateBody(serializers.Serializer):
    """An update to write. What is left out stays as it is; results are replaced as a whole."""

    period = text(_("Such as 2023-2024."), required=False)
    agency = text(_("Such as SNDIF."), required=False)
    action = text(_("The action's id."), required=False, allow_null=True)
    new_action = text(_("Or the title of a new action."), required=False)
    next_step = text(_("The next step's id."), required=False, allow_null=True)
    priorities = serializers.ListField(child=serializers.CharField(), required=False)
    topics = serializers.ListField(child=one_of(Topic), required=False)
    kind = one_of(UpdateKind, required=False)
    reason = text(required=False)
    title = text(required=False)
    narrative = text(_("As Markdown."), required=False)
    precision = one_of(PRECISIONS, required=False)
    happened_from = serializers.DateField(allow_null=True, required=False)
    happened_to = serializers.DateField(allow_null=True, required=False)
    areas = serializers.ListField(child=one_of(Area), required=False)
    places = serializers.ListField(child=serializers.CharField(), required=False)
    municipalities = text(required=False)
    partners = serializers.ListField(child=serializers.CharField(), required=False)
    results = ResultBody(many=True, required=False)


class EvidenceBody(serializers.Serializer):
    """A link or a file."""

    title = text(required=False)
    link = serializers.CharField(required=False)
    is_public = serializers.BooleanField(required=False)


class EvidenceFileBody(EvidenceBody):
    file = serializers.FileField(required=False)


class SubmissionBody(serializers.Serializer):
    comment = text(_("A word to those who review it."), required=False)


class TokenRow(serializers.Serializer):
    """What a token is, never the token itself."""

    name = text()
    agency = key(_("The agency's id; empty for the coordination."), allow_null=True)
    scopes = some_of(Scope)
    expires_at = serializers.DateTimeField()


class OwnPage(serializers.Serializer):
    next = serializers.URLField(allow_null=True)
    results = OwnUpdateRow(many=True)
