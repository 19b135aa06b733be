"""A composed report with nothing left to look up: what a renderer turns into bytes.

A narrative is the tree of blocks that `roadmap.narrative` describes, as plain lists and
dictionaries. `to_dict` and `from_dict` are a lossless JSON form of the whole document. Documents
are frozen in this form, with their hash: what was added to it later is left out where a document
does not have it.
"""

from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

# What documents frozen before they carried their days do not say: all are of such years.
_EARLIER_FIRST, _EARLIER_LAST = "05-01", "04-30"


def _added():
    """A text that documents frozen earlier do not have."""
    return field(default="", metadata={"added": True})


@dataclass(frozen=True)
class Result:
    """A quantity; `text` says it in the report's language, numbers are decimals as text."""

    text: str
    quantity: str
    quantity_to: str | None
    out_of: str | None
    qualifier: str
    unit: str
    population: str
    place: str
    basis: str


@dataclass(frozen=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True)
class Source:
    """The update behind a passage, in the version that was read.

    `when` is in words; `happened_from` and `happened_to` are ISO dates or "".
    """

    update: str
    version: int
    agency: str
    agency_code: str
    partners: tuple[str, ...]
    kind: str
    title: str
    when: str
    happened_from: str
    happened_to: str
    results: tuple[Result, ...]
    evidence: tuple[Link, ...]


@dataclass(frozen=True)
class Passage:
    """A piece of an answer. `source` is an index into the answer's sources; None: written here."""

    narrative: list[dict[str, Any]]
    source: int | None = None
    heading: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table; `many` when its cells are lists.

    `type` is "text", "number" (decimals as text), "date" (ISO) or "link" (an address).
    """

    id: str
    label: str
    many: bool = False
    type: str = "text"


@dataclass(frozen=True)
class Table:
    """Every row has one cell per column; a cell is a tuple of texts, empty when not stated."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]
    id: str = ""


@dataclass(frozen=True)
class Bar:
    """What a chart shows of one thing; `code` is the place's ISO code on a map."""

    label: str
    value: int
    code: str = ""


@dataclass(frozen=True)
class Chart:
    """Figures that people would rather look at; `kind` is "bars" or "map".

    `alternative` says in words what is to be seen. `columns` heads the labels and the values.
    """

    id: str
    kind: str
    title: str
    caption: str
    alternative: str
    columns: tuple[str, ...]
    label_language: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Answer:
    """`other_text` is what was written beside the option "other"."""

    passages: tuple[Passage, ...] = ()
    sources: tuple[Source, ...] = ()
    other_text: str = ""
    table: Table | None = None

    @property
    def is_empty(self):
        return not (self.passages or self.other_text or (self.table and self.table.rows))


@dataclass(frozen=True)
class Option:
    id: str
    label: str
    chosen: bool
    takes_text: bool = False


@dataclass(frozen=True)
class Condition:
    """The question whose choice decides whether this one is asked; no choice means any."""

    question: str
    number: int
    choice: str | None


def place_of(question, priority=None, next_step=None):
    """The name of a question's place in every page: its id, and what it repeats for."""
    if priority is not None:
        return f"{question}-p{priority}"
    return question if next_step is None else f"{question}-s{next_step}"


def answer_name(question, subject=None):
    """What an answer is called in Word, as a form's field and as a bookmark: resp_lessons_3.

    `subject` is the number of the priority or the next step that the question repeats for.
    """
    about = "" if subject is None else f"_{subject}"
    return f"resp_{question.replace('-', '_')}{about}"


@dataclass(frozen=True)
class Question:
    """One numbered question. `asked` is False when its condition is answered otherwise.

    A rating has one option per point of its scale.
    """

    number: int
    id: str
    text: str
    help: str
    kind: str
    required: bool
    priority: int | None
    next_step: int | None
    condition: Condition | None
    asked: bool
    working_translation: bool
    options: tuple[Option, ...]
    answer: Answer

    @property
    def place(self):
        return place_of(self.id, self.priority, self.next_step)

    @property
    def answer_name(self):
        return answer_name(self.id, self.next_step if self.priority is None else self.priority)

    @property
    def choices(self):
        """Ids of the options that are ticked."""
        return tuple(option.id for option in self.options if option.chosen)

    @property
    def is_answered(self):
        return bool(self.choices) or not self.answer.is_empty


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    introduction: str
    working_translation: bool
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Document:
    """One country's report about one period.

    `language` is that of the frame, `content_language` that of the narratives and names. `annex`
    is every result, action, project and piece of evidence as a table. `first_day` and `last_day`
    are those of the period in ISO 8601, "" in a document that was frozen without them: `days` has
    them for every document.
    """

    country: str
    country_name: str
    roadmap: str
    roadmap_title: str
    period: str
    edition: str
    language: str
    content_language: str
    title: str
    working_translation: bool
    sections: tuple[Section, ...]
    charts: tuple[Chart, ...] = ()
    annex: tuple[Table, ...] = ()
    first_day: str = _added()
    last_day: str = _added()

    @property
    def days(self):
        """(first day, last day) of the period."""
        first = self.first_day or f"{self.period[:4]}-{_EARLIER_FIRST}"
        last = self.last_day or f"{self.period[-4:]}-{_EARLIER_LAST}"
        return date.fromisoformat(first), date.fromisoformat(last)

    @property
    def questions(self):
        return tuple(question for section in self.sections for question in section.questions)


def to_dict(document):
    """The document as dictionaries, lists, texts, numbers, booleans and None only."""
    return _plain(document)


def from_dict(values):
    """The document that `to_dict` was given; ValueError when the keys are not exactly its own."""
    return _build(Document, values)


def _plain(value):
    if is_dataclass(value):
        named = ((part, getattr(value, part.name)) for part in fields(value))
        return {part.name: _plain(held) for part, held in named if held or not _is_added(part)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _is_added(part):
    return part.metadata.get("added", False)


def _build(kind, value):
    if is_dataclass(kind):
        return _build_object(kind, value)
    if get_origin(kind) is tuple:
        item_kind = get_args(kind)[0]
        return tuple(_build(item_kind, item) for item in value)
    if get_origin(kind) is UnionType and value is not None:
        return _build(next(k for k in get_args(kind) if k is not NoneType), value)
    return value


def _build_object(kind, values):
    hints = get_type_hints(kind)
    added = {part.name for part in fields(kind) if _is_added(part)}
    if unfit := (set(values) ^ set(hints)) - (added - set(values)):
        raise ValueError(f"{kind.__name__}: {sorted(unfit)} do not fit")
    return kind(**{name: _build(hints[name], value) for name, value in values.items()})
