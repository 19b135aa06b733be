"""Who must have a second factor gets no further without one."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse

from roadmap import permissions

OPEN = {"set_language", "admin:logout"}
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(user):
    """An authenticator app or a key: codes to print are no factor of their own."""
    return is_mfa_enabled(user, SECOND_FACTORS)


def lacks_second_factor(user):
    return (
        settings.MFA_REQUIRED
        and permissions.needs_second_factor(user)
        and not has_second_factor(user)
    )


class SecondFactorMiddleware:
    """Leads to the page that explains it; the pages of the own account stay open."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, *_view):
        is_open = request.path.startswith(reverse("account"))
        if is_open or request.resolver_match.view_name in OPEN:
            return None
        return redirect("second_factor") if lacks_second_factor(request.user) else None
