"""The coordination's home page: where the year stands, what waits, what is late, what is new."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, IntegerField, When
from django.urls import reverse
from django.utils.translation import gettext as _

from roadmap import permissions
from roadmap.models import Comment, Period, Roadmap, Status, Step, UpdateKind, Visit
from roadmap.review.queue import waiting, with_marks
from roadmap.review.workflow import StepName
from roadmap.year.matrix import matrix_of

# Who comes back within this time is still on the same visit.
ONE_VISIT = timedelta(hours=1)
SHOWN = 8
WORKED_ON = Case(
    *(When(state=state, then=rank) for rank, state in enumerate(["open", "closed", "planned"])),
    output_field=IntegerField(),
)
DONE = [Status.APPROVED, UpdateKind.NO_PROGRESS, UpdateKind.NOT_APPLICABLE]


@dataclass(frozen=True)
class Figure:
    """A number with its words, and where it leads."""

    number: int
    words: str
    address: str


@dataclass(frozen=True)
class Bar:
    """One column of the matrix in the chart: `pieces` are (state, words, number, x), from the left.

    All numbers are texts without separators, as attributes of SVG want them.
    """

    name: str
    pieces: list
    answered: int
    asked: int


def home_of(user, *, now):
    """What the page shows to the coordination, or, reduced, to an observer: a dictionary."""
    period, *others = current_periods() or [None]
    found = {
        "coordinates": permissions.coordinates(user),
        "period": period,
        "others": [(other, matrix_address(other)) for other in others],
    }
    if period is not None:
        found |= _year_of(period, user, now)
    if permissions.coordinates(user):
        found |= _work_of(user, now)
    return found


def current_periods():
    """Of each current roadmap the period that is worked on, the one with most to do first.

    That is the latest open one; else the latest that was closed, whose report is being written;
    else what is planned.
    """
    periods = Period.objects.annotate(worked_on=WORKED_ON).select_related("roadmap")
    periods = list(periods.order_by("roadmap_id", "worked_on", "-year").distinct("roadmap_id"))
    current = [period for period in periods if period.roadmap.state == Roadmap.State.CURRENT]
    return sorted(current or periods, key=lambda p: (p.worked_on, -p.year, p.roadmap.code))


def current_period():
    """The first of these; None where there is no period."""
    return next(iter(current_periods()), None)


def matrix_address(period):
    return reverse("matrix", args=[period.roadmap.code, period.label])


def _year_of(period, user, now):
    matrix, _form = matrix_of(period, user, now=now)
    place = {"roadmap": period.roadmap.code, "period": period.label}
    base = reverse("matrix", kwargs=place)
    return {
        "figures": figures(matrix, user, base),
        "bars": bars(matrix),
        "most": str(max((total.asked for total in matrix.by_column), default=0) or 1),
        "states": [(code, words) for code, words, number in matrix.states if number],
        "late": most_late(matrix),
        "base": base,
        "report": reverse("reports:page", kwargs=place),
    }


def figures(matrix, user, base):
    """The year in five figures; for an observer, in the two that are known."""
    whole = matrix.whole
    asked = Figure(whole.asked, _("answers asked for"), base)
    approved = Figure(whole.approved, _("approved"), f"{base}?state=approved")
    if not permissions.coordinates(user):
        return [asked, approved]
    return [
        asked,
        Figure(whole.answered, _("have come in"), base),
        Figure(waiting(user).count(), _("wait for a decision"), reverse("queue")),
        approved,
        Figure(whole.late, _("are late"), f"{base}?late=on"),
    ]


def bars(matrix):
    """The chart: a bar for each column in which something is asked for."""
    return [
        Bar(
            f"{column.short}. {column.name}",
            _pieces(total, matrix.words),
            total.answered,
            total.asked,
        )
        for column, total in zip(matrix.columns, matrix.by_column, strict=True)
        if total.asked
    ]


def _pieces(total, words):
    """The states of a bar with where each begins; what is done stands at the left."""
    pieces, x = [], 0
    for state in [*DONE, *(state for state in reversed(words) if state not in DONE)]:
        if number := total.states[state]:
            pieces.append((state, words[state], str(number), str(x)))
            x += number
    return pieces


def most_late(matrix):
    """The agencies that owe most: [(agency, how much is late, how much was asked), …]."""
    late = [(agency, total.late, total.asked) for agency, _r, total in matrix.rows if total.late]
    return sorted(late, key=lambda line: (-line[1], line[0].name))[:SHOWN]


def _work_of(user, now):
    since = since_last_visit(user, now=now)
    return {
        "waiting": with_marks(waiting(user), user).select_related("agency", "period__roadmap")[
            :SHOWN
        ],
        "since": since,
        **(news_since(since, user) if since else {}),
    }


def since_last_visit(user, *, now):
    """When the visit before this one ended; None on the first. This visit is written down."""
    visit, is_first = Visit.objects.get_or_create(by=user, defaults={"at": now})
    if is_first:
        return None
    if now - visit.at > ONE_VISIT:
        visit.before = visit.at
    visit.at = now
    visit.save()
    return visit.before


def news_since(since, user):
    """What others did since then: counted by step, and the latest of it."""
    steps = Step.objects.filter(at__gt=since).exclude(by=user)
    answers = Comment.objects.filter(at__gt=since).exclude(by=user).exclude(answer_to=None)
    counted = steps.order_by().values_list("to_status").annotate(Count("pk"))
    words = dict(Status.choices)
    return {
        "news_counts": sorted((words[status], number) for status, number in counted),
        "news": [_worded(step) for step in _latest(steps.select_related("update__agency", "by"))],
        "answers": _latest(answers.select_related("update__agency", "by", "answer_to")),
    }


def _latest(rows):
    return rows.order_by("-at", "-pk")[:SHOWN]


def _worded(step):
    """A step with the words of where it led, or its name where it led nowhere else."""
    moved = step.from_status != step.to_status
    step.words = step.get_to_status_display() if moved else StepName(step.name).label
    return step
