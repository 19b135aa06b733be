"""The headers that Django does not set by itself: what a page may load, and who may keep it."""

from django.conf import settings
from django.utils.cache import add_never_cache_headers


class ContentSecurityPolicyMiddleware:
    """Send the policy of the settings, unless a view has set a stricter one itself.

    Shaped like the setting that Django 6 brings, so that this class can go with that upgrade.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        parts = settings.CONTENT_SECURITY_POLICY.items()
        self.policy = "; ".join(f"{directive} {sources}" for directive, sources in parts)

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        return response


class PrivatePagesMiddleware:
    """Let nobody keep what somebody who is logged in sees: no proxy, no browser, no back button.

    A static file is the same for everybody and says itself how long it may be kept.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response
