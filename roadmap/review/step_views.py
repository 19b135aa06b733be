"""The steps of an update's review, one confirmation page for each, and the sender's receipt."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from roadmap import permissions
from roadmap.models import ProgressUpdate, Step
from roadmap.review import workflow
from roadmap.review.workflow import STEPS, StepName
from roadmap.texts.clean import clean

GONE_ON = _("This step is no longer open: see where the update stands.")
CLOSED = _(
    "The period is not open for this agency: nothing can be sent in. Ask the coordination to open"
    " it again."
)


class StepForm(forms.Form):
    """The version that was seen, and the reason where a step needs one."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Comment"),
        help_text=_("Not needed."),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )

    def __init__(self, *args, step, **kwargs):
        super().__init__(*args, **kwargs)
        if STEPS[step].asks_reason:
            self.fields["comment"].required = True
            self.fields["comment"].label = _("Reason")
            self.fields["comment"].help_text = _("The agency reads this, whole.")

    def clean_comment(self):
        comment = clean(self.cleaned_data["comment"]).strip()
        if self.fields["comment"].required and not comment:
            raise forms.ValidationError(_("Give the reason."))
        return comment

    def take_version(self, version):
        """Let the person decide again, now about the version that is on the page."""
        self.data = self.data.copy()
        self.data["version"] = version
        self.add_error(
            None, _("The update was changed meanwhile: read it again before you decide.")
        )


@admin.site.admin_view
def step_page(request, pk, step):
    """A page that shows what will be sent or decided on, and asks for the reason."""
    visible = ProgressUpdate.objects.visible_to(request.user)
    update = get_object_or_404(visible.whole(), pk=pk)
    if step not in StepName.values:
        raise Http404
    name = StepName(step)
    if name not in workflow.open_steps(update, request.user):
        return _not_open(request, update, name)
    form = StepForm(request.POST or None, step=name, initial={"version": update.version})
    if request.method == "POST" and form.is_valid():
        answer = _take(request, update, name, form)
        if answer is not None:
            return answer
    return _page(request, update, name, form)


def _not_open(request, update, name):
    """Whoever may never take the step is refused; whoever comes too late sees where it stands."""
    if not STEPS[name].who(request.user, update):
        raise PermissionDenied
    is_shut = STEPS[name].asks_open and not permissions.can_write_in(
        request.user, update.period, update.agency_id
    )
    messages.warning(request, CLOSED if is_shut else GONE_ON)
    return redirect("admin:roadmap_progressupdate_change", update.pk)


def _take(request, update, name, form):
    """Take the step and go on, or None where the page must be shown again."""
    try:
        moved = workflow.move(
            update,
            name,
            by=request.user,
            version=form.cleaned_data["version"],
            comment=form.cleaned_data["comment"],
        )
    except workflow.StaleVersion:
        form.take_version(update.version)
        return None
    except workflow.NotReady:
        return None
    except workflow.WrongStatus:
        return _not_open(request, update, name)
    return _went(request, moved, name)


def _went(request, update, name):
    last = update.steps.last()
    if last.content_hash:
        return redirect("update-receipt", update.pk, last.pk)
    messages.success(request, _("Done: %(step)s.") % {"step": name.label})
    return redirect("admin:roadmap_progressupdate_change", update.pk)


def _page(request, update, name, form):
    asks_whole = STEPS[name].asks_whole
    context = {
        **admin.site.each_context(request),
        "title": name.label,
        "update": update,
        "step": name,
        "form": form,
        "gaps": workflow.gaps(update) if asks_whole else [],
        "warnings": workflow.warnings(update) if asks_whole else [],
    }
    return TemplateResponse(request, "staff/update_step.html", context)


@admin.site.admin_view
def receipt_page(request, pk, step):
    """What the sender keeps: folio, time and the hash of what was sent."""
    visible = ProgressUpdate.objects.visible_to(request.user)
    update = get_object_or_404(visible.select_related("agency", "period__roadmap"), pk=pk)
    sent = get_object_or_404(
        Step.objects.exclude(content_hash="").select_related("by"), pk=step, update=update
    )
    return _receipt(request, update, sent)


# Only where the receipt is there: what a person may not see is unknown, however it is asked for.
@require_safe
def _receipt(request, update, step):
    context = {
        **admin.site.each_context(request),
        "update": update,
        "step": step,
        "folio": folio(update, step),
        "time_zone": update.period.roadmap.time_zone,
    }
    return TemplateResponse(request, "staff/receipt.html", context)


def folio(update, step):
    """The number under which a sending is known, such as MX-2019/2022-2023/000123."""
    return f"{update.period.roadmap.code}/{update.period}/{step.pk:06d}"
