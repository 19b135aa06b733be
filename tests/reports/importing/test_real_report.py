"""The real report of 2022-2023, which is not in the repository: it is read where it is beside it.

Places are the lines of its file; words are read from them a second time without the importer.
"""

import re
from pathlib import Path

import pytest
from django.core.management import call_command

from reports.composing.compose import compose
from reports.importing.applying import apply_report
from reports.importing.planning import plan_of
from reports.renderers import RENDERERS
from roadmap.models import NextStep, Period, Roadmap
from roadmap.texts import narrative
from tests import make
from tests.reports.reading_back import expected, read_back, said_in, whole, words
from tests.reports.tools import WORDED

FILE = Path(__file__).resolve().parents[4] / "shared/sources/mexico-annual-report-2022-2023.md"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILE.exists(), reason=f"{FILE.name} is not beside the project"),
]

# Where each question stands; those of choice have no text.
TEXTS = {
    **{("priority-progress", n): line for n, line in enumerate(
        [85, 114, 140, 158, 166, 174, 184, 192, 212, 230], start=1
    )},
    ("next-steps-information", None): 279,
    ("main-successes", None): 299,
    ("other-successes-text", None): 325,
    ("difficulties", None): 337,
    ("lessons", None): 351,
    ("assessment-tools-text", None): 371,
    ("evidence-difficulties", None): 379,
    ("assessment-stakeholders", None): 383,
    ("international-partners-text", None): 397,
    ("initiatives-text", None): 427,
    ("national-partners-text", None): 450,
    ("national-collaboration-text", None): 461,
    ("anticipated-challenges", None): 515,
    ("anything-else", None): 519,
}  # fmt: skip
CHOICES = {
    ("next-step-status", 1): 250,
    ("next-step-status", 3): 257,
    ("next-step-status", 4): 272,
    ("progress-rating", None): 295,
    ("other-successes", None): 315,
    ("assessment-tools", None): 357,
    ("international-partners", None): 387,
    ("initiatives", None): 421,
    ("national-partners", None): 439,
    ("national-collaboration-increased", None): 456,
    ("pathfinder-process-useful", None): 474,
    ("priorities-revision", None): 482,
}
ROWS = {("coming-next-steps", None): 492}
ASKED_AGAIN = 264
# Sections with their introductions, and the help of two questions.
NO_ANSWER = {246, 248, 291, 293, 355, 437, 480, 490, 339, 373}

DEFECTS = [
    ("contents-answer", 57),
    ("contents-answer", 59),
    ("contents-answer", 79),
    ("question-missing", None),
    ("question-twice", 264),
    ("number-twice", 519),
    *(("unmarked", line) for line in sorted(CHOICES.values())),
    ("section-untitled", 387),
    ("wording", 140),
    ("wording", 184),
    ("wording", 293),
    ("period", 293),
    ("language", 10),
    ("language", 293),
    ("option-language", 369),
    ("option-language", 395),
    ("option-language", 448),
    *(("mended", line) for line in (
        93, 105, 134, 144, 164, 178, 188, 200, 222, 236, 244, 287, 313, 345, 405, 417
    )),
]  # fmt: skip


@pytest.fixture
def roadmap():
    call_command("loaddata", "mexico_agencies", "mexico_places", "mexico_roadmap", verbosity=0)
    return Roadmap.objects.get()


@pytest.fixture
def content():
    return FILE.read_bytes()


@pytest.fixture
def plan(roadmap, content):
    return plan_of(roadmap, 2022, FILE.name, content)


def said_in_lines(content, line):
    """The words between a question and the next one, read without the importer."""
    lines = content.decode().split("\n")
    headings = {*TEXTS.values(), *CHOICES.values(), *ROWS.values(), ASKED_AGAIN, len(lines) + 1}
    end = min(place for place in headings if place > line)
    kept = [lines[n - 1] for n in range(line + 1, end) if n not in NO_ANSWER]
    return words("\n".join(without_markdown(text) for text in kept))


def without_markdown(line):
    line = re.sub(r"^\s*(?:-|\d+\.)\s+", "", line)
    line = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line)
    return re.sub(r"[*\\<>]", "", line)


def said(answer):
    return words(narrative.plain_text(answer.narrative))


def test_all_questions_are_recognised(plan):
    assert plan.reading.headings == 38
    places = {change.key: change.answer.place for change in plan.changes}
    assert places == TEXTS | CHOICES | ROWS
    assert plan.reading.language == "es"


def test_every_answer_has_all_its_words_in_order(plan, content):
    found = {change.key: said(change.answer) for change in plan.changes}
    expected = {key: said_in_lines(content, line) for key, line in TEXTS.items()}
    assert found == expected | {key: [] for key in CHOICES | ROWS}
    assert sum(map(len, expected.values())) > 6_000


def test_paragraphs_that_a_page_had_cut_are_whole(plan):
    """None begins in the middle of a sentence."""
    paragraphs = [
        paragraph.runs[0]["text"]
        for change in plan.changes
        for paragraph in narrative.paragraphs(change.answer.narrative)
    ]
    assert [text for text in paragraphs if re.match(r"[a-záéíóúñ(]", text)] == []


def test_next_step_of_the_coming_year_is_read_part_by_part(plan, content):
    [step] = plan.coming
    row = step.row
    assert (row.areas, row.priorities, row.agency) == (("child-labour",), (), None)
    listed = re.sub(r"(?m)^\d\. ", "", row.proof)
    labels = "Título del próximo paso Objetivos hasta abril de 2024 Qué pruebas utilizaría para"
    labels += " sustentar que ha logrado este paso A qué ámbito o ámbitos de trabajo corresponde"
    labels += " este paso Trabajo infantil"
    told = words(" ".join([row.title, row.objectives, listed, labels]))
    assert sorted(told) == sorted(said_in_lines(content, ROWS["coming-next-steps", None]))
    assert row.proof.count("\n") == 7


def test_its_defects_are_listed_each_with_its_place(plan):
    found = [(finding.kind, finding.place) for finding in plan.findings]
    assert found == DEFECTS


def test_its_defects_say_what_is_wrong(plan):
    told = {(f.kind, f.place): f for f in plan.findings}
    assert [told["contents-answer", line].other for line in (57, 59, 79)] == ["452", "454", "521"]
    assert told["question-missing", None].other == "2"
    assert told["question-twice", 264].other == "257"
    assert told["number-twice", 519].other == "515"
    assert told["period", 293].other == "2021"
    assert told["language", 293].other == "fr"
    assert told["option-language", 369].other == "en"
    stray, numberless = told["wording", 140], told["wording", 184]
    assert (stray.text.count("¿"), stray.expected.count("¿")) == (2, 1)
    assert ("prioridad 7" in numberless.text, "prioridad 7" in numberless.expected) == (False, True)


def brought_in(roadmap, content):
    report = make.make_past_report(roadmap=roadmap, name=FILE.name, content=content)
    apply_report(report, by=None)
    return compose(Period.objects.get(year=2022))


def test_report_says_the_same_words_under_the_same_question(roadmap, content):
    document = brought_in(roadmap, content)
    told = {(q.id, q.priority or q.next_step): words(said_in(q)) for q in document.questions}
    assert len(told) == len(document.questions)
    rows = told.pop(("coming-next-steps", None))
    expected = {key: said_in_lines(content, line) for key, line in TEXTS.items()}
    assert told == expected | {key: [] for key in CHOICES}
    # Without the numbers before the lines, which the file has as a list.
    lines = NextStep.objects.get(period__year=2023)
    parts = (lines.title, lines.objectives, lines.proof, "Trabajo infantil")
    assert rows[: len(words(" ".join(parts)))] == words(" ".join(parts))


@pytest.mark.parametrize("name", WORDED)
def test_every_format_reads_back_word_for_word(roadmap, content, name):
    document = brought_in(roadmap, content)
    back = read_back(name, RENDERERS[name].render(document), document)
    assert len(back) == 37  # 38 are printed, one next step of them twice
    assert whole(back) == whole(expected(document, marks=name == "pdf"))


def test_demo_keeps_what_it_has(roadmap, content):
    call_command("loaddata", "mexico_periods", verbosity=0)
    before = list(NextStep.objects.order_by("pk").values())
    brought_in(roadmap, content)
    assert list(NextStep.objects.order_by("pk").values()) == before
