"""The staff's site: where agencies write, the coordination reviews and administrators set up."""

from django.contrib import admin
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from roadmap import permissions


class StaffSite(admin.AdminSite):
    """Django's admin, open to agencies' members too: they need not be technical staff."""

    site_title = _("Alliance 8.7 roadmap")
    site_header = _("Alliance 8.7 roadmap")
    index_title = _("What there is to do")
    site_url = "/"
    enable_nav_sidebar = False
    # The admin's own form lets only `is_staff` in, which agencies' members are not.
    login_form = AuthenticationForm

    def has_permission(self, request):
        return request.user.is_active and permissions.can_enter_staff_pages(request.user)
