"""Reading an edition from its TOML file, strictly: what is not understood is refused."""

import tomllib
from datetime import date
from pathlib import Path
from string import Formatter

from reports.questionnaire.edition import (
    Condition,
    Edition,
    Field,
    Option,
    Question,
    Scale,
    Section,
)
from reports.questionnaire.kinds import KINDS, kind_of

REPEATS = ("priority", "next-step")
FIELDS = ("title", "objectives", "proof", "areas", "priorities", "agency")
PERIOD_WORDS = frozenset(
    ["start_month_year", "end_month_year", "start_year", "end_year", "last_period", "coming_end"]
)
SUBJECT_WORDS = {
    None: frozenset(),
    "priority": frozenset(["priority_number", "priority_text"]),
    "next-step": frozenset(["step_number", "step_title"]),
}


class EditionError(ValueError):
    """An edition file says something that can not be; the message names file, place and key."""


class _Table:
    """One table of the file: every key is taken exactly once, and none is left over."""

    def __init__(self, place, values, languages=()):
        self.place = place
        self.values = dict(values)
        self.languages = languages

    def refuse(self, key, reason):
        raise EditionError(f"{self.place}: {key}: {reason}")

    def take(self, key, kind, default=...):
        if key not in self.values:
            return self.refuse(key, "is missing") if default is ... else default
        value = self.values.pop(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.refuse(key, f"must be {_NAMES[kind]}")
        if kind is str and not value.strip():
            self.refuse(key, "is empty")
        return value

    def one_of(self, key, allowed, default=...):
        value = self.take(key, str, default)
        if value is not None and value not in allowed:
            self.refuse(key, f"“{value}” is not one of {', '.join(allowed)}")
        return value

    def some_of_languages(self, key):
        values = tuple(self.take(key, list, []))
        if unknown := [value for value in values if value not in self.languages]:
            self.refuse(key, f"“{unknown[0]}” is not one of {', '.join(self.languages)}")
        return values

    def tables(self, key, default=...):
        rows = self.take(key, list, default)
        if not all(isinstance(row, dict) for row in rows):
            self.refuse(key, "must be a list of tables")
        return rows

    def texts(self, key, words=frozenset(), default=...):
        """The text in every language of the edition, using no other placeholders than `words`."""
        table = self.take(key, dict, default)
        if table is None:
            return None
        texts = _Table(f"{self.place}: {key}", table, self.languages)
        return texts.end_with_words(PERIOD_WORDS | words)

    def end_with_words(self, words=PERIOD_WORDS):
        """What is left of the table: exactly one text per language."""
        texts = {language: self.take(language, str) for language in self.languages}
        for language, text in texts.items():
            if unknown := _placeholders(self, language, text) - words:
                self.refuse(language, f"unknown placeholder “{min(unknown)}”")
        self.end()
        return texts

    def end(self):
        if self.values:
            self.refuse(next(iter(self.values)), "is not a key that is known here")


_NAMES = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    dict: "a table",
    list: "a list",
}


def _placeholders(table, key, text):
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        table.refuse(key, str(error))


def _no_doubles(place, key, ids):
    for identifier in ids:
        if ids.count(identifier) > 1:
            raise EditionError(f"{place}: {key}: “{identifier}” stands twice")


def read_edition(path):
    """The edition in a TOML file. Anything missing, unknown or contradictory: EditionError."""
    path = Path(path)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EditionError(f"{path.name}: can not be read: {error}") from error
    edition = _read_edition(_Table(path.name, values))
    if edition.id != path.stem:
        raise EditionError(f"{path.name}: id: “{edition.id}” is not the name of the file")
    _no_doubles(path.name, "id of a section", [section.id for section in edition.sections])
    _no_doubles(path.name, "id of a question", [question.id for question in edition.questions])
    _check_conditions(path.name, edition)
    return edition


def _read_edition(table):
    table.languages = _read_languages(table)
    edition = Edition(
        id=table.take("id", str),
        languages=table.languages,
        working_translations=table.some_of_languages("working_translations"),
        begins=_read_begins(table),
        title=table.texts("title"),
        scale=_read_scale(table),
        sections=tuple(_read_section(table, row) for row in table.tables("sections")),
    )
    table.end()
    return edition


def _read_languages(table):
    languages = tuple(table.take("languages", list))
    if not languages or not all(isinstance(language, str) for language in languages):
        table.refuse("languages", "must be a list of language codes")
    return languages


def _read_begins(parent):
    table = _Table(f"{parent.place}: begins", parent.take("begins", dict))
    begins = table.take("month", int), table.take("day", int)
    table.end()
    try:
        # No leap year: the year begins on a day that every year has.
        date(2001, *begins)
    except ValueError:
        table.refuse("day", "is not a day of every year")
    return begins


def _read_scale(parent):
    table = _Table(f"{parent.place}: rating", parent.take("rating", dict), parent.languages)
    scale = Scale(
        points=table.take("points", int),
        points_stated=table.take("points_stated", bool),
        lowest=table.texts("lowest"),
        highest=table.texts("highest"),
    )
    if scale.points < 2:
        table.refuse("points", "must be at least 2")
    table.end()
    return scale


def _read_section(parent, row):
    table = _Table(f"{parent.place}: section {row.get('id')}", row, parent.languages)
    section = Section(
        id=table.take("id", str),
        title=table.texts("title"),
        introduction=table.texts("introduction", default=None),
        questions=tuple(_read_question(parent, row) for row in table.tables("questions")),
        repaired=table.take("repaired", str, ""),
        working_translation=table.some_of_languages("working_translation"),
    )
    table.end()
    return section


def _read_question(parent, row):
    table = _Table(f"{parent.place}: question {row.get('id')}", row, parent.languages)
    repeat = table.one_of("repeat", REPEATS, None)
    words = SUBJECT_WORDS[repeat]
    question = Question(
        id=table.take("id", str),
        kind=table.one_of("kind", KINDS),
        text=table.texts("text", words),
        text_untitled=table.texts("text_untitled", words - {"step_title"}, None),
        help=table.texts("help", words, None),
        answers=table.take("answers", str),
        required=table.take("required", bool, False),
        repeat=repeat,
        condition=_read_condition(table),
        options=tuple(_read_option(table, row) for row in table.tables("options", [])),
        fields=tuple(_read_field(table, row) for row in table.tables("fields", [])),
        repaired=table.take("repaired", str, ""),
        working_translation=table.some_of_languages("working_translation"),
    )
    table.end()
    _check_question(table, question)
    return question


def _read_condition(parent):
    row = parent.take("condition", dict, None)
    if row is None:
        return None
    table = _Table(f"{parent.place}: condition", row)
    question, choice = table.take("question", str), table.take("is", str, None)
    any_chosen = table.take("any-chosen", bool, False)
    table.end()
    if any_chosen == (choice is not None):
        table.refuse("is", "say either which choice, or any-chosen = true")
    return Condition(question, choice)


def _read_option(parent, row):
    table = _Table(f"{parent.place}: option {row.get('id')}", row, parent.languages)
    return Option(
        id=table.take("id", str),
        other=table.take("other", bool, False),
        none=table.take("none", bool, False),
        label=table.end_with_words(),
    )


def _read_field(parent, row):
    table = _Table(f"{parent.place}: field {row.get('id')}", row, parent.languages)
    return Field(
        id=table.one_of("id", FIELDS),
        added=table.take("added", bool, False),
        label=table.end_with_words(),
    )


def _check_question(table, question):
    """Options, fields and a second wording stand where the question needs them, and only there."""
    kind = kind_of(question)
    if kind.lists_options != bool(question.options):
        table.refuse("options", f"do not fit the kind {question.kind}")
    if kind.has_rows != bool(question.fields):
        table.refuse("fields", f"do not fit the kind {question.kind}")
    if (question.repeat == "next-step") != (question.text_untitled is not None):
        table.refuse("text_untitled", "stands in a question per next step, and only there")
    _no_doubles(table.place, "id of an option", [option.id for option in question.options])
    _no_doubles(table.place, "id of a field", [field.id for field in question.fields])


def _check_conditions(place, edition):
    """A condition names an earlier choice question, and one of its options."""
    earlier = {}
    for question in edition.questions:
        if question.condition:
            _check_condition(f"{place}: question {question.id}", question.condition, earlier)
        if kind_of(question).takes_choices and not question.repeat:
            earlier[question.id] = {option.id for option in question.options}


def _check_condition(place, condition, earlier):
    if condition.question not in earlier:
        raise EditionError(
            f"{place}: condition: “{condition.question}” is not an earlier choice question"
        )
    if condition.choice is not None and condition.choice not in earlier[condition.question]:
        raise EditionError(f"{place}: condition: “{condition.choice}” is not one of its options")
