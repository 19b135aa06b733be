"""Progress updates: what agencies write, and the steps of its review."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap import permissions, workflow
from roadmap.admin.access import PartOfUpdate
from roadmap.admin.base import StaffAdmin
from roadmap.admin.steps import StepForm
from roadmap.admin.versioned import VersionedAdmin
from roadmap.forms import EvidenceForm, ProgressUpdateForm
from roadmap.models import Action, Agency, Evidence, Period, ProgressUpdate, Result
from roadmap.workflow import StepName


class RowFormSet(BaseInlineFormSet):
    """Rows of one update: another update's row is as unknown as one that does not exist."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["id"].queryset = self.get_queryset()


class RowInline(PartOfUpdate, admin.StackedInline):
    formset = RowFormSet
    extra = 1
    max_num = 100

    def get_formset(self, request, obj=None, **kwargs):
        """A forged number of rows would keep the server busy for minutes."""
        return super().get_formset(request, obj, absolute_max=self.max_num, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """The choices are read once, not once for each row."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.choices = list(field.choices)
        return field


class ResultInline(RowInline):
    model = Result
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "number",
                    "qualifier",
                    "quantity",
                    "quantity_to",
                    "out_of",
                    "unit",
                    "population",
                    "place",
                    "place_note",
                    "basis",
                ]
            },
        ),
        (
            _("By sex and age, and source"),
            {
                "classes": ["collapse"],
                "fields": ["female", "male", "under_18", "adults", "source_note"],
            },
        ),
    ]


class EvidenceInline(RowInline):
    model = Evidence
    form = EvidenceForm


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(VersionedAdmin, StaffAdmin):
    form = ProgressUpdateForm
    inlines = [ResultInline, EvidenceInline]
    list_display = ["title_or_gap", "agency", "period", "kind", "status", "happened_from"]
    list_filter = ["status", "period", "priorities", "kind", "agency"]
    list_select_related = ["agency", "period"]
    search_fields = ["title", "narrative_text", "agency__name", "agency__acronym"]
    search_help_text = _("Title, text, or name or acronym of the agency")
    change_form_template = "admin/roadmap/progressupdate/change_form.html"
    fieldsets = [
        (None, {"fields": ["period", "agency", "action", "next_step", "kind", "reason"]}),
        (_("What happened"), {"fields": ["title", "narrative"]}),
        (_("When"), {"fields": ["precision", "happened_from", "happened_to"]}),
        (_("What it counts for"), {"fields": ["priorities", "topics", "areas"]}),
        (_("Where and with whom"), {"fields": ["places", "municipalities", "partners"]}),
        (_("Source"), {"fields": ["source_note"]}),
    ]

    @admin.display(description=_("title"), ordering="title")
    def title_or_gap(self, update):
        return str(update)

    def get_queryset(self, request):
        updates = super().get_queryset(request).visible_to(request.user)
        return updates.defer("narrative", "narrative_text")

    def get_object(self, request, object_id, from_field=None):
        update = super().get_object(request, object_id, from_field)
        if update is not None:
            update.refresh_from_db(fields=["narrative", "narrative_text"])
        return update

    def get_changeform_initial_data(self, request):
        return {
            "period": Period.objects.open().latest_first().first(),
            "agency": next(iter(request.user.agency_ids), None),
            **super().get_changeform_initial_data(request),
        }

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "agency":
            kwargs["queryset"] = Agency.objects.writable_by(request.user)
        if db_field.name == "action":
            kwargs["queryset"] = Action.objects.visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """A new update belongs to an open period; an older one keeps its own."""
        form = super().get_form(request, obj, change, **kwargs)
        if "period" in form.base_fields:
            open_or_own = Q(state=Period.State.OPEN) | Q(pk=obj.period_id if obj else None)
            form.base_fields["period"].queryset = Period.objects.filter(open_or_own)
        return form

    def editable_while(self, request):
        return {"status__in": permissions.EDITABLE}

    def save_model(self, request, obj, form, change):
        obj.changed_at = timezone.now()
        if not change:
            obj.written_by = request.user
        super().save_model(request, obj, form, change)

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

    def get_urls(self):
        step = path(
            "<int:pk>/step/<slug:step>/",
            self.admin_site.admin_view(self.step_view),
            name="roadmap_progressupdate_step",
        )
        return [step, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["open_steps"] = [
                StepName(name) for name in workflow.open_steps(obj, request.user)
            ]
            context["history"] = obj.steps.select_related("by")
        return super().render_change_form(request, context, add, change, form_url, obj)

    def step_view(self, request, pk, step):
        """One step of the review: a page that says what will happen, and asks for the reason."""
        update = get_object_or_404(self.get_queryset(request), pk=pk)
        if step not in StepName.values:
            raise Http404
        if step not in workflow.open_steps(update, request.user):
            return self._refused(request, update)
        form = StepForm(
            request.POST or None, step=StepName(step), initial={"version": update.version}
        )
        if request.method == "POST" and form.is_valid():
            answer = self._move(request, update, StepName(step), form)
            if answer is not None:
                return answer
        return self._step_page(request, update, StepName(step), form)

    def _refused(self, request, update):
        if not any(rule.who(request.user, update) for rule in workflow.STEPS.values()):
            raise PermissionDenied
        messages.warning(request, _("This step is no longer open: see where the update stands."))
        return HttpResponseRedirect(self._address(update))

    def _move(self, request, update, step, form):
        try:
            workflow.move(
                update,
                step,
                by=request.user,
                version=form.cleaned_data["version"],
                comment=form.cleaned_data["comment"],
            )
        except workflow.NotReady as refusal:
            form.add_gaps(refusal.gaps)
            return None
        except workflow.ReasonMissing:
            form.add_error("comment", _("Give the reason."))
            return None
        except workflow.StaleVersion:
            form.take_version(update.version)
            return None
        except workflow.WrongStatus:
            return self._refused(request, update)
        messages.success(request, _("Done: %(step)s.") % {"step": step.label})
        return HttpResponseRedirect(self._address(update))

    def _step_page(self, request, update, step, form):
        context = {
            **self.admin_site.each_context(request),
            "title": step.label,
            "update": update,
            "step": step,
            "form": form,
            "gaps": workflow.gaps(update) if workflow.STEPS[step].asks_whole else [],
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/roadmap/progressupdate/step.html", context)

    def _address(self, update):
        return reverse("admin:roadmap_progressupdate_change", args=[update.pk])
