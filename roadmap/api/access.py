"""Who may ask for what: nobody, unless a view says otherwise."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import BasePermission

from roadmap.api.problems import Problem


class OneFormat(BaseContentNegotiation):
    """What is given follows from the address alone, so that everybody's copy of it is the same."""

    def select_parser(self, request, parsers):
        return next((p for p in parsers if _reads_type(p, request.content_type)), None)

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


def _reads_type(parser, content_type):
    return content_type.partition(";")[0].strip().lower() == parser.media_type


class TokenAuthentication(BaseAuthentication):
    """The token that the door has found; sessions and cookies open nothing here."""

    def authenticate(self, request):
        token = getattr(request._request, "api_token", None)
        return (token.user, token) if token else None

    def authenticate_header(self, request):
        return "Bearer"


class Nobody(BasePermission):
    """What no view has decided about."""

    def has_permission(self, request, view):
        return False


class Everybody(BasePermission):
    """For what is public, and for reading only."""

    def has_permission(self, request, view):
        is_read = request.method in {"GET", "HEAD"}
        # A method that the view does not have is no matter of who asks: 405 says which it has.
        return is_read or getattr(view, request.method.lower(), None) is None


class TokenHolder(BasePermission):
    """A token with the scope that the view names for the method."""

    def has_permission(self, request, view):
        if request.auth is None:
            raise Problem("token-missing", headers={"WWW-Authenticate": "Bearer"})
        method = "GET" if request.method == "HEAD" else request.method
        if method not in view.scopes:
            # The view has no such method either, and says which it has.
            return getattr(view, method.lower(), None) is None
        scope = view.scopes[method]
        if scope is not None and scope not in request.auth.scopes:
            raise Problem("not-allowed", scope=scope)
        return True
