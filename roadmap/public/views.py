"""Pages for everybody: they read the public set only."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from roadmap.files.evidence import CONTENT_TYPES, suffix_of
from roadmap.models import Evidence, Priority, Roadmap
from roadmap.models.updates import is_published

logger = logging.getLogger(__name__)


@login_not_required
@require_safe
def home(request):
    """The current roadmaps with their priorities, and how much is public about each."""
    priorities = (
        Priority.objects.in_current_roadmaps()
        .annotate(public_updates=Count("updates", filter=is_published("updates__"), distinct=True))
        .order_by("roadmap_id", "number")
    )
    roadmaps = Roadmap.objects.current().prefetch_related("themes", "signatories__agency")
    by_roadmap = {roadmap.pk: [] for roadmap in roadmaps}
    for priority in priorities:
        by_roadmap[priority.roadmap_id].append(priority)
    context = {
        "roadmaps": [(roadmap, by_roadmap[roadmap.pk]) for roadmap in roadmaps],
        "most": max((priority.public_updates for priority in priorities), default=0) or 1,
    }
    return render(request, "roadmap/home.html", context)


@login_not_required
@require_safe
def evidence_file(request, pk):
    """A file of evidence, to those who may see it; to others it does not exist."""
    evidence = get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)
    if not evidence.file:
        raise Http404
    try:
        file = evidence.file.open()
    except FileNotFoundError:
        logger.error("The file of evidence %s is not in the store: %s", pk, evidence.file.name)
        return render(request, "roadmap/file_missing.html", {"evidence": evidence}, status=404)
    response = FileResponse(
        file,
        as_attachment=True,
        filename=evidence.file_name,
        content_type=CONTENT_TYPES.get(suffix_of(evidence.file.name), "application/octet-stream"),
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response
