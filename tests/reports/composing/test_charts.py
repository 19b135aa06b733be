from dataclasses import replace
from datetime import date

import pytest

from reports.composing.charts import MOST_AGENCIES
from reports.composing.compose import compose
from reports.document import Bar
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def period():
    make.make_roadmap(code="MX-2019")
    make.make_priority(number=1, short_name="Prevenir")
    make.make_priority(number=2, short_name="Atender")
    return make.make_period(year=2022)


def chart_of(period, identifier, language=None):
    found = [chart for chart in compose(period, language).charts if chart.id == identifier]
    return found[0] if found else None


def tell(period, results=0, priorities=(1,), **fields):
    numbered = period.roadmap.priorities.filter(number__in=priorities)
    update = make.make_update(
        period=period, priorities=numbered, **({"status": "approved"} | fields)
    )
    for _result in range(results):
        make.make_result(update=update)
    return update


def test_nothing_to_show_is_no_chart(period):
    assert compose(period).charts == ()


def test_results_count_for_every_priority_they_contribute_to(period):
    tell(period, 2, priorities=(1, 2))
    tell(period, 1, priorities=(2,))
    tell(period, 5, status="submitted")
    chart = chart_of(period, "results-by-priority")
    assert chart.bars == (Bar("1. Prevenir", 2), Bar("2. Atender", 3))
    assert chart.alternative == (
        "Gráfica de barras. Resultados por prioridad: 1. Prevenir: 2; 2. Atender: 3."
    )
    assert (chart.columns, chart.label_language) == (("Prioridad", "Resultados"), "es")


def test_agencies_stand_by_their_results_and_the_last_ones_together(period):
    inm = make.make_agency(code="INM", acronym="INM")
    tell(period, 3, agency=inm)
    for number in range(MOST_AGENCIES + 1):
        tell(period, 1, agency=make.make_agency(code=f"B{number:02}", name=f"Unidad {number}"))
    bars = chart_of(period, "results-by-agency").bars
    assert bars[:2] == (Bar("INM", 3), Bar("Unidad 0", 1))
    assert bars[-1] == Bar("Otras instituciones (3)", 3)
    assert len(bars) == MOST_AGENCIES


def test_next_steps_stand_under_what_the_report_answers(period):
    make.make_next_step(period=period, number=1, status="completed")
    make.make_next_step(period=period, number=2)
    written = make.make_next_step(period=period, number=3)
    make.make_written_answer(
        period=period, question="next-step-status", next_step=written, choices=["completed"]
    )
    chart = chart_of(period, "steps-by-status", "en")
    assert {bar.label: bar.value for bar in chart.bars if bar.value} == {
        "Completed": 2, "Not decided": 1
    }  # fmt: skip
    assert chart.label_language == "en"


def test_states_are_reached_by_an_update_or_one_of_its_results(period):
    chiapas = make.make_place(code="MX-CHP", name="Chiapas")
    oaxaca = make.make_place(code="MX-OAX", name="Oaxaca")
    make.make_place(code="MX-SON", name="Sonora")
    make.make_place(code="CO-ANT", name="Antioquia", country="CO")
    country = make.make_place(code="MX", name="México", kind="national")
    both = tell(period)
    both.places.set([chiapas, country])
    make.make_result(update=both, place=chiapas)
    make.make_result(update=both, place=oaxaca)
    tell(period).places.set([chiapas])
    chart = chart_of(period, "states-reached")
    assert chart.bars == (
        Bar("Chiapas", 2, "MX-CHP"), Bar("Oaxaca", 1, "MX-OAX"), Bar("Sonora", 0, "MX-SON")
    )  # fmt: skip
    assert chart.alternative == (
        "Mapa de mosaico. Entidades alcanzadas: 2 de 3. Chiapas: 2; Oaxaca: 1."
    )


def annex_of(period):
    """Each table's rows as dictionaries of what is stated."""
    return {
        table.id: [
            {column.id: cell for column, cell in zip(table.columns, row, strict=True) if cell}
            for row in table.rows
        ]
        for table in compose(period).annex
    }


def test_annex_is_there_without_a_row(period):
    assert annex_of(period) == {"results": [], "actions": [], "projects": [], "evidence": []}


def test_annex_has_every_fact_with_its_type(period):
    agency = make.make_agency(code="SNDIF", name="DIF")
    partner = make.make_agency(code="OIT", acronym="OIT")
    chiapas = make.make_place(code="MX-CHP", name="Chiapas")
    action = make.make_action(
        title="Programa", lead_agency=agency, starts_on=date(2021, 1, 2), description="Qué es"
    )
    action.partners.set([partner])
    action.places.set([chiapas])
    make.make_action(title="Sin avance")
    update = tell(period, agency=agency, action=action, title="Curso")
    make.make_result(
        update=update, quantity="54750.50", female=3, place=chiapas, basis="not-stated"
    )
    make.make_evidence(update=update, title="Guía", url="https://e.org/g", is_public=True)
    make.make_evidence(update=update, title="Interna", url="https://e.org/i")
    make.make_project(name="Campos", starts_in=2016, areas=["child-labour"])
    assert annex_of(period) == {
        "results": [
            {
                "agency": ("DIF",), "update": ("Curso",), "priorities": ("1",),
                "from": ("2022-06-13",), "to": ("2022-06-13",), "qualifier": ("exacta",),
                "quantity": ("54750.5",), "unit": ("cursos",), "female": ("3",),
                "place": ("Chiapas",),
            }
        ],
        "actions": [
            {
                "action": ("Programa",), "lead-agency": ("DIF",), "partners": ("OIT",),
                "states": ("Chiapas",), "from": ("2021-01-02",), "status": ("En curso",),
                "description": ("Qué es",),
            }
        ],
        "projects": [
            {"project": ("Campos",), "first-year": ("2016",), "areas": ("Trabajo infantil",)}
        ],
        "evidence": [
            {"agency": ("DIF",), "update": ("Curso",), "title": ("Guía",),
             "link": ("https://e.org/g",)}
        ],
    }  # fmt: skip


def test_answer_that_is_not_asked_has_no_tick(period):
    make.make_written_answer(period=period, question="initiatives", narrative=[], choices=["no"])
    make.make_written_answer(period=period, question="initiatives-text", choices=["yes"])
    questions = {question.id: question for question in compose(period).questions}
    hidden = questions["initiatives-text"]
    assert (hidden.asked, hidden.choices, hidden.answer) == (
        False, (), replace(hidden.answer, passages=())
    )  # fmt: skip
