"""Bringing in a past report: send a file, look at what was found in it, take it over or not."""

import hashlib
from itertools import groupby

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from reports.access import only_for
from reports.importing.applying import Stale, apply_report
from reports.importing.findings import KINDS
from reports.importing.planning import plan_of, tell
from reports.importing.reading import MOST_BYTES, TOO_LARGE, counts_lines, read_file
from reports.models import PastReport
from reports.questionnaire import editions
from reports.wording import WORDINGS
from roadmap.files import antivirus
from roadmap.files.office import Refused
from roadmap.models import Roadmap
from roadmap.permissions import can_bring_in_reports
from roadmap.texts.as_html import blocks_html
from roadmap.texts.difference import side_by_side

SENTENCES = {
    "question-twice": gettext_lazy("first at %(place)s"),
    "number-twice": gettext_lazy("first at %(place)s"),
    "contents-answer": gettext_lazy("it also stands in the answer, at %(place)s"),
}
# These are many, and nobody has to do anything about them.
QUIET = {"mended", "page", "placeholder"}


class PastReportForm(forms.ModelForm):
    """Which file, of which period. The file is read before it is taken."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "Word (.docx), Markdown (.md) or plain text (.txt), at most 20 MB."
            " Nothing is taken over yet: first you see what was found in it."
        ),
        widget=forms.FileInput(attrs={"accept": ".docx,.md,.txt"}),
    )
    year = forms.TypedChoiceField(label=gettext_lazy("Period"), coerce=int)

    class Meta:
        model = PastReport
        fields = ["roadmap", "year", "file", "language"]

    field_order = ["roadmap", "year", "file", "language"]

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        first = int(editions()[0].id[:4])
        years = range(timezone.localdate(now).year, first - 1, -1)
        self.fields["year"].choices = [(year, f"{year}-{year + 1}") for year in years]
        self.fields["year"].initial = max(first, years[0] - 1)
        roadmaps = Roadmap.objects.order_by("country", "-adopted_on")
        self.fields["roadmap"].queryset = roadmaps
        self.fields["roadmap"].initial = roadmaps.filter(state="current").first()

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        self.content = file.read()
        try:
            read_file(file.name, self.content)
        except Refused as error:
            raise forms.ValidationError(error.args[0]) from error
        file.seek(0)
        if refusal := antivirus.refusal_of_file(file):
            raise forms.ValidationError(refusal)
        return file

    def keep(self, by):
        """Keep the file for this person alone, instead of one of the same period that waits."""
        report = self.save(commit=False)
        report.by, report.name, report.content = by, self.cleaned_data["file"].name, self.content
        report.content_hash = hashlib.sha256(self.content).hexdigest()
        same = PastReport.objects.visible_to(by).waiting()
        same.filter(roadmap=report.roadmap, year=report.year).delete()
        report.save()
        return report


@never_cache
@only_for(can_bring_in_reports)
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request):
    """Choose the file; those that wait for a decision stand below."""
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PastReportForm(*data, now=timezone.now())
    if form.is_bound and form.is_valid():
        return redirect("reports:past-report", form.keep(request.user).uid)
    sent = PastReport.objects.visible_to(request.user).select_related("roadmap").defer("content")
    return render(request, "reports/import.html", {"form": form, "sent": sent})


@never_cache
@only_for(can_bring_in_reports)
@require_http_methods(["GET", "HEAD", "POST"])
def past_report(request, uid):
    """What was found in the file; posting takes it over."""
    report = _report(request, uid)
    if report.applied_at:
        return render(request, "reports/import_done.html", _done(report))
    if request.method == "POST" and _take_over(request, report):
        messages.success(request, _("The report has been taken over."))
        return redirect("reports:past-report", report.uid)
    return render(request, "reports/import_preview.html", _preview(report, request.POST))


@never_cache
@only_for(can_bring_in_reports)
@require_POST
def discard(request, uid):
    """Forget a file that has not been taken over."""
    report = _report(request, uid)
    if report.applied_at:
        raise Http404
    report.delete()
    messages.success(request, _("The file has been forgotten."))
    return redirect("reports:import")


def _report(request, uid):
    reports = PastReport.objects.visible_to(request.user).select_related("roadmap")
    return get_object_or_404(reports, uid=uid)


def _take_over(request, report):
    """Whether it is taken over; not where an answer has changed since the page was shown."""
    replace = {
        name.removeprefix("decide-")
        for name, value in request.POST.items()
        if name.startswith("decide-") and value == "replace"
    }
    seen = request.POST.get("seen", "")
    try:
        apply_report(report, by=request.user, replace=replace, fingerprint=seen)
    except Stale:
        text = _(
            "Somebody has changed what is written since you opened this page. Nothing has been"
            " taken over: look at it once more."
        )
        messages.error(request, text)
        return False
    return True


# What the pages show


def _done(report):
    findings = [finding | {"where": _where(finding, report)} for finding in report.findings]
    return {"report": report, "findings": _grouped(findings), "replaced": report.replaced}


def _preview(report, posted):
    content = bytes(report.content)
    plan = plan_of(report.roadmap, report.year, report.name, content, report.language or None)
    findings = [tell(finding) for finding in plan.findings]
    findings = [finding | {"where": _where(finding, report)} for finding in findings]
    return {
        "report": report,
        "plan": plan,
        "asked": sum(1 for _key in plan.frame.keys),
        "language": WORDINGS[plan.reading.language]["name"],
        "findings": _grouped(findings),
        "answers": [_answer(change, plan, report, posted) for change in plan.changes],
        "coming": [_step(change, posted) for change in plan.coming],
    }


def _where(finding, report):
    if finding["place"] is None:
        return ""
    return _place(finding["place"], report)


def _place(place, report):
    if counts_lines(report.name):
        return _("line %(number)s") % {"number": place}
    return _("paragraph %(number)s") % {"number": place}


def _grouped(findings):
    """By kind: the sentence, whether it is quiet, and its findings with what differs marked."""
    groups = groupby(findings, key=lambda finding: finding["kind"])
    return [
        {"message": KINDS[kind], "is_quiet": kind in QUIET, "findings": [_marked(f) for f in group]}
        for kind, group in groups
    ]


def _marked(finding):
    language = finding["other"] if finding["other"] in WORDINGS else ""
    shown = {"language": language, "more": _what_differs(finding, language)}
    if finding["text"] and finding["expected"]:
        expected, found = side_by_side(finding["expected"], finding["text"])
        return finding | shown | {"expected_parts": expected, "parts": found}
    return finding | shown


def _what_differs(finding, language):
    if language:
        return WORDINGS[language]["name"]
    if finding["other"] and finding["kind"] in SENTENCES:
        return SENTENCES[finding["kind"]] % {"place": finding["other"]}
    return "" if finding["kind"] == "question-missing" else finding["other"]


def _answer(change, plan, report, posted):
    labels = dict(_labels(change.key, plan))
    now = change.written
    return _decision(change, posted) | {
        "heading": change.answer.heading,
        "where": _place(change.answer.place, report),
        "narrative": blocks_html(change.answer.narrative),
        "choices": [labels[choice] for choice in change.answer.choices],
        "other": change.answer.other,
        "rows": len(change.answer.rows),
        "now": blocks_html(now.narrative) if now else "",
        "now_choices": [labels[choice] for choice in _choices_now(change) if choice in labels],
    }


def _choices_now(change):
    """What is ticked now: of the written answer, or the status of a next step."""
    written, step = change.written, change.step
    rating = [str(written.rating)] if written and written.rating is not None else []
    status = [step.status] if step and step.status else []
    return [*(written.choices if written else []), *rating, *status]


def _labels(key, plan):
    language = plan.reading.language
    for spoken in plan.frame.labels[key.question].values():
        if language in spoken:
            yield spoken[language]


def _step(change, posted):
    return _decision(change, posted) | {"row": change.row, "step": change.step}


def _decision(change, posted):
    return {
        "name": change.name,
        "state": change.state,
        "differs": change.state == "differs",
        "replace": posted.get(f"decide-{change.name}") == "replace",
    }
