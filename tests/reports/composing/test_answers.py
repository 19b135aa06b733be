from datetime import date

import pytest

from reports.composing.compose import compose
from roadmap.models import Topic
from tests import make
from tests.reports.composed import question_of, tell, texts_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def period():
    make.make_roadmap(code="MX-2019")
    make.make_priority(number=1)
    return make.make_period(year=2022)


def test_updates_of_other_periods_and_priorities_are_not_told(period):
    other = make.make_priority(number=2)
    tell("De otro año.", period=make.make_period(year=2021))
    tell("De otra prioridad.", priorities=[other])
    tell("De esta.")
    document = compose(period)
    assert texts_of(question_of(document, "priority-progress", 1)) == ["De esta."]
    assert texts_of(question_of(document, "priority-progress", 2)) == ["De otra prioridad."]


def test_update_counts_for_each_of_its_priorities(period):
    both = [period.roadmap.priorities.get(), make.make_priority(number=2)]
    update = tell("Una vez escrito.", priorities=both)
    for number in (1, 2):
        question = question_of(compose(period), "priority-progress", number)
        assert [source.update for source in question.answer.sources] == [str(update.uid)]


def test_updates_stand_in_order_of_date_agency_and_id(period):
    first, second = make.make_agency(code="A-1"), make.make_agency(code="A-2")
    undated = {"precision": "", "happened_from": None, "happened_to": None}
    june, july = date(2022, 6, 1), date(2022, 7, 1)
    tell("sin fecha", agency=first, **undated)
    tell("julio", agency=first, happened_from=july, happened_to=july)
    tell("junio, A-2", agency=second, happened_from=june, happened_to=june)
    tell("junio, A-1", agency=first, happened_from=june, happened_to=june)
    tell("junio, A-1, después", agency=first, happened_from=june, happened_to=june)
    assert texts_of(question_of(compose(period), "priority-progress")) == [
        "junio, A-1",
        "junio, A-1, después",
        "junio, A-2",
        "julio",
        "sin fecha",
    ]


def test_every_passage_knows_its_update(period):
    agency = make.make_agency(code="SNDIF", name="Sistema Nacional DIF", acronym="SNDIF")
    update = tell("Hecho.", agency=agency, title="Curso", version=4)
    answer = question_of(compose(period), "priority-progress").answer
    source = answer.sources[answer.passages[0].source]
    assert (source.update, source.version, source.title) == (str(update.uid), 4, "Curso")
    assert (source.agency, source.agency_code) == ("Sistema Nacional DIF (SNDIF)", "SNDIF")
    assert source.when == "13 de junio de 2022"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"quantity": 651, "unit": "actividades"}, "651 actividades"),
        ({"quantity": 24, "out_of": 32, "unit": "entidades"}, "24 de 32 entidades"),
        ({"quantity": 1000, "qualifier": "more-than", "unit": "prestadores"},
         "más de 1,000 prestadores"),
        ({"quantity": 500000, "quantity_to": 600000, "unit": "NNA", "basis": "estimated"},
         "500,000 a 600,000 NNA (estimación)"),
        ({"quantity": 8, "unit": "módulos", "basis": "planned"}, "8 módulos (previsto)"),
        ({"quantity": 12, "unit": "personas", "population": "docentes", "female": 7, "male": 5},
         "12 personas (docentes; 7 mujeres y niñas; 5 hombres y niños)"),
        ({"quantity": 3, "unit": "cursos", "place_note": "29 entidades"},
         "3 cursos (29 entidades)"),
    ],
)  # fmt: skip
def test_result_is_said_in_words(period, fields, text):
    make.make_result(update=tell("Hecho."), **fields)
    [source] = question_of(compose(period), "priority-progress").answer.sources
    assert [result.text for result in source.results] == [text]


def test_place_of_a_result_is_said_unless_it_is_the_country(period):
    update = tell("Hecho.")
    make.make_result(update=update, unit="cursos", place=make.make_place(name="Chiapas"))
    country = make.make_place(code="MX", name="México", kind="national")
    make.make_result(update=update, unit="cursos", place=country)
    [source] = question_of(compose(period), "priority-progress").answer.sources
    assert [result.text for result in source.results] == ["24 cursos (Chiapas)", "24 cursos"]
    assert [result.place for result in source.results] == ["Chiapas", "México"]


def test_only_public_links_are_evidence_in_a_report(period):
    update = tell("Hecho.")
    make.make_evidence(update=update, title="Público", url="https://e.org/1", is_public=True)
    make.make_evidence(update=update, title="Reservado", url="https://e.org/2", is_public=False)
    make.make_evidence(update=update, title="Archivo", file="evidence/a.pdf", is_public=True)
    [source] = question_of(compose(period), "priority-progress").answer.sources
    assert [(link.title, link.url) for link in source.evidence] == [("Público", "https://e.org/1")]


@pytest.mark.parametrize(
    ("kind", "language", "label"),
    [
        ("no-progress", "es", "Sin avances en el periodo:"),
        ("no-progress", "en", "No progress in the period:"),
        ("not-applicable", "es", "No aplica en el periodo:"),
        ("not-applicable", "fr", "Sans objet pour la période\u00a0:"),
    ],
)
def test_no_progress_is_told_with_its_reason(period, kind, language, label):
    tell("", kind=kind, reason="Sin presupuesto.\nSe pidió otra vez.", narrative=[])
    question = question_of(compose(period, language), "priority-progress")
    [passage] = question.answer.passages
    assert passage.narrative == [
        {
            "type": "paragraph",
            "runs": [{"text": label, "bold": True}, {"text": " Sin presupuesto."}],
        },
        *make.paragraph("Se pidió otra vez."),
    ]
    assert question.answer.sources[0].kind == kind
    assert question.is_answered


def test_silence_is_no_answer(period):
    assert not question_of(compose(period), "priority-progress").is_answered


@pytest.mark.parametrize(
    ("topic", "identifier"),
    [
        ("success", "main-successes"),
        ("other-success", "other-successes-text"),
        ("challenge", "difficulties"),
        ("lesson", "lessons"),
        ("assessment", "assessment-stakeholders"),
        ("international-partners", "international-partners-text"),
        ("initiative", "initiatives-text"),
        ("national-partners", "national-partners-text"),
        ("better-collaboration", "national-collaboration-text"),
    ],
)
def test_topic_is_read_by_its_question_only(period, topic, identifier):
    tell("Contado.", topics=[topic], priorities=[])
    answered = [question.id for question in compose(period).questions if question.is_answered]
    assert answered == [identifier]


def test_every_topic_is_read_by_some_question(period):
    for topic in Topic.values:
        tell("Contado.", topics=[topic], priorities=[])
    questions = [q for q in compose(period).questions if q.answer.sources]
    assert len(questions) == len(Topic.values)


@pytest.mark.parametrize("status", ["not-achieved", "planned", "in-progress", "completed", ""])
def test_next_step_has_the_choice_of_its_status_and_no_guess(period, status):
    step = make.make_next_step(period=period, status=status)
    tell("Ya está hecho.", next_step=step, priorities=[])
    question = question_of(compose(period), "next-step-status")
    assert question.choices == ((status,) if status else ())


def test_information_on_next_steps_goes_step_by_step(period):
    first = make.make_next_step(period=period, number=1, title="Encuesta")
    second = make.make_next_step(period=period, number=2, title="")
    make.make_next_step(period=period, number=3)
    early, later = date(2022, 5, 2), date(2022, 5, 9)
    tell("Segundo.", next_step=second, happened_from=early, happened_to=early)
    tell("Primero, luego.", next_step=first)
    tell("Primero.", next_step=first, happened_from=later, happened_to=later)
    answer = question_of(compose(period), "next-steps-information").answer
    assert [(p.heading, p.narrative[0]["runs"][0]["text"]) for p in answer.passages] == [
        ("Próximo paso 1: Encuesta", "Primero."),
        ("", "Primero, luego."),
        ("Próximo paso 2 (título no indicado)", "Segundo."),
    ]


def test_rating_that_nobody_gave_stays_open(period):
    tell("Grandes progresos.")
    assert question_of(compose(period), "progress-rating").choices == ()


def test_projects_of_the_period_are_listed(period):
    verite = make.make_agency(name="Verité", country="")
    project = make.make_project(
        name="Cooperación", acronym="COFFEE", starts_in=2017, ends_in=2023, sectors="Café",
        description="Mejorar.",
    )  # fmt: skip
    project.implementers.set([verite])
    places = [("MX-VER", "Veracruz"), ("MX-CHP", "Chiapas")]
    project.places.set([make.make_place(code=code, name=name) for code, name in places])
    make.make_project(name="Terminado", ends_in=2020)
    make.make_project(name="Sustentar")
    table = question_of(compose(period), "international-partners-text").answer.table
    assert [column.label for column in table.columns] == [
        "Proyecto", "Siglas", "Implementa", "Años", "Entidades", "Sectores", "Descripción"
    ]  # fmt: skip
    assert table.rows == (
        (
            ("Cooperación",), ("COFFEE",), ("Verité",), ("2017 a 2023",),
            ("Chiapas", "Veracruz"), ("Café",), ("Mejorar.",),
        ),
        (("Sustentar",), (), (), ("no indicados",), (), (), ()),
    )  # fmt: skip


def test_coming_next_steps_are_rows(period):
    following = make.make_period(year=2023)
    make.make_next_step(period=period, title="De este año")
    coming = make.make_next_step(
        period=following, title="Plan", objectives="Metas", proof="Informe",
        areas=["forced-labour", "child-labour"],
    )  # fmt: skip
    coming.priorities.set(period.roadmap.priorities.all())
    table = question_of(compose(period), "coming-next-steps").answer.table
    assert [column.label for column in table.columns] == [
        "Título del próximo paso",
        "Objetivos hasta abril de 2024",
        "¿Qué pruebas utilizaría para sustentar que ha logrado este paso?",
        "¿A qué ámbito o ámbitos de trabajo corresponde este paso?",
        "Prioridades",
        "Institución responsable",
    ]
    assert table.rows == (
        (
            ("Plan",), ("Metas",), ("Informe",), ("Trabajo infantil", "Trabajo forzoso"),
            ("1. Prevenir",), (),
        ),
    )  # fmt: skip
