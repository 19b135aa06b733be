"""The headers that Django does not set by itself: what a page may load, and who may keep it."""

from functools import wraps

from django.conf import settings
from django.utils.cache import add_never_cache_headers


def policy(**changes):
    """The policy as a header's text; `frame_ancestors="'self'"` changes one directive."""
    directives = dict(settings.CONTENT_SECURITY_POLICY)
    directives |= {name.replace("_", "-"): sources for name, sources in changes.items()}
    return "; ".join(f"{directive} {sources}" for directive, sources in directives.items())


def framed_by_own_pages(view):
    """Let the site's own pages show this view in a frame: for logging in again in place."""

    @wraps(view)
    def framed(*args, **kwargs):
        response = view(*args, **kwargs)
        response.headers["Content-Security-Policy"] = policy(frame_ancestors="'self'")
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response

    return framed


class ContentSecurityPolicyMiddleware:
    """Send the policy of the settings, unless a view has set a stricter one itself.

    Shaped like the setting that Django 6 brings, so that this class can go with that upgrade.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = policy()

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
