"""What a published report and its answers say, field by field: part of the promise of version 1.

The records themselves are made by the database (`reports/publishing/sql/`).
"""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from reports.questionnaire.kinds import KINDS
from roadmap.api.serializers.fields import NarrativePart, WholeField, key, one_of, text
from roadmap.api.serializers.public import Row
from roadmap.models import Roadmap


class ReportFilePart(serializers.Serializer):
    format = text()
    language = text()
    type = text(_("The media type."))
    size = serializers.IntegerField(help_text=_("In bytes."))
    sha256 = text()
    url = text(_("The address, on this host."))


class ReportRow(Row):
    """A report as it was signed and sent, whole."""

    roadmap = key(_("The roadmap's id."))
    period = key(_("The period's id."))
    number = serializers.IntegerField(help_text=_("The number of the version."))
    language = one_of(Roadmap.Language)
    title = text()
    edition = text(_("Which edition of the questionnaire it answers."))
    signed_by = text()
    signed_as = text(_("As held on the day of signing."))
    submitted_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField()
    replaces = key(_("The published version before it."), allow_null=True)
    replaced_by = key(_("The published version that took its place."), allow_null=True)
    correction = text(_("What it corrects, and why."))
    page = text(_("The page for people, on this host."))
    files = ReportFilePart(many=True)
    document_sha256 = text(_("Of the document as JSON in UTF-8, keys sorted, without spaces."))
    document = WholeField(help_text=_("The report itself: sections, questions, answers, annex."))


class PassagePart(serializers.Serializer):
    heading = text()
    update = key(_("The id of the update it was made from."), allow_null=True)
    agency = text(_("The name of the agency that reported it."), allow_null=True)
    narrative = NarrativePart()


class ReportAnswerRow(Row):
    """One question of a report with its answer."""

    report = key(_("The report's id."))
    roadmap = key(_("The roadmap's id."))
    period = key(_("The period's id."))
    number = serializers.IntegerField(help_text=_("The question's number in the report."))
    section = text(_("The id of the section."))
    section_title = text()
    question = text(_("The question's id: the same in each report of an edition."))
    wording = text(_("The question as it was asked."))
    kind = one_of(list(KINDS))
    required = serializers.BooleanField()
    asked = serializers.BooleanField(help_text=_("No where another answer made it needless."))
    answered = serializers.BooleanField()
    priority = key(_("The id of the priority it is asked for."), allow_null=True)
    next_step = key(_("The id of the next step it is asked for."), allow_null=True)
    choices = serializers.ListField(
        child=serializers.CharField(), help_text=_("Ids of the options chosen.")
    )
    choice_labels = serializers.ListField(
        child=serializers.CharField(), help_text=_("Their words, in the report's language.")
    )
    other_text = text(_("What was written beside the option “other”."))
    narrative = NarrativePart(help_text=_("All passages, one after the other."))
    passages = PassagePart(many=True)
    table = serializers.DictField(
        allow_null=True, help_text=_("Its caption, its columns and rows of cells.")
    )
