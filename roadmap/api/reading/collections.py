"""What there is to read: each collection with its filters, its orders and what it names."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from roadmap.api.serializers import public as rows
from roadmap.models import ActionState, AgencyKind, Area, NextStepStatus, Topic, UpdateKind
from roadmap.models.periods import Period
from roadmap.models.places import Place
from roadmap.models.roadmaps import Roadmap
from roadmap.models.vocabulary import Basis
from roadmap.texts import patterns


class Filter(NamedTuple):
    """A parameter that keeps some rows. Several values between commas: any of them."""

    words: str
    example: str
    pattern: re.Pattern | None = None
    choices: tuple = ()


def of_pattern(pattern, words, example):
    return Filter(words, example, pattern=re.compile(pattern))


def among(choices, words):
    values = tuple(choices.values) if hasattr(choices, "values") else tuple(choices)
    return Filter(words, values[0], choices=values)


ROADMAP = of_pattern(patterns.CODE, _("The roadmap's code"), "MX-2019")
PERIOD = of_pattern(rf"(?:{patterns.CODE}\.)?{patterns.PERIOD}", _("The period"), "2022-2023")
AGENCY = of_pattern(
    rf"(?:{patterns.COUNTRY}\.)?{patterns.CODE}",
    _("The agency's code, with its country or without"),
    "SNDIF",
)
PRIORITY = of_pattern(rf"(?:{patterns.CODE}\.)?[0-9]{{1,5}}", _("The priority's number"), "3")
THEME = of_pattern(rf"(?:{patterns.CODE}\.)?[0-9]{{1,5}}", _("The theme's number"), "1")
PLACE = of_pattern(patterns.PLACE, _("The place's ISO 3166 code"), "MX-CHP")
COUNTRY = of_pattern(patterns.COUNTRY, _("The country's ISO 3166-1 code"), "MX")
ACTION = of_pattern(patterns.UID, _("The action's id"), "b8e8bd42-f19a-5ec8-836a-f62ba2a0613c")
UPDATE = of_pattern(patterns.UID, _("The update's id"), "c494f6ea-edc7-559e-9602-93cc91cd3988")
NEXT_STEP = of_pattern(
    rf"{patterns.CODE}\.{patterns.PERIOD}\.[0-9]{{1,5}}",
    _("The next step's id"),
    "MX-2019.2022-2023.1",
)
AREA = among(Area, _("The area of work"))
UPDATE_KIND = among(UpdateKind, _("What the agency says about its year"))
ANSWER = ("reported", "no-progress", "not-applicable", "not-yet-answered")

ALL = {"roadmap": "roadmaps"}
BY_NAME = {"name": "name", "-name": "-name", "updated": "changed", "-updated": "-changed"}
BY_NUMBER = {"number": "name", "-number": "-name", "updated": "changed", "-updated": "-changed"}
BY_DAY = {
    "-occurred": "-day",
    "occurred": "day",
    "title": "name",
    "-title": "-name",
    "updated": "changed",
    "-updated": "-changed",
}


@dataclass(frozen=True)
class Collection:
    """One kind of public record. The first order is the one that is not asked for."""

    name: str
    title: str
    row: type
    filters: dict
    orders: dict
    includes: dict = field(default_factory=dict)
    has_days: bool = False

    @property
    def fields(self):
        return tuple(self.row().fields)


# By their names: the collections, and of each a record of Mexico's.
COLLECTIONS = {}
EXAMPLES = {}


def register(*collections, examples):
    """What an app has to read: in its `api` package, which is read before the addresses are made.

    `examples` is a JSON file with a record of each.
    """
    EXAMPLES.update(json.loads(examples.read_text(encoding="utf-8")))
    COLLECTIONS.update((collection.name, collection) for collection in collections)


register(
    Collection(
        "roadmaps",
        _("Roadmaps"),
        rows.RoadmapRow,
        {
            "country": COUNTRY,
            "state": among(Roadmap.State, _("Whether it is the current one")),
        },
        BY_NAME,
    ),
    Collection("themes", _("Themes"), rows.ThemeRow, {"roadmap": ROADMAP}, BY_NUMBER, ALL),
    Collection(
        "priorities",
        _("Priorities"),
        rows.PriorityRow,
        {"roadmap": ROADMAP, "theme": THEME, "agency": AGENCY},
        BY_NUMBER,
        ALL | {"theme": "themes", "lead_agency": "agencies"},
    ),
    Collection(
        "agencies",
        _("Agencies"),
        rows.AgencyRow,
        {
            "agency": AGENCY,
            "country": COUNTRY,
            "kind": among(AgencyKind, _("The kind of body")),
            "active": among(("yes", "no"), _("Whether it still exists")),
        },
        BY_NAME,
        {"part_of": "agencies"},
    ),
    Collection(
        "periods",
        _("Periods"),
        rows.PeriodRow,
        {
            "roadmap": ROADMAP,
            "period": PERIOD,
            "state": among(Period.State, _("Whether agencies still report")),
        },
        {"-starts": "-day", "starts": "day", "updated": "changed", "-updated": "-changed"},
        ALL,
    ),
    Collection(
        "places",
        _("Places"),
        rows.PlaceRow,
        {"country": COUNTRY, "kind": among(Place.Kind, _("The kind of place"))},
        {"code": "name", "-code": "-name", "updated": "changed", "-updated": "-changed"},
    ),
    Collection(
        "actions",
        _("Actions"),
        rows.ActionRow,
        {
            "roadmap": ROADMAP,
            "agency": AGENCY,
            "priority": PRIORITY,
            "place": PLACE,
            "area": AREA,
            "state": among(ActionState, _("How far it has come")),
        },
        {"title": "name", "-title": "-name", "updated": "changed", "-updated": "-changed"},
        ALL
        | {
            "lead_agency": "agencies",
            "partners": "agencies",
            "priorities": "priorities",
            "places": "places",
        },
    ),
    Collection(
        "progress-updates",
        _("Progress updates"),
        rows.ProgressUpdateRow,
        {
            "roadmap": ROADMAP,
            "period": PERIOD,
            "agency": AGENCY,
            "priority": PRIORITY,
            "place": PLACE,
            "area": AREA,
            "topic": among(Topic, _("What else it tells about")),
            "kind": UPDATE_KIND,
            "action": ACTION,
            "next_step": NEXT_STEP,
        },
        BY_DAY,
        ALL
        | {
            "period": "periods",
            "agency": "agencies",
            "action": "actions",
            "next_step": "next-steps",
            "priorities": "priorities",
            "places": "places",
            "partners": "agencies",
        },
        has_days=True,
    ),
    Collection(
        "results",
        _("Results"),
        rows.ResultRow,
        {
            "roadmap": ROADMAP,
            "period": PERIOD,
            "agency": AGENCY,
            "priority": PRIORITY,
            "place": PLACE,
            "area": AREA,
            "basis": among(Basis, _("Counted or estimated")),
            "update": UPDATE,
        },
        BY_DAY | {"unit": "name"},
        {
            "update": "progress-updates",
            "period": "periods",
            "agency": "agencies",
            "place": "places",
        },
        has_days=True,
    ),
    Collection(
        "evidence",
        _("Evidence"),
        rows.EvidenceRow,
        {"roadmap": ROADMAP, "period": PERIOD, "agency": AGENCY, "update": UPDATE},
        {"title": "name", "-title": "-name", "updated": "changed", "-updated": "-changed"},
        {"update": "progress-updates", "period": "periods", "agency": "agencies"},
    ),
    Collection(
        "next-steps",
        _("Next steps"),
        rows.NextStepRow,
        {
            "roadmap": ROADMAP,
            "period": PERIOD,
            "agency": AGENCY,
            "priority": PRIORITY,
            "area": AREA,
            "status": among(NextStepStatus, _("What the report says of it")),
        },
        BY_NUMBER,
        ALL | {"period": "periods", "agency": "agencies", "priorities": "priorities"},
    ),
    Collection(
        "projects",
        _("Projects"),
        rows.ProjectRow,
        {
            "roadmap": ROADMAP,
            "agency": AGENCY,
            "priority": PRIORITY,
            "place": PLACE,
            "area": AREA,
        },
        BY_NAME,
        ALL
        | {
            "implementers": "agencies",
            "counterparts": "agencies",
            "funders": "agencies",
            "places": "places",
            "priorities": "priorities",
        },
    ),
    Collection(
        "assignments",
        _("Who has reported"),
        rows.AssignmentRow,
        {
            "roadmap": ROADMAP,
            "period": PERIOD,
            "agency": AGENCY,
            "status": among(ANSWER, _("What has been published as the agency's answer")),
        },
        BY_NAME,
        ALL | {"period": "periods", "agency": "agencies"},
    ),
    examples=Path(__file__).with_name("examples.json"),
)
