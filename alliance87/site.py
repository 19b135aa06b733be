"""The staff's site: where agencies write, the coordination reviews and administrators set up."""

from allauth.account.views import logout
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from alliance87.policy import framed_by_own_pages
from roadmap import permissions
from roadmap.writing.my_work import kept_texts, my_work
from roadmap.year.desk import home_of


class StaffSite(admin.AdminSite):
    """Django's admin, open to agencies' members too: they need not be technical staff."""

    site_title = _("Alliance 8.7 roadmap")
    site_header = _("Alliance 8.7 roadmap")
    index_title = _("What there is to do")
    site_url = "/"
    enable_nav_sidebar = False
    index_template = "staff/home.html"

    def has_permission(self, request):
        return request.user.is_active and permissions.can_enter_staff_pages(request.user)

    # There is one way in, with its limits and its second factor: that of the accounts' pages.

    @method_decorator(framed_by_own_pages)
    @login_not_required
    def login(self, request, extra_context=None):
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def logout(self, request, extra_context=None):
        return logout(request)

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def password_change_done(self, request, extra_context=None):
        return redirect("account")

    def index(self, request, extra_context=None):
        """Each role's own home page: for agencies' members, their work."""
        if permissions.coordinates(request.user) or permissions.observes(request.user):
            home = home_of(request.user, now=timezone.now())
            home["kept"] = kept_texts(request.user)
            return super().index(request, home | (extra_context or {}))
        context = self.each_context(request) | my_work(request.user, now=timezone.now())
        return TemplateResponse(request, "staff/my_work.html", context)
