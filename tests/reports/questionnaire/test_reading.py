import re
from datetime import date

import pytest

from reports.composing.answers import ANSWERS
from reports.document import answer_name
from reports.questionnaire import FOLDER, EditionError, editions, find_edition, read_edition
from reports.wording import WORDINGS
from roadmap.models import Area, NextStepStatus
from roadmap.models.periods import days_of

SOURCE = FOLDER / "2022-2023.toml"

IDS = [
    "priority-progress",
    "next-step-status",
    "next-steps-information",
    "progress-rating",
    "main-successes",
    "other-successes",
    "other-successes-text",
    "difficulties",
    "lessons",
    "assessment-tools",
    "assessment-tools-text",
    "evidence-difficulties",
    "assessment-stakeholders",
    "international-partners",
    "international-partners-text",
    "initiatives",
    "initiatives-text",
    "national-partners",
    "national-partners-text",
    "national-collaboration-increased",
    "national-collaboration-text",
    "pathfinder-process-useful",
    "priorities-revision",
    "coming-next-steps",
    "anticipated-challenges",
    "anything-else",
]
REQUIRED = {
    "priority-progress",
    "progress-rating",
    "main-successes",
    "other-successes",
    "difficulties",
    "assessment-tools",
    "international-partners",
    "initiatives",
    "national-partners",
    "national-collaboration-increased",
    "pathfinder-process-useful",
    "priorities-revision",
    "coming-next-steps",
    "anticipated-challenges",
}
CONDITIONS = {
    "other-successes-text": ("other-successes", "yes"),
    "assessment-tools-text": ("assessment-tools", None),
    "international-partners-text": ("international-partners", None),
    "initiatives-text": ("initiatives", "yes"),
    "national-partners-text": ("national-partners", None),
    "national-collaboration-text": ("national-collaboration-increased", "yes"),
}
OPTIONS = {
    "next-step-status": ["No alcanzado", "Previsto", "En curso", "Completado"],
    "other-successes": ["Sí", "No", "No se aplica"],
    "assessment-tools": [
        "Encuestas",
        "Estudios de casos",
        "Debates de grupos de discusión",
        "Entrevistas",
        "Pruebas anecdóticas",
        "Información proporcionada por terceros",
        "No se aplica",
        "Otros",
    ],
    "international-partners": [
        "Otros países pioneros de la Alianza 8.7. Más información en "
        "https://www.alliance87.org/pathfinder-countries/.",
        "OIT",
        "Organismos de las Naciones Unidas (distintas de la OIT)",
        "Organizaciones internacionales de la sociedad civil",
        "Otros",
    ],
    "initiatives": ["Sí", "No", "No sabe"],
    "national-partners": [
        "Sector privado",
        "Organizaciones de empleadores",
        "Organizaciones de trabajadores",
        "Organizaciones de la sociedad civil locales",
        "Ministerios de su Gobierno",
        "Otros",
    ],
    "national-collaboration-increased": ["Sí", "No"],
    "pathfinder-process-useful": ["Sí", "No"],
    "priorities-revision": ["Sí", "No"],
    "coming-next-steps": [
        "Trabajo infantil",
        "Trabajo forzoso",
        "Trata de seres humanos",
        "Esclavitud moderna",
    ],
}


@pytest.fixture
def edition():
    return read_edition(SOURCE)


def test_edition_has_the_questions_of_the_form_in_its_order(edition):
    assert [question.id for question in edition.questions] == IDS


def test_edition_has_eight_sections(edition):
    assert [(section.id, len(section.questions)) for section in edition.sections] == [
        ("priorities", 1),
        ("next-steps", 2),
        ("general-progress", 6),
        ("assessment", 4),
        ("international-collaboration", 4),
        ("national-collaboration", 5),
        ("outlook", 1),
        ("coming-year", 3),
    ]


def test_edition_requires_what_has_an_asterisk(edition):
    assert {question.id for question in edition.questions if question.required} == REQUIRED


def test_edition_has_the_conditions_of_the_form(edition):
    conditions = {
        question.id: (question.condition.question, question.condition.choice)
        for question in edition.questions
        if question.condition
    }
    assert conditions == CONDITIONS


def test_edition_has_the_options_of_the_form(edition):
    options = {
        question.id: [option.label["es"] for option in question.options]
        for question in edition.questions
        if question.options
    }
    assert options == OPTIONS


def test_edition_names_functions_that_exist(edition):
    assert {question.answers for question in edition.questions} <= set(ANSWERS)


def test_every_answering_function_answers_some_question(edition):
    assert set(ANSWERS) == {question.answers for question in edition.questions}


def test_edition_knows_every_status_and_area_of_the_facts(edition):
    options = {q.id: [option.id for option in q.options] for q in edition.questions}
    assert options["next-step-status"] == NextStepStatus.values
    assert options["coming-next-steps"] == Area.values


def test_edition_is_written_in_the_languages_of_reports(edition):
    assert edition.languages == tuple(WORDINGS)
    assert edition.working_translations == ("en", "fr")


def test_edition_marks_what_was_mended(edition):
    mended = [question.id for question in edition.questions if question.repaired]
    assert mended == [
        "priority-progress",
        "next-step-status",
        "assessment-tools",
        "international-partners",
        "national-partners",
        "coming-next-steps",
        "anything-else",
    ]
    sections = {section.id: section.working_translation for section in edition.sections}
    assert [name for name, languages in sections.items() if languages] == ["general-progress"]
    assert [section.id for section in edition.sections if section.repaired] == [
        "general-progress",
        "international-collaboration",
    ]


def test_scale_says_that_its_points_are_not_stated(edition):
    scale = edition.scale
    assert (scale.points, scale.points_stated) == (10, False)
    assert (scale.lowest["es"], scale.highest["es"]) == ("Ningún progreso", "Grandes progresos")


def test_every_edition_begins_on_the_day_on_which_periods_begin():
    days = [(year, edition.days_of(year)) for edition in editions() for year in (2022, 2023)]
    assert days == [(year, days_of(year)) for year, _days in days]
    assert days[0] == (2022, (date(2022, 5, 1), date(2023, 4, 30)))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('kind = "text"', 'kind = "essay"', "question priority-progress: kind: “essay” is not"),
        ('title.fr = "Progrès accomplis', 'other.fr = "', "title: fr: is missing"),
        ('id = "lessons"', 'id = "lessons"\ncolour = "red"', "question lessons: colour: is not a"),
        ("points = 10", "points = 10\nsteps = 3", "rating: steps: is not a key"),
        ("points = 10", "points = 1", "rating: points: must be at least 2"),
        ("points = 10", "points = true", "rating: points: must be a whole number"),
        ("points_stated = false", 'points_stated = "no"', "points_stated: must be true or false"),
        ("begins = { month = 5, day = 1 }", "", "2022-2023.toml: begins: is missing"),
        ("month = 5, day = 1", "month = 2, day = 29", "begins: day: is not a day of every year"),
        ("month = 5, day = 1", "month = 5", "begins: day: is missing"),
        ("month = 5, day = 1", "month = 5, day = 1, year = 1", "begins: year: is not a key"),
        ('id = "lessons"', 'id = "difficulties"', "id of a question: “difficulties” stands twice"),
        ('id = "outlook"', 'id = "priorities"', "id of a section: “priorities” stands twice"),
        ('id = "planned"', 'id = "completed"', "id of an option: “completed” stands twice"),
        ('id = "2022-2023"', 'id = "2021-2022"', "id: “2021-2022” is not the name of the file"),
        ('languages = ["es", ', "languages = [1, ", "languages: must be a list of language codes"),
        ('working_translation = ["es"]', 'working_translation = ["de"]', "“de” is not one of"),
        ('text.en = "How did you', 'text.de = "', "question lessons: text: en: is missing"),
        ('text.es = "¿Cómo superó', 'text.es = " "\ntext.no = "', "lessons: text: es: is empty"),
        ("{priority_text}", "{step_title}", "text: es: unknown placeholder “step_title”"),
        ("{coming_end}", "{coming_edn}", "title: es: unknown placeholder “coming_edn”"),
        ("{last_period}", "{last_period", "introduction: es: "),
        ('repeat = "priority"', 'repeat = "theme"', "repeat: “theme” is not one of priority"),
        ('repeat = "next-step"\n', "", "question next-step-status: text: es: unknown placeholder"),
        ("text_untitled.", "help.", "text_untitled: stands in a question per next step"),
        ('kind = "rating"', 'kind = "single-choice"', "progress-rating: options: do not fit"),
        ('kind = "next-steps"', 'kind = "single-choice"', "coming-next-steps: fields: do not fit"),
        ('{ id = "proof"', '{ id = "risk"', "field risk: id: “risk” is not one of title"),
        ('is = "yes"', 'is = "maybe"', "other-successes-text: condition: “maybe” is not one of"),
        (
            'condition = { question = "other-successes"',
            'condition = { question = "priorities-revision"',
            "condition: “priorities-revision” is not an earlier choice question",
        ),
        ("any-chosen = true", 'any-chosen = true, is = "other"', "condition: is: say either"),
        ("any-chosen = true", "any-chosen = false", "condition: is: say either"),
        ("[[sections]]", "[[sections", "can not be read"),
        ('id = "2022-2023"', 'period = "2022-2023"', "2022-2023.toml: id: is missing"),
        ("[rating]", "[ratings]", "rating: is missing"),
    ],
)
def test_edition_with_an_error_is_refused(tmp_path, old, new, message):
    text = SOURCE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / SOURCE.name
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(EditionError) as refusal:
        read_edition(path)
    assert str(refusal.value).startswith("2022-2023.toml: ")
    assert message in str(refusal.value)


def test_edition_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(EditionError, match=r"2030-2031\.toml: can not be read"):
        read_edition(tmp_path / "2030-2031.toml")


@pytest.mark.parametrize("period", ["2022-2023", "2023-2024", "2031-2032"])
def test_period_takes_the_latest_edition_that_is_not_later(period):
    assert find_edition(period).id == "2022-2023"


def test_period_takes_its_own_edition_before_an_earlier_one(tmp_path):
    text = SOURCE.read_text(encoding="utf-8")
    for name in ("2022-2023", "2024-2025"):
        changed = text.replace('id = "2022-2023"', f'id = "{name}"')
        (tmp_path / f"{name}.toml").write_text(changed, encoding="utf-8")
    labels = ["2022-2023", "2023-2024", "2024-2025", "2025-2026"]
    assert [find_edition(label, tmp_path).id for label in labels] == [
        "2022-2023",
        "2022-2023",
        "2024-2025",
        "2024-2025",
    ]


def test_period_before_the_first_edition_has_none():
    with pytest.raises(LookupError, match="no edition of the questionnaire for 2021-2022"):
        find_edition("2021-2022")


def test_every_answer_has_a_name_that_word_takes():
    """Word drops bookmarks of more than 40 characters."""
    questions = [question for edition in editions() for question in edition.questions]
    names = [answer_name(q.id, 99 if q.repeat else None) for q in questions]
    assert names[0] == "resp_priority_progress_99"
    assert [name for name in names if not re.fullmatch(r"resp_[a-z0-9_]{1,35}", name)] == []
