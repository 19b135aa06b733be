"""The reports' addresses."""

from django.urls import path

from reports import check_pages, views

app_name = "reports"

urlpatterns = [
    path("", views.report_list, name="list"),
    path("<str:roadmap>/<str:period>/", views.report_page, name="page"),
    path("<str:roadmap>/<str:period>/report.<str:suffix>", views.report_file, name="file"),
    path("<str:roadmap>/<str:period>.json", views.report_json, name="json"),
    path("<str:roadmap>/<str:period>/checks/", check_pages.checks, name="checks"),
    path("<str:roadmap>/<str:period>/checks/accept/", check_pages.accept, name="accept-warning"),
    path(
        "<str:roadmap>/<str:period>/checks/withdraw/<int:pk>/",
        check_pages.withdraw,
        name="withdraw-acceptance",
    ),
]
