"""Opening the form of an update: as it is saved, or as it was typed and not saved yet."""

from functools import partial

from django.conf import settings

from roadmap import permissions
from roadmap.models import Status
from roadmap.review import workflow
from roadmap.review.workflow import StepName
from roadmap.versions import typed_text
from roadmap.writing import keeping, posted_form
from roadmap.writing.forms import ProgressUpdateForm


def open_form(request, key, show):
    """The answer to whoever opens the form with this key.

    `show(**context)` is the form's page, of what is saved or of what is posted.
    """
    data, kept_at = keeping.kept_form(request, key)
    show = partial(show, page=posted_form.page_of(data))
    if data is None:
        return show()
    update = keeping.update_of(request.user, key)
    if update is not None and not permissions.can_change_update(request.user, update):
        return show(unsaved=unsaved_texts(update, data), unsaved_at=kept_at)
    # As if it had just been posted; the mark that it carries keeps it from being saved by itself.
    # Reading the files first: otherwise they are read later, and the data with them anew.
    request.FILES.clear()
    request.method, request.POST = "POST", data
    return show(restored=kept_at)


def unsaved_texts(update, data):
    """What was typed into the form of an update that can not be changed any more, field by field.

    A list of {"label", "text"}, the texts as the person would read them.
    """
    form = ProgressUpdateForm(data, instance=update)
    texts = [
        {"label": form[name].label, "text": typed_text(form[name])}
        for name in ("title", "narrative", "reason")
    ]
    return [text for text in texts if text["text"]]


def around_form(request, update):
    """What the page needs around its fields; `update` is None where it is not there yet."""
    keeping.renew_session(request)
    context = {
        "who": posted_form.sign(request.user),
        "session_seconds": settings.SESSION_COOKIE_AGE,
        "can_send": update is None,
    }
    return context if update is None else context | _about(update, request.user)


def _about(update, user):
    history = [_worded(step) for step in update.steps.select_related("by")]
    taken = workflow.open_steps(update, user)
    return {
        "history": history,
        "remarks": [s for s in history if s.comment and s.to_status == Status.RETURNED],
        "open_steps": [s for s in taken if s != StepName.SUBMIT],
        "can_send": StepName.SUBMIT in taken,
        "can_discard": permissions.can_delete_update(user, update),
        "last_year": update.continues,
        "may_read_history": permissions.can_read_history(user, update),
    }


def _worded(step):
    """A step with the words it is told in: where it led, or its name where it led nowhere else."""
    moved = step.from_status != step.to_status
    step.words = step.get_to_status_display() if moved else StepName(step.name).label
    return step
