"""What everybody may read."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.views import APIView

from alliance87.version import VERSION
from roadmap.api import door, problems, values
from roadmap.api.access import Everybody
from roadmap.api.documentation import operations
from roadmap.api.problems import Problem
from roadmap.api.reading import asked, dataset, pages, tables
from roadmap.api.reading.collections import COLLECTIONS

FOR_PAGES = {"limit", "cursor", "include", "total", "updated_since"}


class PublicView(APIView):
    """A view of the published set: the same for all, and kept until something is published."""

    is_public = True
    permission_classes = [Everybody]

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200:
            door.fresh(request._request, response)
        return response


class ListView(PublicView):
    """The records of one collection, page by page."""

    collection = None

    def documented(self, _method):
        return operations.list_of(self.collection)

    def get(self, request):
        reading = asked.read(self.collection, request.GET)
        if reading.format == "json":
            return pages.page(request._request, reading)
        for name in sorted(FOR_PAGES & set(request.GET)):
            raise values.refuse(name, _("A table has all rows: this is for JSON only."))
        if not tables.columns(self.collection, reading.fields):
            raise values.refuse("fields", _("It is too large for a cell: it is in the JSON."))
        return tables.FORMATS[reading.format](reading)


class RecordView(PublicView):
    """One record."""

    collection = None

    def documented(self, _method):
        return operations.record_of(self.collection)

    def get(self, request, key):
        asked.refuse_unknown(request.GET, {"fields", "include"})
        reading = asked.read(self.collection, request.GET)
        row = asked.record_of_key(reading, key)
        if row is None:
            raise Problem("not-found")
        return pages.single(request._request, reading, row)


class IndexView(PublicView):
    """Where everything is."""

    def documented(self, _method):
        return operations.INDEX

    def get(self, request):
        asked.refuse_unknown(request.GET, set())
        base = request.build_absolute_uri("/api/v1/")
        body = pages.heading(request._request.api_version) | {
            "software": VERSION,
            "documentation": request.build_absolute_uri(problems.DOCUMENTATION),
            "schema": f"{base}schema/",
            "dataset": f"{base}dataset.zip",
            "collections": {name: f"{base}{name}/" for name in COLLECTIONS},
        }
        return HttpResponse(dataset.as_json(body), content_type=pages.JSON)


class ArchiveView(PublicView):
    """The whole published set as one ZIP of CSV files with a Frictionless data package."""

    def documented(self, _method):
        return operations.ARCHIVE

    def get(self, request):
        asked.refuse_unknown(request.GET, set())
        return dataset.archive(request, request._request.api_version)


class LinkedDataView(PublicView):
    """What the data set is, for search engines: JSON-LD in the words of schema.org."""

    def documented(self, _method):
        return operations.LINKED_DATA

    def get(self, request):
        asked.refuse_unknown(request.GET, set())
        body = dataset.linked_data(request, request._request.api_version)
        return HttpResponse(dataset.as_json(body), content_type="application/ld+json")
