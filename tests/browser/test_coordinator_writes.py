"""The coordination writes the report, in a real browser."""

import pytest

from reports.composing.compose import compose
from reports.models import WrittenAnswer
from roadmap.models import KeptText, NextStep, ProgressUpdate
from tests import make
from tests.browser import axe
from tests.reports.composed import question_of, tell, texts_of
from tests.reports.written import page_of, retell

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GENERAL = page_of("general-progress")


@pytest.fixture
def period(live_server):
    roadmap = make.make_roadmap(code="MX-2019", language="es")
    make.make_priority(roadmap=roadmap)
    period = make.make_period(roadmap=roadmap, year=2022)
    make.make_next_step(period=period, number=1, title="Encuesta")
    tell("Se aprendió a coordinar.", topics=["lesson"], title="Lección")
    return period


@pytest.fixture
def enter(log_in, period):
    """Gives a page the session of a coordinator who has logged in."""

    def let_in(page, user=None):
        return log_in(page, user or make.make_user(group="coordinators"))

    return let_in


def press(page, do):
    """Press a button and wait for the page that comes of it."""
    with page.expect_event("domcontentloaded"):
        page.locator(f"button[name=do][value='{do}']").last.click()
    page.wait_for_load_state()


def write(page, name, text):
    """Type into one of the editors."""
    field = page.locator(f"#field_id_{name}")
    field.locator("[role=textbox]").fill(text)


def card(page, place):
    return page.locator(f"#question-{place}")


def lessons(period):
    return texts_of(question_of(compose(period), "lessons"))


def test_coordinator_writes_three_sections(page, enter, period):
    enter(page).goto(GENERAL)
    # A condition, seen at once.
    hidden = card(page, "other-successes-text").locator(".asked")
    assert hidden.is_visible()
    page.check("[name=other-successes-choices][value=no]")
    assert not hidden.is_visible()
    page.check("[name=other-successes-choices][value=yes]")
    write(page, "other-successes-text-narrative", "Sí, varios.")
    page.check("[name=progress-rating-rating][value='7']")
    press(page, "take-over:lessons")
    # A copy that is edited, and its update that changes afterwards.
    page.locator(".piece-edit summary").click()
    passage = WrittenAnswer.objects.get(question="lessons").passages.get()
    write(page, f"lessons-passage-{passage.pk}", "Se aprendió mucho.")
    press(page, "save:lessons")
    assert lessons(period) == ["Se aprendió mucho."]
    retell(ProgressUpdate.objects.get(), "Se aprendió a coordinar y a medir.")
    page.goto(GENERAL)
    assert card(page, "lessons").locator(".conflict ins").inner_text() == "coordinar y a medir"
    assert card(page, "lessons").locator(".conflict mark").inner_text() == "mucho"
    press(page, f"both:lessons:{passage.pk}")
    assert lessons(period) == ["Se aprendió mucho."]
    told = "Se aprendió mucho.\nSe aprendió a coordinar y a medir."
    assert card(page, "lessons").locator(".piece-text").inner_text().split() == told.split()
    # The status of a next step.
    page.goto(page_of("next-steps"))
    page.check("[name=next-step-status-s1-choices][value=completed]")
    press(page, "agree:next-step-status-s1")
    assert card(page, "next-step-status-s1").locator(".state.agreed").count() == 1
    # The coming year, with a row more.
    page.goto(page_of("coming-year"))
    page.fill("[name=coming-next-steps-0-title]", "Primero")
    page.click(".add-row")
    page.fill("[name=coming-next-steps-1-title]", "Segundo")
    press(page, "save:coming-next-steps")
    coming = NextStep.objects.filter(period__year=2023).order_by("number")
    assert list(coming.values_list("title", flat=True)) == ["Primero", "Segundo"]
    document = compose(period)
    assert question_of(document, "progress-rating").choices == ("7",)
    assert question_of(document, "next-step-status").choices == ("completed",)
    assert texts_of(question_of(document, "other-successes-text")) == ["Sí, varios."]


def test_what_does_not_apply_excludes_the_rest(page, enter):
    enter(page).goto(page_of("assessment"))
    box = "[name=assessment-tools-choices][value={}]".format
    page.check(box("surveys"))
    page.check(box("not-applicable"))
    assert not page.is_checked(box("surveys"))
    page.check(box("interviews"))
    assert not page.is_checked(box("not-applicable"))


def test_typed_text_is_kept_without_a_press(page, enter, period):
    user = make.make_user(group="coordinators")
    enter(page, user).goto(GENERAL)
    write(page, "difficulties-narrative", "A medias")
    page.locator(".kept:not(:empty)").wait_for()
    assert (KeptText.objects.get().by, WrittenAnswer.objects.count()) == (user, 0)
    page.goto(GENERAL)
    assert "A medias" in page.locator("#field_id_difficulties-narrative").inner_text()


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_are_accessible_and_fit(new_page, enter, request, period, width):
    page = enter(new_page(viewport={"width": width, "height": 900}))
    page.goto(GENERAL)
    page.check("[name=other-successes-choices][value=no]")
    press(page, "take-over:lessons")
    retell(ProgressUpdate.objects.get(), "Otra cosa.")
    tell("Nuevo.", topics=["lesson"], title="Otra")
    for address in (GENERAL, page_of("coming-year"), "/reports/MX-2019/2022-2023/"):
        page.goto(address)
        for summary in page.locator("summary:visible").all():
            summary.click()
        assert axe.violations(page, request.config.cache) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_works_without_a_script(new_page, enter, period):
    page = enter(new_page(java_script_enabled=False))
    page.goto(GENERAL)
    page.fill("[name=lessons-narrative]", "Con **fuerza**.")
    page.check("[name=other-successes-choices][value=no]")
    press(page, "take-over:lessons")
    assert not card(page, "other-successes-text").locator(".asked").is_visible()
    assert card(page, "other-successes-text").locator(".not-asked").is_visible()
    page.locator(".piece-edit summary").click()
    page.locator(".piece-edit textarea").fill("Copia.")
    press(page, "agree:lessons")
    assert card(page, "lessons").locator(".state.agreed").is_visible()
    texts = question_of(compose(period), "lessons").answer.passages
    assert texts[0].narrative[0]["runs"][1] == {"text": "fuerza", "bold": True}
    assert texts[1].narrative == make.paragraph("Copia.")
