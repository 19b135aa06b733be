"""The reporting year: periods, next steps and assignments."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from roadmap.admin.access import ReferenceData
from roadmap.admin.base import StaffAdmin
from roadmap.models import Assignment, NextStep, Period


@admin.register(Period)
class PeriodAdmin(ReferenceData, StaffAdmin):
    list_display = ["label", "roadmap", "starts_on", "ends_on", "due_at", "state"]
    list_filter = ["roadmap", "state"]
    list_select_related = ["roadmap"]
    fields = ["roadmap", "year", "due_at", "state", "source_note"]


@admin.register(NextStep)
class NextStepAdmin(ReferenceData, StaffAdmin):
    list_display = ["number", "title_or_gap", "period", "agency", "status"]
    list_display_links = ["number", "title_or_gap"]
    list_filter = ["period", "status"]
    list_select_related = ["period", "agency"]
    search_fields = ["title", "objectives"]
    search_help_text = _("Title or objectives")
    fieldsets = [
        (None, {"fields": ["period", "number", "title", "objectives", "proof", "areas"]}),
        (_("Who and how far"), {"fields": ["priorities", "agency", "status"]}),
        (_("Source"), {"fields": ["source_note"]}),
    ]

    @admin.display(description=_("title"), ordering="title")
    def title_or_gap(self, step):
        return step.title or _("Title not stated")


@admin.register(Assignment)
class AssignmentAdmin(ReferenceData, StaffAdmin):
    list_display = ["agency", "priority", "next_step", "period"]
    list_filter = ["period", "priority"]
    list_select_related = ["agency", "priority", "next_step", "period"]
    search_fields = ["agency__name", "agency__acronym"]
    search_help_text = _("Name or acronym of the agency")

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)
