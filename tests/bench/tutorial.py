"""The list as a tutorial would write it: a ModelViewSet with nested serializers. For comparison."""

from rest_framework import serializers, viewsets
from rest_framework.permissions import AllowAny

from roadmap.models import Agency, Evidence, Period, Place, Priority, ProgressUpdate, Result


class AgencySerializer(serializers.ModelSerializer):
    country = serializers.CharField()

    class Meta:
        model = Agency
        fields = ["code", "country", "name"]


class PlaceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Place
        fields = ["code", "name"]


class PrioritySerializer(serializers.ModelSerializer):
    class Meta:
        model = Priority
        fields = ["number", "short_name"]


class PeriodSerializer(serializers.ModelSerializer):
    class Meta:
        model = Period
        fields = ["label", "starts_on", "ends_on"]


class ResultSerializer(serializers.ModelSerializer):
    place = PlaceSerializer()

    class Meta:
        model = Result
        exclude = ["id", "update", "source_note"]


class EvidenceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Evidence
        fields = ["number", "title", "url", "file_name"]


class UpdateSerializer(serializers.ModelSerializer):
    period = PeriodSerializer()
    agency = AgencySerializer()
    priorities = PrioritySerializer(many=True)
    places = PlaceSerializer(many=True)
    partners = AgencySerializer(many=True)
    results = ResultSerializer(many=True)
    evidence = EvidenceSerializer(many=True)

    class Meta:
        model = ProgressUpdate
        fields = [
            *("uid", "period", "agency", "priorities", "topics", "kind", "reason", "title"),
            *("narrative", "narrative_text", "precision", "happened_from", "happened_to", "areas"),
            *("places", "municipalities", "partners", "results", "evidence", "published_at"),
        ]


class UpdateViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = ProgressUpdate.objects.published().order_by("-happened_from", "-id")
    serializer_class = UpdateSerializer
    permission_classes = [AllowAny]
    authentication_classes = []

    def get_queryset(self):
        return super().get_queryset()[:50]
