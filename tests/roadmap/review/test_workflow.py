"""The review: what each person may do in each status stands here in full; all else is refused."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation

from roadmap.models import ProgressUpdate, Step
from roadmap.models.people import ADMINISTRATORS, COORDINATORS, OBSERVERS
from roadmap.review import workflow
from roadmap.review.workflow import NotReady, ReasonMissing, StaleVersion, StepName, WrongStatus
from roadmap.texts import narrative
from tests import make
from tests.roadmap.threads import at_once

STATUSES = {
    "draft": {"status": "draft"},
    "with-validator": {"status": "with-validator"},
    "submitted": {"status": "submitted"},
    "returned": {"status": "returned"},
    "approved": {"status": "approved"},
    "published": {"status": "approved", "published_at": make.NOON},
}

# The agency has a validator. {(status, step): status afterwards}
NOTHING = {}
REVIEW = {
    ("with-validator", "return"): "returned",
    ("submitted", "return"): "returned",
    ("submitted", "approve"): "approved",
    ("approved", "reopen"): "returned",
    ("approved", "publish"): "published",
    ("published", "reopen"): "returned",
    ("published", "withdraw"): "approved",
}
ON_BEHALF = {("draft", "submit"): "submitted", ("returned", "submit"): "submitted"}
CONTRIBUTE = {("draft", "submit"): "with-validator", ("returned", "submit"): "with-validator"}
VALIDATE = {
    ("draft", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("with-validator", "validate"): "submitted",
    ("with-validator", "return"): "returned",
}
PEOPLE = {
    "superuser": ({"is_superuser": True}, ON_BEHALF | REVIEW),
    "administrator": ({"group": ADMINISTRATORS}, ON_BEHALF | REVIEW),
    "coordinator": ({"group": COORDINATORS}, ON_BEHALF | REVIEW),
    "coordinator of another agency": (
        {"group": COORDINATORS, "agency": "other"},
        ON_BEHALF | REVIEW,
    ),
    # Four eyes: nobody reviews the own agency's update.
    "coordinator who contributes": ({"group": COORDINATORS, "agency": "own"}, CONTRIBUTE),
    "coordinator who validates": (
        {"group": COORDINATORS, "agency": "own", "role": "validator"},
        VALIDATE,
    ),
    "superuser who contributes": ({"is_superuser": True, "agency": "own"}, CONTRIBUTE),
    "observer": ({"group": OBSERVERS}, NOTHING),
    "observer who contributes": ({"group": OBSERVERS, "agency": "own"}, CONTRIBUTE),
    "contributor": ({"agency": "own"}, CONTRIBUTE),
    "validator": ({"agency": "own", "role": "validator"}, VALIDATE),
    "contributor of another agency": ({"agency": "other"}, NOTHING),
    "validator of another agency": ({"agency": "other", "role": "validator"}, NOTHING),
    "person without anything": ({}, NOTHING),
    "inactive superuser": ({"is_superuser": True, "is_active": False}, NOTHING),
    "inactive coordinator": ({"group": COORDINATORS, "is_active": False}, NOTHING),
    "inactive contributor": ({"agency": "own", "is_active": False}, NOTHING),
    "inactive validator": ({"agency": "own", "role": "validator", "is_active": False}, NOTHING),
}
STEPS = ["submit", "validate", "return", "approve", "reopen", "publish", "withdraw"]


def test_the_table_knows_every_step():
    assert [step.value for step in workflow.STEPS] == STEPS


@pytest.fixture
def agencies(db):
    """An agency with a validator, and another one."""
    agencies = {"own": make.make_agency(), "other": make.make_agency()}
    make.make_user(agency=agencies["own"], role="validator")
    return agencies


def make_person(agencies, person):
    fields, _allowed = PEOPLE[person]
    return make.make_user(**fields | {"agency": agencies.get(fields.get("agency"))})


def row(update):
    return ProgressUpdate.objects.values().get(pk=update.pk)


def history(update):
    return list(update.steps.values())


def status(update):
    """Where the update stands; "published" is approved and public."""
    current = row(update)
    return "published" if current["published_at"] else current["status"]


@pytest.mark.parametrize("person", PEOPLE)
def test_person_takes_exactly_the_steps_of_the_table(agencies, person):
    user = make_person(agencies, person)
    taken, offered = {}, set()
    for where, fields in STATUSES.items():
        update = make.make_update(agency=agencies["own"], **fields)
        offered |= {(where, step.value) for step in workflow.open_steps(update, user)}
        taken |= {(where, step): end for step in STEPS if (end := attempt(update, step, user))}
    assert taken == PEOPLE[person][1]
    assert offered == set(taken)


def attempt(update, step, user):
    """Where the step would end, or None; a refused one leaves row and history as they were."""
    before = row(update)
    with transaction.atomic():
        try:
            workflow.move(update, StepName(step), by=user, version=1, comment="Porque sí.")
        except (PermissionDenied, WrongStatus):
            assert (row(update), history(update)) == (before, [])
            return None
        end = status(update)
        transaction.set_rollback(True)
    return end


@pytest.mark.parametrize(
    ("person", "step", "refusal"),
    [
        ("coordinator", "approve", WrongStatus),
        ("coordinator", "withdraw", WrongStatus),
        ("coordinator", "validate", PermissionDenied),
        ("contributor", "approve", PermissionDenied),
        ("contributor of another agency", "submit", PermissionDenied),
        ("inactive contributor", "submit", PermissionDenied),
    ],
)
def test_permission_is_refused_before_the_status(agencies, person, step, refusal):
    update = make.make_update(agency=agencies["own"])
    with pytest.raises(refusal):
        workflow.move(update, step, by=make_person(agencies, person), version=7)


STAMPS = {"status", "version", "changed_at", "published_at", "sent_by_id", "sent_at"}


@pytest.mark.parametrize(
    ("person", "where", "step", "changed", "recorded"),
    [
        (
            "contributor",
            "draft",
            "submit",
            STAMPS - {"published_at"},
            ("draft", "with-validator", False),
        ),
        (
            "validator",
            "with-validator",
            "validate",
            STAMPS - {"published_at"},
            ("with-validator", "submitted", False),
        ),
        (
            "coordinator",
            "returned",
            "submit",
            STAMPS - {"published_at"} | {"sent_on_behalf"},
            ("returned", "submitted", True),
        ),
        (
            "coordinator",
            "submitted",
            "return",
            {"status", "version", "changed_at"},
            ("submitted", "returned", False),
        ),
        (
            "coordinator",
            "submitted",
            "approve",
            {"status", "version", "changed_at"},
            ("submitted", "approved", False),
        ),
        (
            "coordinator",
            "approved",
            "publish",
            {"published_at", "version", "changed_at"},
            ("approved", "approved", False),
        ),
        (
            "coordinator",
            "published",
            "withdraw",
            {"published_at", "version", "changed_at"},
            ("approved", "approved", False),
        ),
        (
            "coordinator",
            "published",
            "reopen",
            {"status", "published_at", "version", "changed_at"},
            ("approved", "returned", False),
        ),
    ],
)
def test_step_changes_its_columns_and_leaves_a_row(
    agencies, person, where, step, changed, recorded
):
    user = make_person(agencies, person)
    update = make.make_update(agency=agencies["own"], version=3, **STATUSES[where])
    before = row(update)
    moved = workflow.move(update, step, by=user, version=3, comment="Porque\x0b sí.")
    after = row(update)
    assert {name for name in after if after[name] != before[name]} == changed
    assert (after["version"], moved.version, moved.status) == (4, 4, after["status"])
    assert list(update.steps.values_list("from_status", "to_status", "on_behalf")) == [recorded]
    assert list(update.steps.values_list("name", "by", "comment", "version")) == [
        (step, user.pk, "Porque\n sí.", 3)
    ]


def test_history_keeps_every_step(agencies):
    contributor, validator = (make_person(agencies, p) for p in ("contributor", "validator"))
    coordinator = make_person(agencies, "coordinator")
    update = make.make_update(agency=agencies["own"])
    for version, (by, step) in enumerate(
        [
            (contributor, "submit"),
            (validator, "return"),
            (contributor, "submit"),
            (validator, "validate"),
            (coordinator, "return"),
            (validator, "submit"),
            (coordinator, "approve"),
            (coordinator, "publish"),
            (coordinator, "reopen"),
        ],
        start=1,
    ):
        workflow.move(update, step, by=by, version=version, comment=f"{version}")
    assert list(update.steps.values_list("from_status", "to_status", "comment")) == [
        ("draft", "with-validator", "1"),
        ("with-validator", "returned", "2"),
        ("returned", "with-validator", "3"),
        ("with-validator", "submitted", "4"),
        ("submitted", "returned", "5"),
        ("returned", "submitted", "6"),
        ("submitted", "approved", "7"),
        ("approved", "approved", "8"),
        ("approved", "returned", "9"),
    ]
    assert status(update) == "returned"


@pytest.mark.parametrize(
    ("validator", "ends_in"),
    [
        ({"agency": "own", "role": "validator"}, "with-validator"),
        ({"agency": "own", "role": "contributor"}, "submitted"),
        ({"agency": "other", "role": "validator"}, "submitted"),
        ({"agency": "own", "role": "validator", "is_active": False}, "submitted"),
    ],
)
def test_contributors_update_goes_by_way_of_an_active_validator(db, validator, ends_in):
    agencies = {"own": make.make_agency(), "other": make.make_agency()}
    make.make_user(**validator | {"agency": agencies[validator["agency"]]})
    update = make.make_update(agency=agencies["own"])
    workflow.move(update, "submit", by=make.make_user(agency=agencies["own"]), version=1)
    assert status(update) == ends_in


NEEDS_REASON = [
    ("with-validator", "return"),
    ("submitted", "return"),
    ("approved", "reopen"),
    ("published", "withdraw"),
]


@pytest.mark.parametrize("comment", ["", "  \n", "\x01", "\u2028"])
@pytest.mark.parametrize(("where", "step"), NEEDS_REASON)
def test_reason_is_needed(agencies, where, step, comment):
    coordinator = make_person(agencies, "coordinator")
    update = make.make_update(agency=agencies["own"], **STATUSES[where])
    before = row(update)
    with pytest.raises(ReasonMissing):
        workflow.move(update, step, by=coordinator, version=1, comment=comment)
    assert (row(update), history(update)) == (before, [])
    workflow.move(update, step, by=coordinator, version=1, comment="Falta el periodo.")
    assert len(history(update)) == 1


@pytest.mark.parametrize("seen", [1, 3, 0, None])
def test_stale_version_is_refused(agencies, seen):
    coordinator = make_person(agencies, "coordinator")
    update = make.make_update(agency=agencies["own"], status="submitted", version=2)
    before = row(update)
    with pytest.raises(StaleVersion):
        workflow.move(update, "approve", by=coordinator, version=seen)
    assert (row(update), history(update)) == (before, [])
    workflow.move(update, "approve", by=coordinator, version=2)
    assert status(update) == "approved"


NO_DATE = {"precision": "", "happened_from": None, "happened_to": None}
GAPS = {
    "title": ({"title": ""}, ["title"]),
    "action": ({"action": None, "next_step": None}, ["action"]),
    "priorities": ({"priorities": []}, ["priorities"]),
    "narrative": ({"narrative": []}, ["narrative"]),
    "narrative of spaces": ({"narrative": make.paragraph(" \n")}, ["narrative"]),
    "date": (NO_DATE, ["precision"]),
    "precision of a date": ({"precision": ""}, ["precision"]),
    "last day": ({"precision": "interval", "happened_to": None}, ["happened_from"]),
    "half a date of no progress": (
        {"kind": "no-progress", "reason": "No hubo.", "happened_to": None},
        ["happened_from"],
    ),
    "reason": ({"kind": "no-progress"}, ["reason"]),
    "reason of spaces": ({"kind": "not-applicable", "reason": " \n"}, ["reason"]),
    "precision of no progress": (
        {"kind": "no-progress", "reason": "No hubo."} | NO_DATE | {"precision": "day"},
        ["happened_from"],
    ),
    "all of them": (
        {"title": "", "action": None, "next_step": None, "priorities": [], "narrative": []}
        | NO_DATE,
        ["title", "action", "priorities", "narrative", "precision"],
    ),
}
NO_GAPS = {
    "whole": {},
    "no progress, with a reason": {"kind": "no-progress", "reason": "No hubo.", "narrative": []}
    | NO_DATE,
    "not applicable, with a reason": {"kind": "not-applicable", "reason": "No toca."} | NO_DATE,
    "a topic instead of a priority": {"priorities": [], "topics": ["success"]},
}


@pytest.mark.parametrize("case", GAPS)
def test_update_with_gaps_is_not_sent_in(agencies, case):
    fields, missing = GAPS[case]
    update = make.make_update(agency=agencies["own"], **fields)
    before = row(update)
    with pytest.raises(NotReady) as refusal:
        workflow.move(update, "submit", by=make_person(agencies, "contributor"), version=1)
    assert [name for name, _sentence in refusal.value.gaps] == missing
    assert (row(update), history(update)) == (before, [])


def make_rows(update, results, evidence):
    for fields in results:
        make.make_result(update=update, **fields)
    for fields in evidence:
        row = make.make_evidence(update=update)
        type(row).objects.filter(pk=row.pk).update(**fields)


@pytest.mark.parametrize(
    ("results", "evidence", "missing"),
    [
        ([{}], [{}], []),
        ([{"quantity": 0}], [{"url": "", "file": "evidence/a.pdf"}], []),
        ([{}, {"quantity": None}], [], ["results-1-quantity"]),
        ([{"unit": ""}, {}], [], ["results-0-unit"]),
        ([], [{"title": ""}], ["evidence-0-title"]),
        ([], [{}, {"url": ""}], ["evidence-1-url"]),
        ([], [{"title": "", "url": ""}], ["evidence-0-title", "evidence-0-url"]),
    ],
)
def test_gaps_of_rows_are_named_by_their_place(db, results, evidence, missing):
    update = make.make_update()
    make_rows(update, results, evidence)
    assert [name for name, _sentence in workflow.gaps(update)] == missing


@pytest.mark.parametrize(
    ("where", "step"),
    [("submitted", "return"), ("approved", "reopen"), ("published", "withdraw")],
)
def test_update_with_gaps_can_be_given_back(agencies, where, step):
    """What is missing stops what goes on, never what goes back."""
    update = make.make_update(agency=agencies["own"], narrative=[], **STATUSES[where])
    by = make_person(agencies, "coordinator")
    workflow.move(update, step, by=by, version=1, comment="Falta el texto.")
    assert [row["name"] for row in history(update)] == [step]


@pytest.mark.parametrize("case", NO_GAPS)
def test_update_without_gaps_is_sent_in(agencies, case):
    update = make.make_update(agency=agencies["own"], **NO_GAPS[case])
    assert workflow.gaps(update) == []
    workflow.move(update, "submit", by=make_person(agencies, "validator"), version=1)
    assert status(update) == "submitted"


def test_update_about_a_next_step_needs_neither_action_nor_priority(agencies):
    update = make.make_update(
        agency=agencies["own"], next_step=make.make_next_step(), action=None, priorities=[]
    )
    assert workflow.gaps(update) == []


OUTSIDE = "The date lies outside the period: is it told as done in this period?"
# The period has 1 May 2022 to 30 April 2023.
DATES = [
    (date(2022, 4, 30), date(2022, 4, 30), [OUTSIDE]),
    (date(2022, 1, 1), date(2022, 4, 30), [OUTSIDE]),
    (date(2022, 4, 30), date(2022, 5, 1), []),
    (date(2022, 5, 1), date(2022, 5, 1), []),
    (date(2022, 1, 1), date(2024, 1, 1), []),
    (date(2023, 4, 30), date(2023, 4, 30), []),
    (date(2023, 4, 30), date(2023, 5, 1), []),
    (date(2023, 5, 1), date(2023, 5, 1), [OUTSIDE]),
    (date(2023, 5, 1), date(2024, 1, 1), [OUTSIDE]),
    (date(2021, 1, 1), None, []),
    (None, date(2021, 1, 1), []),
    (None, None, []),
]


@pytest.mark.parametrize(("first", "last", "sentences"), DATES)
def test_date_outside_the_period_is_worth_a_second_look(db, first, last, sentences):
    period = make.make_period(year=2022)
    update = make.make_update(
        period=period, precision="interval", happened_from=first, happened_to=last
    )
    with translation.override("en"):
        assert [str(sentence) for sentence in workflow.warnings(update)] == sentences


@pytest.mark.parametrize(
    ("where", "step", "person"),
    [("with-validator", "validate", "validator"), ("submitted", "approve", "coordinator")],
)
def test_update_that_lost_its_text_goes_no_further(agencies, where, step, person):
    user = make_person(agencies, person)
    update = make.make_update(agency=agencies["own"], narrative=[], **STATUSES[where])
    with pytest.raises(NotReady):
        workflow.move(update, step, by=user, version=1)
    ProgressUpdate.objects.update(narrative=make.paragraph("Aquí está."))
    workflow.move(update, step, by=user, version=1)
    assert len(history(update)) == 1


def test_move_keeps_the_text_that_is_saved(agencies):
    """What the caller's object holds is not what is written."""
    update = make.make_update(agency=agencies["own"])
    update.title, update.narrative = "Otra cosa", []
    workflow.move(update, "submit", by=make_person(agencies, "validator"), version=1)
    saved = row(update)
    assert (saved["title"], narrative.plain_text(saved["narrative"])) == (
        "Se hizo algo",
        "Se hizo algo.",
    )


def test_step_that_does_not_exist_is_refused(agencies):
    update = make.make_update(agency=agencies["own"])
    with pytest.raises(KeyError):
        workflow.move(update, "delete", by=make_person(agencies, "superuser"), version=1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("steps", "ends"),
    [
        (("approve", "approve"), {"approved"}),
        (("approve", "return"), {"approved", "returned"}),
        (("return", "return"), {"returned"}),
    ],
)
def test_of_two_reviewers_at_once_one_wins(steps, ends):
    reviewers = [make.make_user(group=COORDINATORS) for _ in steps]
    for _round in range(5):
        update = make.make_update(status="submitted")
        jobs = [
            partial(workflow.move, update, step, by=by, version=1, comment="Sí")
            for by, step in zip(reviewers, steps, strict=True)
        ]
        assert sorted(outcomes_at_once(jobs)) == ["WrongStatus", "done"]
        recorded = Step.objects.filter(update=update).values_list("to_status", flat=True)
        assert list(recorded) == [row(update)["status"]]
        assert status(update) in ends
        assert row(update)["version"] == 2


def outcomes_at_once(jobs):
    """What became of each job, all started together: "done" or the name of the refusal."""

    def outcome(job):
        try:
            job()
        except (WrongStatus, StaleVersion, PermissionDenied) as refusal:
            return type(refusal).__name__
        return "done"

    return at_once([partial(outcome, job) for job in jobs])
