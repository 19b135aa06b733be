"""What an agency's own updates say, and what a program may send."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from roadmap.api.serializers.fields import key, keys, one_of, some_of, text
from roadmap.api.serializers.public import Row
from roadmap.api.serializers.updates import body_fields, read_fields
from roadmap.models import Scope
from roadmap.models.vocabulary import Status
from roadmap.update_fields import EVIDENCE, UPDATE, In


class GapPart(serializers.Serializer):
    field = text()
    detail = text()


class OwnUpdateRow(Row):
    """An update as its own agency sees it, in whatever state it is."""

    version = serializers.IntegerField(help_text=_("Send it back in If-Match to change this."))
    status = one_of(Status)
    published_at = serializers.DateTimeField(allow_null=True)
    changed_at = serializers.DateTimeField()
    gaps = GapPart(many=True, help_text=_("What is missing before it can be sent in."))
    remarks = keys(_("Why it was returned, the latest last."))

    def get_fields(self):
        framing = super().get_fields()
        last = {name: framing.pop(name) for name in ("gaps", "remarks")}
        return framing | read_fields(In.OWN, UPDATE) | last


class UpdateBody(serializers.Serializer):
    """An update to write. What is left out stays as it is; results are replaced as a whole."""

    def get_fields(self):
        return body_fields(UPDATE)


class EvidenceBody(serializers.Serializer):
    """A link or a file."""

    def get_fields(self):
        return body_fields(EVIDENCE)


class EvidenceFileBody(EvidenceBody):
    def get_fields(self):
        return super().get_fields() | {"file": serializers.FileField(required=False)}


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
