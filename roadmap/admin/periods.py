"""The reporting year: periods, next steps and assignments."""

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from roadmap.admin.access import ReferenceData
from roadmap.admin.base import StaffAdmin
from roadmap.admin.one_roadmap import OneRoadmapForm
from roadmap.models import Assignment, NextStep, Period
from roadmap.reporting import ON_ANOTHER, reports_on
from roadmap.texts.figures import FigureInput, YearField

# What the database keeps of a promised next step too.
FROZEN = ["period", "number", "title", "objectives", "proof", "areas"]


class PeriodForm(OneRoadmapForm):
    class Meta:
        field_classes = {"year": YearField}
        widgets = {"year": FigureInput("year")}


@admin.register(Period)
class PeriodAdmin(ReferenceData, StaffAdmin):
    form = PeriodForm
    list_display = ["label", "roadmap", "starts_on", "ends_on", "due", "state"]
    list_filter = ["roadmap", "state"]
    list_select_related = ["roadmap"]
    fields = ["roadmap", "year", "source_note"]

    def get_readonly_fields(self, request, obj=None):
        """What hangs on a period stays with its year; its own pages open and close it."""
        return ["roadmap", "year"] if obj else []

    @admin.display(description=_("due"), ordering="due_at")
    def due(self, period):
        """By the clock of the roadmap."""
        return period.due_at and date_format(
            localtime(period.due_at, period.zone), "DATETIME_FORMAT"
        )

    def save_model(self, request, obj, form, change):
        """A period begins as a planned one: opening it brings what goes on from the last."""
        if not change:
            obj.state = Period.State.PLANNED
        super().save_model(request, obj, form, change)


@admin.register(NextStep)
class NextStepAdmin(ReferenceData, StaffAdmin):
    form = OneRoadmapForm
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

    def get_readonly_fields(self, request, obj=None):
        """What a report has promised stands as it was promised."""
        return FROZEN if obj and obj.promised_at else []

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or obj.promised_at is None)

    @admin.display(description=_("title"), ordering="title")
    def title_or_gap(self, step):
        return step.title or _("Title not stated")


class AssignmentForm(OneRoadmapForm):
    """Who is asked: an agency that reports on the period's roadmap."""

    def clean(self):
        cleaned = super().clean()
        period, agency = cleaned.get("period"), cleaned.get("agency")
        if period and agency and not reports_on(agency, period.roadmap):
            self.add_error("agency", ON_ANOTHER)
        return cleaned


@admin.register(Assignment)
class AssignmentAdmin(ReferenceData, StaffAdmin):
    form = AssignmentForm
    list_display = ["agency", "priority", "next_step", "period"]
    list_filter = ["period", "priority"]
    list_select_related = ["agency", "priority", "next_step", "period"]
    search_fields = ["agency__name", "agency__acronym"]
    search_help_text = _("Name or acronym of the agency")

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)
