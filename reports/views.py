"""The report in the making, for the coordination and its observers."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reports.compose import compose_from
from reports.facts import read_facts
from reports.progress import progress, written_by_place
from reports.renderers import as_html, as_json
from reports.wording import WORDINGS
from roadmap.models import Period, ProgressUpdate
from roadmap.permissions import can_read_reports, can_write_reports


def for_readers_of_reports(view):
    """Strangers are sent to log in; people without the permission are refused."""

    @require_safe
    @login_required
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not can_read_reports(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@for_readers_of_reports
def report_list(request):
    """The periods of every roadmap, the current roadmap's first, the latest period first."""
    periods = Period.objects.select_related("roadmap").order_by(
        "roadmap__country", "-roadmap__adopted_on", "-year"
    )
    return render(request, "reports/list.html", {"periods": periods})


@for_readers_of_reports
def report_page(request, roadmap, period):
    """The composed report with its progress on top, each passage leading to its update."""
    facts = read_facts(_period(roadmap, period))
    document = _composed(request, facts)
    page = as_html.context(document, _addresses(document)) | {
        "period": facts.period,
        "may_write": can_write_reports(request.user),
        "progress": progress(document, written_by_place(facts)),
        "languages": [(code, wording["name"]) for code, wording in WORDINGS.items()],
    }
    return render(request, "reports/page.html", page)


@for_readers_of_reports
def report_json(request, roadmap, period):
    document = _composed(request, read_facts(_period(roadmap, period)))
    return HttpResponse(as_json.render(document), content_type=as_json.CONTENT_TYPE)


def _composed(request, facts):
    try:
        return compose_from(facts, request.GET.get("language") or None)
    except LookupError as error:
        raise Http404(str(error)) from error


def _period(roadmap, label):
    return get_object_or_404(
        Period.objects.select_related("roadmap"), roadmap__code=roadmap, label=label
    )


def _addresses(document):
    """Where each update of the document is edited, by its uid."""
    uids = {source.update for question in document.questions for source in question.answer.sources}
    updates = ProgressUpdate.objects.filter(uid__in=uids).values_list("uid", "pk")
    return {
        str(uid): reverse("admin:roadmap_progressupdate_change", args=[pk]) for uid, pk in updates
    }
