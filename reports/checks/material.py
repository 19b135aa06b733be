"""What the checks read, read at once: no check asks the database.

The number of queries does not depend on how much there is.
"""

from dataclasses import dataclass
from functools import cached_property

from reports.checks.pieces import pieces_of
from reports.composing.compose import compose_facts, drafts
from reports.composing.facts import Facts, read_facts
from reports.composing.takeover import standings
from reports.document import Document
from reports.questionnaire import Edition, find_edition
from roadmap.models import Agency


@dataclass(frozen=True)
class Body:
    """An agency under all its names."""

    name: str
    acronym: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Material:
    """A composed report with the facts and the edition it came from.

    `bodies` are all agencies, `places` the names of the country's states.
    """

    document: Document
    facts: Facts
    edition: Edition
    bodies: tuple[Body, ...] = ()
    places: tuple[str, ...] = ()

    @cached_property
    def pieces(self):
        return tuple(pieces_of(self.document))

    @cached_property
    def asked(self):
        """The questions of the edition by their id."""
        return {question.id: question for question in self.edition.questions}

    @cached_property
    def taken(self):
        """(place, standing) of every passage that was taken over from an update."""
        return tuple(
            (place, standing)
            for place, (asked, draft) in drafts(self.facts).items()
            for standing in standings(self._passages(asked), draft.answer)
        )

    def _passages(self, asked):
        priority = asked.priority.pk if asked.priority else None
        next_step = asked.next_step.pk if asked.next_step else None
        written = self.facts.written.get((asked.question.id, priority, next_step))
        taken_over = written is not None and written.took_over_at is not None
        return self.facts.passages.get(written.pk, ()) if taken_over else ()

    def question(self, identifier):
        """The composed question of this id that does not repeat; None when there is none."""
        return self._questions.get(identifier)

    @cached_property
    def _questions(self):
        return {question.id: question for question in self.document.questions}


def read_material(period, language=None):
    """LookupError when no edition fits the period or it does not have the language."""
    return material_of(read_facts(period), language)


def material_of(facts, language=None):
    """The material of facts that were read before; LookupError as in `read_material`."""
    return Material(
        document=compose_facts(facts, language),
        facts=facts,
        edition=find_edition(str(facts.period)),
        bodies=tuple(_bodies()),
        places=tuple(place.name for place in facts.places),
    )


def _bodies():
    for agency in Agency.objects.order_by("code", "pk").prefetch_related("aliases"):
        yield Body(agency.name, agency.acronym, tuple(alias.name for alias in agency.aliases.all()))
