"""What a program sends of an update, kind by kind, as the values that the form has in its place."""

import re

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roadmap.api.problems import Problem
from roadmap.models import Action, Agency, NextStep, Period, Place, Priority
from roadmap.texts.patterns import CODE, COUNTRY, PLACE, UID
from roadmap.update_fields import In, Kind, standing_in

MOST_ROWS = 100
UNKNOWN = _("There is nothing like this to choose.")
_LABEL = r"(?P<year>[0-9]{4})-[0-9]{4}"


class Refusals(list):
    """What can not be taken, field by field."""

    def add(self, field, detail):
        self.append({"field": field, "detail": str(detail)})

    def add_form(self, form, prefix="", names=None):
        for field, details in form.errors.items():
            shown = (names or {}).get(field, field)
            for detail in details:
                self.add(f"{prefix}{shown}".replace("__all__", "").rstrip("."), detail)

    def stop(self):
        if self:
            raise Problem("refused", errors=list(self))


def form_values(body, choices, refusals):
    """What the form has in the place of what was sent: {name: [value, …]}."""
    fields = {field.sent_as: field for field in standing_in(In.BODY) if field.kind in READ}
    return {
        fields[name].name: READ[fields[name].kind](fields[name], value, choices, refusals)
        for name, value in body.items()
        if name in fields
    }


# The names of other records


def _named(pattern, **lookups):
    """Turns a name into a lookup; None where it does not have the form of one."""
    expression = re.compile(pattern)

    def look_up(text):
        match = expression.fullmatch(text)
        found = {key: part for key, part in match.groupdict().items() if part} if match else None
        return found and Q(**{lookups[key]: part for key, part in found.items()})

    return look_up


NAMES = {
    Period: _named(rf"(?:(?P<roadmap>{CODE})\.)?{_LABEL}", roadmap="roadmap__code", year="year"),
    Agency: _named(
        rf"(?:(?P<country>{COUNTRY})\.)?(?P<code>{CODE})", country="country", code="code"
    ),
    Action: _named(f"(?P<uid>{UID})", uid="uid"),
    NextStep: _named(
        rf"(?P<roadmap>{CODE})\.{_LABEL}\.(?P<number>[0-9]{{1,4}})",
        roadmap="period__roadmap__code",
        year="period__year",
        number="number",
    ),
    Priority: _named(
        rf"(?:(?P<roadmap>{CODE})\.)?(?P<number>[0-9]{{1,4}})",
        roadmap="roadmap__code",
        number="number",
    ),
    Place: _named(f"(?P<code>{PLACE})", code="code"),
}


def find(text, choices):
    """The id of what a name stands for among the choices; None for what is not among them.

    Whatever is not to be chosen is told in the same words, be it unknown or somebody else's.
    """
    condition = NAMES[choices.model](text)
    found = list(choices.filter(condition)[:2]) if condition else []
    return found[0].pk if len(found) == 1 else None


# The kinds


def _read_text(field, value, _choices, refusals):
    if not isinstance(value, str):
        refusals.add(field.name, _("Send a text."))
        return [""]
    return [value]


def _read_day(field, value, choices, refusals):
    return [""] if value is None else _read_text(field, value, choices, refusals)


def _read_precision(field, value, choices, refusals):
    return [""] if value == "not-stated" else _read_text(field, value, choices, refusals)


def _read_texts(field, value, _choices, refusals):
    are_few = isinstance(value, list) and len(value) <= MOST_ROWS
    if not are_few or any(not isinstance(text, str) for text in value):
        refusals.add(field.name, _("Send a list of texts."))
        return []
    return value


def _read_name(field, value, choices, refusals):
    if value is None and field.column.null:
        return [""]
    texts = _read_text(field, value, choices, refusals)
    if texts == [""]:
        refusals.add(field.name, UNKNOWN)
        return texts
    return _found(field, texts, choices, refusals)


def _read_names(field, value, choices, refusals):
    return _found(field, _read_texts(field, value, choices, refusals), choices, refusals)


def _found(field, texts, choices, refusals):
    found = [find(text, choices[field.name]) for text in texts]
    if None in found:
        refusals.add(field.name, UNKNOWN)
    return [str(pk) for pk in found if pk is not None]


# Rows have forms of their own.
READ = {
    Kind.LINE: _read_text,
    Kind.PARAGRAPHS: _read_text,
    Kind.NARRATIVE: _read_text,
    Kind.NEW: _read_text,
    Kind.CHOICE: _read_text,
    Kind.CHOICES: _read_texts,
    Kind.DAY: _read_day,
    Kind.WHEN: _read_precision,
    Kind.ONE: _read_name,
    Kind.SEVERAL: _read_names,
}
