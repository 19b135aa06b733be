"""The coordinator's desk in a real browser: accessible, narrow, by keyboard and without scripts."""

import pytest
from django.urls import reverse

from roadmap.models import Assignment, Comment, ProgressUpdate, User
from roadmap.models.people import COORDINATORS, OBSERVERS
from roadmap.review import workflow
from roadmap.review.queue import mark_seen
from roadmap.review.workflow import StepName
from tests import make
from tests.browser import axe
from tests.browser.doing import follow, press, press_key

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MATRIX = "/staff/matrix/MX/2022-2023/"


@pytest.fixture
def year(live_server):
    """Two agencies; one update of each state, one of them changed since the coordinator saw it."""
    user = make.make_user(email="coordinator@example.org", group=COORDINATORS)
    make.make_user(email="observer@example.org", group=OBSERVERS)
    roadmap = make.make_roadmap(code="MX", language="es")
    period = make.make_period(roadmap=roadmap, due_at=make.NOON)
    agencies = [make.make_agency(acronym=name) for name in ("SNDIF", "INM")]
    statuses = ["draft", "with-validator", "submitted", "returned", "approved", "nothing", "kind"]
    for number, status in enumerate(statuses, start=1):
        priority = make.make_priority(roadmap=roadmap, short_name=f"Prioridad {number}")
        make.make_assignment(period=period, agency=agencies[0], priority=priority)
        if status == "kind":
            kind = {"kind": "no-progress", "reason": "No hubo.", "status": "submitted"}
            make.make_update(agency=agencies[0], priorities=[priority], **kind)
        elif status != "nothing":
            make.make_update(agency=agencies[0], priorities=[priority], status=status)
    make.make_assignment(agency=agencies[1], next_step=make.make_next_step(period=period))
    changed(agencies[1], user)
    return agencies


def changed(agency, user):
    member = make.make_user(agency=agency)
    update = make.make_whole_update(agency=agency, title="Lo que cambió")
    update = workflow.move(update, StepName.SUBMIT, by=member, version=1)
    mark_seen(user, update)
    update = workflow.move(update, StepName.RETURN, by=user, version=2, comment="Falta.")
    update.narrative = make.paragraph("Se hizo algo nuevo.")
    update.save()
    update = workflow.move(update, StepName.SUBMIT, by=member, version=3)
    make.make_comment(update=update, by=user, field="narrative", quote="Se hizo algo nuevo.")


def newest():
    return ProgressUpdate.objects.get(title="Lo que cambió")


@pytest.fixture
def enter(log_in):
    """Gives a page the session of a person who has logged in."""

    def let_in(page, email="coordinator@example.org"):
        return log_in(page, User.objects.get(email=email))

    return let_in


def cell(agency, number):
    priority = make.Priority.objects.get(number=number)
    return f"{MATRIX}{agency.pk}/p{priority.pk}/"


PAGES = {
    "home": lambda _year: "/staff/",
    "matrix": lambda _year: MATRIX,
    "matrix, filtered": lambda _year: f"{MATRIX}?state=draft",
    "cell": lambda year: cell(year[0], 5),
    "asked of one": lambda year: f"{MATRIX}asked/a{year[0].pk}/",
    "queue": lambda _year: "/staff/queue/",
    "reading": lambda _year: reverse("queue-reading", args=[newest().pk]),
    "comment": lambda _year: reverse("comment-answer", args=[Comment.objects.first().pk]),
}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits(year, new_page, enter, pytestconfig, name, width):
    page = enter(new_page(viewport={"width": width, "height": 800}))
    page.goto(PAGES[name](year))
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true; }")
    assert axe.violations(page, pytestconfig.cache) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_home_of_an_observer_is_accessible(year, new_page, enter, pytestconfig):
    page = enter(new_page(), "observer@example.org")
    page.goto("/staff/")
    assert axe.violations(page, pytestconfig.cache) == []


def test_matrix_is_read_and_scrolled_with_the_keyboard(year, new_page, enter):
    page = enter(new_page(viewport={"width": 320, "height": 600}))
    page.goto(MATRIX)
    region = page.locator(".matrix")
    region.focus()
    for _press in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.matrix').scrollLeft > 100")
    # The agency's name and the heads of the columns stay where they are.
    left = region.bounding_box()["x"]
    first = page.locator(".matrix tbody th").first.bounding_box()
    assert abs(first["x"] - left) <= 2
    region.get_by_role("link", name="Aprobado").focus()
    press_key(page)
    assert page.url.endswith(cell(year[0], 5))
    follow(page, "Se hizo algo")
    assert "/staff/queue/" in page.url


def test_queue_is_turned_with_keys_that_no_typing_presses(year, page, enter):
    enter(page)
    page.goto("/staff/queue/")
    follow(page, "Leer uno tras otro")
    first = page.url
    page.keyboard.press("j")
    page.locator("#decision textarea").fill("")
    page.locator("#decision textarea").press("j")
    assert (page.url, page.locator("#decision textarea").input_value()) == (first, "j")
    page.locator("#decision textarea").fill("")
    press_key(page, "Alt+j")
    second = page.url
    press_key(page, "Alt+k")
    assert (second != first, page.url) == (True, first)


def test_change_is_marked_and_decided_with_the_keyboard_alone(year, page, enter):
    enter(page)
    page.goto(reverse("queue-reading", args=[newest().pk]))
    assert page.locator(".reading ins").all_inner_texts() == [" nuevo"]
    page.locator("#decision textarea").focus()
    page.keyboard.type("Falta la cifra.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    press_key(page)
    update = newest()
    assert (update.status, update.steps.last().comment) == ("returned", "Falta la cifra.")


def test_desk_works_without_scripts(year, new_page, enter):
    page = enter(new_page(java_script_enabled=False))
    page.goto(PAGES["reading"](year))
    field = page.locator("#part-title")
    field.locator("summary").click()
    field.locator("textarea").fill("¿Más corto?")
    with page.expect_navigation():
        field.get_by_role("button").click()
    assert Comment.objects.filter(field="title", text="¿Más corto?").exists()
    page.goto("/staff/queue/")
    page.get_by_label("Aprobar: Lo que cambió").check()
    press(page, "Aprobar lo marcado")
    assert newest().status == "approved"
    page.goto(PAGES["asked of one"](year))
    page.get_by_label("P6. Prioridad 6").uncheck()
    press(page, "Guardar")
    assert not Assignment.objects.filter(priority__number=6).exists()
    page.goto(MATRIX)
    page.locator("summary", has_text="Filtrar").click()
    page.get_by_label("Situación").select_option("returned")
    press(page, "Filtrar")
    assert page.locator(".matrix tbody td.cell").all_inner_texts() == ["Devuelto\nRetrasado"]
