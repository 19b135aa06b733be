"""Where an assignment stands, told from the updates that answer it and from the due date.

The words of a state are the same in an agency's list, in the matrix and in reminders. “Nothing
yet”, “no progress” and “not applicable” are three things: silence, and two answers.
"""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, Count, F, Max, Min, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from roadmap.models import Status, Step, UpdateKind

NOTHING_YET = ("nothing", _("Nothing yet"))
ANSWERED = {Status.APPROVED, Status.SUBMITTED, Status.WITH_VALIDATOR}
# What the coordination has: the agency's validator is not the coordination.
WITH_COORDINATION = [Status.SUBMITTED, Status.APPROVED]

# The first of these that one of the updates is in is the line's state: what asks for work first.
ORDER = [
    Status.RETURNED,
    Status.DRAFT,
    Status.WITH_VALIDATOR,
    Status.SUBMITTED,
    Status.APPROVED,
]
ANSWERS_WITHOUT_PROGRESS = [UpdateKind.NO_PROGRESS, UpdateKind.NOT_APPLICABLE]
# Every state, in the order in which a year goes.
STATES = dict(
    [
        NOTHING_YET,
        (Status.DRAFT.value, Status.DRAFT.label),
        (Status.WITH_VALIDATOR.value, Status.WITH_VALIDATOR.label),
        (Status.RETURNED.value, Status.RETURNED.label),
        (Status.SUBMITTED.value, Status.SUBMITTED.label),
        (Status.APPROVED.value, Status.APPROVED.label),
        *((kind.value, kind.label) for kind in ANSWERS_WITHOUT_PROGRESS),
    ]
)
FINISHED = {Status.APPROVED, *ANSWERS_WITHOUT_PROGRESS}
WRITE, VALIDATE = "write", "validate"
LATE, SENT_LATE = "late", "sent-late"
LATENESS = {LATE: _("Late"), SENT_LATE: _("Sent late")}


class Answer(NamedTuple):
    """The updates of one status and kind that answer one assignment, counted.

    `sent_late`: they came after the due date that held then. `since` is when the last of them came
    to this status, `arrived_at` when the first of them came to the coordination for the first time.
    """

    status: str
    kind: str
    sent_late: bool = False
    number: int = 1
    since: datetime | None = None
    arrived_at: datetime | None = None


class Standing(NamedTuple):
    """A state and its words, since when, and what else the coordination wants to know of it.

    `late` is LATE, SENT_LATE or "". `waits`: something is there to be reviewed. `has_come`: the
    coordination has had an answer.
    """

    state: str
    words: str
    since: datetime | None
    late: str
    waits: bool
    has_come: bool

    @property
    def is_approved(self):
        """Whether all that has come is approved, progress or not."""
        return self.state in FINISHED and not self.waits

    @property
    def late_words(self):
        return LATENESS.get(self.late, "")


def standing_of(answers, *, due_at, now):
    """Where an assignment stands. `answers` are Answers, or updates `with_arrival`."""
    state, words = state_of(answers)
    return Standing(
        state=state,
        words=words,
        since=max((answer.since for answer in _leading(answers) if answer.since), default=None),
        late=lateness_of(answers, due_at=due_at, now=now),
        waits=any(answer.status == Status.SUBMITTED for answer in answers),
        has_come=bool(_arrived(answers)),
    )


def state_of(updates):
    """The state of an assignment from the updates that answer it: (code, words)."""
    inside = _leading(updates)
    if not inside:
        return NOTHING_YET
    status, kinds = Status(inside[0].status), {update.kind for update in inside}
    if status in WITH_COORDINATION and UpdateKind.PROGRESS not in kinds:
        kind = next(kind for kind in ANSWERS_WITHOUT_PROGRESS if kind in kinds)
        return kind.value, kind.label
    return status.value, status.label


def owed_of(answers, *, asked):
    """What the agency has still to do here, of WRITE and VALIDATE: what reminders speak of."""
    statuses, owed = {answer.status for answer in answers}, set()
    if Status.RETURNED in statuses or (asked and not statuses & ANSWERED):
        owed.add(WRITE)
    if Status.WITH_VALIDATOR in statuses:
        owed.add(VALIDATE)
    return owed


def _leading(answers):
    """Those of the first status in ORDER that there is."""
    for status in ORDER:
        if inside := [answer for answer in answers if answer.status == status]:
            return inside
    return []


def _arrived(answers):
    return [a for a in answers if a.arrived_at or a.status in WITH_COORDINATION]


def lateness_of(answers, *, due_at, now):
    """LATE where the due instant has passed and nothing has come, SENT_LATE where it came after it.

    What came counts from its first arrival: a text that was returned and corrected is not late.
    """
    if _arrived(answers):
        return SENT_LATE if came_late(answers, due_at) else ""
    return LATE if due_at and now > due_at else ""


def came_late(answers, due_at):
    """Whether all that has come came late, by the due date that held then and by today's.

    A due date that moves blames nobody: what came in time stays so when the date is brought
    forward, and a later date forgives. Steps and receipts keep what held when they were taken.
    """
    come = _arrived(answers)
    return bool(come and due_at) and all(
        a.sent_late and a.arrived_at and a.arrived_at > due_at for a in come
    )


# An update that was brought in from elsewhere has no steps.
_SENT_WITHOUT_A_STEP = Case(When(status__in=WITH_COORDINATION, then=F("sent_at")))
_CAME_IN = Q(steps__to_status=Status.SUBMITTED)
_CAME_TO_STATUS = Q(steps__to_status=F("status")) & ~Q(steps__from_status=F("status"))


def with_arrival(updates):
    """Updates, each with what `standing_of` reads of an Answer.

    `arrived_at`: when it first came to the coordination, or None. `since`: when it came to its
    status.
    """
    steps = Step.objects.filter(update=OuterRef("pk"))
    first = steps.filter(to_status=Status.SUBMITTED).order_by("at").values("at")[:1]
    last = steps.filter(to_status=OuterRef("status")).exclude(from_status=OuterRef("status"))
    return updates.annotate(
        arrived_at=Coalesce(Subquery(first), _SENT_WITHOUT_A_STEP),
        since=Coalesce(Subquery(last.order_by("-at").values("at")[:1]), F("created_at")),
    )


def counted_answers(updates, about):
    """Answers by what they answer: {(agency id, id of the thing): [Answer, …]} in one query.

    `about` is "priorities" or "next_step".
    """
    rows = (
        updates.filter(**{f"{about}__isnull": False})
        .order_by()
        .values_list("agency_id", about, "status", "kind", "sent_late")
        .annotate(
            number=Count("pk", distinct=True),
            # Row by row of the steps: an update is made before its steps are taken, and its last
            # sending is never before its first.
            since=Max(Case(When(_CAME_TO_STATUS, then=F("steps__at")), default=F("created_at"))),
            arrived_at=Min(Case(When(_CAME_IN, then=F("steps__at")), default=_SENT_WITHOUT_A_STEP)),
        )
    )
    found = {}
    for agency, thing, *answer in rows:
        found.setdefault((agency, thing), []).append(Answer(*answer))
    return found
