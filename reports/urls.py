"""The reports' addresses."""

from django.urls import path

from reports.checks import views as checks
from reports.composing import views as composing
from reports.importing import views as importing
from reports.publishing import public_views as published
from reports.publishing import views as publishing
from reports.writing import views as writing

app_name = "reports"

VERSION = "<str:roadmap>/<str:period>/v<int:number>"

urlpatterns = [
    path("", composing.report_list, name="list"),
    path("import/", importing.bring_in, name="import"),
    path("import/<uuid:uid>/", importing.past_report, name="past-report"),
    path("import/<uuid:uid>/discard/", importing.discard, name="past-report-discard"),
    path("published/<str:country>/", published.published_page, name="published"),
    path("<str:roadmap>/<str:period>/submit/", publishing.submit_page, name="submit"),
    path("<str:roadmap>/<str:period>/compare/", published.compare_page, name="compare"),
    path(f"{VERSION}/", published.version_page, name="version"),
    path(f"{VERSION}/report.<str:suffix>", published.report_file, name="version-file"),
    path(f"{VERSION}/receipt/", publishing.receipt_page, name="receipt"),
    path(f"{VERSION}/publication/", publishing.publication_page, name="publication"),
    path("<str:roadmap>/<str:period>/", composing.report_page, name="page"),
    path("<str:roadmap>/<str:period>/report.<str:suffix>", composing.report_file, name="file"),
    path("<str:roadmap>/<str:period>.json", composing.report_json, name="json"),
    path("<str:roadmap>/<str:period>/checks/", checks.checks, name="checks"),
    path("<str:roadmap>/<str:period>/checks/accept/", checks.accept, name="accept-warning"),
    path(
        "<str:roadmap>/<str:period>/checks/withdraw/<int:pk>/",
        checks.withdraw,
        name="withdraw-acceptance",
    ),
    path("<str:roadmap>/<str:period>/write/", writing.write, name="write"),
    path(
        "<str:roadmap>/<str:period>/write/<slug:section>/",
        writing.write_section,
        name="write-section",
    ),
]

verify_patterns = [
    path("", published.verify_page, name="verify"),
    path("<str:sha256>/", published.verify_page, name="verify-file"),
]
