"""The coordination's year in a real browser: open, say until when, remind, close, reopen one."""

import datetime

import pytest
from django.utils import timezone

from roadmap.models import Mail, Period, Reminder, User
from tests import make
from tests.browser import axe
from tests.browser.doing import follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene(live_server):
    """Last year with one agency and its promises; a coordinator and two people."""
    last = make.make_period(year=2022, state="closed")
    agency = make.make_agency(name="Sistema Nacional DIF", acronym="SNDIF")
    make.make_user(email="coordinator@example.org", name="Coordinación", group="coordinators")
    make.make_user(email="ana@example.org", name="Ana", agency=agency)
    chief = make.make_user(email="vera@example.org", name="Vera", agency=agency, role="validator")
    chief.memberships.update(contact="main")
    make.make_invitation(agency=agency, email="eva@example.org")
    priority = make.make_priority(short_name="Prevenir el trabajo infantil")
    make.make_assignment(period=last, agency=agency, priority=priority)
    coming = make.make_period(roadmap=last.roadmap, year=2023, state="planned")
    make.make_next_step(
        period=coming,
        title="Un protocolo de inspección",
        agency=agency,
        promised_at=timezone.now(),
    )
    make.make_action(roadmap=last.roadmap, lead_agency=agency)
    return {"last": last, "agency": agency, "coming": coming}


@pytest.fixture
def enter(log_in):
    """Gives a page the session of a person who has logged in."""

    def let_in(page, email="coordinator@example.org"):
        return log_in(page, User.objects.get(email=email))

    return let_in


def test_coordination_plays_a_year(scene, page, enter):
    enter(page).goto("/staff/year/")
    follow(page, "Abrir el periodo siguiente")
    assert page.get_by_text("Un protocolo de inspección").is_visible()
    press(page, "Abrir el periodo 2023-2024")
    assert Period.objects.get(year=2023).assignments.count() == 2
    page.get_by_label("Fecha límite", exact=True).fill("2099-05-31T23:59")
    press(page, "Fijar la fecha límite")
    assert page.get_by_text("31 de mayo de 2099 a las 23:59").first.is_visible()

    follow(page, "Recordatorios")
    page.get_by_label("no enviarlo").first.check()
    press(page, "Guardar los recordatorios")
    assert Reminder.objects.filter(is_skipped=True).get().days == -30
    follow(page, "Ver el correo y recordar ahora")
    press(page, "Enviar este correo ahora")
    assert list(Mail.objects.values_list("to__email", "state")) == [("ana@example.org", "sent")]

    page.goto(f"/staff/year/{scene['coming'].pk}/")
    press(page, "Cerrar el periodo")
    page.get_by_label("Institución").select_option(label="Sistema Nacional DIF (SNDIF)")
    until = timezone.localtime() + datetime.timedelta(days=9)
    page.get_by_label("Hasta").fill(until.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Motivo").fill("Cambió el enlace.")
    press(page, "Reabrirlo para esta institución")
    assert page.get_by_text("Cambió el enlace.").is_visible()
    enter(page, "ana@example.org").goto("/staff/")
    assert page.get_by_text("abierto otra vez para su institución").is_visible()


PAGES = ["", "begin/{roadmap}/", "{coming}/", "{coming}/reminders/", "{coming}/remind/{agency}/"]


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_keep_nobody_out(scene, new_page, enter, cache, width):
    page = enter(new_page(viewport={"width": width, "height": 900}))
    Period.objects.filter(year=2023).update(
        state="open", due_at=timezone.now() + datetime.timedelta(days=3)
    )
    make.make_assignment(period=scene["coming"], agency=scene["agency"])
    make.make_mail(agency=scene["agency"], period=scene["coming"])
    make.make_reopening(period=scene["last"], agency=scene["agency"])
    keys = {
        "roadmap": scene["last"].roadmap_id,
        "coming": scene["coming"].pk,
        "agency": scene["agency"].pk,
    }
    ana = User.objects.get(email="ana@example.org")
    addresses = [f"/staff/year/{path.format(**keys)}" for path in PAGES]
    addresses += [f"/staff/year/{scene['last'].pk}/", "/staff/people/", f"/staff/people/{ana.pk}/"]
    addresses.append("/staff/roadmap/mail/")
    for address in addresses:
        assert page.goto(address).status == 200
        assert (address, axe.violations(page, cache)) == (address, [])
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert (address, wide <= width) == (address, True)
