"""OpenAPI 3.1 from the code: each parameter, each answer, with examples of Mexico's real data."""

import json
from dataclasses import dataclass
from functools import cache

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from drf_spectacular.utils import inline_serializer as inline
from rest_framework import serializers
from rest_framework.views import APIView

from roadmap.api import problems
from roadmap.api.access import Everybody
from roadmap.api.reading import asked, pages
from roadmap.api.reading.collections import COLLECTIONS, EXAMPLES
from roadmap.api.serializers.answers import HeadingPart, ProblemRow
from roadmap.texts.spreadsheets import TYPES

ALWAYS = [
    *("unknown-parameter", "wrong-parameter", "token-wrong", "not-allowed", "not-found"),
    *("too-large", "too-many", "broken"),
]
DAY = {"type": "string", "format": "date"}


def parameter(name, words, schema, *, example=None, place="query", required=False):
    examples = [OpenApiExample(name, value=example)] if example is not None else None
    is_list = schema.get("type") == "array"
    return OpenApiParameter(
        name,
        schema,
        place,
        required=required,
        description=str(words),
        examples=examples,
        explode=False if is_list else None,
        style="form" if is_list else None,
    )


def among(names):
    items = {"type": "string", "enum": list(names)}
    return {"type": "array", "items": items, "minItems": 1, "maxItems": 50}


def of_a_filter(name, kept):
    if kept.choices:
        return parameter(name, kept.words, among(kept.choices), example=[kept.example])
    items = {"type": "string", "pattern": f"^(?:{kept.pattern.pattern})$"}
    schema = {"type": "array", "items": items, "minItems": 1, "maxItems": 50}
    return parameter(name, kept.words, schema, example=[kept.example])


def of_a_record(collection):
    """The parameters that a list and a record share."""
    found = [
        parameter(
            "fields", _("Only these fields."), among(collection.fields), example=["id", "url"]
        )
    ]
    if collection.includes:
        words = _("Records that the rows name come with them, once each.")
        first = next(iter(collection.includes))
        found.append(parameter("include", words, among(collection.includes), example=[first]))
    return found


def of_a_list(collection):
    """Every parameter of a list."""
    found = [of_a_filter(name, kept) for name, kept in collection.filters.items()]
    if collection.has_days:
        found += [
            parameter("occurred_after", _("From this day on."), DAY, example="2022-05-01"),
            parameter("occurred_before", _("Until this day."), DAY, example="2023-04-30"),
        ]
    orders = list(collection.orders)
    words = {"type": "string", "minLength": 1, "maxLength": asked.MOST_SEARCH}
    limit = {"type": "integer", "minimum": 1, "maximum": asked.MOST, "default": asked.USUAL}
    return [
        *found,
        parameter(
            "q", _("Words in Spanish, in any form of theirs."), words, example="capacitacion"
        ),
        parameter(
            "order",
            _("In which order; a minus turns it around."),
            {"type": "string", "enum": orders, "default": orders[0]},
        ),
        *of_a_record(collection),
        parameter(
            "updated_since",
            _("What has changed since this version, or this moment, with what was withdrawn."),
            {"type": "string", "pattern": r"^([0-9]{1,18}|[0-9]{4}-[0-9]{2}-[0-9]{2}T.+)$"},
            example="1",
        ),
        parameter("total", _("Also count them all."), {"type": "boolean", "default": False}),
        parameter("limit", _("How many rows a page has."), limit, example=50),
        parameter("cursor", _("From `next` or `previous`, as it is."), {"type": "string"}),
        parameter(
            "format",
            _("A table has all rows, and none of the pages' parameters."),
            {"type": "string", "enum": ["json", "csv", "xlsx"], "default": "json"},
        ),
    ]


def envelope(collection, *, single):
    """The serializer of a page, or of a record's answer."""
    row = collection.row
    name = row.__name__.removesuffix("Row")
    fields = dict(HeadingPart().fields)
    if single:
        fields["result"] = row()
    else:
        fields["next"] = serializers.URLField(allow_null=True)
        fields["previous"] = serializers.URLField(allow_null=True)
        fields["total"] = serializers.IntegerField(required=False)
        fields["results"] = row(many=True)
        fields["deleted"] = serializers.ListField(
            child=serializers.CharField(),
            required=False,
            help_text=_("With updated_since: ids of what is gone, or is not asked for any more."),
        )
    fields["included"] = serializers.DictField(
        child=serializers.ListField(child=serializers.DictField()),
        required=False,
        help_text=_("By collection."),
    )
    return inline(f"{name}{'Answer' if single else 'Page'}", fields)


def collection_answers(collection, *, single):
    example = EXAMPLES[collection.name]
    heading = EXAMPLES["heading"]
    value = heading | ({"result": example} if single else {"next": None, "previous": None})
    if not single:
        value["results"] = [example]
    found = {
        (200, pages.JSON): OpenApiResponse(
            envelope(collection, single=single),
            examples=[OpenApiExample(collection.name, value=value)],
        )
    }
    if not single:
        found[(200, "text/csv")] = OpenApiTypes.STR
        found[(200, TYPES["xlsx"])] = OpenApiTypes.BINARY
    return found | {304: OpenApiResponse(description=gettext("Nothing has changed."))}


@dataclass(frozen=True)
class Operation:
    """What one method of one address does."""

    name: str
    summary: str
    tag: str
    answers: dict
    description: str = ""
    parameters: tuple = ()
    request: object = None
    refusals: tuple = ()


class ApiSchema(AutoSchema):
    """What a view says of itself in `documented`: {method: Operation}."""

    @property
    def _said(self):
        return self.view.documented(self.method)

    def get_operation_id(self):
        return self._said.name

    def get_summary(self):
        return str(self._said.summary)

    def get_description(self):
        return str(self._said.description)

    def get_tags(self):
        return [self._said.tag]

    def get_auth(self):
        return [] if getattr(self.view, "is_public", False) else [{"token": []}]

    def get_override_parameters(self):
        return list(self._said.parameters)

    def get_request_serializer(self):
        return self._said.request

    def get_response_serializers(self):
        said = self._said
        refusals = [*ALWAYS, *said.refusals]
        by_status = {}
        for name in refusals:
            status, title = problems.PROBLEMS[name]
            by_status.setdefault(status, []).append(str(title))
        return said.answers | {
            (status, problems.CONTENT_TYPE): OpenApiResponse(
                ProblemRow, description="; ".join(titles)
            )
            for status, titles in sorted(by_status.items())
        }


def complete(result, **_context):
    """Rows may be thinned out by `fields`, so that none of theirs has to be there."""
    for collection in COLLECTIONS.values():
        result["components"]["schemas"][collection.row.__name__].pop("required", None)
    result["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    return result


@cache
def whole_schema(language):
    """The schema in a language, as JSON text."""
    with translation.override(language):
        schema = SchemaGenerator().get_schema(request=None, public=True)
    return json.dumps(schema, ensure_ascii=False, indent=1, default=str)


class SchemaView(APIView):
    """OpenAPI 3.1, in the reader's language."""

    permission_classes = [Everybody]
    schema = None

    def get(self, request):
        asked.refuse_unknown(request.GET, set())
        text = whole_schema(translation.get_language())
        response = HttpResponse(text, content_type="application/vnd.oai.openapi+json")
        response.headers["Cache-Control"] = "public, max-age=3600"
        response.headers["Vary"] = "Accept-Language"
        return response
