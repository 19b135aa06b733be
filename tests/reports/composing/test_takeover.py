"""Taking a composed draft over, and what happens when an update changes afterwards."""

import pytest

from reports.composing.compose import compose
from reports.composing.takeover import Since
from roadmap.models import ProgressUpdate
from roadmap.texts import narrative
from tests import make
from tests.reports.composed import question_of, tell, texts_of
from tests.reports.written import (
    card_of,
    change,
    opened,
    page_of,
    passage,
    press,
    retell,
    said,
    written,
)

SECTION = "general-progress"


@pytest.fixture
def update(period):
    return tell("Primero.", topics=["lesson"], title="Uno")


@pytest.fixture
def taken(writer, client, update):
    """The answer to "lessons" with its one update taken over."""
    assert press(client, SECTION, "take-over:lessons").status_code == 302
    return update


def lessons(period):
    return question_of(compose(period), "lessons")


def pieces(client):
    """(text, what has become of its update) of each passage on the page."""
    card = card_of(client.get(page_of(SECTION)), "lessons")
    return [(p["standing"].passage.narrative, p["standing"].since) for p in card["pieces"]]


def button(name, index=0):
    return f"{name}:lessons:{passage(index).pk}"


def typed_into(text, index=0):
    return {f"lessons-passage-{passage(index).pk}": text}


def test_taking_over_copies_and_changes_neither_report_nor_update(writer, client, period, update):
    tell("Segundo.", topics=["lesson"])
    before, untouched = lessons(period), list(ProgressUpdate.objects.order_by("pk").values())
    press(client, SECTION, "take-over:lessons")
    assert written().took_over_at is not None
    assert lessons(period) == before
    assert list(ProgressUpdate.objects.order_by("pk").values()) == untouched


def test_own_text_and_edited_copy_stand_in_the_report_with_their_source(taken, client, period):
    composed = lessons(period).answer.sources
    press(client, SECTION, typed={"lessons-narrative": "Propio."} | typed_into("Editado."))
    answer = lessons(period).answer
    assert texts_of(lessons(period)) == ["Propio.", "Editado."]
    assert [piece.source for piece in answer.passages] == [None, 0]
    assert answer.sources == composed
    taken.refresh_from_db()
    assert taken.narrative == make.paragraph("Primero.")


def test_headings_of_next_steps_stay_with_the_first_passage_of_each(writer, client, period):
    for number in (1, 2):
        step = make.make_next_step(period=period, number=number, title=f"Paso {number}")
        for text in ("a", "b"):
            tell(f"{text}{number}", next_step=step, action=None)
    before = question_of(compose(period), "next-steps-information")
    press(client, "next-steps", "take-over:next-steps-information")
    answer = question_of(compose(period), "next-steps-information").answer
    assert answer == before.answer
    first = written("next-steps-information").passages.first()
    press(client, "next-steps", f"leave-out:next-steps-information:{first.pk}")
    shown = question_of(compose(period), "next-steps-information").answer.passages
    assert [piece.heading for piece in shown] == [
        "Próximo paso 1: Paso 1", "Próximo paso 2: Paso 2", ""
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("happens", "since"),
    [
        (lambda _update: None, Since.SAME),
        (lambda update: change(update), Since.SAME),
        (lambda update: change(update, published_at=make.NOON), Since.SAME),
        (lambda update: change(update, narrative=make.paragraph("Otro.")), Since.CHANGED),
        (lambda update: change(update, precision="month"), Since.CHANGED),
        (lambda update: make.make_result(update=update), Since.CHANGED),
        (lambda update: make.make_evidence(update=update, is_public=True), Since.CHANGED),
        (lambda update: change(update, kind="no-progress", reason="No hubo"), Since.CHANGED),
        (lambda update: change(update, status="submitted"), Since.REOPENED),
        (lambda update: change(update, status="returned"), Since.REOPENED),
        (lambda update: change(update, topics=["success"]), Since.ELSEWHERE),
    ],
)
def test_page_says_what_has_become_of_the_update(taken, client, happens, since):
    happens(taken)
    assert pieces(client) == [(make.paragraph("Primero."), since)]


def test_report_keeps_the_copy_whatever_becomes_of_the_update(taken, client, period):
    make.make_result(update=taken)
    change(taken, status="returned", narrative=make.paragraph("Otro."), title="Secreto")
    answer = lessons(period).answer
    assert texts_of(lessons(period)) == ["Primero."]
    [source] = answer.sources
    assert (source.update, source.version, source.agency_code, source.title, source.results) == (
        str(taken.uid), 1, taken.agency.code, "", ()
    )  # fmt: skip


@pytest.mark.parametrize("edited", ["", "Mío."])
@pytest.mark.parametrize(("name", "changed"), [("take", True), ("keep", False)])
def test_one_press_takes_the_change_or_keeps_the_own_text(taken, client, edited, name, changed):
    if edited:
        press(client, SECTION, typed=typed_into(edited))
    retell(taken, "Corregido.")
    card = card_of(client.get(page_of(SECTION)), "lessons")
    was, now = card["pieces"][0]["difference"]
    assert ["".join(part.text for part in parts).split("\n")[0] for parts in (was, now)] == [
        "Primero.", "Corregido."
    ]  # fmt: skip
    press(client, SECTION, button(name))
    text = "Corregido." if changed else edited or "Primero."
    assert pieces(client) == [(make.paragraph(text), Since.SAME)]
    assert passage().taken == make.paragraph("Corregido.")
    assert passage().taken_version == 3


def test_box_shows_the_change_and_the_own_text_and_both_can_be_kept(taken, client, period):
    press(client, SECTION, typed=typed_into("Primero, y de todo."))
    retell(taken, "Corregido.")
    [piece] = card_of(client.get(page_of(SECTION)), "lessons")["pieces"]
    assert [part.text for part in piece["own"] if part.differs] == [", y de todo"]
    assert "".join(part.text for part in piece["own"]) == "Primero, y de todo."
    press(client, SECTION, button("both"))
    [both] = lessons(period).answer.passages
    assert narrative.plain_text(both.narrative) == "Primero, y de todo.\nCorregido."
    [piece] = card_of(client.get(page_of(SECTION)), "lessons")["pieces"]
    assert (piece["changed"], piece["own"]) == (False, None)


def test_own_text_is_not_shown_twice_where_there_is_none(taken, client):
    retell(taken, "Corregido.")
    [piece] = card_of(client.get(page_of(SECTION)), "lessons")["pieces"]
    assert (piece["changed"], piece["own"]) == (True, None)


def test_both_texts_that_are_too_long_together_are_refused(taken, client, period):
    long = "palabra " * 16_000
    press(client, SECTION, typed=typed_into(long))
    retell(taken, long.replace("palabra", "discurso"))
    answer = client.post(page_of(SECTION), opened(client, SECTION) | {"do": button("both")},
                         follow=True)  # fmt: skip
    assert said(answer) == ["warning"]
    assert texts_of(lessons(period)) == [long.strip()]
    press(client, SECTION, button("keep"))
    assert pieces(client)[0][1] == Since.SAME


def test_facts_that_change_leave_the_own_text_whatever_is_pressed(taken, client):
    press(client, SECTION, typed=typed_into("Mío."))
    for name, unit in (("take", "cursos"), ("keep", "becas")):
        make.make_result(update=taken, unit=unit)
        change(taken)
        page = client.get(page_of(SECTION))
        assert [piece["changed"] for piece in card_of(page, "lessons")["pieces"]] == [True]
        assert f'value="{button("keep")}"' in page.content.decode()
        assert f'value="{button("take")}"' not in page.content.decode()
        press(client, SECTION, button(name))
        assert pieces(client) == [(make.paragraph("Mío."), Since.SAME)]


def test_update_that_changes_again_while_looking_is_not_taken_unseen(taken, client):
    retell(taken, "Corregido.")
    form = opened(client, SECTION)
    retell(taken, "Corregido otra vez.")
    answer = client.post(page_of(SECTION), form | {"do": button("take")}, follow=True)
    assert said(answer) == ["warning"]
    assert passage().narrative == make.paragraph("Primero.")


def test_new_update_is_offered_and_added_with_one_press(taken, client, period):
    new = tell("Nuevo.", topics=["lesson"], title="Dos")
    assert texts_of(lessons(period)) == ["Primero."]
    card = card_of(client.get(page_of(SECTION)), "lessons")
    assert [offer["uid"] for offer in card["fresh"]] == [str(new.uid)]
    press(client, SECTION, f"add:lessons:{new.uid}")
    assert texts_of(lessons(period)) == ["Primero.", "Nuevo."]
    assert card_of(client.get(page_of(SECTION)), "lessons")["fresh"] == []


def test_passage_left_out_is_remembered_and_put_back_as_it_was(taken, client, period):
    press(client, SECTION, typed=typed_into("Editado."))
    press(client, SECTION, button("leave-out"))
    assert texts_of(lessons(period)) == []
    card = card_of(client.get(page_of(SECTION)), "lessons")
    assert (card["pieces"], card["fresh"], len(card["left_out"])) == ([], [], 1)
    press(client, SECTION, button("put-back"))
    assert texts_of(lessons(period)) == ["Editado."]


def test_passage_moves_up(taken, client, period):
    for text in ("Segundo.", "Tercero."):
        update = tell(text, topics=["lesson"])
        press(client, SECTION, f"add:lessons:{update.uid}")
    press(client, SECTION, button("up", 2))
    assert texts_of(lessons(period)) == ["Primero.", "Tercero.", "Segundo."]
    press(client, SECTION, button("up", 0))
    assert texts_of(lessons(period)) == ["Primero.", "Tercero.", "Segundo."]


def test_giving_back_shows_the_draft_and_keeps_the_copies(taken, client, period):
    press(client, SECTION, typed=typed_into("Editado."))
    press(client, SECTION, "give-back:lessons")
    assert texts_of(lessons(period)) == ["Primero."]
    tell("Nuevo.", topics=["lesson"])
    press(client, SECTION, "take-over:lessons")
    assert texts_of(lessons(period)) == ["Editado.", "Nuevo."]


def test_text_typed_elsewhere_on_the_page_is_saved_with_the_press(writer, client, update):
    typed = {"difficulties-narrative": "Muchas.", "progress-rating-rating": "7"}
    press(client, SECTION, "take-over:lessons", typed)
    assert written("difficulties").narrative == make.paragraph("Muchas.")
    assert written("progress-rating").rating == 7
    assert passage().narrative == make.paragraph("Primero.")


@pytest.mark.parametrize(
    "do",
    [
        "take:lessons:0",
        "leave-out:lessons:x",
        "add:lessons:nobody",
        "up:lessons:",
        "burn:lessons",
        "\0:lessons:\0",
    ],
)
def test_button_that_is_not_there_changes_nothing(taken, client, do):
    before = list(written().passages.values())
    answer = client.post(page_of(SECTION), opened(client, SECTION) | {"do": do}, follow=True)
    assert said(answer) == ["warning"]
    assert (list(written().passages.values()), written().version) == (before, 1)
