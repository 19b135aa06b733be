"""The whole published set: as an archive of tables, and described for search engines."""

import json
import zipfile

from django.conf import settings
from django.http import StreamingHttpResponse
from rest_framework import serializers

from roadmap.api.reading import asked, pages, tables
from roadmap.api.reading.collections import COLLECTIONS

NAME = "alliance87-roadmap"
# Frictionless calls the types of columns by these names.
TYPES = {
    serializers.IntegerField: "integer",
    serializers.FloatField: "number",
    serializers.BooleanField: "boolean",
    serializers.DateField: "date",
    serializers.DateTimeField: "datetime",
}


def as_json(body):
    return json.dumps(body, ensure_ascii=False, indent=1)


def archive(request, version):
    response = StreamingHttpResponse(_pieces(request, version), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{NAME}.zip"'
    return response


def _pieces(request, version):
    pipe = tables.Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as whole:
        package = as_json(data_package(request, version))
        whole.writestr(zipfile.ZipInfo("datapackage.json"), package)
        for name, collection in COLLECTIONS.items():
            order = next(iter(collection.orders.values()))
            with tables.entry(whole, f"{name}.csv") as table:
                for text in tables.csv_lines(asked.Reading(collection, order=order)):
                    table.write(text.encode())
                    yield pipe.take()
    yield pipe.take()


def data_package(request, version):
    """The archive's description, as Frictionless has it."""
    return {
        "profile": "tabular-data-package",
        "name": NAME,
        "title": settings.DATA_TITLE,
        "version": str(version.number),
        "created": pages.iso(version.at),
        "homepage": request.build_absolute_uri("/"),
        "licenses": [
            {
                "name": settings.DATA_LICENSE["id"],
                "title": settings.DATA_LICENSE["name"],
                "path": settings.DATA_LICENSE["url"],
            }
        ],
        "contributors": [{"title": settings.DATA_ATTRIBUTION, "role": "publisher"}],
        "resources": [_resource(collection) for collection in COLLECTIONS.values()],
    }


def _resource(collection):
    return {
        "profile": "tabular-data-resource",
        "name": collection.name,
        "path": f"{collection.name}.csv",
        "title": str(collection.title),
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [
                {"name": heading, "type": _type(collection, path)}
                for heading, path in tables.columns(collection)
            ],
            "primaryKey": "id",
        },
    }


def _type(collection, path):
    field = collection.row().fields[path[0]]
    if len(path) == 2:
        field = field.fields[path[1]]
    return TYPES.get(type(field), "string")


def linked_data(request, version):
    """The data set in the words of schema.org."""
    base = request.build_absolute_uri("/api/v1/")
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": base,
        "name": settings.DATA_TITLE,
        "description": settings.DATA_DESCRIPTION,
        "url": request.build_absolute_uri("/"),
        "license": settings.DATA_LICENSE["url"],
        "creator": {"@type": "GovernmentOrganization", "name": settings.DATA_ATTRIBUTION},
        "version": str(version.number),
        "dateModified": pages.iso(version.at),
        "isAccessibleForFree": True,
        "inLanguage": settings.LANGUAGE_CODE,
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": "application/zip",
                "contentUrl": f"{base}dataset.zip",
            },
            *(
                {
                    "@type": "DataDownload",
                    "name": str(collection.title),
                    "encodingFormat": "application/json",
                    "contentUrl": f"{base}{name}/",
                }
                for name, collection in COLLECTIONS.items()
            ),
        ],
    }
