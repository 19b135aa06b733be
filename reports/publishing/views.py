"""The coordination's pages: submit a report, its receipt, publish it or withdraw it."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from reports.access import find_period, find_version, only_for
from reports.checks import blockers, read_material
from reports.checks.panel import place_address
from reports.composing.compose import frame_languages
from reports.composing.files import NAMES
from reports.composing.progress import progress
from reports.models import Publication, ReportVersion
from reports.publishing import publishing
from reports.publishing.publishing import SignOff
from reports.renderers import RENDERERS
from reports.wording import WORDINGS
from roadmap import permissions


class SignOffForm(forms.Form):
    """Who signs; for a correction what it corrects; and which report was seen."""

    name = forms.CharField(label=_("Name of the person who signs"), max_length=200)
    position = forms.CharField(
        label=_("Position"),
        max_length=400,
        help_text=_("As it shall stand in the record of the submission."),
    )
    correction = forms.CharField(
        label=_("What is corrected, and why"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody can read this beside the new version."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, is_correction, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_correction:
            del self.fields["correction"]

    @property
    def sign_off(self):
        given = self.cleaned_data
        return SignOff(given["name"], given["position"], given.get("correction", ""))

    def look_again(self, seen):
        """Let the person decide again, now about the report as it is."""
        self.data = self.data.copy()
        self.data["seen"] = seen
        self.add_error(None, _("The report was changed meanwhile: read it again before you send."))


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(permissions.can_submit_report)
def submit_page(request, roadmap, period):
    """What will be frozen and what stops it; the sign-off; then the receipt."""
    period = find_period(roadmap, period)
    try:
        material = read_material(period)
    except LookupError as error:
        raise Http404(str(error)) from error
    document = material.document
    last = ReportVersion.objects.for_period(period).last()
    seen = publishing.hash_of(publishing.canonical(document))
    if publishing.is_pressed_again(last, *_sign_off_of(request.POST)):
        return HttpResponseRedirect(address("receipt", last))
    form = SignOffForm(request.POST or None, initial={"seen": seen}, is_correction=last is not None)
    if request.method == "POST" and form.is_valid():
        version = _submit(request, period, form, seen)
        if version is not None:
            return HttpResponseRedirect(address("receipt", version))
    context = {
        "period": period,
        "report": document,
        "progress": progress(document),
        "blockers": [(f, place_address(material, True, f.place)) for f in blockers(material)],
        "last": last,
        "next_number": last.number + 1 if last else 1,
        "formats": [NAMES[name] for name in RENDERERS],
        "languages": [WORDINGS[name]["name"] for name in frame_languages(material.facts)],
        "form": form,
    }
    return render(request, "reports/submit.html", context)


def _sign_off_of(data):
    """The sign-off and the hash of what was seen, as they were typed and sent."""
    typed = [data.get(name, "") for name in ("name", "position", "correction")]
    return SignOff(*typed), data.get("seen", "")


def _submit(request, period, form, seen):
    """The new version, or None where the page must be shown again with the reason."""
    try:
        return publishing.submit(
            period, form.sign_off, by=request.user, seen=form.cleaned_data["seen"]
        )
    except publishing.NotSigned:
        form.add_error(None, _("Give the name and the position in words."))
    except publishing.Blocked:
        form.add_error(None, _("There are findings that must be mended first."))
    except publishing.Changed:
        form.look_again(seen)
    except publishing.NotRendered as error:
        form.add_error(
            None,
            _("The file “%(format)s” could not be made, so nothing was sent.")
            % {"format": NAMES[error.format]},
        )
    return None


def address(name, version):
    """The address of one of a version's pages."""
    period = version.period
    return reverse(f"reports:{name}", args=[period.roadmap.code, str(period), version.number])


@require_safe
@only_for(permissions.can_read_reports)
def receipt_page(request, roadmap, period, number):
    """What the signatory keeps: folio, time and the SHA-256 of everything that was stored."""
    versions = ReportVersion.objects.visible_to(request.user).defer("document", "edition_text")
    version = find_version(versions, roadmap, period, number)
    context = {
        "version": version,
        "folio": publishing.folio(version),
        "files": publishing.with_names(version.files.defer("content")),
        "publications": version.publications.select_related("by"),
        "updates": len(version.sources["updates"]),
        "may_decide": permissions.can_submit_report(request.user),
    }
    return render(request, "reports/receipt.html", context)


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(choices=Publication.Decision.choices, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Not needed. It stays with the decision."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(permissions.can_submit_report)
def publication_page(request, roadmap, period, number):
    """Publish a version, or withdraw it: a decision of its own, with its own confirmation."""
    versions = ReportVersion.objects.with_decision().defer("document", "edition_text")
    version = find_version(versions, roadmap, period, number)
    open_decision = Publication.Decision.PUBLISH
    if version.is_published:
        open_decision = Publication.Decision.WITHDRAW
    form = DecisionForm(request.POST or None, initial={"decision": open_decision})
    if request.method == "POST" and form.is_valid():
        _decide(request, version, form.cleaned_data)
        return HttpResponseRedirect(address("receipt", version))
    context = {
        "version": version,
        "folio": publishing.folio(version),
        "decision": open_decision,
        "form": form,
    }
    return render(request, "reports/publication.html", context)


def _decide(request, version, given):
    decision = Publication.Decision(given["decision"])
    try:
        publishing.decide(version, decision, by=request.user, reason=given["reason"])
    except publishing.WrongDecision:
        messages.warning(request, _("It was decided meanwhile: see where the version stands."))
    else:
        messages.success(request, _("Done: %(step)s.") % {"step": decision.label})
