"""Agencies and places."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from roadmap.admin.access import ReferenceData
from roadmap.admin.base import StaffAdmin
from roadmap.models import Agency, AgencyAlias, Place


class AgencyAliasInline(ReferenceData, admin.StackedInline):
    model = AgencyAlias
    extra = 1


@admin.register(Agency)
class AgencyAdmin(ReferenceData, StaffAdmin):
    list_display = ["name", "acronym", "kind", "country", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "acronym", "code", "aliases__name"]
    search_help_text = _("Name, acronym or any other name of the agency")
    inlines = [AgencyAliasInline]
    fieldsets = [
        (None, {"fields": ["name", "acronym", "code", "kind", "country", "parent", "is_active"]}),
        (_("Source"), {"fields": ["source_note"]}),
    ]


@admin.register(Place)
class PlaceAdmin(ReferenceData, StaffAdmin):
    list_display = ["name", "code", "kind"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]
    search_help_text = _("Name or ISO code")
