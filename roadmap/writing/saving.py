"""Saving the form of an update: what is asked in which order, so that no text is lost."""

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap import permissions
from roadmap.models import ProgressUpdate
from roadmap.models.kept import NEW_KEY, new_key
from roadmap.review import workflow
from roadmap.review.workflow import StepName
from roadmap.versions import save_or_compare
from roadmap.writing import keeping, posted_form
from roadmap.writing.other_session import refuse_anothers

# Within this time a second press of the button is the same press.
TWO_PRESSES = timedelta(seconds=10)

GONE_ON_MEANWHILE = _("The update has gone on its way meanwhile. What you had typed is kept below.")
SHUT_MEANWHILE = _("The period has been closed meanwhile. What you had typed is kept below.")
DELETED_MEANWHILE = _("The update has been deleted meanwhile. What you had typed is kept here.")


def save_form(request, key, show):
    """The answer to a posted form with this key.

    `show(**context)` is the form's page: it saves what is posted, whole or not at all, and answers
    with `saved`, or with the form again where something in it is wrong.
    """
    if refusal := refuse_anothers(request):
        return refusal
    if made := _made_from(request.user, key):
        return _made_before(request, made)
    try:
        return save_or_compare(partial(show, page=posted_form.page_of(request.POST)))
    except IntegrityError:
        # Of two presses at the same moment the database lets one through.
        if made := _made_from(request.user, key):
            return _made_before(request, made)
        raise
    except PermissionDenied:
        return _refused(request, key)
    except Http404:
        return _gone(request)


def _made_from(user, key):
    """The update that this form for a new one has already made, if it was sent twice."""
    if not NEW_KEY.fullmatch(key):
        return None
    return ProgressUpdate.objects.filter(written_by=user, made_from=key).first()


def _made_before(request, update):
    """A second press goes to what the first one made; a text changed since is kept."""
    if timezone.now() - update.created_at > TWO_PRESSES:
        pairs = keeping.pairs_of_a_new_form(request.POST)
        keeping.keep_for(request.user, f"update:{update.pk}", pairs)
    return _to_form(update)


def stamp(request, update):
    """Write down, before the row is saved, when it was changed, and on a new one who made it."""
    update.changed_at = timezone.now()
    if update.pk is None:
        update.written_by = request.user
        key = request.POST.get("form_key", "")
        update.made_from = key if NEW_KEY.fullmatch(key) else None


def saved(request, update):
    """All is saved: what was kept is not needed any more; go on to sending, or to the form."""
    for key in (request.POST.get("form_key", ""), f"update:{update.pk}"):
        keeping.forget(request.user, key, request.POST.get("page"))
    if "_send" in request.POST:
        return redirect("update-step", update.pk, StepName.SUBMIT.value)
    messages.success(request, _("Saved. It is a draft until you send it in."))
    for warning in workflow.warnings(update):
        messages.warning(request, warning)
    return _to_form(update)


def _refused(request, key):
    """An update that went on its way, or a period that was closed, while the form was open.

    What was typed is kept.
    """
    update = keeping.update_of(request.user, key)
    if update is None or permissions.can_change_update(request.user, update):
        raise PermissionDenied
    if keeping.keep_for(request.user, key, keeping.pairs_of(request.POST)) is None:
        raise PermissionDenied
    is_shut = update.status in permissions.EDITABLE
    messages.warning(request, SHUT_MEANWHILE if is_shut else GONE_ON_MEANWHILE)
    return _to_form(update)


def _gone(request):
    """An update that was deleted while its form was open: the text becomes a new one."""
    if posted_form.made_for(request) != request.user.pk:
        raise Http404
    key = new_key()
    pairs = keeping.pairs_of_a_new_form(request.POST)
    if keeping.keep_for(request.user, key, pairs) is None:
        raise Http404
    messages.warning(request, DELETED_MEANWHILE)
    return HttpResponseRedirect(f"{reverse('admin:roadmap_progressupdate_add')}?kept={key}")


def _to_form(update):
    return redirect("admin:roadmap_progressupdate_change", update.pk)
