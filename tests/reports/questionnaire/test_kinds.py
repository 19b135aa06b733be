"""A kind of question is declared once: all that the others know of it are its facts."""

import ast

import pytest

from reports.models import WrittenAnswer
from reports.questionnaire.kinds import FIELDS, KINDS, empty_answer
from reports.writing.forms import EDITORS
from tests.test_project import modules

HOME = "reports.questionnaire.kinds"
# Names of kinds that are no other thing's name as well.
TELLING = {"single-choice", "multiple-choice"}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_a_kind_names_in_the_rooms_above_is_there(kind):
    assert not kind.editor or kind.editor in EDITORS
    assert not kind.column or kind.column in FIELDS


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_is_edited_somewhere(kind):
    assert kind.editor or kind.takes_text or kind.has_rows


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_with_boxes_has_a_sign_for_each_state_and_gives_back_what_is_ticked(kind):
    assert set(kind.signs) == ({True, False} if kind.has_boxes else set())
    choices = ("3",) if kind.has_boxes else ()
    read = kind.reads([], choices)
    assert kind.ticks(read.get(kind.column)) == choices


def test_an_empty_written_answer_is_what_the_model_begins_with():
    assert {name: getattr(WrittenAnswer(), name) for name in FIELDS} == empty_answer()


def named_kinds(tree):
    """Where a module asks for a kind by its name instead of for a fact about it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in TELLING:
            yield node.lineno
        if isinstance(node, ast.Compare) and ast.unparse(node.left).endswith("kind"):
            names = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
            yield from [node.lineno for _name in names & KINDS.keys()]


def test_no_other_module_names_a_kind():
    trees = {name: ast.parse(path.read_text()) for name, path in modules() if name != HOME}
    found = {name: list(named_kinds(tree)) for name, tree in trees.items()}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("if question.kind == 'rating': pass", True),
        ("if sheet.asked.kind in ('text', 'rating'): pass", True),
        ("CHOICES = {'single-choice'}", True),
        ("if chart.kind == 'bars': pass", False),
        ("if kind_of(question).is_scale: pass", False),
        ("name = 'rating'", False),
    ],
)
def test_a_kind_that_is_named_is_found(source, is_found):
    assert bool(list(named_kinds(ast.parse(source)))) is is_found
