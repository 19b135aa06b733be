"""Until when: a second before and after the instant, by the clock of the roadmap."""

import datetime
import html

import pytest
from django.urls import reverse
from django.utils import timezone

from roadmap import deadlines, permissions
from roadmap.models import Period, ProgressUpdate
from roadmap.review import workflow
from roadmap.review.workflow import PeriodClosed, StepName
from roadmap.writing.my_work import my_work
from roadmap.year import reminders
from tests import make

SECOND = datetime.timedelta(seconds=1)
DAY = datetime.timedelta(days=1)
# 31 May 2023, 23:59 by the clock of Mexico City, which has no daylight saving any more.
DUE = datetime.datetime(2023, 6, 1, 5, 59, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("zone", "month", "hour_utc"),
    [
        ("America/Mexico_City", 1, 15),
        ("America/Mexico_City", 7, 15),
        ("America/Tijuana", 1, 17),
        ("America/Tijuana", 7, 16),
        ("Europe/Madrid", 7, 7),
        ("Asia/Kolkata", 7, 3.5),
    ],
)
def test_instant_is_meant_by_the_roadmaps_clock(db, settings, zone, month, hour_utc):
    settings.TIME_ZONE = "Asia/Tokyo"
    period = make.make_period(roadmap=make.make_roadmap(time_zone=zone))
    day = datetime.date(2023, month, 15)
    instant = deadlines.in_zone(period, day, datetime.time(9))
    midnight = datetime.datetime(2023, month, 15, tzinfo=datetime.UTC)
    assert instant == midnight + datetime.timedelta(hours=hour_utc)


@pytest.fixture
def period(db):
    return make.make_period(year=2022, due_at=DUE)


@pytest.mark.parametrize(
    ("now", "late"), [(DUE - SECOND, False), (DUE, False), (DUE + SECOND, True)]
)
def test_what_is_sent_after_the_instant_is_late_and_accepted(period, now, late):
    update = make.make_update(period=period)
    writer = make.make_user(agency=update.agency)
    moved = workflow.move(update, StepName.SUBMIT, by=writer, version=1, now=now)
    step = moved.steps.get()
    assert (moved.status, moved.sent_late, step.is_late, step.at) == ("submitted", late, late, now)


def test_without_a_due_date_nothing_is_late(period):
    period.due_at = None
    assert deadlines.is_late(period, DUE + SECOND) is False


def take(update, step, by, now, comment=""):
    update.refresh_from_db()
    args = {"by": by, "version": update.version, "comment": comment, "now": now}
    return workflow.move(update, step, **args)


@pytest.mark.parametrize(
    ("first", "again", "late"), [(DUE, DUE + DAY, False), (DUE + SECOND, DUE + DAY, True)]
)
def test_correction_of_what_came_in_time_is_not_late(period, first, again, late):
    update = make.make_update(period=period)
    writer = make.make_user(agency=update.agency)
    take(update, StepName.SUBMIT, writer, first)
    take(update, StepName.RETURN, make.make_user(group="coordinators"), again, "Falta.")
    take(update, StepName.SUBMIT, writer, again)
    assert list(update.steps.values_list("name", "is_late")) == [
        ("submit", late),
        ("return", False),
        ("submit", late),
    ]


def test_validator_who_sends_in_late_makes_it_late(period):
    update = make.make_update(period=period)
    writer = make.make_user(agency=update.agency)
    chief = make.make_user(agency=update.agency, role="validator")
    take(update, StepName.SUBMIT, writer, DUE)
    take(update, StepName.VALIDATE, chief, DUE + SECOND)
    assert list(update.steps.values_list("is_late", flat=True)) == [False, True]


# Who writes in which state of the period.

STATES = {
    # state: agency's, agency's where it was reopened, coordinator's
    "planned": (False, False, False),
    "open": (True, True, True),
    "closed": (False, True, True),
}


@pytest.mark.parametrize("state", STATES)
def test_who_writes_and_sends_in_when_the_period_is(period, state):
    period.state = state
    period.save()
    shut, reopened = make.make_agency(), make.make_agency()
    make.make_reopening(period=period, agency=reopened, until=DUE + DAY)
    coordinator = make.make_user(group="coordinators")
    cases = [(make.make_user(agency=shut), shut), (make.make_user(agency=reopened), reopened)]
    found = []
    for by, agency in [*cases, (coordinator, shut)]:
        update = make.make_update(period=period, agency=agency)
        may = permissions.can_change_update(by, update, DUE)
        found.append(may)
        if may:
            assert take(update, StepName.SUBMIT, by, DUE).status == "submitted"
        else:
            with pytest.raises(PeriodClosed):
                take(update, StepName.SUBMIT, by, DUE)
            assert ProgressUpdate.objects.get(pk=update.pk).status == "draft"
            assert workflow.open_steps(update, by) == []
    assert tuple(found) == STATES[state]


def test_stranger_writes_in_no_period(period):
    update, stranger = make.make_update(period=period), make.make_user(agency=make.make_agency())
    assert permissions.can_change_update(stranger, update, DUE) is False
    assert permissions.can_change_update(make.make_user(agency=update.agency), update, DUE) is True


@pytest.mark.parametrize(
    ("now", "is_open"), [(DUE - SECOND, True), (DUE, True), (DUE + SECOND, False)]
)
def test_reopening_ends_at_its_instant(period, now, is_open):
    period.state = "closed"
    period.save()
    agency = make.make_agency()
    make.make_reopening(period=period, agency=agency, until=DUE)
    assert deadlines.is_open_for(period, agency.pk, now) is is_open
    assert deadlines.is_open_for(period, make.make_agency().pk, now) is False


def test_reopening_opens_its_own_period_and_nothing_else(period):
    """Neither another closed period, nor one in which nobody writes yet."""
    agency, other = make.make_agency(), make.make_agency()
    states = {2022: "closed", 2023: "closed", 2024: "planned", 2025: "open", 2026: "closed"}
    Period.objects.filter(pk=period.pk).update(state="closed")
    periods = {
        year: Period.objects.get(pk=period.pk) if year == 2022 else make.make_period(
            roadmap=period.roadmap, year=year, state=state
        )
        for year, state in states.items()
    }  # fmt: skip
    for year in (2022, 2024):
        make.make_reopening(period=periods[year], agency=agency, until=DUE)
    make.make_reopening(period=periods[2023], agency=other, until=DUE)
    make.make_reopening(period=periods[2026], agency=agency, until=DUE - SECOND)
    is_open = [deadlines.is_open_for(found, agency.pk, DUE) for found in periods.values()]
    assert dict(zip(periods, is_open, strict=True)) == {
        2022: True, 2023: False, 2024: False, 2025: True, 2026: False
    }  # fmt: skip
    open_now = deadlines.open_periods_of({agency.pk}, DUE).order_by("year")
    assert list(open_now.values_list("year", flat=True)) == [2022, 2025]
    both = deadlines.open_periods_of({agency.pk, other.pk}, DUE).order_by("year")
    assert list(both.values_list("year", flat=True)) == [2022, 2023, 2025]
    assert deadlines.reopened_until(periods[2022]) == {agency.pk: DUE}
    assert deadlines.reopened_until(periods[2025]) == {}
    assert deadlines.due_of(periods[2024], agency.pk) is None


def test_due_date_of_a_reopened_agency_is_the_last_reopenings(period):
    period.state = "closed"
    period.save()
    agency, other = make.make_agency(), make.make_agency()
    for days in (3, 9, 5):
        make.make_reopening(period=period, agency=agency, until=DUE + days * DAY)
    assert deadlines.due_of(period, agency.pk) == DUE + 9 * DAY
    assert deadlines.due_of(period, other.pk) == DUE


def test_validated_step_waits_while_the_period_is_closed(period):
    update = make.make_update(period=period, status="with-validator")
    chief = make.make_user(agency=update.agency, role="validator")
    period.state = "closed"
    period.save()
    with pytest.raises(PeriodClosed):
        take(update, StepName.VALIDATE, chief, DUE)
    make.make_reopening(period=period, agency=update.agency, until=DUE)
    assert take(update, StepName.VALIDATE, chief, DUE).status == "submitted"


@pytest.mark.parametrize("step", [StepName.RETURN, StepName.APPROVE])
def test_coordination_reviews_what_came_in_after_closing(period, step):
    update = make.make_update(period=period, status="submitted")
    period.state = "closed"
    period.save()
    moved = take(update, step, make.make_user(group="coordinators"), DUE, "Porque sí.")
    assert moved.status in {"returned", "approved"}


@pytest.mark.parametrize(
    ("sent", "due_at", "late"),
    [
        (DUE, DUE, False),
        (DUE + SECOND, DUE, True),
        (DUE, DUE - DAY, False),  # In time; the date was brought forward.
        (DUE + SECOND, DUE + DAY, False),  # Late; a later date forgives.
        (DUE + SECOND, None, False),
    ],
)
def test_due_date_that_moves_blames_nobody_on_any_page(period, client, sent, due_at, late):
    update, coordinator = make.make_update(period=period), make.make_user(group="coordinators")
    writer = make.make_user(agency=update.agency)
    make.make_assignment(agency=update.agency, priority=update.priorities.get())
    take(update, StepName.SUBMIT, writer, sent)
    Period.objects.update(due_at=due_at)
    place = {"roadmap": period.roadmap.code, "period": period.label}
    cell = {"agency": update.agency_id, "key": f"p{update.priorities.get().pk}"}
    pages = {
        "matrix": (coordinator, reverse("matrix", kwargs=place)),
        "cell": (coordinator, reverse("matrix-cell", kwargs=place | cell)),
        "file": (coordinator, reverse("matrix-file", kwargs=place | {"suffix": "csv"})),
        "queue": (coordinator, reverse("queue")),
        "reading": (coordinator, reverse("queue-reading", args=[update.pk])),
        "home": (coordinator, reverse("admin:index")),
        "own": (writer, reverse("admin:index")),
    }
    told = {}
    for name, (person, address) in pages.items():
        client.force_login(person)
        told[name] = "Enviado tarde" in html.unescape(client.get(address).content.decode())
    assert told == dict.fromkeys(pages, late)
    assert update.steps.get().is_late is (sent > DUE)  # The history keeps what held then.


def test_observer_does_not_learn_what_came_late(period, client):
    update = make.make_update(period=period, status="approved", sent_late=True, sent_at=DUE + DAY)
    place = {"roadmap": period.roadmap.code, "period": period.label}
    cell = {"agency": update.agency_id, "key": f"p{update.priorities.get().pk}"}
    told = {}
    for group in ("coordinators", "observers"):
        client.force_login(make.make_user(group=group))
        page = client.get(reverse("matrix-cell", kwargs=place | cell))
        assert update.title in page.text
        told[group] = "Enviado tarde" in page.text
    assert told == {"coordinators": True, "observers": False}


# By the roadmap's clock, wherever the site stands.

ZONES = {
    # zone: its distance from UTC in May 2023
    "America/Mexico_City": datetime.timedelta(hours=-6),
    "Asia/Kathmandu": datetime.timedelta(hours=5, minutes=45),
    "Pacific/Apia": datetime.timedelta(hours=13),
}
MIDNIGHT = datetime.datetime(2023, 6, 1, tzinfo=datetime.UTC)
TOLD = "31 de mayo de 2023 a las 23:59"


@pytest.fixture(params=ZONES)
def abroad(request, db):
    """A period of a roadmap in another zone, due a minute before the midnight of 31 May there."""
    roadmap = make.make_roadmap(code="X", time_zone=request.param)
    due_at = MIDNIGHT - ZONES[request.param] - datetime.timedelta(minutes=1)
    return make.make_period(roadmap=roadmap, due_at=due_at)


def test_due_date_is_told_by_the_roadmaps_clock_on_every_page(abroad, client):
    agency, priority = make.make_agency(), make.make_priority()
    make.make_assignment(agency=agency, priority=priority)
    update = make.make_update(agency=agency, status="submitted", sent_at=abroad.due_at)
    step = make.make_step(update=update, at=abroad.due_at)
    writer, coordinator = make.make_user(agency=agency), make.make_user(group="coordinators")
    place = {"roadmap": "X", "period": abroad.label}
    cell = {"agency": agency.pk, "key": f"p{priority.pk}"}
    pages = [
        (coordinator, reverse("admin:index")),
        (coordinator, reverse("matrix", kwargs=place)),
        (coordinator, reverse("matrix-cell", kwargs=place | cell)),
        (coordinator, reverse("queue")),
        (coordinator, reverse("queue-reading", args=[update.pk])),
        (coordinator, reverse("year")),
        (coordinator, reverse("period", args=[abroad.pk])),
        (coordinator, reverse("reminders", args=[abroad.pk])),
        (coordinator, reverse("admin:roadmap_period_changelist")),
        (coordinator, reverse("admin:roadmap_period_history", args=[abroad.pk])),
        (coordinator, reverse("admin:roadmap_progressupdate_history", args=[update.pk])),
        (writer, reverse("admin:index")),
        (writer, reverse("admin:roadmap_progressupdate_change", args=[update.pk])),
        (writer, reverse("update-receipt", args=[update.pk, step.pk])),
    ]
    silent = []
    for person, address in pages:
        client.force_login(person)
        if TOLD not in client.get(address).text:
            silent.append(address)
    assert silent == []


def test_due_date_and_reopening_are_entered_by_the_roadmaps_clock(abroad, client):
    client.force_login(make.make_user(group="coordinators"))
    address = reverse("period", args=[abroad.pk])
    due_at, agency = abroad.due_at, make.make_agency()
    assert 'value="2023-05-31T23:59"' in client.get(address).text
    client.post(address, {"press": "due", "due_at": "2023-05-30T23:59"})
    abroad.refresh_from_db()
    assert abroad.due_at == due_at - DAY
    Period.objects.update(state="closed")
    typed = {"agency": agency.pk, "until": "2099-05-31T23:59", "reason": "Pidió más tiempo."}
    client.post(address, {"press": "reopen", **typed})
    last = datetime.datetime(2099, 5, 31, 23, 59, tzinfo=abroad.zone)
    assert abroad.reopenings.get().until == last
    assert "31 de mayo de 2099 a las 23:59" in client.get(address).text


@pytest.mark.parametrize(
    ("after", "is_late", "days"),
    [
        (-2 * DAY, False, 2),
        (-DAY, False, 1),
        (datetime.timedelta(hours=-23), False, 0),
        (-SECOND, False, 0),
        (SECOND, True, 0),  # Still the same day.
        (datetime.timedelta(minutes=2), True, 1),
        (DAY, True, 1),
        (2 * DAY, True, 2),
    ],
)
def test_days_are_those_of_the_roadmaps_calendar(abroad, after, is_late, days):
    agency = make.make_agency()
    make.make_assignment(agency=agency)
    writer, now = make.make_user(agency=agency), abroad.due_at + after
    [own] = my_work(writer, now=now)["periods"]
    assert (own.is_late, own.days) == (is_late, days)
    [letter] = reminders.letters_for(abroad, agency, now)
    _subject, body = reminders.composed(letter, now)
    assert TOLD in body
    words = {0: "Es hoy.", 1: "Queda 1 día", 2: "Quedan 2 días"}[days]
    assert (words in body) is not is_late


def test_agency_is_told_the_days_of_the_calendar(period, client):
    client.force_login(make.make_user(agency=make.make_agency()))
    for after, words in ((2, "Quedan 2 días."), (-2, "Venció hace 2 días;")):
        Period.objects.update(due_at=timezone.now() + after * DAY)
        assert words in client.get(reverse("admin:index")).text
