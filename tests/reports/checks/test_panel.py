import pytest

from reports.checks import BLOCKER, WARNING, check
from reports.checks.finding import Place
from reports.checks.panel import panel
from tests.reports.checks.materials import make_material


def panel_of(material):
    return panel(check(material), material.document, lambda place: f"/x#{place.anchor}")


def test_findings_are_grouped_by_level_and_kind_with_their_counts():
    texts = {"lessons": "Se apoyó a las familias de Sinaloa y", "difficulties": None}
    board = panel_of(make_material(texts=texts, choices={"initiatives": [], "other-successes": []}))
    assert (board.blocker_count, board.warning_count, board.accepted) == (3, 1, ())
    assert [len(kind.lines) for kind in board.blockers] == [1, 2]
    levels = {line.finding.level for kind in board.blockers for line in kind.lines}
    assert levels == {BLOCKER}
    [kind] = board.warnings
    [line] = kind.lines
    assert (line.finding.level, line.address) == (WARNING, "/x#question-lessons")


def test_line_begins_its_question_and_shortens_what_it_quotes():
    text = f"Se apoyó a las familias {'de todos los municipios ' * 20}y"
    [kind] = panel_of(make_material(texts={"lessons": text})).warnings
    [line] = kind.lines
    assert line.question == "¿Cómo superó los retos? ¿Cuáles son las lecciones aprendidas?"
    assert line.quote.startswith("Se apoyó a las familias de todos")
    assert line.quote.endswith(" …")
    assert len(line.quote) < len(text) / 2


def test_line_does_not_quote_what_its_sentence_says():
    [kind] = panel_of(make_material(texts={"lessons": "Se hizo con el INEG."})).warnings
    assert [line.quote for line in kind.lines] == [""]


@pytest.mark.parametrize(
    ("place", "anchor"),
    [
        (Place(question="lessons", number=21), "question-lessons"),
        (Place(question="priority-progress", priority=3), "question-priority-progress-p3"),
        (Place(question="next-step-status", next_step=2), "question-next-step-status-s2"),
        (Place(update="u"), ""),
    ],
)
def test_anchor_is_that_of_the_editors_pages(place, anchor):
    assert place.anchor == anchor
