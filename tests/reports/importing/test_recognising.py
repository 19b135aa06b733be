"""Reading small reports of our own wording: every kind of file, every language, every defect."""

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE

from reports.composing.compose import compose
from reports.importing.frame import Key, frame_of
from reports.importing.planning import values_of
from reports.importing.reading import read_file
from reports.importing.recognising import recognise
from roadmap.texts import narrative
from tests import make
from tests.reports.importing.documents import (
    WRITERS,
    Part,
    as_markdown,
    item,
    parts_of,
    saved,
    small_period,
    small_roadmap,
    text,
)


@pytest.fixture
def roadmap(db):
    return small_roadmap()


@pytest.fixture
def period(db):
    return small_period()


FIRST = "Se abrió un centro en Oaxaca."
LISTED = [text("Se hizo lo siguiente:"), item("Un curso"), item("Una guía", depth=2), item("Más")]
NUMBERED = [item("Primero", number=1), item("Segundo", number=2)]
ANSWERS = {
    ("priority-progress", 1): [text(FIRST)],
    ("priority-progress", 2): LISTED,
    ("next-step-status", 1): {"completed"},
    ("next-step-status", 2): {"in-progress"},
    ("next-steps-information", None): NUMBERED,
    ("progress-rating", None): {"7"},
    ("main-successes", None): [text("El centro.")],
    ("other-successes", None): {"yes"},
    ("other-successes-text", None): [text("Otro éxito.")],
    ("difficulties", None): [text("Faltó dinero.")],
    ("lessons", None): [text("Empezar antes.")],
    ("assessment-tools", None): {"surveys", "interviews"},
    ("assessment-tools-text", None): [text("Una encuesta.")],
    ("evidence-difficulties", None): [text("Ninguna.")],
    ("assessment-stakeholders", None): [text("Dos universidades.")],
    ("international-partners", None): {"ilo"},
    ("international-partners-text", None): [text("Con la OIT.")],
    ("initiatives", None): {"no"},
    ("national-partners", None): {"workers", "ministries"},
    ("national-partners-text", None): [text("Con dos sindicatos.")],
    ("national-collaboration-increased", None): {"yes"},
    ("national-collaboration-text", None): [text("Más reuniones.")],
    ("pathfinder-process-useful", None): {"yes"},
    ("priorities-revision", None): {"no"},
    ("anticipated-challenges", None): [text("El presupuesto.")],
    ("anything-else", None): [text("Gracias.")],
}
INITIATIVES = (
    "Facilite información sobre las iniciativas subregionales, regionales y mundiales a las que ha"
    " prestado apoyo."
)
LESSONS = "¿Cómo superó los retos? ¿Cuáles son las lecciones aprendidas?"
STEP = {
    "es": [
        "Título del próximo paso: Abrir diez centros",
        "Objetivos hasta abril de 2024:",
        "Que funcionen.",
        "¿Qué pruebas utilizaría para sustentar que ha logrado este paso?: El acta.",
        "¿A qué ámbito o ámbitos de trabajo corresponde este paso?: Trabajo infantil y"
        " trata de seres humanos",
    ],
    "en": [
        "Title of the next step: Open ten centres",
        "Objectives until April 2024: That they work.",
        "To which area or areas of work does this step belong?: Child labour",
    ],
    "fr": [
        "Titre de la prochaine étape : Ouvrir dix centres",
        "Objectifs jusqu’en avril 2024 : Qu’ils fonctionnent.",
        "À quel domaine ou à quels domaines de travail cette étape correspond-elle\u202f? :"
        " Travail des enfants",
    ],
}


def report(period, language="es", **answers):
    """The parts of a whole report of this period."""
    steps = [text(line) for line in STEP[language]]
    said = ANSWERS | {("coming-next-steps", None): steps} | answers.get("changed", {})
    # An area is no box in such a report.
    parts = list(parts_of(compose(period, language), said))
    return [part for part in parts if not (part.kind == "option" and part.mark is None)]


def read(period, parts, suffix="md"):
    content = WRITERS[suffix](parts)
    frame = frame_of(period.roadmap, period.year)
    return recognise(read_file(f"informe.{suffix}", content), frame)


def told(reading, *kinds):
    return [(f.kind, f.text) for f in reading.findings if not kinds or f.kind in kinds]


def spoken(reading):
    """What each answer comes to, without its place."""
    return {
        tuple(answer.key): (narrative.plain_text(answer.narrative), set(answer.choices))
        for answer in reading.answers
    }


def expected_of(answers):
    return {
        key: ("", said) if isinstance(said, set) else ("\n".join(p.text for p in said), set())
        for key, said in answers.items()
    }


@pytest.mark.parametrize("suffix", WRITERS)
def test_every_kind_of_file_says_the_same(period, suffix):
    reading = read(period, report(period), suffix)
    found = spoken(reading)
    assert found.pop(("coming-next-steps", None)) == ("", set())
    # Not in the test's answers: a condition that does not hold.
    assert found.pop(("initiatives-text", None)) == ("", set())
    assert found == expected_of(ANSWERS)
    assert told(reading) == [
        ("empty", INITIATIVES)
    ]  # fmt: skip
    [row] = next(answer.rows for answer in reading.answers if answer.rows)
    assert (row.title, row.objectives, row.proof, row.areas) == (
        "Abrir diez centros", "Que funcionen.", "El acta.", ("child-labour", "human-trafficking")
    )  # fmt: skip


@pytest.mark.parametrize("suffix", WRITERS)
def test_lists_stay_lists(period, suffix):
    answers = {answer.key: answer for answer in read(period, report(period), suffix).answers}
    listed = answers[Key("priority-progress", 2)].narrative[1]
    inner = {"type": "list", "ordered": False, "items": [[paragraph("Una guía")]]}
    items = [[paragraph("Un curso"), inner], [paragraph("Más")]]
    assert listed == {"type": "list", "ordered": False, "items": items}
    numbered = [[paragraph("Primero")], [paragraph("Segundo")]]
    assert answers[Key("next-steps-information")].narrative == [
        {"type": "list", "ordered": True, "items": numbered}
    ]


def paragraph(words):
    return {"type": "paragraph", "runs": [{"text": words}]}


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_report_in_another_language_is_read_in_it(period, suffix, language):
    reading = read(period, report(period, language), suffix)
    assert reading.language == language
    found = spoken(reading)
    assert {key: found[key] for key in ANSWERS} == expected_of(ANSWERS)
    assert [f.kind for f in reading.findings] == ["empty"]
    [row] = next(answer.rows for answer in reading.answers if answer.rows)
    assert row.areas == ("child-labour",)


def test_values_are_those_of_a_written_answer(period):
    frame = frame_of(period.roadmap, 2022)
    answers = {answer.key: answer for answer in read(period, report(period)).answers}
    nothing = {"narrative": [], "choices": [], "other": "", "rating": None}
    assert values_of(answers[Key("progress-rating")], frame) == nothing | {"rating": 7}
    partners = values_of(answers[Key("national-partners")], frame)
    assert partners == nothing | {"choices": ["workers", "ministries"]}


def changed(parts, change):
    """The parts with those of one kind and text changed."""
    return [new for part in parts for new in change(part)]


def is_question(part, beginning):
    return part.kind == "question" and part.text.startswith(beginning)


def twice(part):
    return [part, text(FIRST), part] if is_question(part, "¿Cómo superó") else [part]


def gone(part):
    return [] if is_question(part, "¿Qué retos") else [part]


def renumbered(part):
    return [part._replace(number=1)] if is_question(part, "¿Cómo superó") else [part]


def reworded(part):
    if not is_question(part, "Especifique el nombre y describa la colaboración con sus socios n"):
        return [part]
    return [part._replace(text=part.text.replace("describa", "explique"))]


def without_heading(part):
    return [] if (part.kind, part.text) == ("section", "Perspectivas de futuro") else [part]


def in_french(part):
    said = (
        "Les autorités ont ouvert un centre pour les enfants de la région et pour leurs familles."
    )
    return [part, text(said)] if part.text == FIRST else [part]


def unmarked(part):
    return [part._replace(mark=None)] if part.kind == "option" else [part]


def other_option(part):
    return [part._replace(text="Other")] if part.text == "Otros" else [part]


def unknown_option(part):
    return [part, Part("option", "Quizás", mark=True)] if part.text == "No sabe" else [part]


def before_all(part):
    return [text("Sello del ministerio"), part] if part.kind == "title" else [part]


def other_year(part):
    return [part._replace(text=part.text.replace("2023", "2021"))]


DEFECTS = [
    (twice, "question-twice", LESSONS),
    (gone, "question-missing", "¿Qué retos anticipa en este proceso?"),
    (renumbered, "number-twice", f"1. {LESSONS}"),
    (
        reworded,
        "wording",
        "Especifique el nombre y explique la colaboración con sus socios nacionales.",
    ),
    (without_heading, "section-untitled", ""),
    (in_french, "language", in_french(text(FIRST))[1].text),
    (unmarked, "unmarked", "¿Colaboró con algún socio nacional?"),
    (other_option, "option-language", "Other"),
    (unknown_option, "unknown-option", "Quizás"),
    (before_all, "unplaced", "Sello del ministerio"),
    (
        other_year,
        "period",
        "En su Informe de progreso anual 2021-2022, se identificaron los próximos pasos para el"
        " periodo comprendido entre mayo 2022 y abril 2021.",
    ),
]


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize(("change", "kind", "what"), DEFECTS, ids=[row[1] for row in DEFECTS])
def test_defect_is_listed(period, change, kind, what, suffix):
    whole = report(period)
    assert told(read(period, whole, suffix), kind) == []
    reading = read(period, changed(whole, change), suffix)
    assert (kind, what) in told(reading, kind)
    assert all(f.place for f in reading.findings if f.kind != "question-missing")


def test_place_is_the_line(period):
    content = as_markdown(changed(report(period), before_all))
    reading = recognise(read_file("a.md", content.encode()), frame_of(period.roadmap, 2022))
    lines = content.split("\n")
    assert [lines[f.place - 1] for f in reading.findings if f.kind == "unplaced"] == [
        "Sello del ministerio"
    ]


CONTENTS = """Índice

Progresos anuales respecto de las prioridades establecidas en la hoja de ruta	3

1. ¿Cómo superó los retos? ¿Cuáles son las lecciones aprendidas?	4

{answer}2. ¿Qué retos anticipa en este proceso? * 5

Progresos anuales respecto de las prioridades establecidas en la hoja de ruta

1. ¿Cómo superó los retos? ¿Cuáles son las lecciones aprendidas?

Empezando antes.
"""


@pytest.mark.parametrize(
    ("answer", "found"), [("", []), ("Empezando después. 4\n\n", ["Empezando después. 4"])]
)
def test_answer_in_the_table_of_contents_is_listed(period, answer, found):
    content = CONTENTS.format(answer=answer).encode()
    reading = recognise(read_file("a.txt", content), frame_of(period.roadmap, 2022))
    assert [text for _kind, text in told(reading, "contents-answer")] == found
    assert spoken(reading) == {("lessons", None): ("Empezando antes.", set())}


def test_table_of_contents_of_a_word_file_ends_where_it_says(period):
    document = docx.Document()
    document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Índice", style="TOC Heading")
    document.add_paragraph("Perspectivas de futuro", style="toc 1")
    document.add_paragraph(LESSONS, style="toc 1")
    document.add_paragraph("Perspectivas de futuro")
    document.add_paragraph(LESSONS)
    document.add_paragraph("Empezar antes.")
    reading = recognise(read_file("a.docx", saved(document)), frame_of(period.roadmap, 2022))
    assert spoken(reading) == {("lessons", None): ("Empezar antes.", set())}


CUT = [
    ("Participaron veinticuatro de las entidades", "federativas del país."),
    ("Lo organizó la Comisión Intersecretarial de", "Personas y de otras cosas más."),
    ("La línea nacional atiende en el número 800", "5533 000 a toda hora."),
]
WHOLE = [
    ("Participaron veinticuatro de las entidades.", "federativas del país."),
    ("Participaron veinticuatro de las entidades", "Federativas del país."),
    ("Título corto", "de otra cosa."),
]


@pytest.mark.parametrize(("first", "second"), CUT + WHOLE)
@pytest.mark.parametrize("between", ["\n\n", "\n\n\f\n", "\f"])
def test_paragraph_cut_by_a_page_is_mended(period, first, second, between):
    content = f"¿Qué retos anticipa en este proceso?\n\n{first}{between}{second}\n".encode()
    reading = recognise(read_file("a.txt", content), frame_of(period.roadmap, 2022))
    [answer] = reading.answers
    gap = " " if (first, second) in CUT else "\n"
    assert narrative.plain_text(answer.narrative) == f"{first}{gap}{second}"
    assert bool(told(reading, "mended")) == ((first, second) in CUT)


def test_heads_and_numbers_of_pages_are_left_out_and_listed(period):
    page = "\n\nGobierno de México\n\n{}\n\n\f\n"
    said = ["Uno.", "Dos.", "Tres.", "Cuatro."]
    pages = "".join(line + page.format(n) for n, line in enumerate(said, start=1))
    content = f"¿Qué retos anticipa en este proceso?\n\n{pages}N/A\n".encode()
    reading = recognise(read_file("a.txt", content), frame_of(period.roadmap, 2022))
    [answer] = reading.answers
    assert narrative.plain_text(answer.narrative).split("\n") == [*said, "N/A"]
    assert len(told(reading, "page")) == 8


MARKS = [
    ("Sí", "No", set()),
    ("☒ Sí", "☐ No", {"yes"}),
    ("Sí ☑", "No ☐", {"yes"}),
    ("☐ Sí", "◉ No", {"no"}),
    ("- [ ] Sí", "- [X] No", {"no"}),
    ("☒ Sí", "☒ No", set()),
    ("", "No", {"no"}),
]


@pytest.mark.parametrize(("yes", "no", "choices"), MARKS)
def test_choice_is_read_where_a_mark_survives(period, yes, no, choices):
    content = f"¿Se ha considerado útil el proceso de los países pioneros?\n\n{yes}\n\n{no}\n"
    reading = recognise(read_file("a.md", content.encode()), frame_of(period.roadmap, 2022))
    assert spoken(reading) == {("pathfinder-process-useful", None): ("", choices)}


def test_other_is_read_with_its_text(period):
    content = "¿Colaboró con algún socio nacional?\n\n☒ Otros: dos iglesias\n"
    reading = recognise(read_file("a.md", content.encode()), frame_of(period.roadmap, 2022))
    [answer] = reading.answers
    assert (answer.choices, answer.other) == (("other",), "dos iglesias")


def test_next_steps_that_the_roadmap_lacks_are_read_from_their_questions(roadmap):
    content = """11. ¿Cuál es la situación de su próximo paso 1 “Encuesta nacional (ENTI)”?

☒ Completado

12. ¿Cuál es la situación de su próximo paso 3 “Mesas de diálogo”?

En curso

13. ¿Cuál es la situación de su próximo paso 3 “Otra cosa”?
"""
    reading = recognise(read_file("a.md", content.encode()), frame_of(roadmap, 2022))
    assert reading.steps == {1: "Encuesta nacional (ENTI)", 3: "Mesas de diálogo", 4: "Otra cosa"}
    assert {key: choices for key, (_text, choices) in spoken(reading).items()} == {
        ("next-step-status", 1): {"completed"},
        ("next-step-status", 3): {"in-progress"},
        ("next-step-status", 4): set(),
    }
    other = "13. ¿Cuál es la situación de su próximo paso 3 “Otra cosa”?"
    assert told(reading, "step-number") == [("step-number", other.removeprefix("13. "))]
    steps = [f.other for f in reading.findings if f.kind == "question-missing" and f.other]
    assert steps[-1:] == ["2"]


def test_priority_that_the_roadmap_lacks_is_listed_with_its_answer(period):
    content = """Desde mayo de 2022, ¿qué progresos ha logrado su país respecto de la prioridad 9
“Construir carreteras y puentes en todo el sur” establecida en su hoja de ruta nacional?

Diez puentes.
"""
    reading = recognise(read_file("a.txt", content.encode()), frame_of(period.roadmap, 2022))
    assert reading.answers == ()
    assert [kind for kind, _text in told(reading, "unknown-subject", "unplaced")] == [
        "unplaced",
        "unknown-subject",
    ]


def test_priorities_are_told_apart_by_their_text_not_by_a_number(period):
    content = as_markdown(
        part._replace(number=None) if part.kind == "question" else part for part in report(period)
    )
    content = content.replace("prioridad 1", "prioridad 2", 1)
    reading = recognise(read_file("a.md", content.encode()), frame_of(period.roadmap, 2022))
    assert spoken(reading)["priority-progress", 1] == (FIRST, set())


def test_wording_must_be_like_enough(roadmap):
    make.make_period(roadmap=roadmap, year=2022)
    question = "¿Qué retos anticipa en este proceso?"
    for said, is_found in [(question, True), ("¿Qué retos anticipa?", False)]:
        blocks = read_file("a.txt", f"{said}\n\nMuchos.\n".encode())
        assert bool(recognise(blocks, frame_of(roadmap, 2022)).answers) == is_found
