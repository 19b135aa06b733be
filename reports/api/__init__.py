"""The published reports in the API: each whole, and its answers one by one."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from reports.api.rows import ReportAnswerRow, ReportRow
from reports.publishing.publishing import narratives_of
from reports.questionnaire.kinds import KINDS
from roadmap.api.reading.collections import (
    ALL,
    COUNTRY,
    NEXT_STEP,
    PERIOD,
    PRIORITY,
    ROADMAP,
    Collection,
    among,
    of_pattern,
    register,
)
from roadmap.models import Roadmap
from roadmap.public import published
from roadmap.texts import patterns

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
YES = ("yes", "no")
REPORT = of_pattern(
    rf"{patterns.CODE}\.{patterns.PERIOD}\.v[0-9]{{1,5}}",
    _("The report's id"),
    "MX-2019.2022-2023.v1",
)
CURRENT = among(YES, _("Whether no later version is published"))

register(
    Collection(
        "reports",
        _("Reports"),
        ReportRow,
        {
            "roadmap": ROADMAP,
            "country": COUNTRY,
            "period": PERIOD,
            "language": among(Roadmap.Language, _("The language it is written in")),
            "current": CURRENT,
        },
        {"-period": "-day", "period": "day", "updated": "changed", "-updated": "-changed"},
        ALL | {"period": "periods"},
    ),
    Collection(
        "report-answers",
        _("Answers of the reports"),
        ReportAnswerRow,
        {
            "roadmap": ROADMAP,
            "period": PERIOD,
            "report": REPORT,
            "section": of_pattern(SLUG, _("The section's id"), "general-progress"),
            "question": of_pattern(SLUG, _("The question's id"), "difficulties"),
            "kind": among(list(KINDS), _("The kind of question")),
            "choice": of_pattern(SLUG, _("The id of an option chosen"), "yes"),
            "priority": PRIORITY,
            "next_step": NEXT_STEP,
            "answered": among(YES, _("Whether there is an answer")),
            "current": CURRENT,
        },
        {"number": "name", "-number": "-name", "updated": "changed", "-updated": "-changed"},
        ALL
        | {
            "period": "periods",
            "report": "reports",
            "priority": "priorities",
            "next_step": "next-steps",
        },
    ),
    examples=Path(__file__).with_name("examples.json"),
)
published.NARRATIVES["report-answers"] = narratives_of
