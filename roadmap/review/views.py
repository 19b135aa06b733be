"""The pages of the queue: what waits, reading one, deciding, and remarks."""

from functools import wraps

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roadmap import permissions
from roadmap.models import Comment, ProgressUpdate, Status, Step
from roadmap.review import comments, workflow
from roadmap.review.content import content_of
from roadmap.review.queue import (
    REASONS,
    approve_many,
    mark_seen,
    place_in_queue,
    seen_before,
    waiting,
    with_marks,
    with_validators,
)
from roadmap.review.reading import reading
from roadmap.review.standing import with_arrival
from roadmap.review.workflow import StepName
from roadmap.texts.clean import clean

PER_PAGE = 25
STUCK = 20
DECISIONS = [StepName.APPROVE, StepName.RETURN]


def for_readers_of_the_queue(view):
    """The coordination; everybody else is refused."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        permissions.require(permissions.can_read_queue(request.user))
        return view(request, *args, **kwargs)

    return checked


class DecisionForm(forms.Form):
    """What is decided on which version, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed to return it; the agency reads this, whole."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )

    def clean_comment(self):
        comment = clean(self.cleaned_data["comment"]).strip()
        if self.data.get("step") == StepName.RETURN and not comment:
            raise forms.ValidationError(_("Give the reason."))
        return comment


@require_safe
@for_readers_of_the_queue
def queue_page(request):
    """What waits, a page at a time, and what still lies with the validators."""
    updates = with_marks(waiting(request.user).whole(), request.user)
    page = Paginator(updates, PER_PAGE).get_page(request.GET.get("page"))
    stuck = with_validators(request.user)
    context = {
        "page": page,
        "pages": _numbers(page),
        "own": request.user.agency_ids,
        "stuck": stuck.select_related("agency", "period__roadmap")[:STUCK],
        "stuck_number": stuck.count(),
    }
    return render(request, "staff/queue.html", context)


def _numbers(page):
    """The numbers under a long list; empty where everything fits on one page."""
    if not page.has_other_pages():
        return []
    return [
        {
            "number": number if isinstance(number, int) else None,
            "current": number == page.number,
            "address": f"?page={number}",
        }
        for number in page.paginator.get_elided_page_range(page.number)
    ]


@require_POST
@for_readers_of_the_queue
def approve_page(request):
    """Approve what was ticked, and say what could not be approved and why."""
    pairs = [value.split(":") for value in request.POST.getlist("chosen")]
    chosen = [
        (int(pair[0]), int(pair[1]))
        for pair in pairs
        if len(pair) == 2 and all(number.isdecimal() and len(number) < 10 for number in pair)
    ]
    approved, refused = approve_many(chosen, by=request.user)
    context = {"approved": approved, "refused": refused, "left": waiting(request.user).count()}
    return render(request, "staff/queue_approved.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers_of_the_queue
def reading_page(request, pk):
    """One update with what has changed since the person last saw it, and the decision on it."""
    visible = with_arrival(ProgressUpdate.objects.visible_to(request.user))
    update = get_object_or_404(visible.whole(), pk=pk)
    if update.status in permissions.EDITABLE:
        # The agency is writing in it: there is no version to decide on.
        return redirect("admin:roadmap_progressupdate_change", pk)
    with timezone.override(update.period.zone):
        return _page(request, update)


def _page(request, update):
    """By the clock of the roadmap, as the due date is."""
    places = place_in_queue(request.user, update)
    form = DecisionForm(request.POST or None, initial={"version": update.version})
    if request.method == "POST" and request.POST.get("step") in DECISIONS and form.is_valid():
        answer = _decide(request, update, places, form)
        if answer is not None:
            return answer
    return _reading(request, update, places, form)


def _decide(request, update, places, form):
    """Take the step and go on to the next, or None where the page must be shown again."""
    name = StepName(request.POST["step"])
    try:
        workflow.move(
            update,
            name,
            by=request.user,
            version=form.cleaned_data["version"],
            comment=form.cleaned_data["comment"],
        )
    except workflow.StaleVersion:
        form.data = form.data.copy()
        form.data["version"] = update.version
        form.add_error(None, REASONS[workflow.StaleVersion])
        return None
    except workflow.NotReady as error:
        for _field, sentence in error.gaps:
            form.add_error(None, sentence)
        return None
    except workflow.WrongStatus:
        messages.warning(request, REASONS[workflow.WrongStatus])
        return redirect("queue")
    words = {StepName.APPROVE: _("Approved: %(title)s"), StepName.RETURN: _("Returned: %(title)s")}
    messages.success(request, words[name] % {"title": update})
    return redirect("queue-reading", places["next"]) if places["next"] else redirect("queue")


def _reading(request, update, places, form):
    seen = seen_before(request.user, update)
    content = content_of(update)
    earlier, since = _earlier(request, update, seen)
    mark_seen(request.user, update)
    remarks = list(Comment.objects.about(update))
    open_steps = workflow.open_steps(update, request.user)
    context = {
        **places,
        "update": update,
        "parts": reading(content, earlier, [c for c in remarks if not c.resolved_at]),
        "resolved": [c for c in remarks if c.resolved_at],
        "since": since,
        "seen": seen,
        "sendings": _sendings(update),
        "form": form,
        "version": update.version,
        "may_approve": StepName.APPROVE in open_steps,
        "may_return": StepName.RETURN in open_steps,
        "other_steps": [step for step in open_steps if step not in DECISIONS],
        "may_comment": permissions.can_comment(request.user, update),
        "is_own": update.agency_id in request.user.agency_ids,
        "warnings": workflow.warnings(update),
    }
    return render(request, "staff/queue_reading.html", context)


def _sendings(update):
    """The earlier sendings, the latest first: each can be compared with."""
    sent = Step.objects.filter(update=update).exclude(content=None).select_related("by")
    if update.status in {Status.SUBMITTED, Status.APPROVED}:
        return list(sent.order_by("-pk")[1:])
    return list(sent.order_by("-pk"))


def _earlier(request, update, seen):
    """The content to compare with, and when it was sent in or seen: (None, None) for none.

    The one that was asked for; otherwise what the person last saw.
    """
    asked = request.GET.get("with", "")
    if asked.isdecimal() and len(asked) < 10:
        sent = get_object_or_404(Step.objects.exclude(content=None), pk=asked, update=update)
        return sent.content, sent.at
    if seen is None or asked == "nothing":
        return None, None
    return comments.content_at(update, seen.version), seen.at


# Remarks.


@require_POST
@for_readers_of_the_queue
def comment_page(request, pk):
    """Remark on a field or a paragraph; the update stays where it is."""
    update = get_object_or_404(ProgressUpdate.objects.visible_to(request.user), pk=pk)
    field, paragraph = request.POST.get("field", ""), request.POST.get("paragraph", "")
    try:
        made = comments.comment(
            update,
            by=request.user,
            field=field,
            paragraph=int(paragraph) if paragraph.isdecimal() and len(paragraph) < 6 else None,
            version=_version(request.POST.get("version", ""), update),
            text=request.POST.get("text", ""),
        )
    except comments.NothingSaid:
        messages.error(request, _("Write the comment."))
        return redirect("queue-reading", pk)
    messages.success(request, _("The agency sees your comment beside the field."))
    return HttpResponseRedirect(f"{reverse('queue-reading', args=[pk])}#comment-{made.pk}")


def _version(text, update):
    """The version that was read, which is none that is still to come."""
    known = text.isdecimal() and len(text) < 10 and 0 < int(text) <= update.version
    return int(text) if known else update.version


@require_http_methods(["GET", "HEAD", "POST"])
def answer_page(request, pk):
    """A remark with its answers: the agency and the coordination answer here."""
    visible = Comment.objects.visible_to(request.user).filter(answer_to=None)
    first = get_object_or_404(visible.select_related("update__agency", "by", "resolved_by"), pk=pk)
    permissions.require(permissions.can_answer_comment(request.user, first.update))
    if request.method == "POST":
        try:
            comments.answer(first, by=request.user, text=request.POST.get("text", ""))
        except comments.NothingSaid:
            messages.error(request, _("Write the answer."))
        else:
            messages.success(request, _("Your answer stands below the comment."))
        return redirect("comment-answer", pk)
    context = {
        "comment": first,
        "answers": first.answers.select_related("by"),
        "label": comments.label_of(first),
        "update": first.update,
        "may_resolve": permissions.can_comment(request.user, first.update),
        "may_read_queue": permissions.can_read_queue(request.user),
    }
    return render(request, "staff/comment.html", context)


@require_POST
def resolve_page(request, pk):
    """Call a remark settled."""
    visible = Comment.objects.visible_to(request.user).filter(answer_to=None)
    first = get_object_or_404(visible.select_related("update"), pk=pk)
    if not permissions.can_comment(request.user, first.update):
        raise PermissionDenied
    comments.resolve(first, by=request.user)
    messages.success(request, _("The comment is settled; it stays in the history."))
    return redirect("queue-reading", first.update_id)
