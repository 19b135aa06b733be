"""What a check says: where, in which words, and what can be done about it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

BLOCKER, WARNING = "blocker", "warning"


@dataclass(frozen=True)
class Place:
    """Where in the report. `words` are quoted from it as they stand, "" when nothing is."""

    question: str = ""
    number: int | None = None
    priority: int | None = None
    next_step: int | None = None
    passage: int | None = None
    update: str = ""
    words: str = ""

    @property
    def anchor(self):
        """The id of the question's element on the editor's pages; "" for the report as a whole."""
        if not self.question:
            return ""
        about = f"-p{self.priority}" if self.priority else ""
        about = f"-s{self.next_step}" if self.next_step else about
        return f"question-{self.question}{about}"


def at(question, words="", *, passage=None, update=""):
    """The place of a composed question, or of words in one of its passages."""
    return Place(
        question=question.id,
        number=question.number,
        priority=question.priority,
        next_step=question.next_step,
        passage=passage,
        update=update,
        words=words,
    )


class Found(NamedTuple):
    """One thing a check found. `also` are further words it depends on, such as the other date's."""

    place: Place
    says: Any
    params: Mapping[str, Any] = {}
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """One kind of defect. Its id is for ever: what was accepted is remembered by it."""

    id: str
    level: str
    title: Any
    advice: Any
    find: Callable[[Any], Iterable[Found]]


@dataclass(frozen=True)
class Acceptance:
    """A warning that somebody found to be all right, and why."""

    id: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Finding:
    """One line for people. `says` and `advice` are translated when they are read."""

    check: str
    level: str
    title: Any
    place: Place
    says: Any
    advice: Any
    params: Mapping[str, Any] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    accepted: Acceptance | None = None

    @property
    def sentence(self):
        return str(self.says) % self.params

    @property
    def key(self):
        """Stays when the check runs again, changes with the words that were quoted.

        The passage's number is no part of it: a passage put before changes nothing here.
        """
        place = self.place
        parts = (self.check, place.question, place.priority, place.next_step, place.update)
        words = (" ".join(text.split()) for text in (place.words, *sorted(self.also)))
        return sha256("\x1f".join(map(str, (*parts, *words))).encode()).hexdigest()[:32]

    @property
    def stands(self):
        return self.accepted is None
