"""Word files of this application brought in again: by their bookmarks, whoever has saved them."""

import io

import docx
import pytest

from reports.composing.compose import compose
from reports.importing.applying import apply_report
from reports.importing.frame import frame_of
from reports.importing.reading import read_file
from reports.importing.recognising import recognise
from reports.models import WrittenAnswer
from reports.renderers import as_docx
from roadmap.texts import narrative
from tests import make
from tests.reports.importing.documents import as_markdown, saved, small_period
from tests.reports.importing.test_recognising import report
from tests.reports.judges import through_libreoffice
from tests.reports.tools import needs

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def period(db):
    """A period whose report is written."""
    period = small_period()
    content = as_markdown(report(period)).encode()
    apply_report(make.make_past_report(roadmap=period.roadmap, content=content), by=None)
    make.make_result(update=make.make_update(period=period, status="approved"))
    return period


def read(period, content):
    """What each answer says, and the texts that belong to no question."""
    reading = recognise(read_file("a.docx", content), frame_of(period.roadmap, 2022))
    answers = {
        tuple(answer.key): (narrative.plain_text(answer.narrative), answer.choices, answer.other)
        for answer in reading.answers
    }
    return answers, [f.text for f in reading.findings if f.kind == "unplaced"]


def without_headings(content):
    word = docx.Document(io.BytesIO(content))
    for paragraph in word.paragraphs:
        if paragraph.style.name == "Heading 2":
            paragraph.runs[0].text = "Otra cosa"
    return saved(word)


def without_bookmarks(content):
    word = docx.Document(io.BytesIO(content))
    for mark in list(word.element.body.iter(f"{W}bookmarkStart")):
        mark.getparent().remove(mark)
    return saved(word)


def test_answers_are_found_by_their_bookmarks_where_the_questions_were_reworded(period):
    content = as_docx.render(compose(period))
    answers, _unplaced = read(period, content)
    assert answers["lessons", None] == ("Empezar antes.", (), "")
    assert answers["progress-rating", None] == ("", ("7",), "")
    assert read(period, without_headings(content))[0] == answers
    assert read(period, without_bookmarks(content))[0] == answers
    assert read(period, without_bookmarks(without_headings(content)))[0] == {}


def test_answers_of_a_bare_number_are_no_numbers_of_pages(period):
    questions = ("main-successes", "difficulties", "lessons")
    for question in questions:
        given = WrittenAnswer.objects.filter(period=period, question=question)
        given.update(narrative=make.paragraph("2022"))
    content = as_docx.render(compose(period))
    told = dict.fromkeys(questions, ("2022", (), ""))
    answers, _unplaced = read(period, content)
    assert {question: answers[question, None] for question in questions} == told
    answers, _unplaced = read(period, without_bookmarks(content))
    assert {question: answers[question, None] for question in questions} != told


def test_the_year_in_figures_is_in_no_answer(period):
    document = compose(period)
    answers, unplaced = read(period, as_docx.render(document))
    assert answers["anything-else", None] == ("Gracias.", (), "")
    assert {chart.title for chart in document.charts} <= set(unplaced)


@pytest.mark.browser
@needs("soffice")
def test_answers_are_found_in_what_libreoffice_has_saved(period, tmp_path):
    """It drops the controls, and writes long bookmarks in its own way."""
    content = as_docx.render(compose(period))
    saved_again = through_libreoffice(content, tmp_path, "docx")
    assert b"checkbox" not in saved_again
    assert read(period, saved_again)[0] == read(period, content)[0]
