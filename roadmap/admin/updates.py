"""Progress updates: what agencies write, find again and send in."""

from django.contrib import admin
from django.db import transaction
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _

from roadmap import permissions, stored_files
from roadmap.admin import comments
from roadmap.admin.base import StaffAdmin
from roadmap.admin.rows import EvidenceInline, ResultInline
from roadmap.admin.versioned import VersionedAdmin
from roadmap.models import KeptText, ProgressUpdate
from roadmap.update_fields import fieldsets
from roadmap.writing import opening, posted_form, saving
from roadmap.writing.choices import choices_for
from roadmap.writing.forms import NOT_OPEN, ProgressUpdateForm


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(VersionedAdmin, StaffAdmin):
    form = ProgressUpdateForm
    inlines = [ResultInline, EvidenceInline]
    actions = None
    list_display = ["title", "agency", "period", "kind", "status", "happened_from"]
    list_select_related = ["agency", "period"]
    search_fields = ["title", "narrative_text", "agency__name", "agency__acronym"]
    search_help_text = _("Title, text, or name or acronym of the agency")
    add_form_template = "staff/update_form.html"
    change_form_template = "staff/update_form.html"
    change_list_template = "staff/update_list.html"
    fieldsets = fieldsets()

    # Who sees and changes what.

    def get_queryset(self, request):
        updates = super().get_queryset(request).visible_to(request.user)
        return updates.select_related("agency", "period__roadmap").defer(
            "narrative", "narrative_text"
        )

    def get_object(self, request, object_id, from_field=None):
        update = super().get_object(request, object_id, from_field)
        update.refresh_from_db(fields=["narrative", "narrative_text"])
        return update

    def has_module_permission(self, request):
        return permissions.can_enter_staff_pages(request.user)

    def has_view_permission(self, request, obj=None):
        return permissions.can_enter_staff_pages(request.user)

    def has_add_permission(self, request):
        return permissions.can_add_update(request.user)

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return permissions.can_add_update(request.user)
        return permissions.can_change_update(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return obj is not None and permissions.can_delete_update(request.user, obj)

    def editable_while(self, request):
        return {"status__in": permissions.EDITABLE}

    # The form.

    def get_changeform_initial_data(self, request):
        return {
            "period": choices_for(request.user, None)["period"].open().latest_first().first(),
            "agency": min(request.user.agency_ids, default=None),
            **super().get_changeform_initial_data(request),
        }

    def get_fieldsets(self, request, obj=None):
        """Where a fact was found in a document is the coordination's to note."""
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if permissions.coordinates(request.user) else fieldsets[:-1]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        for name, choices in choices_for(request.user, obj).items():
            if name in form.base_fields:
                form.base_fields[name].queryset = choices
        for name in ("period", "agency"):
            _hide_single_choice(form.base_fields.get(name))
        if "period" in form.base_fields:
            form.base_fields["period"].error_messages["invalid_choice"] = NOT_OPEN
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The way of opening and of saving is told in `roadmap.writing`, the page itself here."""

        key = posted_form.key_of(request, object_id)

        def show(**more):
            context = {"form_key": key, **more, **(extra_context or {})}
            with transaction.atomic():
                return self._changeform_view(request, object_id, form_url, context)

        if request.method == "POST":
            return saving.save_form(request, key, show)
        return opening.open_form(request, key, show)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context.update(opening.around_form(request, obj))
        if obj is not None:
            context.update(comments.beside_the_fields(context["adminform"].form, obj, request.user))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        saving.stamp(request, obj)
        obj.action = form.make_action(obj) or obj.action
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        return saving.saved(request, obj)

    def response_change(self, request, obj):
        return saving.saved(request, obj)

    def delete_model(self, request, obj):
        files = stored_files.names_of(obj.evidence)
        KeptText.objects.filter(update=obj, by=request.user).delete()
        KeptText.objects.release_texts(obj)
        super().delete_model(request, obj)
        stored_files.remove_when_committed(files)

    # The list.

    def get_list_filter(self, request):
        own = ["status", "period", "priorities", "kind"]
        return own if not permissions.coordinates(request.user) else [*own, "agency"]


def _hide_single_choice(field):
    """Do not ask where there is nothing to choose."""
    if field is not None and len(field.queryset[:2]) == 1:
        field.initial = field.queryset[0].pk
        field.widget = HiddenInput()
