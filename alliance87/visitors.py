"""Where a visitor comes from: what limits and logs go by."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import PermissionDenied

logger = logging.getLogger(__name__)


def address_of(request):
    """The visitor's IP address; without it, nobody: else all visitors would share one limit."""
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT and not request.headers.get("X-Forwarded-For"):
        logger.error("The proxy sends no X-Forwarded-For: set it, or TRUSTED_PROXIES.")
        raise PermissionDenied
    # Which of the addresses in the header is to be believed, django-allauth knows.
    return DefaultAccountAdapter().get_client_ip(request)
