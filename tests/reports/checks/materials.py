"""Reports without a database for the tests of the checks: a clean one, and one thing changed."""

import datetime
import uuid
from decimal import Decimal
from itertools import count

from django.utils.translation import override

from reports.checks import Material, check
from reports.composing.compose import compose_facts
from reports.composing.facts import Facts
from reports.models import WrittenAnswer
from reports.questionnaire import find_edition
from roadmap.models import (
    Agency,
    Evidence,
    NextStep,
    Period,
    Priority,
    ProgressUpdate,
    Project,
    Result,
    Roadmap,
)

CHOICES = {
    "progress-rating": 5,
    "other-successes": ["no"],
    "assessment-tools": ["not-applicable"],
    "international-partners": ["ilo"],
    "initiatives": ["no"],
    "national-partners": ["ministries"],
    "national-collaboration-increased": ["no"],
    "pathfinder-process-useful": ["yes"],
    "priorities-revision": ["no"],
}
TEXTS = {
    "es": "Todo se hizo con cuidado y a tiempo.",
    "en": "Everything was done with care and in time.",
    "fr": "Tout a été fait avec soin et dans les délais.",
}
WRITTEN = (
    *("priority-progress", "main-successes", "difficulties", "anticipated-challenges"),
    *("international-partners-text", "national-partners-text"),
)
DAY = datetime.date(2022, 6, 13)
NOON = datetime.datetime(2022, 6, 13, 18, tzinfo=datetime.UTC)
ORDINARY = {"title": "Una promesa", "objectives": "", "proof": ""}

_number = count(1)


def make_material(
    *, language="es", texts=None, choices=None, others=None, steps=(), coming=({},), updates=(),
    projects=(), bodies=(), places=(), taken=(),
):  # fmt: skip
    """A report in which nothing is to be found, but for what is given.

    `texts` are paragraphs or trees by question; None takes an answer away. `taken` are the
    passages of the answer about the only priority.
    """
    roadmap = Roadmap(pk=1, code="MX-2019", country="MX", title="Hoja de ruta", language=language)
    period = Period(pk=1, roadmap=roadmap, year=2022)
    written = _written(period, language, texts or {}, choices or {}, others or {})
    facts = Facts(
        roadmap=roadmap,
        period=period,
        priorities=(Priority(pk=1, roadmap=roadmap, number=1, text="Prevenir."),),
        next_steps=tuple(_step(period, 1 + i, step) for i, step in enumerate(steps)),
        coming_steps=tuple(_step(period, 1 + i, ORDINARY | step) for i, step in enumerate(coming)),
        updates=tuple(updates),
        actions=(),
        projects=tuple(projects),
        places=(),
        written=written,
        passages=_taken_over(written["priority-progress", 1, None], taken) if taken else {},
    )
    return Material(
        document=compose_facts(facts),
        facts=facts,
        edition=find_edition("2022-2023"),
        bodies=tuple(bodies),
        places=tuple(places),
    )


def _step(period, number, fields):
    step = NextStep(**({"pk": number, "number": number, "period": period} | fields))
    step.priority_numbers = []
    return step


def _written(period, language, texts, choices, others):
    texts = dict.fromkeys(WRITTEN, TEXTS[language]) | texts
    choices = CHOICES | choices
    return {
        (question, 1 if question == "priority-progress" else None, None): WrittenAnswer(
            period=period,
            question=question,
            narrative=narrative_of(texts.get(question)),
            choices=choices[question] if isinstance(choices.get(question), list) else [],
            rating=choices[question] if isinstance(choices.get(question), int) else None,
            other=others.get(question, ""),
        )
        for question in {*texts, *choices, *others}
    }


def _taken_over(answer, passages):
    """Put the passages into the answer; the mapping of `Facts.passages`."""
    answer.pk, answer.took_over_at = 1, NOON
    return {answer.pk: list(passages)}


def narrative_of(text):
    """A tree; a list of texts is one list of items."""
    if not text:
        return []
    if not isinstance(text, str):
        return [block for part in text for block in _block(part)]
    return [{"type": "paragraph", "runs": [{"text": line}]} for line in text.split("\n")]


def _block(part):
    if isinstance(part, list):
        return [{"type": "list", "ordered": False, "items": [narrative_of(item) for item in part]}]
    return narrative_of(part)


def make_update(*, text="Se hizo algo.", results=(), evidence=(), priorities=(1,), **fields):
    """An approved update that counts for the only priority."""
    number = next(_number)
    agency = Agency(pk=number, code=f"A{number}", name=f"Secretaría {number}", acronym="STPS")
    update = ProgressUpdate(
        **{
            "pk": number,
            "uid": uuid.UUID(int=number),
            "agency": agency,
            "title": "Se hizo algo",
            "narrative": narrative_of(text),
            "status": "approved",
        }
        | fields
    )
    update.priority_numbers = list(priorities)
    update.partner_names = update.place_codes = []
    update._prefetched_objects_cache = {
        "results": [_result(row) for row in results],
        "evidence": [Evidence(title="Prueba", url=url) for url in evidence],
    }
    return update


def _result(row):
    numbers = {name: value for name, value in row.items() if isinstance(value, int)}
    return Result(**row | {name: Decimal(value) for name, value in numbers.items()})


def make_project(*, name, acronym="", states=()):
    project = Project(pk=next(_number), name=name, acronym=acronym, starts_in=2020)
    project.implementer_names, project.place_names = [], list(states)
    return project


def found(material):
    """(check, question) of everything that is found."""
    return [(finding.check, finding.place.question) for finding in check(material)]


def found_in(text, question="lessons", **fields):
    """(check, quoted words) of everything found in a clean report with this one answer."""
    material = make_material(texts={question: text}, **fields)
    return [(finding.check, finding.place.words) for finding in check(material)]


def sentences_of(material):
    """What is found, in English."""
    with override("en"):
        return [finding.sentence for finding in check(material)]
