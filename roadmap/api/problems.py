"""Errors as RFC 9457 has them: problem JSON, in the reader's language."""

import json

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

CONTENT_TYPE = "application/problem+json"
# What can go wrong, with its status and what it is called. The names are part of the promise.
PROBLEMS = {
    "unknown-parameter": (400, _("Unknown parameter")),
    "wrong-parameter": (400, _("Parameter that can not be read")),
    "wrong-body": (400, _("Body that can not be read")),
    "refused": (422, _("Content that can not be taken")),
    "token-missing": (401, _("A token is needed")),
    "token-wrong": (401, _("The token is not valid")),
    "not-allowed": (403, _("Not allowed")),
    "not-found": (404, _("There is nothing here")),
    "wrong-method": (405, _("This address does not take this method")),
    "wrong-format": (406, _("Only JSON is given here")),
    "wrong-state": (409, _("The update is not in a state for this")),
    "stale": (412, _("Somebody has changed it since")),
    "too-large": (413, _("Too large")),
    "wrong-type": (415, _("This type of content is not taken")),
    "not-ready": (422, _("Something is missing")),
    "key-used": (422, _("The key was used for another request")),
    "version-missing": (428, _("Say which version you have seen")),
    "too-many": (429, _("Too many requests")),
    "broken": (500, _("Something went wrong here")),
}
# Where Django and the framework below answer by themselves.
BY_STATUS = {
    400: "wrong-body",
    401: "token-wrong",
    403: "not-allowed",
    404: "not-found",
    405: "wrong-method",
    406: "wrong-format",
    413: "too-large",
    415: "wrong-type",
    429: "too-many",
}
DOCUMENTATION = "/developers/"


class Problem(exceptions.APIException):
    """Stop here and answer with this problem. `more` are members of its JSON."""

    def __init__(self, name, detail="", headers=None, **more):
        super().__init__(detail)
        self.name, self.text, self.more = name, detail, more
        self.headers = headers or {}
        self.status_code = PROBLEMS[name][0]


def respond(name, detail="", headers=None, **more):
    """A problem as an answer."""
    status, title = PROBLEMS[name]
    body = {"type": f"{DOCUMENTATION}#{name}", "title": str(title), "status": status}
    if detail:
        body["detail"] = str(detail)
    text = json.dumps(body | more, ensure_ascii=False, default=str)
    response = HttpResponse(text, status=status, content_type=CONTENT_TYPE, headers=headers)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept-Language"
    response.is_problem = True
    return response


def handle(error, _context):
    """What the framework does with an exception; None lets Django log and answer it."""
    if isinstance(error, Problem):
        return respond(error.name, error.text, error.headers, **error.more)
    if isinstance(error, Http404):
        return respond("not-found")
    if isinstance(error, exceptions.APIException):
        headers = {}
        if wait := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = wait
        return respond(BY_STATUS.get(error.status_code, "broken"), headers=headers)
    return None


def by_status(status):
    """The problem that stands for an answer of Django's own, which would be a page."""
    return respond(BY_STATUS.get(status, "broken" if status >= 500 else "wrong-body"))
