"""The addresses of version 1."""

from django.urls import path, re_path

from roadmap.api import public
from roadmap.api.collections import COLLECTIONS

app_name = "api"

KEY = r"[A-Za-z0-9][A-Za-z0-9.-]{0,150}"


def _lists():
    for name, collection in COLLECTIONS.items():
        yield path(f"{name}/", public.ListView.as_view(collection=collection), name=name)
        yield re_path(
            rf"^{name}/(?P<key>{KEY})/$",
            public.RecordView.as_view(collection=collection),
            name=f"{name}-record",
        )


urlpatterns = [
    path("", public.IndexView.as_view(), name="index"),
    path("dataset.zip", public.ArchiveView.as_view(), name="archive"),
    path("dataset.jsonld", public.LinkedDataView.as_view(), name="linked-data"),
    *_lists(),
]
