"""The reports' addresses."""

from django.urls import path

from reports import check_pages, import_pages, public_pages, version_pages, views, write_pages

app_name = "reports"

VERSION = "<str:roadmap>/<str:period>/v<int:number>"

urlpatterns = [
    path("", views.report_list, name="list"),
    path("import/", import_pages.bring_in, name="import"),
    path("import/<uuid:uid>/", import_pages.past_report, name="past-report"),
    path("import/<uuid:uid>/discard/", import_pages.discard, name="past-report-discard"),
    path("published/<str:country>/", public_pages.published_page, name="published"),
    path("<str:roadmap>/<str:period>/submit/", version_pages.submit_page, name="submit"),
    path("<str:roadmap>/<str:period>/compare/", public_pages.compare_page, name="compare"),
    path(f"{VERSION}/", public_pages.version_page, name="version"),
    path(f"{VERSION}/report.<str:suffix>", public_pages.report_file, name="version-file"),
    path(f"{VERSION}/receipt/", version_pages.receipt_page, name="receipt"),
    path(f"{VERSION}/publication/", version_pages.publication_page, name="publication"),
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
    path("<str:roadmap>/<str:period>/write/", write_pages.write, name="write"),
    path(
        "<str:roadmap>/<str:period>/write/<slug:section>/",
        write_pages.write_section,
        name="write-section",
    ),
]

verify_patterns = [
    path("", public_pages.verify_page, name="verify"),
    path("<str:sha256>/", public_pages.verify_page, name="verify-file"),
]
