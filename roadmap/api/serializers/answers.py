"""What stands around the records, and what is said where there are none."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from roadmap.api.serializers.fields import text


class LicensePart(serializers.Serializer):
    id = text()
    name = text()
    url = serializers.URLField()


class HeadingPart(serializers.Serializer):
    """What stands on top of every answer."""

    license = LicensePart()
    attribution = text(_("Whom to name."))
    version = serializers.IntegerField(help_text=_("For updated_since."))
    retrieved_at = serializers.DateTimeField(
        help_text=_("The moment of the state that you hold: of its last change.")
    )


class RefusalPart(serializers.Serializer):
    field = text()
    detail = text()


class DifferencePart(serializers.Serializer):
    field = text()
    saved = text()
    sent = text()


class ProblemRow(serializers.Serializer):
    """What went wrong, as RFC 9457 has it."""

    type = text(_("Which problem it is; the address of its description."))
    title = text()
    status = serializers.IntegerField()
    detail = text(required=False)
    parameter = text(required=False)
    scope = text(required=False)
    state = text(required=False)
    version = serializers.IntegerField(required=False)
    errors = RefusalPart(many=True, required=False)
    sent = serializers.DictField(required=False)
    differences = DifferencePart(many=True, required=False)


class IndexRow(HeadingPart):
    software = serializers.CharField()
    documentation = serializers.URLField()
    schema = serializers.URLField()
    dataset = serializers.URLField()
    collections = serializers.DictField(child=serializers.URLField())
