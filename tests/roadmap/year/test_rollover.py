"""The next year begins where this one ended, once, whoever presses how often."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from roadmap.models import Assignment, Membership, NextStep, Period, Reminder
from roadmap.writing.my_work import my_work
from roadmap.year import rollover
from tests import make
from tests.roadmap.threads import at_once

NOW = datetime.datetime(2023, 5, 12, 16, 30, tzinfo=datetime.UTC)


@pytest.fixture
def last_year(db):
    """A year with two priorities, an old next step, and the promises for the coming one."""
    last = make.make_period(year=2022)
    coming = make.make_period(roadmap=last.roadmap, year=2023, state="planned")
    agency, shut = make.make_agency(code="OWN"), make.make_agency(code="SHUT", is_active=False)
    make.make_user(agency=agency)
    for number in (1, 2):
        priority = make.make_priority(number=number)
        make.make_assignment(period=last, agency=agency, priority=priority)
    make.make_assignment(period=last, agency=shut, priority=priority)
    old = make.make_next_step(period=last, number=1, title="Viejo", agency=agency)
    make.make_assignment(period=last, agency=agency, next_step=old)
    make.make_next_step(period=coming, number=1, title="Un protocolo", agency=agency)
    make.make_next_step(period=coming, number=2, title="Una mesa")
    make.make_next_step(period=coming, number=3, title="Nadie más", agency=shut)
    return {"last": last, "coming": coming, "agency": agency, "roadmap": last.roadmap}


def everything():
    """All rows that opening could touch."""
    return {
        "periods": list(Period.objects.order_by("year").values_list("year", "state", "due_at")),
        "assignments": sorted(
            Assignment.objects.values_list(
                "period__year", "agency__code", "priority__number", "next_step__title"
            ),
            key=str,
        ),
        "steps": list(
            NextStep.objects.order_by("pk").values_list("period__year", "number", "title", "status")
        ),
        "members": list(Membership.objects.values_list("user", "agency", "role")),
        "reminders": list(Reminder.objects.values_list("period__year", "days")),
    }


def test_opening_carries_on_what_goes_on(last_year):
    before = everything()
    period, opened = rollover.open_period(last_year["roadmap"], 2023)
    after = everything()
    assert (period.state, opened) == ("open", True)
    assert after["periods"] == [(2022, "open", None), (2023, "open", None)]
    assert [row for row in after["assignments"] if row not in before["assignments"]] == [
        (2023, "OWN", 1, None),
        (2023, "OWN", 2, None),
        (2023, "OWN", None, "Un protocolo"),
    ]
    assert (after["steps"], after["members"]) == (before["steps"], before["members"])
    assert [days for year, days in after["reminders"]] == [-30, -14, -7, -2, 1, 7, 14]


def test_doing_it_twice_changes_nothing_and_brings_nothing_back(last_year):
    rollover.open_period(last_year["roadmap"], 2023)
    Assignment.objects.filter(period=last_year["coming"], priority__number=2).delete()
    once = everything()
    assert rollover.open_period(last_year["roadmap"], 2023) == (last_year["coming"], False)
    assert everything() == once


@pytest.mark.django_db(transaction=True)
def test_presses_at_once_open_one_period(last_year):
    Period.objects.filter(year=2023).update(year=2024)
    answers = at_once([lambda: rollover.open_period(last_year["roadmap"], 2023)[1]] * 5)
    assert sorted(answers) == [False] * 4 + [True]
    found = everything()
    assert [row[0] for row in found["periods"]] == [2022, 2023, 2024]
    assert len([row for row in found["assignments"] if row[0] == 2023]) == 2


def test_closed_period_is_not_opened_by_rolling_over(last_year):
    Period.objects.filter(year=2023).update(state="closed")
    before = everything()
    with pytest.raises(rollover.CanNotOpen):
        rollover.open_period(last_year["roadmap"], 2023)
    assert everything() == before


def test_plan_tells_what_opening_brings(last_year):
    make.make_action(roadmap=last_year["roadmap"])
    make.make_action(roadmap=last_year["roadmap"], state="completed")
    found = rollover.plan(last_year["roadmap"], 2023)
    assert (found.name, found.before, found.running) == ("2023-2024", last_year["last"], 1)
    assert [step.title for step in found.next_steps] == ["Un protocolo", "Una mesa", "Nadie más"]
    assert [step.title for step in found.named] == ["Un protocolo"]
    assert [(a.agency.code, a.priority.number) for a in found.copied] == [("OWN", 1), ("OWN", 2)]
    assert rollover.plan(last_year["roadmap"], 2030).next_steps == []


@pytest.mark.parametrize(
    ("states", "expected"),
    [({2022: "open"}, 2023), ({2022: "closed", 2023: "open"}, 2024), ({2025: "planned"}, 2025)],
)
def test_next_year_follows_the_last_one_that_was_opened(db, states, expected):
    roadmap = make.make_roadmap()
    for year, state in states.items():
        make.make_period(roadmap=roadmap, year=year, state=state)
    assert rollover.next_year(roadmap) == expected


# What is promised stands.

FROZEN = {
    "title": "Otro",
    "objectives": "Otros",
    "proof": "Otra",
    "areas": ["child-labour"],
    "number": 9,
    "promised_at": None,
}


@pytest.fixture
def promised(last_year):
    rollover.promise(last_year["coming"], now=NOW)
    return NextStep.objects.get(title="Un protocolo")


@pytest.mark.parametrize("name", FROZEN)
def test_promised_wording_is_refused_by_the_database_itself(promised, last_year, name):
    before = NextStep.objects.values().get(pk=promised.pk)
    with pytest.raises(IntegrityError, match="its wording stands"), transaction.atomic():
        NextStep.objects.filter(pk=promised.pk).update(**{name: FROZEN[name]})
    assert NextStep.objects.values().get(pk=promised.pk) == before
    free = make.make_next_step(period=last_year["last"], number=8)
    NextStep.objects.filter(pk=free.pk).update(**{name: FROZEN[name]})


def test_promised_step_is_not_deleted_or_moved_by_sql(promised, last_year):
    for sql in (
        "DELETE FROM roadmap_nextstep WHERE id = %s",
        f"UPDATE roadmap_nextstep SET period_id = {last_year['last'].pk}, number = 7 WHERE id = %s",
    ):
        with (
            pytest.raises(IntegrityError, match="stands"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, [promised.pk])
    assert NextStep.objects.filter(pk=promised.pk, period=last_year["coming"]).exists()


def test_status_agency_and_priorities_of_a_promise_are_still_given(promised):
    promised.status, promised.agency = "completed", make.make_agency()
    promised.save()
    promised.priorities.set([make.make_priority()])
    promised.refresh_from_db()
    assert (promised.status, promised.priorities.count()) == ("completed", 1)


def test_promising_again_touches_only_what_has_come_since(promised, last_year):
    rollover.open_period(last_year["roadmap"], 2023)
    new = make.make_next_step(period=last_year["coming"], title="Nuevo", agency=last_year["agency"])
    later = NOW + datetime.timedelta(days=1)
    rollover.promise(Period.objects.get(year=2023), now=later)
    steps = NextStep.objects.filter(period=last_year["coming"])
    assert list(steps.order_by("number").values_list("promised_at", flat=True)) == [
        *(NOW, NOW, NOW),
        later,
    ]
    assert Assignment.objects.filter(next_step=new).count() == 1


# What an agency sees of it.


@pytest.mark.parametrize(
    ("state", "goes_on", "runs"),
    [
        ("in-progress", True, True),
        ("planned", True, False),
        ("completed", False, False),
        ("stopped", False, False),
    ],
)
def test_agency_goes_on_with_what_has_not_ended(last_year, state, goes_on, runs):
    rollover.open_period(last_year["roadmap"], 2023)
    agency, roadmap = last_year["agency"], last_year["roadmap"]
    person = agency.memberships.get().user
    told = make.make_action(roadmap=roadmap, lead_agency=agency, title="Told", state=state)
    update = make.make_update(
        period=last_year["last"], agency=agency, action=told, status="approved", title="Last"
    )
    quiet = make.make_action(roadmap=roadmap, lead_agency=agency, title="Quiet", state=state)
    make.make_action(roadmap=roadmap, title="Another's", state=state)
    done = make.make_action(roadmap=roadmap, lead_agency=agency, title="Done", state=state)
    make.make_update(period=last_year["coming"], agency=agency, action=done)
    work = my_work(person, now=NOW)
    assert (work["last_year"], [line["action"] for line in work["running"]]) == (
        [update] if goes_on else [],
        [quiet] if runs else [],
    )


# The command


@pytest.mark.parametrize("label", ["2023", "2023-2025", "2023-2022", "1999-2000", "٢٠٢٣-2024", ""])
def test_command_refuses_what_is_no_period(last_year, label):
    before = everything()
    with pytest.raises(CommandError, match="is no period"):
        call_command("open_period", label)
    assert everything() == before


def test_command_opens_once(last_year):
    said = io.StringIO()
    for _time in range(2):
        call_command("open_period", "2023-2024", stdout=said)
    code = last_year["roadmap"].code
    assert said.getvalue() == (
        f"2023-2024 of {code} is open: 3 next steps, 3 assignments.\n"
        f"2023-2024 of {code} was open already: nothing has changed.\n"
    )


def test_command_asks_which_roadmap_where_there_are_several(last_year):
    other = make.make_roadmap(country="PE", code="PE-1")
    with pytest.raises(CommandError, match="--roadmap"):
        call_command("open_period", "2023-2024")
    call_command("open_period", "2023-2024", roadmap="PE-1", stdout=io.StringIO())
    assert list(other.periods.values_list("year", "state")) == [(2023, "open")]
    with pytest.raises(CommandError, match="PE-1"):
        call_command("open_period", "2023-2024", roadmap="XX")


@pytest.mark.parametrize(
    ("time_zone", "now", "expected"),
    [
        ("UTC", datetime.datetime(2027, 2, 1, tzinfo=datetime.UTC), 2026),
        ("UTC", datetime.datetime(2027, 5, 1, tzinfo=datetime.UTC), 2027),
        ("America/Mexico_City", datetime.datetime(2027, 5, 1, tzinfo=datetime.UTC), 2026),
        ("Indian/Antananarivo", datetime.datetime(2027, 4, 30, 22, tzinfo=datetime.UTC), 2027),
    ],
)
def test_a_country_begins_with_the_period_that_is_running(db, time_zone, now, expected):
    assert rollover.next_year(make.make_roadmap(time_zone=time_zone), now) == expected
