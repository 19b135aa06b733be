"""The reports' addresses."""

from django.urls import path

from reports import views, write_pages

app_name = "reports"

urlpatterns = [
    path("", views.report_list, name="list"),
    path("<str:roadmap>/<str:period>/", views.report_page, name="page"),
    path("<str:roadmap>/<str:period>.json", views.report_json, name="json"),
    path("<str:roadmap>/<str:period>/write/", write_pages.write, name="write"),
    path(
        "<str:roadmap>/<str:period>/write/<slug:section>/",
        write_pages.write_section,
        name="write-section",
    ),
]
