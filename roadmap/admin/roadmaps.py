"""The roadmap with its themes, priorities and signatories."""

from zoneinfo import available_timezones

from django.conf import settings
from django.contrib import admin
from django.forms import Select
from django.utils.translation import get_language
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

    def get_changeform_initial_data(self, request):
        """A new roadmap is probably in the language in which it is entered."""
        own = {"language": get_language()[:2], "time_zone": settings.TIME_ZONE}
        return own | super().get_changeform_initial_data(request)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """A time zone is chosen: nobody knows how these names are spelled."""
        if db_field.name == "time_zone":
            zones = [(name, name) for name in sorted(available_timezones())]
            kwargs["widget"] = Select(choices=zones)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Priority)
class PriorityAdmin(ReferenceData, StaffAdmin):
    form = OneRoadmapForm
    list_display = ["number", "short_name", "roadmap", "theme", "lead_agency"]
    list_display_links = ["number", "short_name"]
    list_filter = ["roadmap"]
    list_select_related = ["roadmap", "theme", "lead_agency"]
    search_fields = ["short_name", "text"]
    search_help_text = _("Short name or official text")
