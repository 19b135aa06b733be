"""Which admin site Django registers everything on."""

from django.contrib.admin.apps import AdminConfig


class StaffConfig(AdminConfig):
    default_site = "alliance87.site.StaffSite"
