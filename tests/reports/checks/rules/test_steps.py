from dataclasses import replace

import pytest

from tests.reports.checks.materials import found, make_material, sentences_of

DONE = {"title": "Encuesta nacional", "status": "completed"}


def with_questions(material, change):
    """The material with other questions in the document's second section."""
    first, steps, *others = material.document.sections
    steps = replace(steps, questions=tuple(change(list(steps.questions))))
    document = replace(material.document, sections=(first, steps, *others))
    return replace(material, document=document)


def test_each_next_step_asked_once_is_all_right():
    assert found(make_material(steps=[DONE, DONE | {"title": "Protocolo de atención"}])) == []


def test_next_step_whose_number_is_left_out_is_found():
    material = make_material(steps=[DONE, DONE | {"title": "Protocolo de atención", "number": 3}])
    assert sentences_of(material) == ["Next step 2 is not asked for: the numbers go on without it."]


def test_next_step_without_a_question_is_found():
    material = make_material(steps=[DONE, DONE | {"title": "Protocolo de atención"}])
    fewer = with_questions(material, lambda questions: [questions[0], *questions[2:]])
    assert sentences_of(fewer) == ["Next step 2 was promised, and the report does not ask for it."]


def test_next_step_with_the_words_of_another_is_found():
    material = make_material(steps=[DONE, DONE | {"title": "«Encuesta Nacional»"}])
    assert found(material) == [("next-step-asked-twice", "next-step-status")]


def test_print_of_2022_that_asks_step_3_twice_and_never_step_2_is_found():
    titles = ["Encuesta", "Protocolo", "Resultados de Nonechka", "Sistema de casos"]
    material = make_material(steps=[DONE | {"title": title} for title in titles])

    def as_printed(questions):
        third = replace(questions[2], number=questions[1].number)
        return [questions[0], third, *questions[2:]]

    printed = with_questions(material, as_printed)
    assert sentences_of(printed) == [
        "Next step 2 was promised, and the report does not ask for it.",
        "Questions 3 and 4 ask for the same next step.",
    ]


def test_number_that_two_questions_carry_is_found():
    def renumbered(questions):
        return [replace(questions[0], number=1), *questions[1:]]

    material = with_questions(make_material(steps=[DONE]), renumbered)
    assert found(material) == [
        ("number-twice", "priority-progress"),
        ("number-twice", "next-step-status"),
    ]


def test_next_step_without_a_title_is_found():
    material = make_material(steps=[{"title": "", "status": "completed"}])
    assert found(material) == [("next-step-untitled", "next-step-status")]


PROMISE = (
    "Adopción de los dos entregables:\n1. Guía para personas empleadoras;\n2. Micrositio oficial."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (["Ya fueron aprobados:", ["Guía para Personas Empleadoras"]], True),
        ("La comisión sabe que ya se aprobó la Guía para personas empleadoras.", True),
        (["Se está trabajando en:", ["Guía para Personas Empleadoras"]], False),
        ("Se aprobó el plan de trabajo, que trata de la Guía para personas empleadoras.", False),
        ("Ya se aprobó otra guía.", False),
    ],
)
def test_promise_that_is_told_as_delivered_is_found(text, expected):
    material = make_material(texts={"lessons": text}, coming=[{"proof": PROMISE}])
    told = [("promise-as-proof", "coming-next-steps")] if expected else []
    assert found(material) == told


@pytest.mark.parametrize(
    ("proof", "text", "language"),
    [
        ("1. Guide for employers", "The guide for employers has been approved.", "en"),
        ("1. Guide des employeurs", "Le guide des employeurs a été approuvé.", "fr"),
    ],
)
def test_promise_that_is_told_as_delivered_is_found_in_other_languages(proof, text, language):
    material = make_material(texts={"lessons": text}, coming=[{"proof": proof}], language=language)
    assert found(material) == [("promise-as-proof", "coming-next-steps")]


def test_promise_that_is_counted_as_a_success_is_found():
    successes = ["Los principales éxitos son estos:", ["Micrositio oficial", "Coordinación"]]
    material = make_material(texts={"main-successes": successes}, coming=[{"proof": PROMISE}])
    assert sentences_of(material) == [
        "Question 4 counts among the successes what is only promised for the coming period:"
        " Micrositio oficial."
    ]
