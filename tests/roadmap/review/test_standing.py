"""Every state of an assignment, from every combination of updates, kinds and dates."""

from datetime import timedelta
from itertools import combinations_with_replacement, product

import pytest

from roadmap.models import ProgressUpdate, Status, UpdateKind
from roadmap.review.standing import (
    LATENESS,
    STATES,
    Answer,
    Standing,
    counted_answers,
    lateness_of,
    standing_of,
    state_of,
    with_arrival,
)
from tests import make

DUE = make.NOON
BEFORE, AFTER = DUE - timedelta(days=1), DUE + timedelta(days=1)

# One update alone, of each status and each kind.
ALONE = {
    ("draft", "progress"): "draft",
    ("draft", "no-progress"): "draft",
    ("draft", "not-applicable"): "draft",
    ("with-validator", "progress"): "with-validator",
    ("with-validator", "no-progress"): "with-validator",
    ("with-validator", "not-applicable"): "with-validator",
    ("submitted", "progress"): "submitted",
    ("submitted", "no-progress"): "no-progress",
    ("submitted", "not-applicable"): "not-applicable",
    ("returned", "progress"): "returned",
    ("returned", "no-progress"): "returned",
    ("returned", "not-applicable"): "returned",
    ("approved", "progress"): "approved",
    ("approved", "no-progress"): "no-progress",
    ("approved", "not-applicable"): "not-applicable",
}
# Of several statuses the first one rules; of several kinds in it, progress, then no progress.
RULES = ["returned", "draft", "with-validator", "submitted", "approved"]


def test_every_status_with_every_kind_is_in_the_table():
    assert set(ALONE) == set(product(Status.values, UpdateKind.values))
    assert set(STATES) == {"nothing", *ALONE.values()}


def test_every_state_has_words_of_its_own():
    assert len({str(words) for words in [*STATES.values(), *LATENESS.values()]}) == 10


def test_no_update_is_nothing_yet():
    assert state_of([])[0] == "nothing"


@pytest.mark.parametrize(("update", "state"), ALONE.items())
def test_one_update_is_its_own_state(update, state):
    assert state_of([Answer(*update)])[0] == state


def expected(updates):
    """The state of several updates, told another way than in the code."""
    first = min((status for status, _kind in updates), key=RULES.index)
    kinds = [kind for status, kind in updates if status == first]
    for kind in ("progress", "no-progress", "not-applicable"):
        if kind in kinds:
            return ALONE[first, kind]
    raise AssertionError


@pytest.mark.parametrize("number", [2, 3])
def test_several_updates_are_what_asks_for_work_first(number):
    found = {}
    for updates in combinations_with_replacement(ALONE, number):
        answers = [Answer(*update) for update in updates]
        states = {state_of(answers)[0], state_of(answers[::-1])[0]}
        if states != {expected(updates)}:
            found[updates] = states
    assert found == {}


COME = {"submitted", "approved"}


def late(status, sent_late, arrived_at, now, due_at):
    """Whether one update, or none (status None), is late: told another way than in the code."""
    if due_at is None:
        return ""
    if status in COME or arrived_at:
        return "sent-late" if (sent_late, arrived_at) == (True, AFTER) else ""
    return "late" if now > due_at else ""


TIMES = [None, BEFORE, DUE, AFTER]


@pytest.mark.parametrize("due_at", [None, DUE])
@pytest.mark.parametrize("now", [BEFORE, DUE, DUE + timedelta(microseconds=1), AFTER])
@pytest.mark.parametrize("status", [None, *Status.values])
def test_every_cell_state_of_every_date(status, now, due_at):
    cells = product(UpdateKind.values, [False, True], TIMES)
    for kind, sent_late, arrived in cells if status else [(None, False, None)]:
        answers = [Answer(status, kind, sent_late, 1, BEFORE, arrived)] if status else []
        state = ALONE[status, kind] if status else "nothing"
        assert standing_of(answers, due_at=due_at, now=now) == Standing(
            state=state,
            words=STATES[state],
            since=BEFORE if status else None,
            late=late(status, sent_late, arrived, now, due_at),
            waits=status == "submitted",
            has_come=status in COME or arrived is not None,
        )


# Literal lines beside the computed ones, so that both can not be wrong in the same way.
# Updates are (status, whether it was late when it was sent, when it first arrived).
LATE = [
    ([], BEFORE, ""),
    ([], DUE, ""),
    ([], AFTER, "late"),
    ([("draft", False, None)], AFTER, "late"),
    ([("with-validator", True, None)], AFTER, "late"),
    ([("returned", True, None)], AFTER, "late"),  # By the validator: the coordination had none.
    ([("returned", False, BEFORE)], AFTER, ""),
    ([("returned", True, AFTER)], AFTER, "sent-late"),
    ([("submitted", False, BEFORE)], AFTER, ""),
    ([("submitted", False, DUE)], AFTER, ""),
    ([("submitted", True, AFTER)], AFTER, "sent-late"),
    ([("approved", True, AFTER)], AFTER, "sent-late"),
    ([("approved", False, None)], AFTER, ""),
    ([("approved", False, BEFORE), ("draft", False, None)], AFTER, ""),
    ([("submitted", True, AFTER), ("approved", False, BEFORE)], AFTER, ""),
    ([("submitted", True, AFTER), ("draft", False, None)], AFTER, "sent-late"),
    ([("submitted", False, AFTER)], AFTER, ""),  # In time; the date was brought forward since.
    ([("submitted", True, BEFORE)], AFTER, ""),  # Late; a later date has forgiven it.
    ([("submitted", True, AFTER), ("approved", False, AFTER)], AFTER, ""),
]


@pytest.mark.parametrize(("updates", "now", "lateness"), LATE)
def test_lateness(updates, now, lateness):
    answers = [
        Answer(status, "progress", sent_late, 1, None, arrived)
        for status, sent_late, arrived in updates
    ]
    assert lateness_of(answers, due_at=DUE, now=now) == lateness


# The same, from the database.


@pytest.mark.django_db
@pytest.mark.parametrize("about", ["priorities", "next_step"])
def test_counted_answers_are_what_the_updates_say_one_by_one(about):
    agency, period = make.make_agency(), make.make_period()
    things = [make.make_priority(), make.make_next_step(period=period)]
    histories = [[], ["submitted"], ["submitted", "returned"]]
    for (status, kind), sent_late, steps in product(ALONE, [False, True], histories):
        update = make.make_update(
            period=period,
            agency=agency,
            priorities=things[:1],
            next_step=things[1],
            status=status,
            kind=kind,
            reason="Porque no.",
            sent_late=sent_late,
            created_at=BEFORE,
            sent_at=AFTER,
        )
        for step in steps:
            make.make_step(update=update, to_status=step, at=AFTER)
    counted = counted_answers(ProgressUpdate.objects.all(), about)
    [(place, answers)] = counted.items()
    thing = things[0] if about == "priorities" else things[1]
    assert place == (agency.pk, thing.pk)
    groups = [(*update, sent_late) for update, sent_late in product(ALONE, [False, True])]
    assert {a[:3]: a.number for a in answers} == dict.fromkeys(groups, 3)
    assert {a[:3]: a.arrived_at for a in answers} == dict.fromkeys(groups, AFTER)
    one_by_one = standing_of(with_arrival(ProgressUpdate.objects.all()), due_at=BEFORE, now=AFTER)
    assert standing_of(answers, due_at=BEFORE, now=AFTER) == one_by_one


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "arrived_at"),
    [
        ("draft", None),
        ("with-validator", None),
        ("returned", None),
        ("submitted", BEFORE),
        ("approved", BEFORE),
    ],
)
def test_update_without_steps_arrived_when_it_was_sent(status, arrived_at):
    make.make_update(status=status, sent_at=BEFORE)
    [[answer]] = counted_answers(ProgressUpdate.objects.all(), "priorities").values()
    [update] = with_arrival(ProgressUpdate.objects.all())
    assert (answer.arrived_at, update.arrived_at) == (arrived_at, arrived_at)


@pytest.mark.django_db
def test_correction_sent_after_the_due_date_is_not_late():
    update = make.make_update(status="submitted", sent_late=True, created_at=BEFORE, sent_at=AFTER)
    for to_status, at in (("submitted", BEFORE), ("returned", DUE), ("submitted", AFTER)):
        make.make_step(update=update, to_status=to_status, at=at)
    [answers] = counted_answers(ProgressUpdate.objects.all(), "priorities").values()
    standing = standing_of(answers, due_at=DUE, now=AFTER)
    assert (standing.late, standing.since) == ("", AFTER)
