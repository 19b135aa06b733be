"""What the checks read, read at once: no check asks the database.

The number of queries does not depend on how much there is.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from reports.checks.reading import pieces_of
from reports.compose import compose_from
from reports.document import Document
from reports.facts import Facts, read_facts
from reports.questionnaire import Edition, find_edition
from roadmap.models import Agency, Place


@dataclass(frozen=True)
class Body:
    """An agency under all its names."""

    name: str
    acronym: str = ""
    others: tuple[str, ...] = ()


class Since(StrEnum):
    """What became of an update since a written answer was taken from it."""

    SAME = "same"
    CHANGED = "changed"
    REOPENED = "reopened"


@dataclass(frozen=True)
class Taken:
    """An update that a written answer was taken from; `now` is what it says now.

    `priority` and `next_step` are numbers, `update` is a uid.
    """

    question: str
    priority: int | None
    next_step: int | None
    update: str
    title: str
    agency: str
    since: Since
    now: str = ""


@dataclass(frozen=True)
class Material:
    """A composed report with the facts and the edition it came from.

    `bodies` are all agencies, `places` the names of the country's states, `taken` the updates
    that written answers were taken from.
    """

    document: Document
    facts: Facts
    edition: Edition
    bodies: tuple[Body, ...] = ()
    places: tuple[str, ...] = ()
    taken: tuple[Taken, ...] = ()

    @cached_property
    def pieces(self):
        return tuple(pieces_of(self.document))

    @cached_property
    def asked(self):
        """The questions of the edition by their id."""
        return {question.id: question for question in self.edition.questions}

    def question(self, identifier):
        """The composed question of this id that does not repeat; None when there is none."""
        return self._questions.get(identifier)

    @cached_property
    def _questions(self):
        return {question.id: question for question in self.document.questions}


def read_material(period, language=None):
    """LookupError when no edition fits the period or it does not have the language."""
    facts = read_facts(period)
    return Material(
        document=compose_from(facts, language),
        facts=facts,
        edition=find_edition(str(period)),
        bodies=tuple(_bodies()),
        places=tuple(_states(facts.roadmap)),
    )


def _bodies():
    for agency in Agency.objects.order_by("code", "pk").prefetch_related("aliases"):
        yield Body(agency.name, agency.acronym, tuple(alias.name for alias in agency.aliases.all()))


def _states(roadmap):
    states = Place.objects.in_country(roadmap.country).filter(kind=Place.Kind.ENTITY)
    return states.order_by("code").values_list("name", flat=True)
