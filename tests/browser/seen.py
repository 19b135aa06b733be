"""What the coordination sees of a year, and what was written down of it, as plain values.

Moments differ from run to run: each stands as DAY, or DATE and TIME.
"""

import re

from django.core import mail as outbox

from roadmap.models import (
    Agency,
    Assignment,
    Change,
    Mail,
    Period,
    PeriodReopening,
    Priority,
    ProgressUpdate,
    Step,
)

CELLS = """rows => rows.map(row => [...row.children].map(
  cell => cell.innerText.trim().split(/\\s*\\n\\s*/).join(" | ")))"""
LINES = """lines => lines.map(line => [line.querySelector("a").innerText.trim(),
  ...[...line.querySelectorAll(".status")].map(status => status.innerText.trim())])"""
MOMENTS = [
    (r"\d+ de [a-z]+ de \d{4} a las \d+:\d\d", "DATE TIME"),
    (r"\d+ de [a-z]+ de \d{4}", "DATE"),
    (r"\d\d/\d\d/\d{4}", "DAY"),
    (r"\d{4}-\d\d-\d\dT[\d:.]+\S*", "DATE TIME"),
]
REASON = "El motivo:\n\n"


def timeless(text):
    """A text in which no moment stands."""
    for moment, name in MOMENTS:
        text = re.sub(moment, name, text)
    return text


def matrix(page, label):
    """Every row of the matrix with every cell, heads and totals too."""
    page.goto(f"/staff/matrix/MX/{label}/")
    rows = page.locator(".matrix tr").evaluate_all(CELLS)
    return [[timeless(cell) for cell in row] for row in rows]


def queue(page):
    """What waits, in its order and with its marks, and then what lies with a validator."""
    page.goto("/staff/queue/")
    return page.locator("main .list > li").evaluate_all(LINES)


def mails():
    """Every mail there was: to whom, its subject, and what it tells to do; all were sent."""
    rows = list(Mail.objects.order_by("pk").select_related("to"))
    assert {row.state for row in rows} <= {"sent"}
    sent = [(message.to, message.subject, message.body) for message in outbox.outbox]
    assert sent == [([row.address], row.subject, row.body) for row in rows]
    return [(str(row.to), timeless(row.subject), *_told(row)) for row in rows]


def _told(mail):
    """The lines of a reminder that name something to do; the reason of a return."""
    if mail.kind == Mail.Kind.RETURNED:
        return [mail.body.partition(REASON)[2].rsplit("\n\n", 2)[0]]
    return [line for line in mail.body.splitlines() if line.startswith("- ")]


def steps():
    """Every step of the review: who took which, with an update that went from where to where."""
    rows = Step.objects.order_by("pk").select_related("by", "update")
    return [
        (str(s.by), s.name, s.update.title, s.from_status, s.to_status)
        + ((s.comment,) if s.comment else ())
        + (("late",) if s.is_late else ())
        for s in rows
    ]


def trace(since):
    """What the database wrote down: each state, due date, reopening, question and text.

    What came past the pages has nobody's name. `since` is the id of the last change before it all.
    """
    rows = Change.objects.filter(id__gt=since).order_by("id").select_related("by")
    return [line for row in rows for line in _lines(row)]


NAMES = {
    # table: the model, what names its row, and the columns that are told when they change
    Period._meta.db_table: (Period, ["label"], ["state", "due_at"]),
    ProgressUpdate._meta.db_table: (ProgressUpdate, ["title"], ["status"]),
    PeriodReopening._meta.db_table: (PeriodReopening, ["agency_id", "reason"], []),
    Assignment._meta.db_table: (Assignment, ["agency_id", "priority_id", "next_step_id"], []),
}


def _lines(change):
    if change.table not in NAMES:
        return
    by = str(change.by or "")
    _model, names, columns = NAMES[change.table]
    before, after = change.before or {}, change.after or {}
    if change.operation == Change.Operation.INSERT:
        told = [_named(column, after[column]) for column in names if after[column]]
        yield (by, f"+ {change.table.removeprefix('roadmap_')}", *told)
    for column in columns if change.operation == Change.Operation.UPDATE else ():
        if column in after:
            told = [timeless(str(row[column])) for row in (before, after)]
            yield (by, _title(change), *told)


def _title(change):
    model, names, _columns = NAMES[change.table]
    return getattr(model.objects.get(pk=change.row), names[0])


def _named(column, value):
    if column == "agency_id":
        return Agency.objects.get(pk=value).acronym
    if column == "priority_id":
        return f"P{Priority.objects.get(pk=value).number}"
    return "step" if column == "next_step_id" else value


def history(page, update):
    """The page of an update's whole history, the newest first, moment by moment."""
    page.goto(f"/staff/roadmap/progressupdate/{update.pk}/history/")
    told = page.locator(".moment").evaluate_all(
        """moments => moments.map(moment =>
          [...moment.querySelectorAll("h2, h3, dl > div")].map(
            part => part.innerText.trim().split(/\\s*\\n\\s*/).join(" | ")))"""
    )
    return [[timeless(part) for part in moment] for moment in told]
