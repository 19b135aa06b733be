"""The report in the making, for the coordination and its observers."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from reports.access import find_period, only_for
from reports.composing.compose import compose_facts
from reports.composing.facts import read_facts
from reports.composing.files import NAMES, file_name, file_of
from reports.composing.progress import progress, written_by_place
from reports.models import ReportVersion
from reports.renderers import RENDERERS, as_html, as_json
from reports.renderers.as_pdf import TypesettingError
from reports.wording import WORDINGS
from roadmap.models import Period, ProgressUpdate
from roadmap.permissions import can_read_reports, can_submit_report, can_write_reports


@require_safe
@only_for(can_read_reports)
def report_list(request):
    """The periods of every roadmap, the current roadmap's first, the latest period first."""
    periods = Period.objects.select_related("roadmap").order_by(
        "roadmap__country", "-roadmap__adopted_on", "-year"
    )
    return render(request, "reports/list.html", {"periods": periods})


@require_safe
@only_for(can_read_reports)
def report_page(request, roadmap, period):
    """The composed report with its progress on top, each passage leading to its update."""
    facts = read_facts(find_period(roadmap, period))
    document = _composed(request, facts)
    page = as_html.context(document, _addresses(document)) | {
        "period": facts.period,
        "may_write": can_write_reports(request.user),
        "progress": progress(document, written_by_place(facts)),
        "languages": [(code, wording["name"]) for code, wording in WORDINGS.items()],
        "formats": [(NAMES[name], renderer.SUFFIX[1:]) for name, renderer in RENDERERS.items()],
        "versions": list(ReportVersion.objects.of_report(roadmap, period).defer("document")),
        "may_submit": can_submit_report(request.user),
    }
    return render(request, "reports/page.html", page)


@require_safe
@only_for(can_read_reports)
def report_json(request, roadmap, period):
    document = _composed(request, read_facts(find_period(roadmap, period)))
    return HttpResponse(as_json.render(document), content_type=as_json.CONTENT_TYPE)


@require_safe
@only_for(can_read_reports)
def report_file(request, roadmap, period, suffix):
    """The report as a file to keep, on the country's letterhead; 404 for an unknown format."""
    names = {renderer.SUFFIX[1:]: name for name, renderer in RENDERERS.items()}
    if suffix not in names:
        raise Http404(suffix)
    name, document = names[suffix], _composed(request, read_facts(find_period(roadmap, period)))
    try:
        content = file_of(document, name)
    except TypesettingError:
        messages.error(request, _("The PDF could not be made. Take another format, and tell us."))
        return redirect("reports:page", roadmap, period)
    kept_as = f'attachment; filename="{file_name(document, name)}"'
    content_type = RENDERERS[name].CONTENT_TYPE
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": kept_as}
    )


def _composed(request, facts):
    try:
        return compose_facts(facts, request.GET.get("language") or None)
    except LookupError as error:
        raise Http404(str(error)) from error


def _addresses(document):
    """Where each update of the document is edited, by its uid."""
    uids = {source.update for question in document.questions for source in question.answer.sources}
    updates = ProgressUpdate.objects.filter(uid__in=uids).values_list("uid", "pk")
    return {
        str(uid): reverse("admin:roadmap_progressupdate_change", args=[pk]) for uid, pk in updates
    }
