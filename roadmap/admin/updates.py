"""Progress updates: what agencies write, find again and send in."""

from datetime import timedelta

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.forms import HiddenInput
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from roadmap import permissions, stored_files
from roadmap.admin import comments
from roadmap.admin.base import StaffAdmin
from roadmap.admin.rows import EvidenceInline, ResultInline
from roadmap.admin.versioned import VersionedAdmin
from roadmap.deadlines import is_open_for
from roadmap.models import KeptText, Period, ProgressUpdate, Status, UpdateKind
from roadmap.models.kept import new_key
from roadmap.review import step_views, workflow
from roadmap.review.workflow import StepName
from roadmap.writing import keeping, posted_form
from roadmap.writing.choices import choices_for
from roadmap.writing.forms import NOT_OPEN, ProgressUpdateForm

# Within this time a second press of the button is the same press.
TWO_PRESSES = timedelta(seconds=10)

GONE_ON_MEANWHILE = _("The update has gone on its way meanwhile. What you had typed is kept below.")
SHUT_MEANWHILE = _("The period has been closed meanwhile. What you had typed is kept below.")


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
    fieldsets = [
        (None, {"fields": ["period", "agency", "action", "new_action", "next_step"]}),
        (_("What happened"), {"fields": ["kind", "reason", "title", "narrative"]}),
        (_("When"), {"fields": ["precision", "happened_from", "happened_to"]}),
        (_("What it counts for"), {"fields": ["priorities", "topics", "areas"]}),
        (_("Where and with whom"), {"fields": ["places", "municipalities", "partners"]}),
        (_("Source"), {"fields": ["source_note"]}),
    ]

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
        key = keeping.key_of(request, object_id)
        context = {"form_key": key, **(extra_context or {})}
        if request.method == "POST":
            context["page"] = keeping.page_of(request.POST)
            return self._posted(request, object_id, form_url, context)
        data, kept_at = keeping.kept_form(request, key)
        context["page"] = keeping.page_of(data)
        update = self.get_object(request, object_id) if data is not None and object_id else None
        if update is not None and not permissions.can_change_update(request.user, update):
            context["unsaved"] = keeping.unsaved_texts(update, data)
            context["unsaved_at"] = kept_at
        elif data is not None:
            context["restored"] = kept_at
            return self._restored(request, object_id, form_url, context, data)
        return super().changeform_view(request, object_id, form_url, context)

    def _posted(self, request, object_id, form_url, context):
        """Save the form; where that can not be, see to it that its text is not lost."""
        if posted_form.is_anothers(request):
            return keeping.kept_for_another(request)
        if made := self._made_from(request, object_id):
            return self._made_before(request, made)
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except IntegrityError:
            if made := self._made_from(request, object_id):
                return self._made_before(request, made)
            raise
        except PermissionDenied:
            return self._refused(request, object_id)
        except Http404:
            return self._gone(request)

    @staticmethod
    def _made_from(request, object_id):
        """The update that this form for a new one has already made, if it was sent twice."""
        key = request.POST.get("form_key", "")
        if object_id or not posted_form.is_new_key(key):
            return None
        return ProgressUpdate.objects.filter(written_by=request.user, made_from=key).first()

    def _made_before(self, request, update):
        """A second press goes to what the first one made; a text changed since is kept."""
        if timezone.now() - update.created_at > TWO_PRESSES:
            pairs = posted_form.pairs_of_a_new_form(request.POST)
            posted_form.keep_for(request.user, f"update:{update.pk}", pairs)
        return HttpResponseRedirect(self.address(update, "change"))

    def _refused(self, request, object_id):
        """An update that went on its way, or a period that was closed, while the form was open.

        What was typed is kept.
        """
        update = self.get_object(request, object_id) if object_id else None
        if update is None or permissions.can_change_update(request.user, update):
            raise PermissionDenied
        pairs = posted_form.pairs_of(request.POST)
        if posted_form.keep_for(request.user, f"update:{update.pk}", pairs) is None:
            raise PermissionDenied
        is_shut = update.status in permissions.EDITABLE
        messages.warning(request, SHUT_MEANWHILE if is_shut else GONE_ON_MEANWHILE)
        return HttpResponseRedirect(self.address(update, "change"))

    def _gone(self, request):
        """An update that was deleted while its form was open: the text becomes a new one."""
        if posted_form.made_for(request) != request.user.pk:
            raise Http404
        key = new_key()
        pairs = posted_form.pairs_of_a_new_form(request.POST)
        if posted_form.keep_for(request.user, key, pairs) is None:
            raise Http404
        messages.warning(
            request, _("The update has been deleted meanwhile. What you had typed is kept here.")
        )
        return HttpResponseRedirect(f"{reverse('admin:roadmap_progressupdate_add')}?kept={key}")

    def _restored(self, request, object_id, form_url, context, data):
        """The form as it was kept: shown as typed and never saved by itself."""
        # Reading the files first: otherwise they are read later, and the data with them anew.
        request.FILES.clear()
        request.method, request.POST = "POST", data
        with transaction.atomic():
            return self._changeform_view(request, object_id, form_url, context)

    def save_model(self, request, obj, form, change):
        obj.changed_at = timezone.now()
        if not change:
            obj.written_by = request.user
            key = request.POST.get("form_key", "")
            obj.made_from = key if posted_form.is_new_key(key) else None
        obj.action = form.make_action(obj) or obj.action
        super().save_model(request, obj, form, change)

    def delete_model(self, request, obj):
        files = stored_files.names_of(obj.evidence)
        KeptText.objects.filter(update=obj, by=request.user).delete()
        KeptText.objects.release_texts(obj)
        super().delete_model(request, obj)
        stored_files.remove_when_committed(files)

    def response_add(self, request, obj, post_url_continue=None):
        return self._saved(request, obj)

    def response_change(self, request, obj):
        return self._saved(request, obj)

    def _saved(self, request, update):
        for key in (request.POST.get("form_key", ""), f"update:{update.pk}"):
            keeping.forget(request.user, key, request.POST.get("page"))
        if "_send" in request.POST:
            return HttpResponseRedirect(self.address(update, "step", StepName.SUBMIT.value))
        messages.success(request, _("Saved. It is a draft until you send it in."))
        for warning in workflow.warnings(update):
            messages.warning(request, warning)
        return HttpResponseRedirect(self.address(update, "change"))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["who"] = posted_form.sign(request.user)
        keeping.renew_session(request)
        context["session_seconds"] = settings.SESSION_COOKIE_AGE
        context["can_send"] = obj is None
        if obj is not None:
            context.update(self._about(request, obj))
            context.update(comments.beside_the_fields(context["adminform"].form, obj, request.user))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _about(self, request, update):
        history = [_worded(step) for step in update.steps.select_related("by")]
        taken = workflow.open_steps(update, request.user)
        return {
            "history": history,
            "remarks": [s for s in history if s.comment and s.to_status == Status.RETURNED],
            "open_steps": [s for s in taken if s != StepName.SUBMIT],
            "can_send": StepName.SUBMIT in taken,
            "can_discard": permissions.can_delete_update(request.user, update),
            "last_year": update.continues,
            "may_read_history": permissions.can_read_history(request.user, update),
        }

    # The list.

    def get_list_filter(self, request):
        own = ["status", "period", "priorities", "kind"]
        return own if not permissions.coordinates(request.user) else [*own, "agency"]

    # Addresses of their own.

    def get_urls(self):
        def page(address, view, name):
            checked = self.admin_site.admin_view(view)
            return path(address, checked, name=f"roadmap_progressupdate_{name}")

        return [
            page("keep/", keeping.keep, "keep"),
            page("discard/", keeping.discard, "discard"),
            page("upload/", keeping.upload, "upload"),
            page("<int:pk>/continue/", require_POST(self.continue_view), "continue"),
            page("<int:pk>/step/<slug:step>/", self.step_view, "step"),
            page("<int:pk>/receipt/<int:step>/", self.receipt_view, "receipt"),
            *super().get_urls(),
        ]

    def address(self, update, name, *more):
        """The address of one of an update's pages."""
        return reverse(f"admin:roadmap_progressupdate_{name}", args=[update.pk, *more])

    def continue_view(self, request, pk):
        """Begin this year's update where last year's ended."""
        last = get_object_or_404(self.get_queryset(request), pk=pk)
        kind = request.POST.get("kind", "")
        update = continue_update(last, by=request.user, kind=kind)
        return HttpResponseRedirect(self.address(update, "change"))

    def step_view(self, request, pk, step):
        return step_views.step_view(self, request, pk, step)

    def receipt_view(self, request, pk, step):
        return step_views.receipt_view(self, request, pk, step)


def _worded(step):
    """A step with the words it is told in: where it led, or its name where it led nowhere else."""
    moved = step.from_status != step.to_status
    step.words = step.get_to_status_display() if moved else StepName(step.name).label
    return step


def continue_update(last, *, by, kind):
    """This year's draft after last year's: the same action, partners and places, no text yet.

    Continuing twice gives the same draft. Raises PermissionDenied for whoever may not write for
    the agency, Http404 where the period is not open for it.
    """
    permissions.require(permissions.can_write_for(by, last.agency_id))
    coming = {"roadmap": last.period.roadmap_id, "year": last.period.year + 1}
    period = get_object_or_404(Period, **coming)
    if not is_open_for(period, last.agency_id):
        raise Http404
    with transaction.atomic():
        # Two presses at once wait for each other here.
        ProgressUpdate.objects.select_for_update().get(pk=last.pk)
        if done := last.continued_by.filter(period=period, agency=last.agency_id).first():
            return done
        return _copy(last, period, by, kind)


def _copy(last, period, by, kind):
    known = kind if kind in UpdateKind.values else UpdateKind.PROGRESS
    update = ProgressUpdate.objects.create(
        period=period,
        agency_id=last.agency_id,
        action_id=last.action_id,
        continues=last,
        kind=known,
        title=last.title,
        topics=last.topics,
        areas=last.areas,
        municipalities=last.municipalities,
        written_by=by,
    )
    for name in ("priorities", "places", "partners"):
        getattr(update, name).set(getattr(last, name).all())
    return update


def _hide_single_choice(field):
    """Do not ask where there is nothing to choose."""
    if field is not None and len(field.queryset[:2]) == 1:
        field.initial = field.queryset[0].pk
        field.widget = HiddenInput()
