"""Reminders, by a clock that runs from 30 days before the due date to 30 days after it."""

import datetime
import io
import uuid

import pytest
from django.core import mail as outbox
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from roadmap.models import Agency, Mail, Period, ProgressUpdate, Reminded, Reminder, User
from roadmap.review import workflow
from roadmap.review.workflow import StepName
from roadmap.year import reminders
from tests import make
from tests.roadmap.threads import at_once

DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)
# 31 May 2023, 23:59 in Mexico City; its mornings at nine are 15:00 UTC.
DUE = datetime.datetime(2023, 6, 1, 5, 59, tzinfo=datetime.UTC)
NINE = datetime.datetime(2023, 5, 31, 15, tzinfo=datetime.UTC)


def day(number):
    """Nine o'clock so many days after the day on which reports are due."""
    return NINE + number * DAY


def distance(instant):
    """So many days from the day on which reports are due, by the clock of Mexico City."""
    return (instant - datetime.timedelta(hours=6)).date() - datetime.date(2023, 5, 31)


def move(update, step, by, comment=""):
    update = ProgressUpdate.objects.get(pk=update.pk)
    workflow.move(update, step, by=by, version=update.version, comment=comment)


@pytest.fixture
def year(db):
    """An open period with its due date, a priority, and a coordinator."""
    period = make.make_period(year=2022, due_at=DUE)
    return {
        "period": period,
        "priority": make.make_priority(number=1, short_name="Prevenir"),
        "coordinator": make.make_user(email="coordinator@example.org", group="coordinators"),
    }


def asked(year, **people):
    """An agency that is asked about the priority, with people by their name and role."""
    agency = make.make_agency(name=f"Secretaría {Agency.objects.count()}")
    make.make_assignment(period=year["period"], agency=agency, priority=year["priority"])
    for name, role in people.items():
        person = User.objects.filter(email=f"{name}@example.org").first()
        person = person or make.make_user(email=f"{name}@example.org")
        make.make_membership(user=person, agency=agency, role=role)
    return agency


def person(name):
    return User.objects.get(email=f"{name}@example.org")


def answer(year, agency, status="draft"):
    return make.make_update(
        period=year["period"], agency=agency, priorities=[year["priority"]], status=status
    )


def run(instants, events=()):
    """Let the timer run at these instants, and what happens between them happen."""
    events = sorted(events, key=lambda event: event[0])
    for now in instants:
        while events and events[0][0] <= now:
            events.pop(0)[1]()
        reminders.send_due(now=now)


def sent():
    """Every reminder that was sent: the day's number and to whom."""
    rows = Mail.objects.filter(kind="reminder", state="sent").order_by("made_at", "to__email")
    return [
        (distance(made).days, email.removesuffix("@example.org"))
        for made, email in rows.values_list("made_at", "to__email")
    ]


def clock(step=datetime.timedelta(hours=8), times=1):
    """From 30 days before to 30 days after, each instant so many times."""
    now, instants = day(-31), []
    while now <= day(31):
        instants += [now] * times
        now += step
    return instants


def play(year):
    """Five agencies, and what they do: events for `run`."""
    slow = asked(year, ana="contributor", bea="contributor", vera="validator")
    quick = asked(year, carl="contributor", bea="contributor")
    asked(year, dora="validator")  # Nobody else writes there, and she never does.
    asked(year, gone="contributor")
    User.objects.filter(email="gone@example.org").update(is_active=False)
    answered = asked(year, hugo="contributor")
    answer(year, answered, "approved")
    shut = asked(year, ines="contributor")
    type(shut).objects.filter(pk=shut.pk).update(is_active=False)
    make.make_user(email="nobody@example.org")
    slow_one, quick_one = answer(year, slow), answer(year, quick)
    return [
        (day(-10), lambda: move(quick_one, StepName.SUBMIT, person("carl"))),
        (day(-5), lambda: move(quick_one, StepName.RETURN, year["coordinator"], "Falta.")),
        (day(0), lambda: move(quick_one, StepName.SUBMIT, person("carl"))),
        (day(3), lambda: move(slow_one, StepName.SUBMIT, person("ana"))),
        (day(8), lambda: move(slow_one, StepName.VALIDATE, person("vera"))),
        (day(9), lambda: move(slow_one, StepName.APPROVE, year["coordinator"])),
    ]


EXPECTED = [
    *((-30, name) for name in ("ana", "bea", "carl", "dora")),
    *((-14, name) for name in ("ana", "bea", "carl", "dora")),
    *((-7, name) for name in ("ana", "bea", "dora")),  # carl has sent his
    *((-2, name) for name in ("ana", "bea", "carl", "dora")),  # and it came back
    *((1, name) for name in ("ana", "bea", "dora", "vera")),  # late: one level up too
    *((7, name) for name in ("dora", "vera")),  # to be validated
    (14, "dora"),
]


@pytest.mark.parametrize("times", [1, 2])
def test_mails_of_a_whole_season_are_exactly_these(year, times):
    run(clock(times=times), play(year))
    assert sent() == EXPECTED
    assert Mail.objects.count() == len(outbox.outbox) == len(EXPECTED) + 2  # A return, an approval.


@pytest.mark.parametrize(
    ("down", "changed"),
    [
        ((-8, -5), {-7: -5}),  # carl's came back meanwhile
        ((-31, -28), {-30: -28}),
        ((0, 3), {1: 3}),
        ((6, 9), {7: 9}),
    ],
)
def test_timer_that_was_down_three_days_makes_up_for_one_mail(year, down, changed):
    events = play(year)
    first, last = (day(number) for number in down)
    run([now for now in clock() if not first < now < last], events)
    # The made-up mails say what holds then: who has sent it in meanwhile hears nothing.
    after = {-5: ["ana", "bea", "carl", "dora"], 3: ["dora", "vera"], 9: ["dora"]}
    expected = []
    for number, name in EXPECTED:
        made_up = changed.get(number, number)
        if made_up == number or made_up not in after:
            expected.append((made_up, name))
    expected += [(n, name) for n in changed.values() for name in after.get(n, [])]
    assert sent() == sorted(expected)


def test_timer_that_was_down_over_the_due_date_sends_no_early_mail_late(year):
    asked(year, ana="contributor")
    run([day(-8), day(-7), day(-3), DUE + HOUR, day(1)])
    assert sent() == [(-8, "ana"), (-7, "ana"), (1, "ana")]


def test_first_run_long_after_everything_sends_nothing(year):
    asked(year, ana="contributor")
    run([day(22), day(60)])
    assert sent() == []


@pytest.mark.parametrize("second", [-1, 0, 1])
def test_no_mail_says_late_before_it_is(year, second):
    asked(year, ana="contributor")
    Reminder.objects.create(period=year["period"], days=-1)
    Reminder.objects.create(period=year["period"], days=1)
    run([DUE + datetime.timedelta(seconds=second)])
    subjects = list(Mail.objects.values_list("subject", flat=True))
    assert len(subjects) == (0 if second == 1 else 1)
    assert [text for text in subjects if "retraso" in text] == []
    run([day(1)])
    assert "retraso" in Mail.objects.latest("pk").subject


def test_one_mail_tells_everything_that_is_due(year):
    agency = asked(year, ana="contributor")
    second = asked(year, ana="contributor")
    step = make.make_next_step(period=year["period"], number=4, title="Un protocolo")
    make.make_assignment(period=year["period"], agency=agency, next_step=step)
    back = make.make_update(
        period=year["period"], agency=second, status="returned", title="Devuelta", priorities=[]
    )
    run([day(-7)])
    [message] = outbox.outbox
    for text in (str(agency), str(second), "Prevenir", "4. Un protocolo", "Devuelta"):
        assert text in message.body
    assert f"/staff/roadmap/progressupdate/{back.pk}/change/" in message.body
    assert f"add/?period={year['period'].pk}&agency={agency.pk}&next_step={step.pk}" in message.body


def test_answer_ends_reminders_also_beside_another_draft(year):
    agency = asked(year, ana="contributor")
    answer(year, agency, "approved")
    answer(year, agency, "draft")
    run([day(1)])
    assert sent() == []


@pytest.mark.parametrize("kind", ["no-progress", "not-applicable"])
def test_no_progress_is_an_answer(year, kind):
    agency = asked(year, ana="contributor")
    update = answer(year, agency, "submitted")
    ProgressUpdate.objects.filter(pk=update.pk).update(kind=kind, reason="No hubo.")
    run([day(1)])
    assert sent() == []


def test_dates_are_told_by_the_roadmaps_clock_and_in_the_receivers_language(year, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    asked(year, ana="contributor", bob="contributor", cleo="contributor")
    User.objects.filter(email="bob@example.org").update(language="en")
    User.objects.filter(email="cleo@example.org").update(language="fr")
    run([day(-7)])
    told = {message.to[0].partition("@")[0]: message for message in outbox.outbox}
    assert "31 de mayo de 2023" in told["ana"].subject
    assert "31 May 2023 at 23:59" in told["bob"].body
    assert "7 days are left." in told["bob"].body
    assert "31 mai 2023" in told["cleo"].subject


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [(-7, "ana")]),
        ({"is_skipped": True}, []),
        ({"words": "Hoy llamen a la mesa 3."}, [(-7, "ana")]),
    ],
)
def test_series_is_edited_before_it_is_sent(year, changes, expected):
    asked(year, ana="contributor")
    reminders.make_series([year["period"]])
    Reminder.objects.filter(days=-7).update(**changes)
    run([day(-7), day(-6)])
    assert sent() == expected
    if "words" in changes:
        assert outbox.outbox[0].body.startswith(changes["words"])


def test_due_date_that_moves_begins_the_series_anew(year):
    asked(year, ana="contributor")
    run([day(-7), day(-2)])
    Period.objects.update(due_at=DUE + 14 * DAY)
    run([day(n) for n in range(-1, 16)])
    assert [number for number, _name in sent()] == [-7, -2, 0, 7, 12, 15]


@pytest.mark.parametrize(
    ("period", "roadmap", "expected"),
    [
        ({"state": "open"}, {}, [(1, "ana")]),
        ({"state": "closed"}, {}, []),
        ({"state": "planned"}, {}, []),
        ({"due_at": None}, {}, []),
        ({}, {"state": "superseded"}, []),
    ],
)
def test_only_an_open_period_with_a_due_date_reminds(year, period, roadmap, expected):
    asked(year, ana="contributor")
    if period:
        Period.objects.update(**period)
    if roadmap:
        newer = make.make_roadmap(country="PE")
        type(newer).objects.exclude(pk=newer.pk).update(superseded_by=newer, **roadmap)
    run([day(1)])
    assert sent() == expected


def test_reopened_agency_is_reminded_of_its_own_date_and_never_called_late(year):
    agency = asked(year, ana="contributor")
    asked(year, bea="contributor")
    Period.objects.update(state="closed")
    make.make_reopening(period=year["period"], agency=agency, until=DUE + 20 * DAY)
    run([day(n) for n in range(1, 32)])
    assert sent() == [(6, "ana"), (13, "ana"), (18, "ana")]
    assert all("20 de junio" in message.subject for message in outbox.outbox)


# Two timers, and a mail server that is down.


@pytest.mark.django_db(transaction=True)
def test_two_timers_at_once_send_one_mail_each(year):
    for name in ("ana", "bea", "carl"):
        asked(year, **{name: "contributor"})
    at_once([lambda: len(reminders.send_due(now=day(-7)))] * 4)
    assert sent() == [(-7, "ana"), (-7, "bea"), (-7, "carl")]
    assert len(outbox.outbox) == 3


def test_row_is_the_databases_own_word_against_a_second_mail(year):
    asked(year, ana="contributor")
    run([day(-7)])
    row = Reminded.objects.get()
    assert (row.due_at, row.at) == (DUE, day(-7))
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.fixture
def server_is_down(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    return settings


@pytest.mark.parametrize(
    ("meanwhile", "later", "state", "subjects"),
    [
        (None, day(-6), "sent", 1),
        ("approved", day(-6), "dropped", 0),
        (None, DUE + HOUR, "dropped", 0),
    ],
)
def test_mail_that_failed_goes_out_later_only_if_it_still_holds(
    year, server_is_down, meanwhile, later, state, subjects
):
    agency = asked(year, ana="contributor")
    run([day(-7)])
    assert list(Mail.objects.values_list("state", "tries")) == [("failed", 1)]
    if meanwhile:
        answer(year, agency, meanwhile)
    server_is_down.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    run([later, later])
    assert (Mail.objects.get().state, len(outbox.outbox)) == (state, subjects)


def test_mail_to_who_has_left_meanwhile_is_dropped(year, server_is_down):
    asked(year, ana="contributor")
    run([day(-7)])
    User.objects.filter(email="ana@example.org").update(is_active=False)
    server_is_down.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    run([day(-6)])
    assert (Mail.objects.get().state, outbox.outbox) == ("dropped", [])


def test_mail_that_was_being_sent_when_the_machine_stopped_is_not_sent_twice(year):
    asked(year, ana="contributor")
    run([day(-7)])
    Mail.objects.update(state="sending", sent_at=None)
    run([day(-6)])
    assert (Mail.objects.get().state, len(outbox.outbox)) == ("sending", 1)


# One press


def test_one_press_reminds_one_agency_once(year):
    agency = asked(year, ana="contributor")
    asked(year, bea="contributor")
    press = uuid.uuid4()
    for _press in range(2):
        reminders.remind(year["period"], agency, press=press, now=day(-20))
    assert sent() == [(-20, "ana")]
    reminders.remind(year["period"], agency, press=uuid.uuid4(), now=day(-19))
    assert sent() == [(-20, "ana"), (-19, "ana")]


MINUTE = datetime.timedelta(minutes=1)
STANDS_FOR = [
    # (by hand so long after a reminder's time, which one, whether the timer's is left out)
    (-2 * DAY, -7, False),
    (-DAY - MINUTE, -7, False),
    (-DAY, -7, True),
    (-HOUR, -7, True),
    (-10 * HOUR, 1, False),  # Sent before the due date; the timer's tells that it has passed.
    (-HOUR, 1, True),
    (-MINUTE, 7, True),
]


@pytest.mark.parametrize(("after", "days", "is_left_out"), STANDS_FOR)
def test_mail_by_hand_stands_for_the_series_own(year, after, days, is_left_out):
    agency = asked(year, ana="contributor")
    asked(year, bea="contributor")
    reminders.make_series([year["period"]])
    Reminder.objects.exclude(days=days).delete()
    reminders.remind(year["period"], agency, press=uuid.uuid4(), now=day(days) + after)
    run([day(days) + number * HOUR for number in range(30)])
    timers = Mail.objects.filter(press=None).values_list("to__email", flat=True)
    expected = ["bea@example.org"] if is_left_out else ["ana@example.org", "bea@example.org"]
    assert sorted(timers) == expected
    by_hand = Mail.objects.exclude(press=None).get()
    assert [r.days for r in by_hand.reminders.all()] == ([days] if is_left_out else [])


def test_mail_by_hand_while_the_timer_was_down_stands_for_what_it_missed(year):
    agency = asked(year, ana="contributor")
    run([day(-8)])
    Mail.objects.all().delete()
    reminders.remind(year["period"], agency, press=uuid.uuid4(), now=day(-6))
    run([day(-5), day(-4), day(-2)])
    assert sent() == [(-6, "ana"), (-2, "ana")]


def test_mail_by_hand_about_one_agency_leaves_the_other_one_to_the_timer(year):
    one = asked(year, ana="contributor", bea="contributor")
    two = asked(year, ana="contributor")
    reminders.remind(year["period"], one, press=uuid.uuid4(), now=day(-7) - HOUR)
    run([day(-7)])
    assert sent() == [(-7, "ana"), (-7, "bea"), (-7, "ana")]
    assert str(two) in Mail.objects.get(press=None).body


def test_mail_by_hand_that_was_dropped_stands_for_nothing(year):
    agency = asked(year, ana="contributor")
    reminders.remind(year["period"], agency, press=uuid.uuid4(), now=day(-7) - HOUR)
    Mail.objects.update(state="dropped", sent_at=None)
    run([day(-7)])
    assert sent() == [(-7, "ana")]


# The command


def test_command_sends_and_its_dry_run_does_not(year):
    asked(year, ana="contributor")
    Period.objects.update(due_at=datetime.datetime.now(datetime.UTC) + 6 * DAY)
    said = io.StringIO()
    call_command("send_reminders", dry_run=True, stdout=said)
    assert said.getvalue().startswith("ana@example.org: ")
    assert (Mail.objects.count(), Reminder.objects.count(), outbox.outbox) == (0, 0, [])
    for expected in ("1", "0"):
        said = io.StringIO()
        call_command("send_reminders", stdout=said)
        assert said.getvalue() == f"Reminders written: {expected}.\n"
    assert len(outbox.outbox) == 1


def test_command_fails_when_a_mail_could_not_be_sent(year, server_is_down):
    asked(year, ana="contributor")
    Period.objects.update(due_at=datetime.datetime.now(datetime.UTC) + 6 * DAY)
    with pytest.raises(CommandError, match="1 mails could not be sent"):
        call_command("send_reminders", stdout=io.StringIO())


@pytest.mark.parametrize("many", [1, 3, 30])
def test_reading_asks_a_constant_number_of_times(year, django_assert_num_queries, many):
    for number in range(many):
        agency = asked(year, **{f"p{number}": "contributor"})
        make.make_assignment(period=year["period"], agency=agency, priority=make.make_priority())
        answer(year, agency, "returned")
    reminders.make_series([year["period"]])
    with django_assert_num_queries(13):
        found, _reasons, _told = reminders.letters(day(-7))
        assert len(found) == many
