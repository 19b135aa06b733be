"""Saving without overwriting: shared by every record that has a version."""

from functools import partial

from django.contrib.admin.utils import flatten_fieldsets
from django.db import transaction
from django.forms import FileField, model_to_dict

from roadmap.versions import as_text, claim_version, difference, save_or_compare, typed_text


class VersionedAdmin:
    """A form that lost the race comes back with what was typed and what is saved now."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        page = transaction.atomic(super().changeform_view)
        return save_or_compare(partial(page, request, object_id, form_url, extra_context))

    def save_model(self, request, obj, form, change):
        if change:
            claim_version(obj, form.cleaned_data["version"], **self.editable_while(request))
        super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        if getattr(form, "is_stale", False):
            form.newer += rows_saved_now(context["inline_admin_formsets"])
        return super().render_change_form(request, context, *args, **kwargs)

    def editable_while(self, request):
        """Further conditions under which the saved record may still be changed."""
        return {}

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The version is the form's own field, not one of the model's editable ones."""
        names = kwargs.get("fields") or flatten_fieldsets(self.get_fieldsets(request, obj))
        kwargs["fields"] = [name for name in names if name != "version"]
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request, obj=None):
        """Every set of fields, with the version that the person saw among them."""
        fieldsets = list(super().get_fieldsets(request, obj))
        if self.has_change_permission(request, obj):
            name, options = fieldsets[0]
            fieldsets[0] = (name, {**options, "fields": (*options["fields"], "version")})
        return fieldsets


def rows_saved_now(inline_formsets):
    """Each row inside the record that differs from what is typed, as `form.newer` has fields."""
    for formset in (inline.formset for inline in inline_formsets):
        label = formset.model._meta.verbose_name.capitalize()
        typed = {form.instance.pk: form for form in formset.initial_forms}
        for row in formset.get_queryset().all():
            form = typed.get(row.pk)
            if form is None or form.has_changed():
                yield difference(label, saved_row(formset, row), typed_row(formset, form))
        for form in formset.forms:
            if "id" in form.errors:
                yield difference(label, "", typed_row(formset, form))


def saved_row(formset, row):
    """A saved row as lines of “field: text”."""
    saved = model_to_dict(row, fields=list(formset.form.base_fields))
    return _lines(
        (field.label, _file_name(field, row) or as_text(field, saved[name]))
        for name, field in _shown(formset)
        if name in saved
    )


def typed_row(formset, form):
    """A typed row as lines of “field: text”; empty where it is missing or to be deleted."""
    if form is None or form.cleaned_data.get("DELETE"):
        return ""
    return _lines(
        (field.label, _file_name(field, form.instance) or typed_text(form[name]))
        for name, field in _shown(formset)
    )


def _shown(formset):
    fields = formset.form.base_fields.items()
    return [(name, field) for name, field in fields if not field.widget.is_hidden]


def _file_name(field, row):
    return row.file_name if isinstance(field, FileField) else ""


def _lines(texts):
    return "\n".join(f"{label}: {text}" for label, text in texts if text)
