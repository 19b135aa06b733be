"""The reports' addresses."""

from django.urls import path

from reports import import_pages, views

app_name = "reports"

urlpatterns = [
    path("", views.report_list, name="list"),
    path("import/", import_pages.bring_in, name="import"),
    path("import/<uuid:uid>/", import_pages.past_report, name="past-report"),
    path("import/<uuid:uid>/discard/", import_pages.discard, name="past-report-discard"),
    path("<str:roadmap>/<str:period>/", views.report_page, name="page"),
    path("<str:roadmap>/<str:period>.json", views.report_json, name="json"),
]
