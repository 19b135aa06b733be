"""Actions and cooperation projects."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from roadmap import permissions
from roadmap.admin.access import ReferenceData
from roadmap.admin.base import StaffAdmin
from roadmap.admin.one_roadmap import OneRoadmapForm
from roadmap.admin.versioned import VersionedAdmin
from roadmap.models import Action, Agency, Project
from roadmap.texts.figures import FigureInput, YearField
from roadmap.versions import VersionedModelForm


class ActionForm(OneRoadmapForm, VersionedModelForm):
    class Meta:
        model = Action
        fields = [
            "roadmap",
            "title",
            "description",
            "lead_agency",
            "partners",
            "priorities",
            "areas",
            "places",
            "starts_on",
            "ends_on",
            "state",
            "source_note",
        ]


@admin.register(Action)
class ActionAdmin(VersionedAdmin, StaffAdmin):
    form = ActionForm
    list_display = ["title", "lead_agency", "state", "starts_on", "ends_on"]
    list_filter = ["state", "priorities"]
    list_select_related = ["lead_agency"]
    search_fields = ["title", "lead_agency__name", "lead_agency__acronym"]
    search_help_text = _("Title, or name or acronym of the lead agency")
    fieldsets = [
        (None, {"fields": ["roadmap", "title", "description", "lead_agency", "partners"]}),
        (_("What it counts for"), {"fields": ["priorities", "areas", "places"]}),
        (_("When"), {"fields": ["state", "starts_on", "ends_on"]}),
        (_("Source"), {"fields": ["source_note"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "lead_agency":
            kwargs["queryset"] = Agency.objects.writable_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_module_permission(self, request):
        return permissions.can_enter_staff_pages(request.user)

    def has_view_permission(self, request, obj=None):
        return permissions.can_enter_staff_pages(request.user)

    def has_add_permission(self, request):
        return permissions.can_add_update(request.user)

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return permissions.can_add_update(request.user)
        return permissions.can_change_action(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return permissions.can_manage_reference_data(request.user)


class ProjectForm(OneRoadmapForm, VersionedModelForm):
    class Meta:
        model = Project
        fields = [
            "roadmap",
            "name",
            "acronym",
            "description",
            "implementers",
            "counterparts",
            "funders",
            "starts_in",
            "ends_in",
            "places",
            "sectors",
            "areas",
            "priorities",
            "source_note",
        ]
        field_classes = {"starts_in": YearField, "ends_in": YearField}
        widgets = {"starts_in": FigureInput("year"), "ends_in": FigureInput("year")}


@admin.register(Project)
class ProjectAdmin(ReferenceData, VersionedAdmin, StaffAdmin):
    form = ProjectForm
    list_display = ["name", "acronym", "first_year", "last_year", "sectors"]
    list_filter = ["priorities"]
    search_fields = ["name", "acronym", "sectors"]
    search_help_text = _("Name, acronym or sector")
    fieldsets = [
        (None, {"fields": ["roadmap", "name", "acronym", "description"]}),
        (_("Who"), {"fields": ["implementers", "counterparts", "funders"]}),
        (_("When and where"), {"fields": ["starts_in", "ends_in", "places"]}),
        (_("What it counts for"), {"fields": ["sectors", "areas", "priorities"]}),
        (_("Source"), {"fields": ["source_note"]}),
    ]

    # As texts: a year has no sign for thousands.

    @admin.display(description=_("first year"), ordering="starts_in")
    def first_year(self, project):
        return project.starts_in and str(project.starts_in)

    @admin.display(description=_("last year"), ordering="ends_in")
    def last_year(self, project):
        return project.ends_in and str(project.ends_in)
