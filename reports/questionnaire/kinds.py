"""The kinds of question: how each is edited, validated, composed, checked and imported.

A kind is declared here and nowhere else: all other modules ask for its facts and never for its
name. What it needs from rooms above, which are unknown here, it names: `editor` is one of the
EDITORS of `reports.writing.forms`, `column` one of `reports.models.WrittenAnswer`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Options(Enum):
    """Where a question's options come from, and what they are."""

    NONE = "there are none"
    LISTED = "the edition lists them: boxes to tick"
    SCALE = "the points of the edition's scale: boxes to tick"
    OF_ROWS = "the edition lists them: values for the rows of the answer"


BOXES = {True: "☒", False: "☐"}
CIRCLES = {True: "◉", False: "○"}


def empty_answer():
    """The fields of a written answer when it says nothing."""
    return {"narrative": [], "choices": [], "other": "", "rating": None}


FIELDS = tuple(empty_answer())


def _nothing_wrong(_edition, _question, _value):
    return None


def _no_ticks(_value):
    return ()


def _own_text(written, _wording):
    return written.narrative


def _read_text(narrative, _choices):
    return {"narrative": narrative}


_EMPTY = _("Question %(number)s must be answered and is empty.")


@dataclass(frozen=True)
class Kind:
    """One way of asking.

    `column` is where a written answer keeps it, "" when the answer is rows of their own. `most` is
    how many boxes may be ticked, None for any number; `signs` show a ticked and an empty box.
    `is_scale` prints the boxes beside each other.

    `wrong(edition, question, value)` says what is wrong with a value of the column, else None.
    `ticks(value)` are the ids of the options it ticks, `tells(written, wording)` is the narrative
    that a written answer is shown as. `reads(narrative, choices)` are the fields of an answer that
    was ticked or is found in a file. `unanswered` is the finding when the answer is missing,
    `not_taken` the refusal where a question of another kind is given the column.
    """

    name: str
    column: str = ""
    editor: str = ""
    options: Options = Options.NONE
    most: int | None = None
    signs: Mapping[bool, str] = field(default_factory=dict)
    unanswered: Any = _EMPTY
    not_taken: Any = ""
    wrong: Callable[..., Any] = _nothing_wrong
    ticks: Callable[[Any], tuple[str, ...]] = _no_ticks
    tells: Callable[..., list] = _own_text
    reads: Callable[..., dict] = _read_text

    @property
    def takes_text(self):
        """Whether it is answered in words: what the agencies reported drafts it."""
        return self.column == "narrative"

    @property
    def takes_choices(self):
        """Whether it is answered by options of its own, on which other questions may depend."""
        return self.options is Options.LISTED

    @property
    def is_scale(self):
        return self.options is Options.SCALE

    @property
    def has_boxes(self):
        return self.takes_choices or self.is_scale

    @property
    def has_rows(self):
        return self.options is Options.OF_ROWS

    @property
    def lists_options(self):
        """Whether the edition lists options for it."""
        return self.takes_choices or self.has_rows


def _wrong_choices(_edition, question, choices):
    known = {option.id for option in question.options}
    if unknown := [choice for choice in choices if choice not in known]:
        return _("“%(choice)s” is not one of the choices.") % {"choice": unknown[0]}
    return _wrong_number(question, choices)


def _wrong_number(question, choices):
    if len(set(choices)) < len(choices):
        return _("A choice stands here twice.")
    if kind_of(question).most == 1 and len(choices) > 1:
        return _("Only one choice can be made here.")
    nothing = {option.id for option in question.options if option.none}
    if nothing & set(choices) and len(choices) > 1:
        return _("Choose either that it does not apply or what applies, not both.")
    return None


def _read_choices(narrative, choices):
    return {"narrative": narrative, "choices": list(choices)}


def _wrong_rating(edition, _question, rating):
    if not 1 <= rating <= edition.scale.points:
        return _("The scale goes from 1 to %(points)s.") % {"points": edition.scale.points}
    return None


def _tick_point(rating):
    return () if rating is None else (str(rating),)


def _read_rating(narrative, choices):
    return {"narrative": narrative, "rating": next(map(int, choices), None)}


_CHOICE = {
    "column": "choices",
    "options": Options.LISTED,
    "unanswered": _("Question %(number)s is a choice and nothing is chosen."),
    "not_taken": _("This question has no choices."),
    "wrong": _wrong_choices,
    "ticks": tuple,
    "reads": _read_choices,
}
KINDS = {
    kind.name: kind
    for kind in (
        Kind("text", column="narrative"),
        Kind("single-choice", editor="one_choice", most=1, signs=CIRCLES, **_CHOICE),
        Kind("multiple-choice", editor="choices", signs=BOXES, **_CHOICE),
        Kind(
            "rating",
            column="rating",
            editor="rating",
            options=Options.SCALE,
            most=1,
            signs=CIRCLES,
            unanswered=_("Question %(number)s asks for a rating and has none."),
            not_taken=_("This question is not answered by a rating."),
            wrong=_wrong_rating,
            ticks=_tick_point,
            reads=_read_rating,
        ),
        Kind("next-steps", options=Options.OF_ROWS),
    )
}
# What refuses a column to questions of other kinds, by column.
NOT_TAKEN = {kind.column: kind.not_taken for kind in KINDS.values() if kind.not_taken}


def kind_of(question):
    """The kind of a question, of an edition's or of a composed one."""
    return KINDS[question.kind]
