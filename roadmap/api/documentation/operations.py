"""What each view does, in words and in shapes: what the schema is made of."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from roadmap.api.documentation import schema
from roadmap.api.documentation.schema import Operation, parameter
from roadmap.api.own.filters import OwnUpdateFilter
from roadmap.api.reading import pages
from roadmap.api.serializers import answers, own

PUBLIC, TOKEN = "public", "token"
WRITING = ("wrong-type", "refused", "wrong-state")
CHANGING = (*WRITING, "stale", "version-missing")
ETAG = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, response=[200], description=_("The version.")
)
IF_NONE_MATCH = parameter(
    "If-None-Match",
    _("The ETag of what you hold: 304 where it still holds."),
    {"type": "string"},
    place="header",
)
IF_MATCH = parameter(
    "If-Match",
    _('The version you have seen, as "7".'),
    {"type": "string", "pattern": '^"[1-9][0-9]{0,8}"$'},
    place="header",
    required=True,
)
IDEMPOTENCY_KEY = parameter(
    "Idempotency-Key",
    _("The same key again does nothing twice and gives the same answer."),
    {"type": "string", "pattern": "^[!-~]{1,100}$"},
    place="header",
)
UNCHANGED = {304: OpenApiResponse(description=_("Nothing has changed."))}


def list_of(collection):
    return Operation(
        name=f"list-{collection.name}",
        summary=collection.title,
        tag=PUBLIC,
        answers=schema.collection_answers(collection, single=False),
        parameters=(*schema.of_a_list(collection), IF_NONE_MATCH, ETAG),
    )


def record_of(collection):
    return Operation(
        name=f"read-{collection.name}",
        summary=_("One record"),
        description=collection.title,
        tag=PUBLIC,
        answers=schema.collection_answers(collection, single=True),
        parameters=(
            parameter(
                "key",
                _("The record's id."),
                {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9.-]{0,150}$"},
                example=schema.EXAMPLES[collection.name]["id"],
                place="path",
                required=True,
            ),
            *schema.of_a_record(collection),
            IF_NONE_MATCH,
            ETAG,
        ),
    )


def public(name, summary, answer, media_type=pages.JSON):
    return Operation(
        name=name,
        summary=summary,
        tag=PUBLIC,
        answers={(200, media_type): answer} | UNCHANGED,
        parameters=(IF_NONE_MATCH, ETAG),
    )


INDEX = public("index", _("Where everything is"), answers.IndexRow)
ARCHIVE = public(
    "archive",
    _("The whole published set as one ZIP of CSV files"),
    OpenApiTypes.BINARY,
    "application/zip",
)
LINKED_DATA = public(
    "linked-data", _("The data set for search engines"), OpenApiTypes.OBJECT, "application/ld+json"
)


def private(name, summary, *, status, answer, **more):
    answers_ = {(status, pages.JSON): answer}
    return Operation(name=name, summary=summary, tag=TOKEN, answers=answers_, **more)


UPDATE = own.OwnUpdateRow
OPERATIONS = {
    "token": {
        "GET": private(
            "token", _("What the token may do"), status=200, answer=own.TokenRow,
        )
    },
    "own-updates": {
        "GET": private(
            "list-own-updates",
            _("The agency's own updates, newest first"),
            status=200,
            answer=own.OwnPage,
            parameters=(
                *(
                    schema.of_a_filter(name, kept.known)
                    for name, kept in OwnUpdateFilter.base_filters.items()
                ),
                parameter(
                    "limit",
                    _("How many rows a page has."),
                    {"type": "integer", "minimum": 1, "maximum": 50},
                ),
                parameter("cursor", _("From `next`, as it is."), {"type": "string"}),
            ),
        ),
        "POST": private(
            "create-update",
            _("Write a new draft"),
            status=201,
            answer=UPDATE,
            request={"application/json": own.UpdateBody},
            refusals=WRITING,
            parameters=(IDEMPOTENCY_KEY,),
        ),
    },
    "own-update": {
        "GET": private(
            "read-own-update",
            _("One of the agency's own updates"),
            status=200,
            answer=UPDATE,
        ),
        "PATCH": private(
            "change-update",
            _("Change a draft, or what was returned"),
            status=200,
            answer=UPDATE,
            request={"application/json": own.UpdateBody},
            refusals=CHANGING,
            parameters=(IF_MATCH, IDEMPOTENCY_KEY),
        ),
    },
    "submission": {
        "POST": private(
            "submit-update",
            _("Send an update in"),
            status=200,
            answer=UPDATE,
            request={"application/json": own.SubmissionBody},
            refusals=(*CHANGING, "not-ready"),
            parameters=(IF_MATCH, IDEMPOTENCY_KEY),
        )
    },
    "own-evidence": {
        "POST": private(
            "add-evidence",
            _("Add a link or a file to an update"),
            status=201,
            answer=UPDATE,
            request={
                "application/json": own.EvidenceBody,
                "multipart/form-data": own.EvidenceFileBody,
            },
            refusals=CHANGING,
            parameters=(IF_MATCH, IDEMPOTENCY_KEY),
        )
    },
}  # fmt: skip
