"""Typed numbers in a real browser: what is said beside the field is what the server reads."""

import pytest
from django.urls import reverse

from tests import make
from tests.roadmap.texts.typed_numbers import NONE, TABLE, TWO

pytestmark = pytest.mark.browser

ADD = "admin:roadmap_progressupdate_add"
GAP = "\u202f"
# What a refusal shows where the text means no number; the other one names two readings.
EXAMPLE = f"1{GAP}250"
LANGUAGES = {"es-mx": "es-MX", "en": "en-GB", "fr": "fr-FR"}


@pytest.fixture
def form(new_page, log_in, transactional_db):
    """The empty form of an update in a language."""

    def open_form(language):
        agency = make.make_agency()
        make.make_period(state="open")
        page = log_in(new_page(locale=LANGUAGES[language]), make.make_user(agency=agency))
        page.goto(reverse(ADD))
        return page

    return open_form


def said_beside(page, name, typed):
    """What stands beside a field once this was typed: the number, or which refusal."""
    page.locator(f"[name={name}]").fill(typed)
    place = page.locator(f"#id_{name}_understood")
    text = place.text_content() if place.count() else ""
    if place.count() and "wrong" in (place.get_attribute("class") or ""):
        return NONE if EXAMPLE in text else TWO
    # What reads as it was typed needs no echo.
    return (text or typed.strip()).replace(GAP, "").replace(",", ".")


@pytest.mark.parametrize("place", range(3), ids=list(LANGUAGES))
def test_what_is_said_beside_the_field_is_what_the_server_reads(form, place):
    page = form(list(LANGUAGES)[place])
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    for typed, meant, count in TABLE:
        assert (typed, said_beside(page, "results-0-quantity", typed)) == (typed, meant[place])
        assert (typed, said_beside(page, "results-0-female", typed)) == (typed, count)


def test_a_number_that_means_two_is_refused_once_and_kept(form):
    page = form("es-mx")
    page.locator("[name=results-0-quantity]").fill("3.100")
    with page.expect_navigation():
        page.locator("button[name=_continue]").click()
    field = page.locator("#field_id_results-0-quantity")
    assert field.inner_text().count("puede leerse como") == 1
    assert page.locator("[name=results-0-quantity]").input_value() == "3.100"
    page.locator("[name=results-0-quantity]").fill("3,5")
    with page.expect_navigation():
        page.locator("button[name=_continue]").click()
    assert page.locator("[name=results-0-quantity]").input_value() == "3.5"


def test_the_wheel_changes_no_number(form):
    page = form("en")
    field = page.locator("[name=results-0-quantity]")
    field.fill("120")
    field.hover()
    page.mouse.wheel(0, 300)
    assert field.input_value() == "120"
