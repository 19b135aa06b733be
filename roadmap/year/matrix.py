"""The matrix: agencies down, priorities and next steps across, one cell per assignment."""

from collections import Counter
from dataclasses import dataclass, field

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadmap import permissions
from roadmap.models import (
    Agency,
    AgencyKind,
    Assignment,
    NextStep,
    Priority,
    ProgressUpdate,
    Status,
)
from roadmap.review.standing import (
    FINISHED,
    LATE,
    LATENESS,
    NOTHING_YET,
    STATES,
    Standing,
    counted_answers,
    owed_of,
    standing_of,
)

# To somebody who reads only what is approved, all else is one thing.
NOT_APPROVED = (NOTHING_YET[0], _("Not approved yet"))
KNOWN_TO_ALL = dict([NOT_APPROVED, *(state for state in STATES.items() if state[0] in FINISHED)])
UNASKED = ("unasked", _("Not asked for"))
ANY = ("", _("All"))


@dataclass(frozen=True)
class Column:
    """A priority or a next step. `key` names it in addresses: p12, s3."""

    about: str
    pk: int
    number: int
    name: str

    @property
    def key(self):
        return f"{self.about[0]}{self.pk}"

    @property
    def field(self):
        """The field of an update that says that it answers this column."""
        return "priorities" if self.about == "priority" else "next_step"

    @property
    def short(self):
        words = pgettext_lazy("column", "P%(number)s")
        if self.about == "step":
            words = pgettext_lazy("column", "Step %(number)s")
        return words % {"number": self.number}


@dataclass(frozen=True)
class Cell:
    """One agency's answer to one column; `asked` where there is an assignment.

    `owed` is what the agency, or its validator, has still to do about it.
    """

    agency: Agency
    column: Column
    standing: Standing
    number: int
    asked: bool
    owed: set

    @property
    def state(self):
        return self.standing.state if self.asked else UNASKED[0]

    @property
    def words(self):
        return self.standing.words if self.asked else UNASKED[1]

    @property
    def late(self):
        return self.standing.late if self.asked else ""

    @property
    def place(self):
        """The last part of the cell's address."""
        return f"{self.agency.pk}/{self.column.key}/"

    @property
    def query(self):
        """What the form for a new update is told about what it answers."""
        return f"agency={self.agency.pk}&{self.column.field}={self.column.pk}"

    @property
    def waits_quietly(self):
        """Whether there is something to be reviewed that the state does not tell of."""
        return self.standing.waits and self.state != Status.SUBMITTED

    @property
    def is_empty(self):
        return not self.number

    @property
    def text(self):
        """The cell in words, as it stands in a file."""
        number = f" ({self.number})" if self.number > 1 or not self.asked else ""
        late = f" · {LATENESS[self.late]}" if self.late else ""
        return f"{self.words}{number}{late}"


@dataclass
class Total:
    """What a row, a column or the whole comes to; only what was asked for counts."""

    asked: int = 0
    answered: int = 0
    approved: int = 0
    late: int = 0
    states: Counter = field(default_factory=Counter)

    def add(self, cell):
        if cell.asked:
            self.asked += 1
            self.answered += cell.standing.has_come
            self.approved += cell.standing.is_approved
            self.late += cell.late == LATE
            self.states[cell.state] += 1


@dataclass
class Matrix:
    """Rows of cells (None where nothing is asked for and nothing was told), with totals.

    `owing` is what agencies have still to do, filtered or not, by their ids. Who does not see all
    is told neither of what is under way nor of what is late.
    """

    period: object
    columns: list
    rows: list
    whole: Total
    by_column: list
    sees_all: bool
    owing: dict = field(default_factory=dict)

    @property
    def words(self):
        """The words of each state that the person may learn of."""
        return words_for(self.sees_all)

    @property
    def answered_words(self):
        return _("Answered") if self.sees_all else STATES[Status.APPROVED]

    @cached_property
    def states(self):
        """(code, words, number) of every state there is."""
        return [(code, words, self.whole.states[code]) for code, words in self.words.items()]


def words_for(sees_all):
    return STATES if sees_all else KNOWN_TO_ALL


class MatrixFilter(forms.Form):
    """What of the matrix to show."""

    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("Kind of agency"), required=False)
    agency = forms.ChoiceField(label=_("Agency"), required=False)
    column = forms.ChoiceField(label=_("Priority or next step"), required=False)
    late = forms.BooleanField(label=_("Only what is late"), required=False)

    def __init__(self, data, *, agencies, columns, sees_all):
        super().__init__(data)
        kinds = {agency.kind for agency in agencies}
        self.fields["state"].choices = [ANY, *words_for(sees_all).items()]
        if not sees_all:
            del self.fields["late"]
        self.fields["kind"].choices = [
            ANY,
            *((kind.value, kind.label) for kind in AgencyKind if kind.value in kinds),
        ]
        self.fields["agency"].choices = [ANY, *((str(a.pk), a.short_name) for a in agencies)]
        self.fields["column"].choices = [ANY, *((c.key, f"{c.short}. {c.name}") for c in columns)]

    @property
    def wanted(self):
        """What was chosen; an unknown choice chooses nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def matrix_of(period, user, *, now, chosen=None):
    """The period's matrix as the person may see it, and its filter.

    Six queries, whatever the number of agencies, assignments and updates.
    """
    columns, sees_all = columns_of(period), permissions.coordinates(user)
    cells = cells_of(period, user, columns, now=now)
    agencies = list({cell.agency.pk: cell.agency for cell in cells.values()}.values())
    agencies.sort(key=lambda agency: agency.name)
    form = MatrixFilter(chosen or {}, agencies=agencies, columns=columns, sees_all=sees_all)
    wanted = form.wanted
    shown = {place: cell for place, cell in cells.items() if _is_wanted(cell, wanted)}
    if wanted:
        agencies = [a for a in agencies if any(agency == a.pk for agency, _key in shown)]
        columns = [c for c in columns if wanted.get("column", c.key) == c.key]
    matrix = _totalled(period, agencies, columns, shown, sees_all)
    for (agency, _key), cell in cells.items():
        if cell.owed:
            matrix.owing[agency] = matrix.owing.get(agency, set()) | cell.owed
    return matrix, form


def _is_wanted(cell, wanted):
    """Whether a cell is one of those that were asked for."""
    return (
        wanted.get("state", cell.state) == cell.state
        and wanted.get("kind", cell.agency.kind) == cell.agency.kind
        and wanted.get("agency", str(cell.agency.pk)) == str(cell.agency.pk)
        and wanted.get("column", cell.column.key) == cell.column.key
        and (not wanted.get("late") or cell.late == LATE)
    )


def _totalled(period, agencies, columns, cells, sees_all):
    whole, by_column, rows = Total(), [Total() for _column in columns], []
    for agency in agencies:
        row, total = [], Total()
        for column, down in zip(columns, by_column, strict=True):
            cell = cells.get((agency.pk, column.key))
            row.append(cell)
            for sum_ in (total, down, whole) if cell else ():
                sum_.add(cell)
        rows.append((agency, row, total))
    return Matrix(period, columns, rows, whole, by_column, sees_all)


def columns_of(period):
    """The priorities of the roadmap and the next steps of the period, in their order."""
    priorities = Priority.objects.filter(roadmap=period.roadmap_id).order_by("number")
    steps = NextStep.objects.for_period(period).order_by("number")
    return [
        *(Column("priority", *row) for row in priorities.values_list("pk", "number", "short_name")),
        *(Column("step", *row) for row in steps.values_list("pk", "number", "title")),
    ]


def asked_in(period):
    """What is asked for: a set of (agency id, key of the column)."""
    rows = Assignment.objects.for_period(period)
    return {
        (agency, f"p{priority}" if priority else f"s{step}")
        for agency, priority, step in rows.values_list("agency", "priority", "next_step")
    }


def answers_to(updates):
    """What was told: {(agency id, key of the column): [Answer, …]}."""
    answers = {}
    for letter, about in (("p", "priorities"), ("s", "next_step")):
        for (agency, thing), found in counted_answers(updates, about).items():
            answers[agency, f"{letter}{thing}"] = found
    return answers


def cells_of(period, user, columns, *, now):
    """Every cell in which something is asked for or was told, by (agency id, key)."""
    updates = ProgressUpdate.objects.for_period(period).visible_to(user)
    asked, answers = asked_in(period), answers_to(updates)
    columns = {column.key: column for column in columns}
    places = [place for place in asked | set(answers) if place[1] in columns]
    agencies = Agency.objects.in_bulk({agency for agency, _key in places})
    cells, sees_all = {}, permissions.coordinates(user)
    for agency, key in places:
        found = answers.get((agency, key), [])
        cells[agency, key] = Cell(
            agency=agencies[agency],
            column=columns[key],
            standing=_standing(period, found, sees_all, now),
            number=sum(answer.number for answer in found),
            asked=(agency, key) in asked,
            owed=owed_of(found, asked=(agency, key) in asked),
        )
    return cells


def _standing(period, answers, sees_all, now):
    """Who reads only what is approved learns neither what is under way nor what is late."""
    if sees_all:
        return standing_of(answers, due_at=period.due_at, now=now)
    standing = standing_of(answers, due_at=None, now=now)
    unknown = standing.state == NOTHING_YET[0]
    return standing._replace(words=NOT_APPROVED[1]) if unknown else standing
