"""The coming year's next steps as rows."""

import pytest
from django.test import Client

from reports.composing import next_steps
from reports.composing.compose import compose
from roadmap.models import NextStep, Period
from tests import make
from tests.reports.composed import question_of
from tests.reports.written import card_of, opened, press
from tests.roadmap.pages import form_data

SECTION, PLACE = "coming-year", "coming-next-steps"


@pytest.fixture
def coming(period):
    return make.make_period(roadmap=period.roadmap, year=2023, state=Period.State.OPEN)


def row(index, **fields):
    return {f"{PLACE}-{index}-{name}": value for name, value in fields.items()}


def titles():
    return list(NextStep.objects.order_by("number").values_list("number", "title"))


def test_following_period_is_made_once_and_not_open_to_agencies(period):
    made = next_steps.following_period(period)
    assert (made.year, made.state, next_steps.following_period(period)) == (2023, "closed", made)


def test_following_period_that_is_there_stays_as_it_is(period, coming):
    assert next_steps.following_period(period) == coming
    coming.refresh_from_db()
    assert coming.state == Period.State.OPEN


def test_opening_the_page_makes_no_period(writer, client):
    opened(client, SECTION)
    assert Period.objects.count() == 1


def test_row_is_a_next_step_of_the_following_period(writer, client, period):
    agency = make.make_agency()
    priority = make.make_priority(number=2)
    typed = row(
        0,
        title="Primer paso",
        objectives="Uno\r\n\r\nDos",
        proof="Actas",
        areas=["child-labour", "forced-labour"],
        priorities=[str(priority.pk)],
        agency=str(agency.pk),
    )
    assert press(client, SECTION, f"save:{PLACE}", typed).status_code == 302
    step = NextStep.objects.get()
    assert (str(step.period), step.number, step.title, step.objectives, step.proof) == (
        "2023-2024", 1, "Primer paso", "Uno\n\nDos", "Actas"
    )  # fmt: skip
    assert (step.areas, list(step.priorities.all()), step.agency) == (
        ["child-labour", "forced-labour"], [priority], agency
    )  # fmt: skip
    assert question_of(compose(period), PLACE).answer.table.rows == (
        (
            ("Primer paso",),
            ("Uno\n\nDos",),
            ("Actas",),
            ("Trabajo infantil", "Trabajo forzoso"),
            (str(priority),),
            (str(agency),),
        ),
    )


def test_rows_are_added_ordered_and_removed_without_a_script(writer, client, coming):
    for number, title in enumerate(["Uno", "Dos", "Tres"], 1):
        make.make_next_step(period=coming, number=number, title=title)
    typed = row(0, position="3") | row(1, DELETE="on") | row(2, position="1")
    press(client, SECTION, typed=typed | row(3, title="Cuatro", position="2"))
    assert titles() == [(1, "Tres"), (2, "Cuatro"), (3, "Uno")]


def test_rows_that_nobody_has_touched_are_not_written(writer, client, coming):
    make.make_next_step(period=coming, number=7, title="Siete")
    press(client, SECTION, typed={"anticipated-challenges-narrative": "Muchos."})
    assert titles() == [(7, "Siete")]


def test_step_that_something_stands_on_is_not_removed(writer, client, coming):
    step = make.make_next_step(period=coming)
    make.make_assignment(period=coming, next_step=step)
    answer = press(client, SECTION, typed=row(0, DELETE="on") | row(1, title="Otro"))
    assert len(card_of(answer, PLACE)["form"].non_field_errors()) == 1
    assert titles() == [(1, "Un paso")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "x" * 501),
        ("areas", ["dreams"]),
        ("priorities", ["0"]),
        ("agency", "0"),
        ("position", "0"),
    ],
)
def test_wrong_row_comes_back(writer, client, field, value):
    answer = press(client, SECTION, typed=row(0, title="Uno") | row(0, **{field: value}))
    [form, *_] = card_of(answer, PLACE)["rows"].forms
    assert (list(form.errors), titles()) == ([field], [])


@pytest.mark.parametrize(
    "theirs",
    [
        row(0, title="Lo tuyo"),
        row(1, title="Otro"),
        row(0, DELETE="on"),
    ],
)
def test_second_saver_sees_both_and_decides(writer, client, coming, theirs):
    make.make_next_step(period=coming, title="Uno")
    mine = opened(client, SECTION)
    other = Client()
    other.force_login(make.make_user(group="coordinators"))
    press(other, SECTION, typed=theirs)
    before = titles()
    answer = press(client, SECTION, typed=row(0, title="Lo mío"), form=mine)
    assert (titles(), len(card_of(answer, PLACE)["form"].newer) > 0) == (before, True)
    assert press(client, SECTION, form=form_data(answer, "write-form")).status_code == 302
    assert "Lo mío" in [title for _number, title in titles()]
    assert "Otro" not in str(before) or "Otro" in str(titles())


def test_forged_step_of_another_period_is_refused(writer, client, period, coming):
    foreign = make.make_next_step(period=period, number=1, title="De este año")
    typed = row(0, title="Robado", step=str(foreign.pk), seen="x")
    answer = press(client, SECTION, typed=typed)
    assert answer.status_code == 200
    assert titles() == [(1, "De este año")]
