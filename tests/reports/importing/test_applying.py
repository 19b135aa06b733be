"""Taking over a past report: all or nothing, and nobody's text unasked."""

import datetime

import pytest

from reports.composing.compose import compose
from reports.importing.applying import Stale, apply_report
from reports.importing.planning import plan_of
from reports.models import PastReport, WrittenAnswer
from reports.renderers import RENDERERS
from roadmap.models import NextStep, Period
from tests import make
from tests.reports.importing.documents import small_period, small_roadmap
from tests.reports.reading_back import expected, read_back, said_in, whole, words
from tests.reports.tools import WORDED

NOW = datetime.datetime(2026, 3, 1, 18, tzinfo=datetime.UTC)
REPORT = """¿Cuál es la situación de su próximo paso 1 “Encuesta nacional”?

☒ Completado

¿Cuál es la situación de su próximo paso 3 “Un registro”?

Se hizo a medias.

¿Cómo calificaría los progresos logrados respecto de las prioridades establecidas en
su hoja de ruta?

7

¿Colaboró con algún socio nacional?

☒ Sector privado

☒ Otros: dos iglesias

Hasta abril de 2024, ¿cuáles son los próximos pasos que dará su país respecto de las prioridades
establecidas en su hoja de ruta?

Título del próximo paso: Abrir diez centros

Objetivos hasta abril de 2024: Que funcionen.

Título del próximo paso: Cerrar dos

¿Qué retos anticipa en este proceso?

El presupuesto.
"""


@pytest.fixture
def period(db):
    return small_period()


def sent(roadmap, content=REPORT, **fields):
    return make.make_past_report(roadmap=roadmap, content=content.encode(), **fields)


def written():
    return {
        (answer.question, answer.next_step and answer.next_step.number): (
            [run["text"] for block in answer.narrative for run in block["runs"]],
            answer.choices,
            answer.other,
            answer.rating,
        )
        for answer in WrittenAnswer.objects.select_related("next_step")
    }


def steps(year):
    rows = NextStep.objects.filter(period__year=year).order_by("number")
    return list(rows.values_list("number", "title", "objectives", "status"))


ANSWERS = {
    ("next-step-status", 3): (["Se hizo a medias."], [], "", None),
    ("progress-rating", None): ([], [], "", 7),
    ("national-partners", None): ([], ["private-sector", "other"], "dos iglesias", None),
    ("anticipated-challenges", None): (["El presupuesto."], [], "", None),
}


def test_everything_is_taken_over(period):
    coordinator = make.make_user()
    report = sent(period.roadmap)
    apply_report(report, by=coordinator, now=NOW)
    assert written() == ANSWERS
    assert steps(2022) == [
        (1, "Encuesta nacional", "", "completed"),
        (2, "Mesas de diálogo", "", ""),
        (3, "Un registro", "", ""),
    ]
    assert steps(2023) == [
        (1, "Abrir diez centros", "Que funcionen.", ""),
        (2, "Cerrar dos", "", ""),
    ]
    answer = WrittenAnswer.objects.get(question="anticipated-challenges")
    assert (answer.changed_by, answer.changed_at, answer.version) == (coordinator, NOW, 1)
    assert answer.source_note == "informe.md, 29"


def test_record_says_what_was_found(period):
    report = sent(period.roadmap)
    apply_report(report, by=None, now=NOW)
    report.refresh_from_db()
    assert (report.applied_at, report.replaced) == (NOW, [])
    assert {"question-missing"} <= {finding["kind"] for finding in report.findings}


def test_period_is_made_where_it_is_missing(db):
    roadmap = small_roadmap()
    apply_report(sent(roadmap), by=None, now=NOW)
    states = dict(Period.objects.values_list("year", "state"))
    assert states == {2022: "closed", 2023: "closed"}
    assert steps(2022) == [(1, "Encuesta nacional", "", "completed"), (3, "Un registro", "", "")]


def test_taking_over_the_same_again_changes_nothing(period):
    apply_report(sent(period.roadmap), by=None, now=NOW)
    before = list(WrittenAnswer.objects.order_by("pk").values())
    plan = apply_report(sent(period.roadmap), by=None)
    assert {change.state for change in (*plan.changes, *plan.coming)} == {"same", "empty"}
    assert list(WrittenAnswer.objects.order_by("pk").values()) == before
    assert NextStep.objects.count() == 5


@pytest.mark.parametrize("decided", [False, True])
def test_what_is_written_is_replaced_only_where_somebody_says_so(period, decided):
    make.make_written_answer(period=period, question="anticipated-challenges")
    NextStep.objects.filter(number=1).update(status="planned")
    names = {"anticipated-challenges", "next-step-status-1"} if decided else set()
    report = sent(period.roadmap)
    plan = apply_report(report, by=None, replace=names)
    assert [change.name for change in plan.undecided] == [
        "next-step-status-1",
        "anticipated-challenges",
    ]
    text = "El presupuesto." if decided else "Así fue."
    assert written()["anticipated-challenges", None] == ([text], [], "", None)
    assert steps(2022)[0][3] == ("completed" if decided else "planned")
    report.refresh_from_db()
    old = {"narrative": make.paragraph("Así fue."), "choices": [], "other": "", "rating": None}
    kept = [
        {"name": "next-step-status-1", "status": "planned"},
        {"name": "anticipated-challenges"} | old,
    ]
    assert report.replaced == (kept if decided else [])
    version = WrittenAnswer.objects.get(question="anticipated-challenges").version
    assert version == (2 if decided else 1)


@pytest.mark.parametrize("decided", [False, True])
def test_next_step_that_differs_is_replaced_only_where_somebody_says_so(period, decided):
    coming = make.make_period(roadmap=period.roadmap, year=2023)
    make.make_next_step(period=coming, title="Abrir diez centros", objectives="Que abran.")
    report = sent(period.roadmap)
    apply_report(report, by=None, replace={"coming-next-step-1"} if decided else set())
    objectives = "Que funcionen." if decided else "Que abran."
    assert steps(2023)[0] == (1, "Abrir diez centros", objectives, "")
    report.refresh_from_db()
    assert [row["objectives"] for row in report.replaced] == (["Que abran."] if decided else [])


def test_plan_that_is_out_of_date_changes_nothing(period):
    report = sent(period.roadmap)
    seen = plan_of(period.roadmap, 2022, report.name, bytes(report.content)).fingerprint
    make.make_written_answer(period=period, question="anticipated-challenges")
    with pytest.raises(Stale):
        apply_report(report, by=None, fingerprint=seen)
    assert list(written()) == [("anticipated-challenges", None)]
    assert PastReport.objects.get().applied_at is None
    seen = plan_of(period.roadmap, 2022, report.name, bytes(report.content)).fingerprint
    apply_report(report, by=None, fingerprint=seen)
    assert len(written()) == 4


def test_report_is_taken_over_once(period):
    report = sent(period.roadmap)
    apply_report(report, by=None)
    with pytest.raises(Stale):
        apply_report(report, by=None)


@pytest.mark.parametrize("name", WORDED)
def test_every_format_says_what_was_brought_in(period, name):
    apply_report(sent(period.roadmap), by=None)
    document = compose(Period.objects.get(year=2022))
    told = {question.id: words(said_in(question)) for question in document.questions}
    assert told["anticipated-challenges"] == ["El", "presupuesto"]
    rows = "Abrir diez centros Que funcionen Cerrar dos"
    assert " ".join(told["coming-next-steps"]) == rows
    back = read_back(name, RENDERERS[name].render(document), document)
    assert whole(back) == whole(expected(document, marks=name == "pdf"))


@pytest.mark.parametrize("times", [1, 3])
def test_plan_asks_the_database_a_constant_number_of_times(
    period, times, django_assert_num_queries
):
    for number in range(times):
        make.make_priority(roadmap=period.roadmap, text=f"Otra prioridad número {number}.")
        make.make_next_step(period=period, title=f"Otro paso {number}")
    make.make_written_answer(period=period, question="anticipated-challenges")
    with django_assert_num_queries(6):
        plan_of(period.roadmap, 2022, "informe.md", REPORT.encode())
