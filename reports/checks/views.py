"""The page of the checks: what stands in the way, and warnings that somebody accepted."""

from functools import partial

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from reports.access import find_period, only_for
from reports.checks import BLOCKER, accepting, check, read_material, with_acceptances
from reports.checks.panel import panel, place_address
from reports.models import AcceptedWarning
from roadmap.permissions import can_accept_warnings, can_read_reports, can_write_reports, require
from roadmap.texts.fields import ParagraphsField


class ReasonForm(forms.Form):
    """Why a warning can be accepted."""

    reason = ParagraphsField(gettext_lazy("Why this is all right"), max_length=1000).formfield(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why the warning can be accepted.")},
    )

    def __init__(self, *args, key="", **kwargs):
        super().__init__(*args, auto_id=f"id_%s_{key}", **kwargs)


@require_safe
@only_for(can_read_reports)
def checks(request, roadmap, period):
    """What the checks find now, blockers first; a person who coordinates may accept warnings."""
    return _page(request, find_period(roadmap, period))


@only_for(can_accept_warnings)
def accept(request, roadmap, period):
    """Accept the warning of this key; without a reason the page comes back and says so.

    Whoever comes to this address by another way than the form is led to the page.
    """
    period = find_period(roadmap, period)
    if request.method != "POST":
        return redirect(_address_of(period))
    finding = _finding(period, request.POST.get("key", ""))
    if finding is None:
        messages.warning(request, _("This warning is not there any more: the text has changed."))
        return redirect(_address_of(period))
    form = ReasonForm(request.POST, key=finding.key)
    require(finding.level != BLOCKER)
    if not form.is_valid():
        return _page(request, period, refused=form, key=finding.key)
    reason = form.cleaned_data["reason"]
    accepting.accept(finding, period, reason=reason, by=request.user, now=timezone.now())
    messages.success(request, _("The warning is accepted. It is listed at the end of this page."))
    return redirect(_address_of(period))


@require_POST
@only_for(can_accept_warnings)
def withdraw(request, roadmap, period, pk):
    """Let an accepted warning stand again; a second press changes nothing."""
    period = find_period(roadmap, period)
    acceptance = get_object_or_404(AcceptedWarning.objects.for_period(period), pk=pk)
    accepting.withdraw(acceptance, by=request.user, now=timezone.now())
    messages.success(request, _("The warning stands again."))
    return redirect(_address_of(period))


def _page(request, period, refused=None, key=""):
    material = _material(period)
    findings = with_acceptances(period, check(material))
    address = partial(place_address, material, can_write_reports(request.user))
    context = {
        "panel": panel(findings, material.document, address),
        "report": material.document,
        "content_lang": material.document.content_language,
        "may_accept": can_accept_warnings(request.user),
        "refused": refused,
        "refused_key": key,
        "withdrawn": _withdrawn(period),
    }
    return render(request, "reports/checks.html", context)


def _material(period):
    try:
        return read_material(period)
    except LookupError as error:
        raise Http404(str(error)) from error


def _finding(period, key):
    findings = check(_material(period))
    return next((finding for finding in findings if finding.key == key), None)


def _withdrawn(period):
    rows = AcceptedWarning.objects.for_period(period).filter(withdrawn_at__isnull=False)
    return rows.select_related("accepted_by", "withdrawn_by")


def _address_of(period):
    return reverse("reports:checks", args=[period.roadmap.code, str(period)])
