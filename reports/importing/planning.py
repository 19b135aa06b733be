"""What a past report would change: each answer of the file beside what is written now."""

import hashlib
from dataclasses import dataclass

from reports.importing.answering import Answer, Row
from reports.importing.findings import Finding
from reports.importing.frame import Key, frame_of
from reports.importing.matching import words_of
from reports.importing.reading import read_file
from reports.importing.recognising import Reading, recognise
from reports.models import WrittenAnswer
from reports.questionnaire.kinds import empty_answer
from roadmap.models import NextStep, Period

_PARTS = ("objectives", "proof", "areas", "agency_id")


@dataclass(frozen=True)
class Change:
    """One answer of the file, what is written now, and what it comes to.

    `state` is new, same, differs or empty. `written` and `step` are None where there is none yet.
    """

    key: Key
    answer: Answer
    state: str
    written: WrittenAnswer | None = None
    step: NextStep | None = None

    @property
    def name(self):
        return self.key.question if self.key.subject is None else "-".join(map(str, self.key))


@dataclass(frozen=True)
class StepChange:
    """A next step of the coming year in the file, and the one of the same title that is there."""

    place: int
    row: Row
    state: str
    step: NextStep | None = None

    @property
    def name(self):
        return f"coming-next-step-{self.place}"


@dataclass(frozen=True)
class Plan:
    """`period` is None where it has still to be made; `titles` are of next steps to be made."""

    roadmap: object
    year: int
    period: Period | None
    frame: object
    reading: Reading
    changes: tuple[Change, ...]
    coming: tuple[StepChange, ...]
    titles: dict[int, str]

    @property
    def findings(self):
        return self.reading.findings

    @property
    def missing(self):
        return [finding for finding in self.findings if finding.kind == "question-missing"]

    @property
    def undecided(self):
        """What differs from what is written: kept, unless somebody decides otherwise."""
        return [change for change in (*self.changes, *self.coming) if change.state == "differs"]

    @property
    def fingerprint(self):
        """Changes whenever what is written now changes, for whoever has looked at the plan."""
        now = [
            *((c.name, c.state, c.written and c.written.version) for c in self.changes),
            *((c.name, c.state, c.step and _step_values(c.step)) for c in self.coming),
            *((number, _step_values(step)) for number, step in self.frame.steps.items()),
        ]
        return hashlib.sha256(repr(now).encode()).hexdigest()


def plan_of(roadmap, year, name, content, language=None):
    """What a file would change. Refused when it can not be read; LookupError without edition."""
    frame = frame_of(roadmap, year)
    reading = recognise(read_file(name, content), frame, language)
    period = Period.objects.filter(roadmap=roadmap, year=year).first()
    written = _written(period)
    return Plan(
        roadmap=roadmap,
        year=year,
        period=period,
        frame=frame,
        reading=reading,
        changes=tuple(_change(answer, frame, written) for answer in reading.answers),
        coming=_coming(reading, frame),
        titles={n: title for n, title in reading.steps.items() if not _has_title(frame, n)},
    )


def _has_title(frame, number):
    return number in frame.steps and frame.steps[number].title


def _written(period):
    """The written answers of a period by question and number of priority or next step."""
    answers = WrittenAnswer.objects.filter(period=period) if period else ()
    return {key_of(answer): answer for answer in _with_subjects(answers)}


def _with_subjects(answers):
    return answers.select_related("priority", "next_step") if answers else ()


def key_of(written):
    subject = written.priority or written.next_step
    return Key(written.question, subject.number if subject else None)


def _change(answer, frame, written):
    found = written.get(answer.key)
    step = None
    if _is_status(answer, frame):
        step = frame.steps.get(answer.key.subject)
    return Change(answer.key, answer, _state(answer, found, step, frame), found, step)


def _state(answer, written, step, frame):
    """Whether the answer is new, empty, or the same as what is written, or another one."""
    says = values_of(answer, frame)
    status = status_of(answer, frame)
    pairs = [(status, step.status if step else "")]
    if any(says.values()):
        now = {name: getattr(written, name) for name in says} if written else {}
        pairs.append((says, now if any(now.values()) else {}))
    told = [(new, old) for new, old in pairs if new]
    if not told:
        return "empty"
    if any(old and old != new for new, old in told):
        return "differs"
    return "same" if all(old == new for new, old in told) else "new"


def values_of(answer, frame):
    """The fields of the written answer that an answer of the file is."""
    choices = () if _is_status(answer, frame) else answer.choices
    says = frame.kind(answer.key).reads(answer.narrative, choices)
    return empty_answer() | {"other": answer.other} | says


def status_of(answer, frame):
    """The status of a next step that the answer tells, or ""."""
    return answer.choices[0] if _is_status(answer, frame) and answer.choices else ""


def _is_status(answer, frame):
    """Whether the question is answered by the status of a next step."""
    return frame.questions[answer.key.question].repeat == "next-step"


def _coming(reading, frame):
    """The next steps of the coming year, each beside the one of the same title."""
    by_title = {words_of(step.title): step for step in frame.coming if step.title}
    rows = [row for answer in reading.answers for row in answer.rows]
    return tuple(_step_change(n, row, by_title) for n, row in enumerate(rows, start=1))


def _step_change(place, row, by_title):
    step = by_title.get(words_of(row.title))
    if step is None:
        return StepChange(place, row, "new")
    told = {name: value for name, value in _row_values(row).items() if value}
    now = _step_values(step)
    if all(now[name] == value for name, value in told.items()):
        return StepChange(place, row, "same", step)
    is_gap = all(not now[name] or now[name] == value for name, value in told.items())
    return StepChange(place, row, "new" if is_gap else "differs", step)


def _row_values(row):
    values = (row.objectives, row.proof, list(row.areas), row.agency)
    return dict(zip(_PARTS, values, strict=True))


def row_values(row):
    """The fields of a next step that a row of the file states."""
    return {name: value for name, value in _row_values(row).items() if value}


def _step_values(step):
    """What a next step says now, by field."""
    return {name: getattr(step, name) for name in _PARTS} | {
        "title": step.title,
        "status": step.status,
    }


def step_values(step):
    return _step_values(step)


def tell(finding: Finding):
    """A finding as plain values, for a file and for the record."""
    return {
        "kind": finding.kind,
        "place": finding.place,
        "message": str(finding.message),
        "text": finding.text,
        "expected": finding.expected,
        "other": finding.other,
    }
