"""The year's work of somebody from an agency, in a real browser: nothing typed is lost."""

import gzip
import json
import time

import pytest
from django.contrib.sessions.models import Session

from roadmap.models import Action, KeptText, Period, ProgressUpdate, Status, User
from roadmap.models.people import Membership
from roadmap.texts.narrative import plain_text
from tests import files, make
from tests.browser import axe
from tests.browser.doing import press, press_key

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "camino-largo-87"
EDITOR = "[role=textbox]"
HOME = "/staff/"
ADD = "/staff/roadmap/progressupdate/add/"
LIST = "/staff/roadmap/progressupdate/"


@pytest.fixture
def agency(live_server):
    """An agency with a validator, last year's update and two things to report on this year."""
    agency = make.make_agency(code="SNDIF", name="Sistema Nacional DIF", acronym="SNDIF")
    roadmap = make.make_roadmap(language="es")
    make.make_place(code="MX-CHP", name="Chiapas")
    last = make.make_period(roadmap=roadmap, year=2022, state=Period.State.CLOSED)
    this = make.make_period(roadmap=roadmap, year=2023)
    for number in (1, 2):
        priority = make.make_priority(roadmap=roadmap, number=number, short_name=f"Tema {number}")
        make.make_assignment(period=this, agency=agency, priority=priority)
    make.make_update(period=last, agency=agency, title="Cursos", status=Status.APPROVED)
    for name, role in (("contributor", "contributor"), ("validator", Membership.Role.VALIDATOR)):
        user = make.make_user(email=f"{name}@example.org")
        user.set_password(PASSWORD)
        user.save()
        make.make_membership(user=user, agency=agency, role=role)
    return agency


@pytest.fixture
def enter(log_in):
    """Gives a page the session of a person who has logged in."""

    def let_in(page, email="contributor@example.org"):
        return log_in(page, User.objects.get(email=email))

    return let_in


def update():
    return ProgressUpdate.objects.get(period__year=2023)


def text_of(update):
    return plain_text(update.narrative)


def continue_last_year(page):
    page.goto(HOME)
    page.get_by_role("button", name="Continuar este año").click()
    page.wait_for_url("**/change/")


def paste(page, text):
    """Put a long text in at once, as the clipboard does."""
    page.locator(EDITOR).focus()
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.activeElement.dispatchEvent(new ClipboardEvent("paste",
            { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def wait_until_kept(page):
    page.wait_for_function(
        "() => /\\d/.test(document.querySelector('.kept:not(.trouble)')?.textContent || '')"
    )


def long_text(characters):
    sentence = "El programa llegó a niñas, niños y adolescentes de la región. "
    return (sentence * (characters // len(sentence) + 1))[:characters].strip()


def press_save(page):
    press(page, "Guardar")
    page.locator(".message").first.wait_for()


def log_in_again(page):
    """Fill in the login that opens inside the page."""
    frame = page.frame_locator("#login-again iframe")
    frame.locator("input[name=login]").fill("contributor@example.org")
    frame.locator("input[name=password]").fill(PASSWORD)
    frame.locator("main form[method=post] button").first.click()
    page.locator("#login-again").wait_for(state="hidden")


def test_ended_session_costs_no_character(agency, page, enter):
    enter(page)
    continue_last_year(page)
    text = long_text(60_000)
    paste(page, text)
    wait_until_kept(page)
    Session.objects.all().delete()
    page.locator(EDITOR).press("Control+End")
    page.keyboard.type(" Y termina aquí.")
    log_in_again(page)
    press_save(page)
    assert text_of(update()) == f"{text} Y termina aquí."


def test_session_that_ends_before_saving_costs_no_character(agency, page, enter):
    enter(page)
    continue_last_year(page)
    page.locator(EDITOR).focus()
    page.keyboard.type("Antes de guardar.")
    wait_until_kept(page)
    Session.objects.all().delete()
    page.get_by_role("button", name="Guardar", exact=True).click()
    log_in_again(page)
    press_save(page)
    assert text_of(update()) == "Antes de guardar."


def test_killed_browser_costs_at_most_ten_seconds(agency, new_page, enter):
    page = enter(new_page())
    continue_last_year(page)
    address = page.url
    page.locator(EDITOR).focus()
    sentence = "Una frase tras otra sin pausa. "
    typed = ""
    begun = time.monotonic()
    moments = []
    while time.monotonic() - begun < 14:
        page.keyboard.type(sentence, delay=15)
        typed += sentence
        moments.append((time.monotonic() - begun, len(typed)))
    killed = time.monotonic() - begun
    page.context.close()
    again = enter(new_page())
    again.goto(address)
    kept = plain_text(json.loads(again.locator(".narrative script").text_content()))
    assert typed.startswith(kept)
    safe = max(length for moment, length in moments if moment <= killed - 10)
    assert len(kept) >= safe - 1


def test_two_tabs_keep_both_texts(agency, new_page, enter):
    first, second = enter(new_page()), enter(new_page())
    continue_last_year(first)
    second.goto(first.url)
    for tab, words in ((first, "Lo que dice una."), (second, "Lo que dice otra.")):
        tab.locator(EDITOR).focus()
        tab.keyboard.type(words)
    press_save(first)
    press(second, "Guardar")
    conflict = second.locator(".conflict")
    conflict.wait_for()
    assert "Lo que dice una." in conflict.inner_text()
    assert second.locator(EDITOR).inner_text().strip() == "Lo que dice otra."
    assert text_of(update()) == "Lo que dice una."
    press_save(second)
    assert text_of(update()) == "Lo que dice otra."


def focus(page, selector):
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    for _press in range(260):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")


def test_whole_year_with_the_keyboard_alone(agency, page, enter):
    enter(page)
    page.goto(HOME)
    focus(page, "button[name=kind][value=progress]")
    press_key(page)
    focus(page, EDITOR)
    page.keyboard.type("Se dieron cursos en dos estados.")
    focus(page, "[name=precision]")
    page.keyboard.press("ArrowDown")
    focus(page, "[name=happened_from]")
    page.keyboard.type("06132023")
    focus(page, "[name=results-0-quantity]")
    page.keyboard.type("1,234")
    focus(page, "[name=results-0-unit]")
    page.keyboard.type("personas")
    focus(page, "button[name=_send]")
    with page.expect_navigation(url="**/step/submit/"):
        page.keyboard.press("Enter")
    focus(page, ".step-form button")
    with page.expect_navigation(url="**/receipt/**"):
        page.keyboard.press("Enter")
    sent = update()
    assert (sent.status, text_of(sent)) == (
        Status.WITH_VALIDATOR,
        "Se dieron cursos en dos estados.",
    )
    assert [str(result) for result in sent.results.all()] == ["1234.00 personas"]


def test_form_works_without_scripts(agency, new_page, enter):
    page = enter(new_page(java_script_enabled=False))
    page.goto(ADD)
    page.fill("[name=title]", "Sin programas")
    page.fill("[name=narrative]", "Un **párrafo**.\n\n- uno\n- dos")
    page.fill("[name=results-0-unit]", "personas")
    press(page, "Guardar")
    assert plain_text(update().narrative) == "Un párrafo.\nuno\ndos"
    page.fill("[name=results-1-unit]", "cursos")
    press(page, "Guardar")
    assert [result.unit for result in update().results.all()] == ["personas", "cursos"]


def test_file_is_sent_when_it_is_chosen(agency, page, enter, tmp_path):
    enter(page)
    continue_last_year(page)
    photo = tmp_path / "foto.png"
    photo.write_bytes(files.png(padding=200_000))
    page.fill("[name=evidence-0-title]", "Una foto")
    page.set_input_files("[name=evidence-0-file]", photo)
    page.locator(".upload-status", has_text="foto.png").wait_for()
    page.wait_for_function("() => document.querySelector('[name=evidence-0-upload]').value")
    press_save(page)
    assert [e.file_name for e in update().evidence.all()] == ["foto.png"]


def test_refused_file_says_so_and_keeps_everything_else(agency, page, enter, tmp_path):
    enter(page)
    continue_last_year(page)
    page.locator(EDITOR).focus()
    page.keyboard.type("Lo escrito.")
    wrong = tmp_path / "foto.png"
    wrong.write_bytes(b"no es una foto")
    page.set_input_files("[name=evidence-0-file]", wrong)
    page.locator(".upload-status.trouble").wait_for()
    page.complaints.clear()
    press_save(page)
    assert (text_of(update()), update().evidence.count()) == ("Lo escrito.", 0)


PAGES = {
    "home": lambda page: page.goto(HOME),
    "list": lambda page: page.goto(LIST),
    "empty form": lambda page: page.goto(ADD),
    "filled form": continue_last_year,
    "form with errors": lambda page: save_nonsense(page),
    "step with gaps": lambda page: go_to_step(page, whole=False),
    "step": lambda page: go_to_step(page, whole=True),
    "receipt": lambda page: send_in(page),
    "read only": lambda page: read_sent(page),
    "delete a draft": lambda page: delete_draft(page),
    "history": lambda page: page.goto(f"{LIST}{ProgressUpdate.objects.get().pk}/history/"),
    "actions": lambda page: page.goto("/staff/roadmap/action/"),
    "an action": lambda page: page.goto(f"/staff/roadmap/action/{Action.objects.get().pk}/change/"),
    "public page": lambda page: page.goto("/"),
    "404": lambda page: nowhere(page),
}


def save_nonsense(page):
    continue_last_year(page)
    page.select_option("[name=precision]", "interval")
    page.fill("[name=happened_from]", "2023-06-02")
    page.fill("[name=happened_to]", "2023-06-01")
    page.fill("[name=evidence-0-url]", "esto no es un enlace")
    press(page, "Guardar")
    page.locator(".problems").wait_for()


def go_to_step(page, *, whole):
    continue_last_year(page)
    page.locator(EDITOR).focus()
    page.keyboard.type("Se hizo.")
    if whole:
        page.select_option("[name=precision]", "year")
        page.fill("[name=happened_from]", "2023-06-02")
    with page.expect_navigation(url="**/step/submit/"):
        page.locator("button[name=_send]").click()


def send_in(page):
    go_to_step(page, whole=True)
    with page.expect_navigation(url="**/receipt/**"):
        page.locator(".step-form button").click()


def read_sent(page):
    send_in(page)
    page.goto(f"{LIST}{update().pk}/change/")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits(agency, new_page, enter, pytestconfig, name, width):
    page = enter(new_page(viewport={"width": width, "height": 800}))
    PAGES[name](page)
    page.wait_for_timeout(300)
    assert axe.violations(page, pytestconfig.cache) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def delete_draft(page):
    continue_last_year(page)
    page.goto(f"{LIST}{update().pk}/delete/")


def nowhere(page):
    page.goto("/nowhere/")
    page.complaints.clear()


MOST_BYTES = 40_000


@pytest.mark.parametrize("name", PAGES)
def test_page_is_light_on_the_wire(agency, new_page, enter, name):
    """Compressed as the web server does it, the page and all it loads, nothing in the cache."""
    page = enter(new_page())
    PAGES[name](page)
    address = page.url
    cold = enter(new_page())
    bodies = []
    cold.on("response", lambda response: bodies.append(response))
    cold.goto(address)
    cold.wait_for_load_state("networkidle")
    cold.complaints.clear()
    weight = sum(len(gzip.compress(response.body(), 6)) for response in bodies)
    assert 2_000 < weight <= MOST_BYTES


def test_kept_text_is_gone_after_saving(agency, page, enter):
    enter(page)
    continue_last_year(page)
    page.locator(EDITOR).focus()
    page.keyboard.type("Guardado.")
    wait_until_kept(page)
    assert KeptText.objects.count() == 1
    press_save(page)
    assert KeptText.objects.count() == 0


def test_pressing_save_without_a_connection_costs_nothing(agency, page, enter):
    enter(page)
    continue_last_year(page)
    page.locator(EDITOR).focus()
    page.keyboard.type("Escrito sin red.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Guardar", exact=True).click()
    page.locator(".kept.trouble").wait_for()
    assert page.locator(EDITOR).inner_text().strip() == "Escrito sin red."
    page.context.set_offline(False)
    page.complaints.clear()
    press_save(page)
    assert text_of(update()) == "Escrito sin red."


def test_double_press_makes_one_update(agency, page, enter):
    enter(page)
    page.goto(ADD)
    page.fill("[name=title]", "Una sola vez")
    page.get_by_role("button", name="Guardar", exact=True).dblclick()
    page.wait_for_url("**/change/")
    page.wait_for_timeout(1000)
    assert ProgressUpdate.objects.filter(title="Una sola vez").count() == 1
    assert KeptText.objects.count() == 0
