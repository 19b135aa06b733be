"""What an edition of the questionnaire consists of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Option:
    """One box of a choice; `other` takes a text, `none` says that nothing applies."""

    id: str
    label: Texts
    other: bool = False
    none: bool = False


@dataclass(frozen=True)
class Field:
    """One part of a next step; `added` when the form does not ask for it but this application."""

    id: str
    label: Texts
    added: bool = False


@dataclass(frozen=True)
class Condition:
    """The question is asked when the earlier one has this choice, or any choice at all."""

    question: str
    choice: str | None


@dataclass(frozen=True)
class Question:
    id: str
    kind: str
    text: Texts
    text_untitled: Texts | None
    help: Texts | None
    answers: str
    required: bool
    repeat: str | None
    condition: Condition | None
    options: tuple[Option, ...]
    fields: tuple[Field, ...]
    repaired: str
    working_translation: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    id: str
    title: Texts
    introduction: Texts | None
    questions: tuple[Question, ...]
    repaired: str
    working_translation: tuple[str, ...]


@dataclass(frozen=True)
class Scale:
    """A rating from 1 to `points`; `points_stated` says whether the form itself tells how many."""

    points: int
    points_stated: bool
    lowest: Texts
    highest: Texts


@dataclass(frozen=True)
class Edition:
    """`begins` is the month and the day on which its reporting year begins."""

    id: str
    languages: tuple[str, ...]
    working_translations: tuple[str, ...]
    begins: tuple[int, int]
    title: Texts
    scale: Scale
    sections: tuple[Section, ...]

    @property
    def questions(self):
        """All questions in order, each once, whether it repeats or not."""
        return tuple(question for section in self.sections for question in section.questions)

    def days_of(self, year):
        """(first day, last day) of the reporting year that begins in this year."""
        return date(year, *self.begins), date(year + 1, *self.begins) - timedelta(days=1)
