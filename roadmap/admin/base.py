"""What all of the staff's lists and forms have in common."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import (
    CheckboxSelectMultiple,
    DateInput,
    DateTimeField,
    DateTimeInput,
    ModelChoiceField,
)
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from roadmap import permissions
from roadmap.admin.one_roadmap import LabelledChoices
from roadmap.history.trace import history_of, zone_of
from roadmap.texts.fields import ParagraphsField
from roadmap.texts.figures import CountField, FigureField, FigureInput


class PlainFields:
    """The browser's own date fields, checkboxes instead of a list that needs the Ctrl key.

    Numbers are typed as text: a field of the browser's own turns with the mouse wheel.
    """

    formfield_overrides = {
        models.IntegerField: {"form_class": CountField, "widget": FigureInput("count")},
        models.DecimalField: {"form_class": FigureField, "widget": FigureInput()},
        models.ManyToManyField: {"widget": CheckboxSelectMultiple},
        models.DateField: {"widget": DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
        models.DateTimeField: {
            "form_class": DateTimeField,
            "widget": DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        },
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if hasattr(field, "widget") and hasattr(field.widget, "can_add_related"):
            field.widget = field.widget.widget
        if isinstance(field, ModelChoiceField):
            field.iterator = LabelledChoices
        if isinstance(db_field, ParagraphsField):
            field.widget.attrs["rows"] = 4
        return field


class StaffAdmin(PlainFields, admin.ModelAdmin):
    """Our own light pages instead of Django's, and a list of fifty, counted once."""

    add_form_template = "staff/record_form.html"
    change_form_template = "staff/record_form.html"
    change_list_template = "staff/record_list.html"
    delete_confirmation_template = "staff/delete.html"
    object_history_template = "staff/history.html"
    actions = None
    list_per_page = 50
    show_full_result_count = False

    def changelist_view(self, request, extra_context=None):
        """The list, with its filters and pages; asked for with a NUL, it is shown without."""
        if any("\0" in word for name, words in request.GET.lists() for word in (name, *words)):
            return HttpResponseRedirect(request.path)
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if changes := context.get("cl"):
            context["filters"] = [
                {"title": spec.title, "choices": list(spec.choices(changes))}
                for spec in changes.filter_specs
            ]
            context["kept_filters"] = [
                (name, value) for name, value in request.GET.items() if name not in {"q", "p"}
            ]
            context["pages"] = _pages(changes)
        return response

    def render_change_form(self, request, context, *args, **kwargs):
        context["formsets"] = [_described(inline) for inline in context["inline_admin_formsets"]]
        return super().render_change_form(request, context, *args, **kwargs)

    def get_object(self, request, object_id, from_field=None):
        """The row, if the person may see it; what is not theirs is as unknown as what is not there.

        Whoever may see no row of this kind is refused before they learn whether there is one.
        """
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            return row
        if not self.has_view_permission(request):
            raise PermissionDenied
        raise Http404

    def response_add(self, request, obj, post_url_continue=None):
        return self._back_to_form(request, obj)

    def response_change(self, request, obj):
        return self._back_to_form(request, obj)

    def _back_to_form(self, request, obj):
        """The same form again, where an empty row has come to each list of rows."""
        messages.success(request, _("Saved: %(name)s") % {"name": obj})
        opts = self.opts
        return redirect(f"admin:{opts.app_label}_{opts.model_name}_change", obj.pk)

    def history_view(self, request, object_id, extra_context=None):
        """The record's whole history, as the database wrote it down; nobody can change it."""
        record = self.get_object(request, unquote(object_id))
        permissions.require(
            self.has_view_permission(request, record)
            and permissions.can_read_history(request.user, record)
        )
        begin = request.GET.get("before", "")
        before = int(begin) if begin.isdecimal() else None
        with timezone.override(zone_of(record)):
            moments, older = history_of(self.model, record.pk, before=before)
            context = {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "object": record,
                "moments": moments,
                "older": older,
            }
            return TemplateResponse(request, self.object_history_template, context).render()


def _described(inline):
    """An inline's formset with the words that stand around it on the page."""
    formset, opts = inline.formset, inline.opts
    formset.heading = getattr(opts, "heading", opts.verbose_name_plural.capitalize())
    formset.hint = getattr(opts, "hint", "")
    formset.folded = getattr(opts, "folded", [])
    formset.folded_title = getattr(opts, "folded_title", "")
    formset.model_title = opts.verbose_name.capitalize()
    for row in formset.forms:
        row.has_folded = any(row[name].errors or row[name].value() for name in formset.folded)
    return formset


def _pages(changes):
    """The numbers under a long list, with gaps; empty where everything fits on one page."""
    if not changes.multi_page:
        return []
    numbers = changes.paginator.get_elided_page_range(changes.page_num)
    return [
        {
            "number": number if isinstance(number, int) else None,
            "current": number == changes.page_num,
            "address": changes.get_query_string({"p": number}),
        }
        for number in numbers
    ]
