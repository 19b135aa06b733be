"""The addresses of version 1."""

from django.urls import path, re_path

from roadmap.api.documentation import schema
from roadmap.api.own import views as own
from roadmap.api.reading import views as reading
from roadmap.api.reading.collections import COLLECTIONS

app_name = "api"

KEY = r"[A-Za-z0-9][A-Za-z0-9.-]{0,150}"


def addresses_of(collection):
    """The list of a collection, and each of its records."""
    name = collection.name
    return [
        path(f"{name}/", reading.ListView.as_view(collection=collection), name=name),
        re_path(
            rf"^{name}/(?P<key>{KEY})/$",
            reading.RecordView.as_view(collection=collection),
            name=f"{name}-record",
        ),
    ]


urlpatterns = [
    path("", reading.IndexView.as_view(), name="index"),
    path("dataset.zip", reading.ArchiveView.as_view(), name="archive"),
    path("dataset.jsonld", reading.LinkedDataView.as_view(), name="linked-data"),
    path("schema/", schema.SchemaView.as_view(), name="schema"),
    *(address for collection in COLLECTIONS.values() for address in addresses_of(collection)),
    path("token/", own.TokenView.as_view(), name="token"),
    path("own-updates/", own.OwnListView.as_view(), name="own-updates"),
    path("own-updates/<uuid:key>/", own.OwnUpdateView.as_view(), name="own-update"),
    path("own-updates/<uuid:key>/submission/", own.SubmissionView.as_view(), name="submission"),
    path("own-updates/<uuid:key>/evidence/", own.EvidenceView.as_view(), name="own-evidence"),
]
