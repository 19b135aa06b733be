"""Every address of the site."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from reports.urls import verify_patterns

urlpatterns = [
    path("", include("roadmap.urls")),
    path("api/v1/", include("roadmap.api.urls")),
    path("reports/", include("reports.urls")),
    path("verify/", include(verify_patterns)),
    path("language/", login_not_required(set_language), name="set_language"),
    path("accounts/", include("alliance87.accounts.urls")),
    path("staff/", admin.site.urls),
]
