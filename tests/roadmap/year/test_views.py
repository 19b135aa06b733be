"""The coordination's pages about a period: three people at each door, and what each button does."""

import datetime
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from roadmap.models import (
    KeptText,
    Mail,
    NextStep,
    Period,
    PeriodReopening,
    ProgressUpdate,
    Reminder,
)
from roadmap.models.people import ADMINISTRATORS, COORDINATORS, OBSERVERS
from tests import make
from tests.roadmap.pages import change_url, is_saved, open_form, save, stored

DAY = datetime.timedelta(days=1)

ROLES = {
    "superuser": {"is_superuser": True},
    "administrator": {"group": ADMINISTRATORS},
    "coordinator": {"group": COORDINATORS},
    "observer": {"group": OBSERVERS},
    "validator": {"role": "validator"},
    "contributor": {},
    "nobody": None,
}
MAY = {"superuser", "administrator", "coordinator"}


def somebody(role, agency):
    fields = ROLES[role]
    own = {"agency": agency} if role in {"validator", "contributor"} else {}
    return make.make_user(**(fields or {}), **own)


@pytest.fixture
def scene(db):
    """An open period and an agency that is asked for something in it."""
    period = make.make_period(year=2022)
    agency = make.make_agency(name="Sistema DIF")
    make.make_assignment(period=period, agency=agency)
    return {"period": period, "agency": agency, "roadmap": period.roadmap}


DOORS = {
    "year": lambda _: reverse("year"),
    "period": lambda s: reverse("period", args=[s["period"].pk]),
    "begin": lambda s: reverse("begin", args=[s["roadmap"].pk]),
    "reminders": lambda s: reverse("reminders", args=[s["period"].pk]),
    "remind": lambda s: reverse("remind", args=[s["period"].pk, s["agency"].pk]),
    "people": lambda _: reverse("people"),
    "mails": lambda _: reverse("admin:roadmap_mail_changelist"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("role", ROLES)
def test_who_opens_which_page(scene, client, role, door):
    client.force_login(somebody(role, scene["agency"]))
    page = client.get(DOORS[door](scene))
    if role == "nobody" and door == "mails":
        assert page.status_code == 302  # The admin leads a stranger to the log-in.
    else:
        assert page.status_code == (200 if role in MAY else 403)


@pytest.mark.parametrize("door", DOORS)
def test_stranger_is_asked_to_log_in(scene, client, door):
    answer = client.get(DOORS[door](scene))
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/accounts/login/")


PRESSES = {
    "due": {"due_at": "2023-05-31T23:59"},
    "close": {},
    "open-again": {},
    "reopen": {"until": "2099-05-31T23:59", "reason": "Se pidió."},
}


def everything():
    return (
        list(Period.objects.order_by("pk").values_list("state", "due_at")),
        PeriodReopening.objects.count(),
        Mail.objects.count(),
        NextStep.objects.count(),
    )


@pytest.mark.parametrize("press", PRESSES)
@pytest.mark.parametrize("role", ROLES)
def test_who_presses_which_button(scene, role, press):
    """Whoever may not changes nothing; the control is whoever may, with the same set-up."""
    if press in {"open-again", "reopen"}:
        Period.objects.update(state="closed")
    before = everything()
    client = Client()
    client.force_login(somebody(role, scene["agency"]))
    typed = {"press": press, "agency": scene["agency"].pk, **PRESSES[press]}
    answer = client.post(DOORS["period"](scene), typed)
    assert answer.status_code == (302 if role in MAY else 403)
    assert (everything() != before) == (role in MAY)


@pytest.mark.parametrize(
    ("zone", "instant"),
    [
        ("America/Mexico_City", "2023-06-01T05:59:00+00:00"),
        ("America/Tijuana", "2023-06-01T06:59:00+00:00"),
        ("Europe/Madrid", "2023-05-31T21:59:00+00:00"),
    ],
)
def test_due_date_is_entered_and_shown_by_the_roadmaps_clock(
    scene, coordinator, client, settings, zone, instant
):
    settings.TIME_ZONE = "Asia/Tokyo"
    type(scene["roadmap"]).objects.update(time_zone=zone)
    page = DOORS["period"](scene)
    client.post(page, {"press": "due", "due_at": "2023-05-31T23:59"})
    assert Period.objects.get().due_at == datetime.datetime.fromisoformat(instant)
    shown = client.get(page).text
    assert ('value="2023-05-31T23:59"' in shown, "31 de mayo de 2023" in shown) == (True, True)
    member = make.make_user(agency=scene["agency"])
    client.force_login(member)
    assert "31 de mayo de 2023 a las 23:59" in client.get(reverse("admin:index")).text


def test_due_date_that_is_none_is_refused_with_what_was_typed(scene, coordinator, client):
    before = everything()
    answer = client.post(DOORS["period"](scene), {"press": "due", "due_at": "mañana"})
    assert (answer.status_code, "mañana" in answer.text, everything()) == (422, True, before)
    client.post(DOORS["period"](scene), {"press": "due", "due_at": ""})
    assert Period.objects.get().due_at is None


def test_due_date_of_the_first_time_makes_the_series(scene, coordinator, client):
    client.post(DOORS["period"](scene), {"press": "due", "due_at": "2023-05-31T23:59"})
    assert list(Reminder.objects.values_list("days", flat=True)) == [-30, -14, -7, -2, 1, 7, 14]


@pytest.mark.parametrize("button", ["close", "open-again", "unknown"])
def test_button_pressed_twice_or_unknown_does_no_more(scene, coordinator, client, button):
    pages = [client.post(DOORS["period"](scene), {"press": button}, follow=True) for _ in "12"]
    assert [page.status_code for page in pages] == [200, 200]
    assert Period.objects.get().state == ("closed" if button == "close" else "open")


REFUSED = {
    "past": {"until": "2020-01-01T12:00"},
    "no reason": {"reason": "  "},
    "no agency": {"agency": "0"},
    "no date": {"until": "x"},
}


@pytest.mark.parametrize("changed", REFUSED)
def test_reopening_that_lacks_something_is_refused(scene, coordinator, client, changed):
    Period.objects.update(state="closed")
    whole = {"press": "reopen", "agency": scene["agency"].pk, **PRESSES["reopen"]}
    answer = client.post(DOORS["period"](scene), whole | REFUSED[changed])
    assert (answer.status_code, PeriodReopening.objects.count()) == (422, 0)
    client.post(DOORS["period"](scene), whole)
    row = PeriodReopening.objects.get()
    assert (row.agency, row.by, row.reason) == (scene["agency"], coordinator, "Se pidió.")
    assert "Sistema DIF" in client.get(DOORS["period"](scene)).text


def test_open_period_is_not_reopened_for_one(scene, coordinator, client):
    whole = {"press": "reopen", "agency": scene["agency"].pk, **PRESSES["reopen"]}
    assert client.post(DOORS["period"](scene), whole).status_code == 422
    assert not PeriodReopening.objects.exists()


# Opening the next one


def test_button_opens_the_year_that_the_page_named(scene, coordinator, client):
    page = client.get(DOORS["begin"](scene))
    assert (page.context["plan"].year, 'name="year" value="2023"' in page.text) == (2023, True)
    for _press in range(2):
        answer = client.post(DOORS["begin"](scene), {"year": "2023"})
    assert answer.url == reverse("period", args=[Period.objects.get(year=2023).pk])
    assert list(Period.objects.order_by("year").values_list("year", "state")) == [
        (2022, "open"),
        (2023, "open"),
    ]
    assert Period.objects.get(year=2023).assignments.count() == 1


@pytest.mark.parametrize("asked", [True, False])
def test_page_counts_what_it_brings_and_says_nothing_of_nothing(scene, coordinator, client, asked):
    if not asked:
        scene["period"].assignments.all().delete()
    page = client.get(DOORS["begin"](scene), headers={"accept-language": "en"}).text
    assert ("1 assignment to a priority is copied" in page) is asked
    assert ("Nothing is asked of anybody yet" in page) is not asked
    assert [
        number for number in ("0 assignments", "0 next steps", "0 running") if number in page
    ] == []


@pytest.mark.parametrize("forged", ["2030", "1", "", "x", "-1", "٢٠٢٣٠"])
def test_forged_year_opens_nothing(scene, coordinator, client, forged):
    answer = client.post(DOORS["begin"](scene), {"year": forged})
    assert (answer.status_code, Period.objects.count()) == (404, 1)


def test_who_may_not_opens_nothing(scene, client):
    client.force_login(make.make_user(agency=scene["agency"], role="validator"))
    answer = client.post(DOORS["begin"](scene), {"year": "2023"})
    assert (answer.status_code, Period.objects.count()) == (403, 1)


# The series


def series(client, scene):
    return client.get(DOORS["reminders"](scene)).context["rows"]


@pytest.fixture
def due(scene):
    """The period is due in three days and three hours: four of its seven reminders have passed."""
    now = timezone.now()
    Period.objects.update(due_at=now + 3 * DAY)
    scene["period"].refresh_from_db()
    return scene


def test_only_reminders_to_come_are_edited(due, coordinator, client):
    rows = series(client, due)
    assert [(row["reminder"].days, row["form"] is not None) for row in rows] == [
        *((-30, False), (-14, False), (-7, False)),
        *((-2, True), (1, True), (7, True), (14, True)),
    ]
    past, coming = rows[0]["reminder"], rows[3]["reminder"]
    typed = {f"reminder-{r.pk}-words": "Hoy." for r in (past, coming)}
    typed |= {f"reminder-{r.pk}-is_skipped": "on" for r in (past, coming)} | {"save": "1"}
    assert client.post(DOORS["reminders"](due), typed).status_code == 302
    saved = Reminder.objects.exclude(words="").values_list("days", "words", "is_skipped")
    assert list(saved) == [(-2, "Hoy.", True)]


@pytest.mark.parametrize(
    ("days", "added"), [("-1", True), ("30", True), ("-7", False), ("0", False), ("999", False)]
)
def test_one_more_reminder(due, coordinator, client, days, added):
    series(client, due)
    answer = client.post(DOORS["reminders"](due), {"add": "1", "days": days})
    assert (answer.status_code, Reminder.objects.count()) == (302 if added else 200, 7 + added)


def test_who_may_not_edits_no_reminder(due, client, coordinator):
    series(client, due)
    client.force_login(make.make_user(agency=due["agency"], role="validator"))
    answer = client.post(DOORS["reminders"](due), {"add": "1", "days": "-1"})
    assert (answer.status_code, Reminder.objects.count()) == (403, 7)


def test_page_says_where_nobody_is_left_to_be_reminded(due, coordinator, client):
    asked = client.get(DOORS["reminders"](due)).context["asked"]
    assert [(line["agency"], line["count"], line["is_reached"]) for line in asked] == [
        (due["agency"], 1, False)
    ]
    make.make_user(agency=due["agency"])
    assert client.get(DOORS["reminders"](due)).context["asked"][0]["is_reached"] is True


@pytest.mark.parametrize(
    ("people", "answered", "nobody", "letters"),
    [
        (False, False, True, 0),
        (False, True, False, 0),
        (True, True, False, 0),
        (True, False, False, 1),
    ],
)
def test_page_tells_nobody_from_nothing(
    due, coordinator, client, people, answered, nobody, letters
):
    if people:
        make.make_user(agency=due["agency"])
    if answered:
        make.make_update(agency=due["agency"], status="submitted")
    page = client.get(DOORS["remind"](due))
    assert (bool(page.context["nobody"]), len(page.context["letters"])) == (nobody, letters)
    assert (f'class="button" href="{reverse("invite")}?agency=' in page.text) is nobody


def test_press_sends_what_the_page_showed_once(due, coordinator, client, mailoutbox):
    make.make_user(email="ana@example.org", agency=due["agency"])
    page = client.get(DOORS["remind"](due))
    [letter] = page.context["letters"]
    press = re.search(r'name="press" value="([^"]+)"', page.text)[1]
    for _press in range(2):
        client.post(DOORS["remind"](due), {"press": press})
    [message] = mailoutbox
    assert (message.subject, message.body) == (letter["subject"], letter["body"])
    assert message.to == ["ana@example.org"]


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        ("about the agency", True),
        ("about several", True),
        ("failed", False),
        ("an approval", False),
        ("to somebody else", False),
    ],
)
def test_page_tells_the_last_reminder_that_reached_its_people(
    due, coordinator, client, what, shown
):
    ana = make.make_user(agency=due["agency"])
    mail = make.make_mail(
        to=make.make_user() if what == "to somebody else" else ana,
        agency=due["agency"],
        period=due["period"],
        state="failed" if what == "failed" else "sent",
        kind="approved" if what == "an approval" else "reminder",
    )
    if what == "about several":
        Mail.objects.update(agency=None)
    assert client.get(DOORS["remind"](due)).context["last"] == (mail if shown else None)


@pytest.mark.parametrize("role", ["contributor", "validator", "observer"])
def test_who_may_not_presses_for_nothing(due, client, mailoutbox, role):
    make.make_user(agency=due["agency"])
    client.force_login(somebody(role, due["agency"]))
    press = {"press": "7f9c24e8-3b12-4fef-91e0-56a2d2a8d9d8"}
    assert client.post(DOORS["remind"](due), press).status_code == 403
    assert (Mail.objects.count(), mailoutbox) == (0, [])


@pytest.mark.parametrize("many", [1, 3])
def test_pages_ask_a_constant_number_of_times(
    due, coordinator, client, django_assert_num_queries, many
):
    for _number in range(many):
        agency = make.make_agency()
        make.make_user(agency=agency)
        make.make_assignment(period=due["period"], agency=agency, priority=make.make_priority())
        make.make_invitation(agency=agency)
        make.make_next_step(period=due["period"], agency=agency)
        make.make_reopening(period=due["period"], agency=agency)
    numbers = {"year": 5, "period": 6, "begin": 10, "reminders": 14, "people": 7}
    series(client, due)
    for door, number in numbers.items():
        with django_assert_num_queries(number):
            assert client.get(DOORS[door](due)).status_code == 200


# The list of mails is nobody's to write in.


def test_list_tells_which_reminder_a_mail_was_and_what_was_sent_by_hand(due, client):
    made = {
        "timer": make.make_mail(kind="reminder"),
        "hand": make.make_mail(kind="reminder", press=uuid.uuid4()),
        "instead": make.make_mail(kind="reminder", press=uuid.uuid4()),
        "approval": make.make_mail(kind="approved"),
    }
    before, after = (make.make_reminder(period=due["period"], days=days) for days in (-7, 1))
    made["timer"].reminders.set([before, after])
    made["instead"].reminders.set([before])
    client.force_login(make.make_user(is_superuser=True))
    page = client.get(DOORS["mails"](due), headers={"accept-language": "en"})
    admin = page.context["cl"].model_admin
    with override("en"):
        assert {name: admin.occasion(mail) for name, mail in made.items()} == {
            "timer": "7 days before, 1 day after",
            "hand": "by hand",
            "instead": "by hand, in place of: 7 days before",
            "approval": "",
        }
    assert "by hand, in place of: 7 days before" in page.text


def test_mail_is_read_and_never_changed(due, client):
    mail = make.make_mail()
    client.force_login(make.make_user(is_superuser=True))
    assert "Falta algo." in client.get(change_url(mail)).text
    before = stored(mail)
    urls = [change_url(mail), change_url(mail).replace("change", "delete")]
    urls.append(reverse("admin:roadmap_mail_add"))
    answers = [client.post(url, {"subject": "Otro", "post": "yes"}) for url in urls]
    assert ([a.status_code for a in answers], stored(mail)) == ([403] * 3, before)


# A closed period at the doors of an update.


@pytest.fixture
def shut(scene, client):
    """A contributor's draft in a period that is closed while the form is open."""
    update = make.make_update(period=scene["period"], agency=scene["agency"])
    writer = make.make_user(agency=scene["agency"])
    client.force_login(writer)
    opened = open_form(client, update)
    Period.objects.update(state="closed")
    return {**scene, "update": update, "opened": opened, "writer": writer}


def test_text_typed_while_the_period_was_closed_is_kept_and_comes_back(shut, client):
    before = stored(shut["update"])
    answer = save(client, shut["update"], shut["opened"] | {"title": "Lo que escribí"})
    assert (answer.status_code, answer.url) == (302, change_url(shut["update"]))
    page = client.get(change_url(shut["update"]))
    assert ("Lo que escribí" in page.text, "cerr" in str(*page.context["messages"])) == (True, True)
    assert stored(shut["update"]) == before
    make.make_reopening(period=shut["period"], agency=shut["agency"], until=timezone.now() + DAY)
    page = client.get(change_url(shut["update"]))
    assert page.context["adminform"].form["title"].value() == "Lo que escribí"
    assert is_saved(save(client, shut["update"], shut["opened"] | {"title": "Lo que escribí"}))
    assert ProgressUpdate.objects.get().title == "Lo que escribí"


def test_stranger_keeps_nothing_of_a_closed_period(shut, client):
    client.force_login(make.make_user(agency=make.make_agency()))
    typed = {name: value for name, value in shut["opened"].items() if name != "who"}
    assert save(client, shut["update"], typed).status_code == 404
    assert not KeptText.objects.exists()


def test_sending_in_after_closing_says_why_not(shut, client):
    step = reverse("update-step", args=[shut["update"].pk, "submit"])
    answer = client.post(step, {"version": "1"}, follow=True)
    assert "no está abierto" in str(*answer.context["messages"])
    assert ProgressUpdate.objects.get().status == "draft"


def test_new_update_in_a_closed_period_is_refused_with_its_text(shut, client):
    add = reverse("admin:roadmap_progressupdate_add")
    form = {name: value for name, value in shut["opened"].items() if name != "version"}
    typed = form | {"title": "Nuevo", "period": shut["period"].pk, "form_key": "new:abc"}
    answer = client.post(add, typed)
    assert (answer.status_code, "Nuevo" in answer.text) == (200, True)
    said = answer.context["adminform"].form.errors["period"]
    assert said == ["El periodo no está abierto para esta institución. Su texto sigue en el"
                    " formulario: la coordinación puede reabrir el periodo."]  # fmt: skip
    assert ProgressUpdate.objects.count() == 1
    make.make_reopening(period=shut["period"], agency=shut["agency"], until=timezone.now() + DAY)
    assert is_saved(client.post(add, typed))


def test_period_open_for_one_agency_is_not_open_for_the_other_of_the_same_person(shut, client):
    other = make.make_agency()
    make.make_membership(user=shut["writer"], agency=other)
    make.make_reopening(period=shut["period"], agency=shut["agency"], until=timezone.now() + DAY)
    add = reverse("admin:roadmap_progressupdate_add")
    form = {name: value for name, value in shut["opened"].items() if name != "version"}
    typed = form | {"title": "Nuevo", "period": shut["period"].pk}
    answer = client.post(add, typed | {"agency": other.pk, "form_key": "new:abc"})
    assert (answer.status_code, ProgressUpdate.objects.count()) == (200, 1)
    mine = typed | {"agency": shut["agency"].pk, "form_key": "new:abd"}
    assert is_saved(client.post(add, mine))


@pytest.mark.parametrize(
    ("state", "reopened", "status"),
    [("open", False, 302), ("closed", False, 404), ("closed", True, 302), ("planned", False, 404)],
)
def test_last_years_update_is_continued_where_the_period_is_open(
    scene, client, state, reopened, status
):
    last = make.make_update(period=scene["period"], agency=scene["agency"], status="approved")
    now = make.make_period(roadmap=scene["roadmap"], year=2023, state=state)
    if reopened:
        make.make_reopening(period=now, agency=scene["agency"], until=timezone.now() + DAY)
    client.force_login(make.make_user(agency=scene["agency"]))
    url = reverse("update-continue", args=[last.pk])
    assert client.post(url).status_code == status
    assert now.updates.count() == (status == 302)


def test_reopened_period_is_on_the_agencys_home_page(shut, client):
    home = reverse("admin:index")
    assert client.get(home).context["periods"] == []
    until = timezone.now() + DAY
    make.make_reopening(period=shut["period"], agency=shut["agency"], until=until)
    page = client.get(home)
    [period] = page.context["periods"]
    assert (period.due, period.days, "Se pidió." in page.text) == (until, 1, True)


# The forms of the staff's pages


def test_promised_wording_is_no_field_of_the_form(scene, coordinator, client):
    step = make.make_next_step(period=scene["period"], promised_at=timezone.now())
    forged = {"title": "Otro", "proof": "Otra", "number": "9", "areas": ["child-labour"]}
    before = stored(step)
    typed = open_form(client, step) | forged | {"status": "completed"}
    assert is_saved(save(client, step, typed))
    assert stored(step) == before | {"status": "completed"}
    assert (
        client.post(change_url(step).replace("change", "delete"), {"post": "y"}).status_code == 403
    )
    free = make.make_next_step(period=scene["period"])
    assert is_saved(save(client, free, open_form(client, free) | {"title": "Otro"}))
    assert NextStep.objects.get(pk=free.pk).title == "Otro"


def test_period_is_opened_and_closed_on_its_own_page_only(scene, coordinator, client):
    forged = {"state": "closed", "due_at": "2023-05-31T23:59", "year": "2020"}
    before = stored(scene["period"])
    typed = open_form(client, scene["period"]) | forged | {"source_note": "l. 3"}
    assert is_saved(save(client, scene["period"], typed))
    assert stored(scene["period"]) == before | {"source_note": "l. 3"}
    add = reverse("admin:roadmap_period_add")
    new = {"roadmap": scene["roadmap"].pk, "year": "2023", "source_note": "", "state": "open"}
    assert is_saved(client.post(add, new))
    assert Period.objects.get(year=2023).state == "planned"


@pytest.mark.parametrize(("late", "words"), [(True, True), (False, False)])
def test_receipt_and_timeline_say_late(scene, client, late, words):
    shift = -DAY if late else DAY
    Period.objects.update(due_at=timezone.now() + shift)
    update = make.make_update(period=scene["period"], agency=scene["agency"])
    client.force_login(make.make_user(agency=scene["agency"]))
    step = reverse("update-step", args=[update.pk, "submit"])
    receipt = client.post(step, {"version": "1"}, follow=True)
    pages = [receipt, client.get(change_url(update))]
    assert ["extemporáneo" in page.text for page in pages] == [words, words]
