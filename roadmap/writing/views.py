"""What the form of an update asks for beside saving: keep, discard, take a file; and continue."""

from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliance87.policy import framed_by_own_pages
from roadmap import permissions
from roadmap.files.evidence import refusal_of_file
from roadmap.models import Period, ProgressUpdate, Upload
from roadmap.models.kept import REPORT_KEY
from roadmap.writing import keeping, posted_form
from roadmap.writing.continuing import continue_update
from roadmap.writing.my_work import report_address

MOST_UPLOADS = 100


@admin.site.admin_view
@framed_by_own_pages
@require_http_methods(["GET", "POST"])
def keep(request):
    """GET: a fresh token after logging in again. POST: keep the form as it stands."""
    if posted_form.is_anothers(request):
        message = _("Somebody else is logged in in this browser. Your text stays on this page.")
        return JsonResponse({"message": message}, status=409)
    keeping.renew_session(request)
    if request.method == "GET":
        return JsonResponse({"token": get_token(request)})
    pairs = keeping.pairs_of(request.POST)
    if keeping.is_too_long(pairs):
        return JsonResponse({"message": _("This is too long to be kept.")}, status=413)
    kept_at = keeping.keep_for(request.user, request.POST.get("form_key", ""), pairs)
    if kept_at is None:
        return JsonResponse({"message": _("This form is not yours.")}, status=404)
    keeping.forget_oldest(request.user)
    return JsonResponse({"kept_at": format_date(timezone.localtime(kept_at), "TIME_FORMAT")})


@admin.site.admin_view
@require_POST
def discard(request):
    """Forget what was kept of one form, and go back to what is saved."""
    key = request.POST.get("form", "")
    keeping.forget(request.user, key, request.POST.get("page"))
    kind, _colon, number = key.partition(":")
    if kind == "update" and number.isdecimal():
        return redirect("admin:roadmap_progressupdate_change", number)
    if known := REPORT_KEY.fullmatch(key):
        periods = Period.objects.select_related("roadmap").in_bulk([int(known["period"])])
        if address := report_address(key, periods):
            return HttpResponseRedirect(address)
    return redirect("admin:index")


@admin.site.admin_view
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


@admin.site.admin_view
@require_POST
def continue_last_year(request, pk):
    """Begin this year's update where last year's ended."""
    visible = ProgressUpdate.objects.visible_to(request.user)
    last = get_object_or_404(visible.select_related("period"), pk=pk)
    update = continue_update(last, by=request.user, kind=request.POST.get("kind", ""))
    return redirect("admin:roadmap_progressupdate_change", update.pk)
