"""The coordination's written answers, and the letterheads of the Word files."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.composing.letterheads import LetterheadForm
from reports.models import Letterhead, WrittenAnswer
from reports.questionnaire import find_edition
from reports.questionnaire.choices import check_answer
from reports.questionnaire.kinds import FIELDS
from roadmap.admin.access import Letterheads, ReferenceData
from roadmap.admin.base import StaffAdmin
from roadmap.admin.versioned import VersionedAdmin
from roadmap.texts.widgets import NarrativeFormField
from roadmap.versions import VersionedModelForm


class WrittenAnswerForm(VersionedModelForm):
    class Meta:
        model = WrittenAnswer
        fields = [
            "period",
            "question",
            "priority",
            "next_step",
            *FIELDS,
            "source_note",
        ]
        field_classes = {"narrative": NarrativeFormField}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("period") and cleaned.get("question"):
            self._check_with_edition(cleaned)
        return cleaned

    def _check_with_edition(self, cleaned):
        """The edition of the period says what the question takes."""
        try:
            edition = find_edition(str(cleaned["period"]))
        except LookupError:
            self.add_error("period", _("There is no edition of the questionnaire for this period."))
            return
        question = {each.id: each for each in edition.questions}.get(cleaned["question"])
        if question is None:
            self.add_error("question", _("The edition has no question of this id."))
            return
        answer = {name: cleaned[name] for name in FIELDS if name in cleaned}
        try:
            check_answer(edition, question, **answer)
        except ValidationError as error:
            self.add_error(None, error)


@admin.register(WrittenAnswer)
class WrittenAnswerAdmin(ReferenceData, VersionedAdmin, StaffAdmin):
    form = WrittenAnswerForm
    list_display = ["question", "period", "priority", "next_step", "changed_at"]
    list_filter = ["period"]
    list_select_related = ["period", "priority", "next_step"]
    search_fields = ["question"]
    search_help_text = _("Id of the question")
    fieldsets = [
        (None, {"fields": ["period", "question", "priority", "next_step"]}),
        (_("Answer"), {"fields": [*FIELDS]}),
        (_("Source"), {"fields": ["source_note"]}),
    ]

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    def save_model(self, request, obj, form, change):
        obj.changed_at, obj.changed_by = timezone.now(), request.user
        super().save_model(request, obj, form, change)


@admin.register(Letterhead)
class LetterheadAdmin(Letterheads, VersionedAdmin, StaffAdmin):
    form = LetterheadForm
    list_display = ["country", "roadmap", "file_name", "changed_at"]
    list_select_related = ["roadmap"]
    fieldsets = [(None, {"fields": ["country", "roadmap", "upload"]})]

    def get_queryset(self, request):
        """Without the files: a list does not show them."""
        return super().get_queryset(request).defer("content")

    def save_model(self, request, obj, form, change):
        obj.changed_at, obj.changed_by = timezone.now(), request.user
        super().save_model(request, obj, form, change)
