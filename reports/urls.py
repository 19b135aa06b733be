"""The reports' addresses."""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("", views.report_list, name="list"),
    path("<str:roadmap>/<str:period>/", views.report_page, name="page"),
    path("<str:roadmap>/<str:period>/report.<str:suffix>", views.report_file, name="file"),
    path("<str:roadmap>/<str:period>.json", views.report_json, name="json"),
]
