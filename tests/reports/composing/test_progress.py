"""How far a report is, question by question."""

import pytest

from reports.composing.compose import compose_facts
from reports.composing.facts import read_facts
from reports.composing.progress import State, beside, content_of, progress, written_by_place
from roadmap.models import Topic
from tests import make
from tests.reports.composed import question_of, tell


def told(period):
    facts = read_facts(period)
    return progress(compose_facts(facts), written_by_place(facts))


def state(period, place):
    return told(period)["marks"][place].state


def test_places_name_priorities_and_next_steps(period):
    make.make_next_step(period=period, number=4)
    places = list(told(period)["marks"])
    assert places[:4] == [
        "priority-progress-p1", "next-step-status-s4", "next-steps-information", "progress-rating"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "answered"),
    [
        ("lessons", {"narrative": make.paragraph("Así.")}),
        ("progress-rating", {"narrative": [], "rating": 3}),
        ("initiatives", {"narrative": [], "choices": ["yes"]}),
    ],
)
def test_question_is_written_when_somebody_has_answered_it(period, place, answered):
    assert state(period, place) == State.EMPTY
    make.make_written_answer(period=period, question=place, **answered)
    assert state(period, place) == State.WRITTEN


def test_composed_answer_is_drafted_until_somebody_writes_or_takes_it_over(period):
    tell("Algo.", topics=[Topic.LESSON])
    assert state(period, "lessons") == State.DRAFTED
    make.make_written_answer(
        period=period, question="lessons", narrative=[], took_over_at=make.NOON
    )
    assert state(period, "lessons") == State.EMPTY


def test_counts_and_bar_are_as_long_as_what_is_asked(period):
    tell("Algo.", topics=[Topic.LESSON])
    make.make_written_answer(period=period, question="difficulties")
    make.make_written_answer(period=period, question="other-successes", choices=["no"])
    [part] = [part for part in told(period)["sections"] if part["section"].id == "general-progress"]
    counts = {count["state"]: count["number"] for count in part["counts"]}
    assert counts == {"agreed": 0, "written": 2, "drafted": 1, "empty": 2}
    assert part["bar"] == [
        {"state": "written", "start": 0, "length": 2},
        {"state": "drafted", "start": 2, "length": 1},
        {"state": "empty", "start": 3, "length": 2},
    ]
    assert (part["asked"], part["answered"]) == (5, 3)


def test_agreement_holds_for_its_content_only(period):
    answer = make.make_written_answer(period=period, question="lessons")
    facts = read_facts(period)
    content = content_of(question_of(compose_facts(facts), "lessons"))
    for agreed, expected in ((content, (State.AGREED, False)), ("0" * 64, (State.WRITTEN, True))):
        answer.agreed_at, answer.agreed_by = make.NOON, make.make_user()
        answer.agreed_content = agreed
        answer.save()
        mark = told(period)["marks"]["lessons"]
        assert (mark.state, mark.lapsed) == expected


@pytest.mark.parametrize(
    ("place", "neighbours"),
    [("a", (None, "b")), ("b", (None, "d")), ("c", ("b", "d")), ("d", ("b", None))],
)
def test_neighbours_among_some_of_the_places(place, neighbours):
    assert beside(["b", "d"], place, ["a", "b", "c", "d"]) == neighbours
