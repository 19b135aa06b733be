"""Published reports for everybody: served as they were stored, byte for byte, for ever."""

import base64
import hashlib
import re

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe
from django_countries import countries

from reports.access import find_version
from reports.models import ReportFile, ReportVersion
from reports.publishing.comparing import compare
from reports.publishing.publishing import find_published, folio, with_names

FOR_EVER = "public, max-age=31536000, immutable"
SHA256 = re.compile(r"[0-9a-f]{64}")
STYLES = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)
# What a browser would only hand on to another program is saved under a name that says what it is.
SAVED = {"docx", "xlsx"}


@login_not_required
@require_safe
def published_page(request, country):
    """A country's published reports, the latest period and version first."""
    if country not in countries.countries:
        raise Http404
    versions = (
        ReportVersion.objects.published()
        .filter(period__roadmap__country=country)
        .select_related("period__roadmap")
        .prefetch_related(Prefetch("files", ReportFile.objects.defer("content")))
        .defer("document", "edition_text")
        .order_by("-period__year", "period__roadmap", "-number")
    )
    newest = {}
    for version in versions:
        newest.setdefault(version.period_id, version)
    listed = [
        {"version": v, "files": with_names(v.files.all()), "newest": newest[v.period_id]}
        for v in versions
    ]
    context = {"country": countries.name(country), "versions": listed}
    return render(request, "reports/published.html", context)


@login_not_required
@require_safe
def version_page(request, roadmap, period, number):
    """One version: who signed it and when, its files with their SHA-256, what it corrects."""
    versions = ReportVersion.objects.visible_to(request.user).defer("document", "edition_text")
    version = find_version(versions, roadmap, period, number)
    of_period = versions.for_period(version.period).select_related("period__roadmap")
    others = [other for other in of_period if other.pk != version.pk]
    context = {
        "version": version,
        "folio": folio(version),
        "files": with_names(version.files.defer("content")),
        "others": others,
        "newer": [other for other in others if other.number > version.number][-1:],
    }
    return render(request, "reports/version.html", context)


@login_not_required
@require_safe
def report_file(request, roadmap, period, number, suffix):
    """The stored bytes. What is published may be kept by everybody for ever."""
    file = get_object_or_404(
        ReportFile.objects.defer("content"),
        version__period__roadmap__code=roadmap,
        version__period__label=period,
        version__number=number,
        suffix=f".{suffix}",
    )
    is_public = ReportVersion.objects.published().filter(pk=file.version_id).exists()
    if not is_public and not _may_see(request.user, file.version_id):
        raise Http404
    etag = quote_etag(file.sha256)
    response = get_conditional_response(request, etag=etag) or _answer(file)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = FOR_EVER if is_public else "private, no-store"
    return response


def _may_see(user, version):
    return ReportVersion.objects.visible_to(user).filter(pk=version).exists()


def _answer(file):
    content = bytes(file.content)
    headers = {
        "Content-Language": file.language,
        "Content-Security-Policy": policy_of(file.format, content),
        "X-Content-Type-Options": "nosniff",
    }
    response = HttpResponse(content, content_type=file.content_type, headers=headers)
    if file.format in SAVED:
        response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def policy_of(name, content):
    """What a stored file may do in a browser: a page shows its own styles and pictures, no more."""
    if name == "pdf":
        # The browser's own viewer is a plugin to the policy.
        return "default-src 'none'; object-src 'self'; frame-ancestors 'none'"
    styles = " ".join(f"'sha256-{_base64_hash(css)}'" for css in STYLES.findall(content))
    allowed = f"style-src {styles}; img-src data:; " if name == "html" and styles else ""
    return (
        f"default-src 'none'; {allowed}base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _base64_hash(css):
    return base64.b64encode(hashlib.sha256(css).digest()).decode()


@login_not_required
@require_safe
def compare_page(request, roadmap, period):
    """Any two versions that the person may see, question by question."""
    versions = list(
        ReportVersion.objects.visible_to(request.user)
        .filter(period__roadmap__code=roadmap, period__label=period)
        .select_related("period__roadmap")
        .defer("document", "edition_text")
        .order_by("number")
    )
    by_number = {str(version.number): version for version in versions}
    if len(versions) < 2:
        raise Http404
    before = by_number.get(request.GET.get("from", ""), versions[-2])
    after = by_number.get(request.GET.get("to", ""), versions[-1])
    changes = compare(before.document, after.document)
    context = {
        "versions": versions,
        "before": before,
        "after": after,
        "period": after.period,
        "changed": [change for change in changes if change.differs],
        "same": sum(not change.differs for change in changes),
    }
    return render(request, "reports/compare.html", context)


@login_not_required
@require_safe
def verify_page(request, sha256=None):
    """Whether a file is one of those that were published, by its SHA-256."""
    typed = request.GET.get("sha256", sha256)
    if typed is None:
        return render(request, "reports/verify.html", {"typed": ""})
    meant = "".join(typed.split()).lower()
    if not SHA256.fullmatch(meant):
        return render(request, "reports/verify.html", {"typed": typed[:200], "is_wrong": True})
    if meant != sha256:
        return HttpResponseRedirect(reverse("verify-file", args=[meant]))
    context = {"typed": sha256, "found": find_published(sha256), "is_asked": True}
    return render(request, "reports/verify.html", context)
