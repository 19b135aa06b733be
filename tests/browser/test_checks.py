"""The page of the checks in a real browser: read, accept, take back, at both widths."""

import pytest

from roadmap.models import Period
from tests import make
from tests.browser import axe
from tests.browser.doing import press_key

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = "/reports/MX-2019/2022-2023/checks/"


@pytest.fixture
def period():
    make.make_roadmap(code="MX-2019")
    make.make_priority()
    period = make.make_period(year=2022)
    text = make.paragraph("El INEG apoyó a familias “de Sinaloa y de")
    make.make_written_answer(period=period, question="lessons", narrative=text)
    return Period.objects.get(pk=period.pk)


@pytest.fixture
def enter(log_in):
    """Gives a page the session of a coordinator who has logged in."""
    return lambda page: log_in(page, make.make_user(group="coordinators", name="Coordinación"))


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("script", [True, False])
def test_warning_is_accepted_and_taken_back(new_page, enter, period, width, script):
    page = new_page(viewport={"width": width, "height": 800}, java_script_enabled=script)
    enter(page)
    page.goto(PAGE)
    page.locator("details summary").first.press("Enter")
    page.locator("details[open] textarea").fill("Así se firmó.")
    page.locator("details[open] button").focus()
    press_key(page)
    assert "Así se firmó." in page.locator(".checks-accepted").inner_text()
    page.locator(".checks-accepted button").focus()
    press_key(page)
    assert page.locator(".checks-history").is_visible()
    assert page.locator(".checks-accepted").count() == 0


@pytest.mark.parametrize("width", [320, 1280])
def test_page_is_for_everybody(new_page, enter, period, cache, width):
    page = new_page(viewport={"width": width, "height": 800})
    enter(page)
    page.goto(PAGE)
    page.locator("details summary").first.click()
    with page.expect_navigation():
        page.locator("details[open] button").click()
    assert page.locator(".problems").is_visible()
    assert axe.violations(page, cache) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
