"""A report is signed, published, compared and verified, in a real browser."""

import hashlib

import pytest
from django.test import Client
from playwright.sync_api import expect

from reports.models import ReportVersion
from roadmap.models import ProgressUpdate, Status
from tests import make
from tests.browser import axe
from tests.browser.doing import follow, press, press_key

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REPORT = "/reports/MX-2019/2022-2023/"
WIDTHS = [320, 1280]


@pytest.fixture
def period(live_server):
    roadmap = make.make_roadmap(code="MX-2019")
    make.make_priority(roadmap=roadmap)
    period = make.make_period(roadmap=roadmap, year=2022)
    update = make.make_update(period=period, status=Status.APPROVED, title="Un curso")
    make.make_result(update=update)
    return make.make_whole_report(period=period)


@pytest.fixture
def coordinator(live_server, page):
    """The page, with a coordinator logged in."""
    client = Client()
    client.force_login(make.make_user(group="coordinators"))
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
    return page


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_report_is_signed_published_corrected_and_compared(period, coordinator):
    page = coordinator
    page.goto(REPORT)
    follow(page, "Enviar el informe")
    page.get_by_label("Nombre de quien firma").fill("Ana Pérez")
    page.get_by_label("Cargo").fill("Directora General")
    press(page, "Firmar y enviar")
    assert page.get_by_text("MX-2019/2022-2023/v1", exact=True).is_visible()
    follow(page, "Publicar")
    press(page, "Publicar")
    ProgressUpdate.objects.update(narrative=make.paragraph("Se hizo otra cosa."))
    follow(page, "Volver al informe")
    follow(page, "Enviar una corrección")
    page.get_by_label("Nombre de quien firma").fill("Ana Pérez")
    page.get_by_label("Cargo").fill("Directora General")
    page.get_by_label("Qué se corrige y por qué").fill("Lo que se hizo.")
    press(page, "Firmar y enviar")
    page.goto(f"{REPORT}compare/")
    assert page.locator("del").all_inner_texts() == ["algo"]
    assert page.locator("ins").all_inner_texts() == ["otra cosa"]
    # Everybody sees the first one, and that one only.
    page.context.clear_cookies()
    page.goto("/")
    follow(page, "Informes publicados")
    assert page.locator("main h2").all_inner_texts() == ["2022-2023 · v1"]


def test_published_page_shows_its_own_styles_and_nothing_is_blocked(period, page):
    make.make_report_version(period=period, published=True)
    page.goto(f"{REPORT}v1/report.html")
    colour = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert colour == "rgb(97, 18, 50)"


def test_file_is_verified_without_leaving_the_computer(period, page, tmp_path):
    version = make.make_report_version(period=period, published=True)
    path = tmp_path / "informe.html"
    path.write_bytes(bytes(version.files.get(suffix=".html").content))
    page.goto("/verify/")
    page.get_by_label("El archivo: elíjalo").set_input_files(path)
    page.get_by_role("heading", name="Sí: el archivo es el publicado").wait_for()
    path.write_bytes(path.read_bytes() + b" ")
    page.get_by_label("El archivo: elíjalo").set_input_files(path)
    page.get_by_role("heading", name="No: ningún archivo publicado").wait_for()


def test_hash_is_verified_without_javascript(period, new_page):
    version = make.make_report_version(period=period, published=True)
    page = new_page(java_script_enabled=False)
    page.goto("/verify/")
    assert not page.get_by_label("El archivo: elíjalo").is_visible()
    content = bytes(version.files.get(suffix=".json").content)
    page.get_by_label("SHA-256").fill(hashlib.sha256(content).hexdigest().upper())
    press_key(page)
    page.get_by_role("heading", name="Sí: el archivo es el publicado").wait_for()


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_are_accessible_and_fit(period, coordinator, cache, width):
    page = coordinator
    version = make.make_report_version(period=period, published=True)
    ProgressUpdate.objects.update(narrative=make.paragraph("Se hizo otra cosa."))
    make.make_report_version(period=period)
    update = ProgressUpdate.objects.get()
    page.set_viewport_size({"width": width, "height": 800})
    addresses = [
        f"{REPORT}submit/",
        f"{REPORT}v2/receipt/",
        f"{REPORT}v2/publication/",
        f"{REPORT}v1/",
        f"{REPORT}compare/",
        "/reports/published/MX/",
        "/verify/",
        "/verify/wrong/",
        f"/verify/{version.files.first().sha256}/",
        f"/verify/{'0' * 64}/",
        f"/staff/roadmap/progressupdate/{update.pk}/history/",
    ]
    found = {}
    for address in addresses:
        page.goto(address)
        found[address] = (axe.violations(page, cache), fits(page))
    assert found == dict.fromkeys(addresses, ([], True))
    assert ReportVersion.objects.count() == 2


def test_submission_works_with_the_keyboard_alone_and_says_what_is_missing(period, coordinator):
    page = coordinator
    page.goto(f"{REPORT}submit/")
    page.get_by_label("Nombre de quien firma").focus()
    page.keyboard.type("Ana Pérez")
    press_key(page)
    problem = page.get_by_role("link", name="Cargo: Este campo es obligatorio.")
    problem.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_position")).to_be_focused()
    page.keyboard.type("Titular")
    press_key(page)
    page.get_by_text("MX-2019/2022-2023/v1", exact=True).wait_for()
