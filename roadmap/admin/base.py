"""What all of the staff's lists and forms have in common."""

from django.contrib import admin
from django.db import models
from django.forms import CheckboxSelectMultiple

from roadmap.models.fields import ParagraphsField


class StaffAdmin(admin.ModelAdmin):
    """Checkboxes instead of a list that needs the Ctrl key, and no icons beside the choices."""

    formfield_overrides = {models.ManyToManyField: {"widget": CheckboxSelectMultiple}}
    list_per_page = 50
    show_full_result_count = False
    save_on_top = False

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if hasattr(field, "widget") and hasattr(field.widget, "can_add_related"):
            field.widget = field.widget.widget
        if isinstance(db_field, ParagraphsField):
            field.widget.attrs["rows"] = 4
        return field
