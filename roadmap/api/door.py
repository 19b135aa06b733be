"""The way in, before any view: language, limits, tokens, and what has not changed.

No session, cookie or form of the site reaches the API, and none of its pages leaves it.
"""

import ipaddress
import logging
import time
from functools import lru_cache

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.db import connection
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.http import parse_etags

from alliance87.actor import acting
from alliance87.visitors import address_of
from roadmap.api import problems, tokens
from roadmap.public import published

logger = logging.getLogger(__name__)

PREFIX = "/api/"
MINUTE = 60
SHOWN = "ETag, Retry-After, Content-Language, Content-Disposition"
# One statement for all that every request needs, so that a list takes two in all.
COUNTED = """
    SELECT public_count(%s, %s), s.number, s.changed_at, s.is_whole
    FROM (SELECT 1) AS here LEFT JOIN roadmap_publicstate s ON s.id = 1
"""


class ApiMiddleware:
    """Answers what is the API's; everything else goes its usual way."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.answer = convert_exception_to_response(answer)

    def __call__(self, request):
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = self.answer(request)
            if response.status_code >= 400 and not hasattr(response, "is_problem"):
                response = _as_problem(response)
        return _opened(request, response, language)


def answer(request):
    """The view's answer, or the reason why it is not asked."""
    if request.method == "OPTIONS":
        return _preflight(request)
    if _is_too_large(request):
        return problems.respond("too-large")
    request.api_token = _token_of(request)
    # Before a wrong token is refused, so that nobody tries one after the other without end.
    if wait := _counted(request):
        return problems.respond("too-many", headers={"Retry-After": str(wait)})
    if _bearer(request) is not None and request.api_token is None:
        return problems.respond("token-wrong", headers={"WWW-Authenticate": "Bearer"})
    try:
        request.resolver_match = match = _view_at(request.path_info)
    except Resolver404:
        return problems.respond("not-found")
    # After the address was found: one that is none is told so, whatever the reader holds.
    if _is_known(request, match):
        return fresh(request, HttpResponse(status=304))
    if request.api_token is None or request.method in {"GET", "HEAD"}:
        return match.func(request, *match.args, **match.kwargs)
    # The site's own middleware stands below: here nobody else says who is at work.
    with acting(user=request.api_token.user_id, page=request.path):
        return match.func(request, *match.args, **match.kwargs)


@lru_cache(maxsize=1024)
def _view_at(path):
    """What answers at a path; the same lists are asked for again and again."""
    return resolve(path)


def fresh(request, response):
    """What everybody may keep, and how to ask whether it still holds."""
    response.headers["ETag"] = request.api_version.etag
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


# Limits


def _is_too_large(request):
    length = request.META.get("CONTENT_LENGTH") or "0"
    is_form = request.content_type == "multipart/form-data"
    most = settings.API_MOST_BYTES + (settings.EVIDENCE_MAX_BYTES if is_form else 0)
    return not length.isdecimal() or int(length) > most


def _counted(request):
    """Count the request, note the version of what is published: seconds to wait, 0 for none."""
    now = int(time.time())
    kind, visitor = _visitor(request)
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [f"{kind} {visitor}", now // MINUTE])
        count, number, changed_at, is_whole = cursor.fetchone()
    if number is None:
        request.api_version = published.NOTHING_YET
    elif is_whole:
        request.api_version = published.Version(number, changed_at)
    else:
        request.api_version = published.version_now()
    return MINUTE - now % MINUTE if count > settings.API_REQUESTS_PER_MINUTE[kind] else 0


def _visitor(request):
    """Whom a request is counted for; a token that is none is counted for its address."""
    if request.api_token:
        return "token", request.api_token.prefix
    return "address", _network_of(address_of(request))


@lru_cache(maxsize=4096)
def _network_of(address):
    """An address as it is counted: of the sixth version, a household or an office has a network."""
    found = ipaddress.ip_address(address)
    if found.version == 6:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


# Tokens


def _bearer(request):
    """The token's text; None where the request brings none."""
    header = request.META.get("HTTP_AUTHORIZATION")
    if header is None:
        return None
    kind, _space, text = header.partition(" ")
    return text.strip() if kind.lower() == "bearer" else ""


def _token_of(request):
    text = _bearer(request)
    now = timezone.now()
    token = tokens.find(text, now=now) if text else None
    if token:
        tokens.note_use(token, now=now)
    return token


# What has not changed


def _is_known(request, match):
    """Whether the reader holds what is published now; no row is read to know it."""
    if request.method not in {"GET", "HEAD"} or request.api_token:
        return False
    if not getattr(getattr(match.func, "cls", None), "is_public", False):
        return False
    # A proxy that compresses makes the tag weak; RFC 9110 (13.1.2) has it compared weakly.
    held = request.META.get("HTTP_IF_NONE_MATCH", "")
    return request.api_version.etag in {tag.removeprefix("W/") for tag in parse_etags(held)}


# Headers


def _preflight(request):
    """What a browser asks before it reads from another site's page: reading is open to all."""
    headers = {"Allow": "GET, HEAD, OPTIONS"}
    if request.headers.get("Access-Control-Request-Method") in {"GET", "HEAD"}:
        headers["Access-Control-Allow-Methods"] = "GET, HEAD"
        # Not Authorization: a token in another site's page would be everybody's who looks at it.
        headers["Access-Control-Allow-Headers"] = "If-None-Match"
        headers["Access-Control-Max-Age"] = "86400"
    return HttpResponse(status=204, headers=headers)


def _opened(request, response, language):
    if request.method in {"GET", "HEAD", "OPTIONS"} and _bearer(request) is None:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = SHOWN
    # Only a refusal has words of ours; data is the same in every language.
    if response.status_code >= 400:
        response.headers["Content-Language"] = language
    # Who says nothing about it lets nobody keep the answer.
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def _as_problem(response):
    """What Django answers by itself would be a page."""
    found = problems.by_status(response.status_code)
    if allow := response.headers.get("Allow"):
        found.headers["Allow"] = allow
    return found
