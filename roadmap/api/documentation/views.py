"""The documentation page: made from the same lists as the answers, so that it can not be wrong."""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from roadmap.api.documentation import operations
from roadmap.api.own.filters import OwnUpdateFilter
from roadmap.api.problems import PROBLEMS
from roadmap.api.reading.collections import COLLECTIONS

PROGRAMS = Path(__file__).with_name("first_minutes")
LANGUAGES = {"curl": "curl.txt", "Python": "python.txt", "JavaScript": "javascript.txt"}
HOST = "http://127.0.0.1:8000"


def first_minutes(host):
    """(language, program) of the three programs, with this site's address in them."""
    return [
        (language, (PROGRAMS / name).read_text().replace(HOST, host).strip())
        for language, name in LANGUAGES.items()
    ]


@login_not_required
@require_safe
def developers(request):
    """How programs read what is published, and write with a token."""
    host = request.build_absolute_uri("/").rstrip("/")
    context = {
        "programs": first_minutes(host),
        "collections": [_described(collection) for collection in COLLECTIONS.values()],
        "reading": READING,
        "operations": _written(),
        "writing": WRITING,
        "own_filters": [
            (name, kept.known.words, kept.known.example)
            for name, kept in OwnUpdateFilter.base_filters.items()
        ],
        "refusal": REFUSAL,
        "problems": [(name, *told) for name, told in PROBLEMS.items()],
        "promises": PROMISES,
        "bringing": _("What `include` can bring:"),
        "header": "Authorization: Bearer a87_…",
    }
    return render(request, "roadmap/developers.html", context)


READING = [
    _(
        "Lists have 50 rows, and up to 500 with `limit`. Follow `next` until it is `null`; "
        "`total=true` counts."
    ),
    _(
        "Filters take several values between commas: any of them. Different filters narrow each"
        " other. A parameter that is not known is refused, never ignored."
    ),
    _("`fields` keeps some fields; `include` brings the records that the rows name, once each."),
    _("`format=csv` and `format=xlsx` give the whole list as a table, with the same filters."),
    _(
        "Each answer has an `ETag`. Send it back as `If-None-Match`: 304 means that nothing has"
        " been published or withdrawn since."
    ),
    _(
        "To keep a copy: note `version`, and ask with `updated_since` for what has changed. "
        "`results` has the records as they are now; `deleted` has the ids of those that are "
        "gone or that your filters do not keep any more."
    ),
    _("`version` and `retrieved_at` say which state you hold: cite the date of `retrieved_at`."),
    _("Who has asked too often gets 429 and, in `Retry-After`, the seconds to wait."),
]
WRITING = [
    _(
        "A change names the version it was made on, in `If-Match`. Where somebody else was "
        "quicker the answer is 412, with both texts."
    ),
    _("With an `Idempotency-Key` a request that is sent twice is done once."),
    _("The rules are those of the form: what is missing is told when the update is sent in."),
]
REFUSAL = _(
    "A refusal is problem JSON (RFC 9457), in the language of `Accept-Language`. Its `type`"
    " is one of these:"
)
PROMISES = [
    _("What is in version 1 stays: addresses, parameters, fields, their types and their values."),
    _("New addresses, parameters, fields and values may come: read past what you do not know."),
    _("Ids are for ever. What is withdrawn is told in `deleted`, and its id is not used again."),
    _("What can not be kept comes as version 2, beside version 1, at least two years."),
]


def _described(collection):
    return {
        "name": collection.name,
        "address": f"/api/v1/{collection.name}/",
        "title": collection.title,
        "filters": [(name, kept.words, kept.example) for name, kept in collection.filters.items()],
        "orders": list(collection.orders),
        "includes": list(collection.includes),
        "fields": [
            (name, field.help_text or getattr(field, "label", "") or "")
            for name, field in collection.row().fields.items()
        ],
    }


def _written():
    addresses = {
        "token": "token/",
        "own-updates": "own-updates/",
        "own-update": "own-updates/{key}/",
        "submission": "own-updates/{key}/submission/",
        "own-evidence": "own-updates/{key}/evidence/",
    }
    return [
        (method, f"/api/v1/{addresses[name]}", operation.summary)
        for name, methods in operations.OPERATIONS.items()
        for method, operation in methods.items()
    ]
