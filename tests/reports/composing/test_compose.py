import pytest
from django.utils.translation import override

from reports.composing.compose import compose
from reports.document import from_dict, to_dict
from reports.questionnaire import find_edition
from roadmap.models import Topic
from tests import make
from tests.reports.composed import question_of, tell, texts_of

pytestmark = pytest.mark.django_db

# Priorities, next steps, updates, results, evidence, actions, projects, places, written answers,
# passages.
QUERIES = 10
PRIORITY_3 = (
    "Fortalecer las capacidades de los servidores públicos en la detección, identificación y"
    " atención a víctimas de trabajo infantil, trabajo forzoso y trata de personas."
)
PRIORITY_7 = (
    "Plantear la creación de líneas de denuncia anónima y segura en casos de trabajo infantil,"
    " trabajo forzoso y trata de personas."
)


@pytest.fixture
def period():
    make.make_roadmap(code="MX-2019")
    make.make_priority(number=1)
    return make.make_period(year=2022)


def test_ten_priorities_and_four_next_steps_make_38_questions_in_order(period):
    for number in range(2, 11):
        make.make_priority(number=number)
    for number in range(1, 5):
        make.make_next_step(period=period, number=number)
    document = compose(period)
    questions = document.questions
    assert [question.number for question in questions] == list(range(1, 39))
    assert [len(section.questions) for section in document.sections] == [10, 5, 6, 4, 4, 5, 1, 3]
    assert [question.priority for question in questions[:10]] == list(range(1, 11))
    assert [question.next_step for question in questions[10:14]] == [1, 2, 3, 4]
    assert {question.id for question in questions[:10]} == {"priority-progress"}
    assert {question.id for question in questions[10:14]} == {"next-step-status"}
    assert [questions[n - 1].id for n in (15, 16, 36, 37, 38)] == [
        "next-steps-information",
        "progress-rating",
        "coming-next-steps",
        "anticipated-challenges",
        "anything-else",
    ]


@pytest.mark.parametrize(
    ("language", "text", "question"),
    [
        (
            "es",
            PRIORITY_3,
            "Desde mayo de 2022, ¿qué progresos ha logrado su país respecto de la prioridad 3"
            " “Fortalecer las capacidades de los servidores públicos en la detección,"
            " identificación y atención a víctimas de trabajo infantil, trabajo forzoso y trata de"
            " personas” establecida en su hoja de ruta nacional?",
        ),
        (
            "es",
            PRIORITY_7,
            "Desde mayo de 2022, ¿qué progresos ha logrado su país respecto de la prioridad 3"
            " “Plantear la creación de líneas de denuncia anónima y segura en casos de trabajo"
            " infantil, trabajo forzoso y trata de personas” establecida en su hoja de ruta"
            " nacional?",
        ),
        (
            "en",
            "Prevenir.\n",
            "Since May 2022, what progress has your country made on priority 3 “Prevenir” set out"
            " in its national roadmap?",
        ),
        (
            "fr",
            "Prevenir {0} <b>",
            "Depuis mai 2022, quels progrès votre pays a-t-il accomplis au titre de la priorité 3"
            " «\u00a0Prevenir {0} <b>\u00a0» établie dans sa feuille de route nationale\u202f?",
        ),
    ],
)
def test_question_has_the_number_and_text_of_its_priority(period, language, text, question):
    make.make_priority(number=3, text=text)
    assert question_of(compose(period, language), "priority-progress", 3).text == question


@pytest.mark.parametrize(
    ("title", "language", "question"),
    [
        (
            "Elaboración de la Encuesta Nacional de Trabajo Infantil 2022 (ENTI)",
            "es",
            "¿Cuál es la situación de su próximo paso 2 “Elaboración de la Encuesta Nacional de"
            " Trabajo Infantil 2022 (ENTI)”?",
        ),
        ("", "es", "¿Cuál es la situación de su próximo paso 2 (título no indicado)?"),
        ("", "en", "What is the status of your next step 2 (title not stated)?"),
        ("", "fr", "Où en est votre prochaine étape 2 (titre non indiqué)\u202f?"),
    ],
)
def test_next_step_without_a_title_is_asked_for_by_its_number(period, title, language, question):
    make.make_next_step(period=period, number=2, title=title)
    assert question_of(compose(period, language), "next-step-status").text == question


def test_introductions_tell_the_right_period(period):
    introductions = [section.introduction for section in compose(period).sections[:3]]
    assert introductions == [
        "Examinemos: i) sus prioridades nacionales para eliminar el trabajo infantil, el trabajo"
        " forzoso, la trata de seres humanos y la esclavitud moderna, y ii) los próximos pasos"
        " descritos en el Informe de progreso anual presentado el año pasado por su país en"
        " calidad de país pionero.",
        "En su Informe de progreso anual 2021-2022, se identificaron los próximos pasos para el"
        " periodo comprendido entre mayo 2022 y abril 2023.",
        "La tercera sección ofrece la oportunidad de reflexionar sobre el proceso de los países"
        " pioneros y de ayudar a situar en su contexto los resultados comunicados. Esta sección"
        " permite a los países pioneros dar cuenta de la manera en que el proceso les ha ayudado a"
        " avanzar hacia sus prioridades nacionales entre mayo de 2022 y abril de 2023.",
    ]


def test_another_period_is_told_everywhere(period):
    make.make_next_step(period=make.make_period(year=2024))
    document = compose(make.make_period(year=2023))
    words = str(to_dict(document))
    assert document.edition == "2022-2023"
    assert "Desde mayo de 2023" in words
    assert "entre mayo de 2023 y abril de 2024" in words
    assert "Informe de progreso anual 2022-2023" in words
    assert "hasta abril de 2025" in words
    assert "2022 y abril" not in words


@pytest.mark.parametrize("language", ["es", "en", "fr"])
def test_report_has_no_wording_of_another_language(period, language):
    make.make_next_step(period=period)
    words = str(to_dict(compose(period, language)))
    edition = find_edition("2022-2023")
    parts = [part.title for part in edition.sections]
    parts += [part.introduction for part in edition.sections if part.introduction]
    parts += [question.text for question in edition.questions]
    parts += [question.help for question in edition.questions if question.help]
    for texts in parts:
        for other in set(texts) - {language}:
            beginning = texts[other].split("{")[0]
            assert len(beginning) < 8 or repr(beginning)[1:-1] not in words


def test_document_carries_the_days_of_its_period(period):
    document = compose(period)
    assert document.days == (period.starts_on, period.ends_on)
    assert (document.first_day, document.last_day) == ("2022-05-01", "2023-04-30")


def test_report_is_in_the_language_of_its_roadmap_unless_another_is_asked_for(period):
    assert compose(period).language == "es"
    french = compose(period, "fr")
    assert (french.language, french.content_language) == ("fr", "es")
    assert (french.country_name, french.working_translation) == ("Mexique", True)
    period.roadmap.language = "en"
    assert compose(period).language == "en"


def test_language_that_no_edition_has_is_refused(period):
    with pytest.raises(LookupError, match="Edition 2022-2023 is not written in “de”"):
        compose(period, "de")


def test_screen_language_does_not_change_a_report(period):
    make_everything(period, 1)
    spanish = compose(period)
    with override("fr"):
        assert compose(period) == spanish


def make_everything(period, times):
    """Every kind of fact that a report reads, so many times."""
    priority = period.roadmap.priorities.get(number=1)
    partner = make.make_agency()
    for number in range(1, times + 1):
        step = make.make_next_step(period=period, number=number)
        update = tell("Hecho.", next_step=step, topics=list(Topic.values), priorities=[priority])
        update.partners.set([partner])
        make.make_result(update=update, place=make.make_place())
        make.make_evidence(update=update, is_public=True)
        project = make.make_project()
        project.implementers.set([partner])
        project.places.set([make.make_place()])
        make.make_written_answer(
            period=period, question="next-step-status", next_step=step, choices=["planned"]
        )
    following = period.roadmap.periods.filter(year=period.year + 1).first()
    following = following or make.make_period(year=period.year + 1)
    for _ in range(times):
        coming = make.make_next_step(period=following, agency=partner)
        coming.priorities.set([priority])


@pytest.mark.parametrize("times", [1, 20])
def test_number_of_queries_does_not_grow(period, times, django_assert_num_queries):
    make_everything(period, times)
    with django_assert_num_queries(QUERIES):
        document = compose(period)
    assert len(question_of(document, "priority-progress").answer.sources) == times


def test_document_of_everything_survives_its_json_form(period):
    make_everything(period, 2)
    document = compose(period)
    assert from_dict(to_dict(document)) == document


@pytest.mark.parametrize("status", ["draft", "with-validator", "submitted", "returned", "approved"])
def test_only_approved_updates_are_told(period, status):
    tell("Esto pasó.", status=status)
    question = question_of(compose(period), "priority-progress")
    assert texts_of(question) == (["Esto pasó."] if status == "approved" else [])
    assert question.is_answered is (status == "approved")


def test_status_that_is_not_decided_is_what_was_written(period):
    open_step = make.make_next_step(period=period, number=1)
    decided = make.make_next_step(period=period, number=2, status="completed")
    for step in (open_step, decided):
        make.make_written_answer(
            period=period, question="next-step-status", next_step=step, choices=["planned"]
        )
    document = compose(period)
    assert question_of(document, "next-step-status", 1).choices == ("planned",)
    assert question_of(document, "next-step-status", 2).choices == ("completed",)


def test_written_text_stands_before_what_is_composed(period):
    tell("De la institución.", topics=["lesson"])
    make.make_written_answer(
        period=period, question="lessons", narrative=make.paragraph("De la coordinación.")
    )
    question = question_of(compose(period), "lessons")
    assert texts_of(question) == ["De la coordinación.", "De la institución."]
    assert [passage.source for passage in question.answer.passages] == [None, 0]


def test_written_answers_of_another_period_or_priority_stay_there(period):
    other = make.make_priority(number=2)
    make.make_written_answer(period=make.make_period(year=2021), question="lessons")
    make.make_written_answer(period=period, question="priority-progress", priority=other)
    document = compose(period)
    answered = [(question.id, question.priority) for question in document.questions
                if question.is_answered]  # fmt: skip
    assert answered == [("priority-progress", 2)]


def test_choices_and_their_other_text_are_the_written_ones(period):
    make.make_written_answer(
        period=period, question="national-partners", narrative=[], choices=["workers", "other"],
        other="Iglesias",
    )  # fmt: skip
    question = question_of(compose(period), "national-partners")
    assert question.choices == ("workers", "other")
    assert question.answer.other_text == "Iglesias"


def test_rating_is_a_point_of_the_scale(period):
    make.make_written_answer(period=period, question="progress-rating", narrative=[], rating=10)
    question = question_of(compose(period), "progress-rating")
    assert question.choices == ("10",)
    assert [option.label for option in question.options] == [
        "1 (Ningún progreso)", "2", "3", "4", "5", "6", "7", "8", "9", "10 (Grandes progresos)"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "choices", "identifier", "asked"),
    [
        ("other-successes", [], "other-successes-text", True),
        ("other-successes", ["yes"], "other-successes-text", True),
        ("other-successes", ["no"], "other-successes-text", False),
        ("other-successes", ["not-applicable"], "other-successes-text", False),
        ("assessment-tools", [], "assessment-tools-text", True),
        ("assessment-tools", ["surveys"], "assessment-tools-text", True),
        ("assessment-tools", ["not-applicable"], "assessment-tools-text", False),
        ("assessment-tools", ["not-applicable", "surveys"], "assessment-tools-text", True),
    ],
)
def test_question_is_asked_unless_its_condition_is_answered_otherwise(
    period, condition, choices, identifier, asked
):
    make.make_written_answer(period=period, question=condition, narrative=[], choices=choices)
    make.make_written_answer(period=period, question=identifier)
    document = compose(period)
    question = question_of(document, identifier)
    assert (question.asked, question.is_answered) == (asked, asked)
    assert question.condition.number == question_of(document, condition).number
