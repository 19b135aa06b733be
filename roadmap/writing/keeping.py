"""Keeping what is typed and not saved yet: for the person who typed it, and nobody else."""

import secrets

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponseRedirect, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.template.defaultfilters import date as format_date
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliance87.policy import framed_by_own_pages
from roadmap import permissions
from roadmap.files.evidence import refusal_of_file
from roadmap.models import KeptText, Period, Upload
from roadmap.models.kept import REPORT_KEY, new_key
from roadmap.texts.clean import clean
from roadmap.versions import typed_text
from roadmap.writing.forms import ProgressUpdateForm
from roadmap.writing.my_work import report_address
from roadmap.writing.posted_form import (
    is_anothers,
    is_new_key,
    is_too_long,
    keep_for,
    keep_for_owner,
    pairs_of,
)

MOST_TEXTS = 50
MOST_UPLOADS = 100


def key_of(request, object_id):
    """The key of the form on this page: the record's own, or the new one's own."""
    if object_id:
        return f"update:{object_id}"
    given = request.POST.get("form_key") or request.GET.get("kept", "")
    return given if is_new_key(given) else new_key()


def renew_session(request):
    """Whoever is writing is there: the session begins anew."""
    request.session.modified = True


@framed_by_own_pages
@require_http_methods(["GET", "POST"])
def keep(request):
    """GET: a fresh token after logging in again. POST: keep the form as it stands."""
    if is_anothers(request):
        message = _("Somebody else is logged in in this browser. Your text stays on this page.")
        return JsonResponse({"message": message}, status=409)
    renew_session(request)
    if request.method == "GET":
        return JsonResponse({"token": get_token(request)})
    pairs = pairs_of(request.POST)
    if is_too_long(pairs):
        return JsonResponse({"message": _("This is too long to be kept.")}, status=413)
    kept_at = keep_for(request.user, request.POST.get("form_key", ""), pairs)
    if kept_at is None:
        return JsonResponse({"message": _("This form is not yours.")}, status=404)
    _forget_oldest(KeptText.objects.filter(by=request.user).order_by("-kept_at"), MOST_TEXTS)
    return JsonResponse({"kept_at": format_date(timezone.localtime(kept_at), "TIME_FORMAT")})


def _forget_oldest(rows, most):
    too_many = list(rows.values_list("pk", flat=True)[most:])
    rows.model.objects.filter(pk__in=too_many).delete()


@require_POST
def discard(request):
    """Forget what was kept of one form, and go back to what is saved."""
    key = request.POST.get("form", "")
    forget(request.user, key, request.POST.get("page"))
    kind, _colon, number = key.partition(":")
    if kind == "update" and number.isdecimal():
        return HttpResponseRedirect(reverse("admin:roadmap_progressupdate_change", args=[number]))
    if known := REPORT_KEY.fullmatch(key):
        periods = Period.objects.select_related("roadmap").in_bulk([int(known["period"])])
        return HttpResponseRedirect(report_address(key, periods) or reverse("admin:index"))
    return HttpResponseRedirect(reverse("admin:index"))


@require_POST
def upload(request):
    """Take a file as soon as it is chosen; saving the form makes evidence of it."""
    permissions.require(permissions.can_add_update(request.user))
    file = request.FILES.get("file")
    refusal = refusal_of_file(file) if isinstance(file, UploadedFile) else _("Choose a file.")
    if refusal:
        return JsonResponse({"message": str(refusal)}, status=400)
    if Upload.objects.of(request.user).count() >= MOST_UPLOADS:
        return JsonResponse(
            {"message": _("You have many files that are not saved: save a form first.")},
            status=409,
        )
    kept = Upload.objects.create(by=request.user, file=file, file_name=file.name)
    return JsonResponse({"uid": str(kept.uid), "file_name": kept.file_name})


def kept_form(request, key):
    """(data, kept at) of a form that was kept and not saved, or (None, None).

    Only for looking at: what is just being saved is not mixed with what was kept.
    """
    if request.method != "GET" or "discard" in request.GET:
        return None, None
    kept = KeptText.objects.of(request.user, key).order_by("-kept_at").first()
    if kept is None:
        return None, None
    data = QueryDict(mutable=True)
    for name, value in kept.data:
        data.appendlist(name, value)
    data["form_key"] = key
    data["_restored"] = "1"
    return data, kept.kept_at


def kept_for_another(request):
    """Somebody else is logged in now in this browser: the text is its writer's."""
    kept = _("That form was somebody else's. The text is kept for the person who wrote it.")
    lost = _("That form was somebody else's. Nothing of it was saved.")
    messages.warning(request, kept if keep_for_owner(request) else lost)
    return HttpResponseRedirect(reverse("admin:index"))


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


def page_of(data):
    """The name of this open page: a restored text goes on under the one it was kept by."""
    return (data or {}).get("page", "") or secrets.token_hex(8)


def forget(user, key, page):
    """A form was saved or put aside: what its page had kept of it is not needed any more.

    Without a page: what any page had kept.
    """
    kept = KeptText.objects.of(user, key)
    (kept if page is None else kept.filter(page=clean(page))).delete()
