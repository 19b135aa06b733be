"""The roadmap with its themes, priorities and signatories."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from roadmap.admin.access import ReferenceData
from roadmap.admin.base import PlainFields, StaffAdmin
from roadmap.admin.one_roadmap import OneRoadmapForm
from roadmap.models import Priority, Roadmap, Signatory, Theme


class ThemeInline(ReferenceData, admin.StackedInline):
    model = Theme
    extra = 1


class SignatoryInline(ReferenceData, PlainFields, admin.StackedInline):
    model = Signatory
    extra = 1


@admin.register(Roadmap)
class RoadmapAdmin(ReferenceData, StaffAdmin):
    list_display = ["title", "code", "country", "adopted_on", "state"]
    list_filter = ["state"]
    search_fields = ["title", "code"]
    search_help_text = _("Title or code")
    inlines = [ThemeInline, SignatoryInline]
    fieldsets = [
        (None, {"fields": ["title", "subtitle", "code", "country", "language", "time_zone"]}),
        (
            _("Adoption"),
            {"fields": ["adopted_on", "workshop_starts_on", "workshop_ends_on", "introduction"]},
        ),
        (_("Validity"), {"fields": ["state", "superseded_by"]}),
        (_("Source"), {"fields": ["source_note"]}),
    ]


@admin.register(Priority)
class PriorityAdmin(ReferenceData, StaffAdmin):
    form = OneRoadmapForm
    list_display = ["number", "short_name", "roadmap", "theme", "lead_agency"]
    list_display_links = ["number", "short_name"]
    list_filter = ["roadmap"]
    list_select_related = ["roadmap", "theme", "lead_agency"]
    search_fields = ["short_name", "text"]
    search_help_text = _("Short name or official text")
