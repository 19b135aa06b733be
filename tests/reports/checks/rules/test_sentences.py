import pytest

from reports.checks.pieces import split_sentences
from reports.checks.rules.sentences import loose_marks
from tests.reports.checks.materials import found_in

LINK = "https://www.gob.mx/stps/programa"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Se apoyó a familias de Sinaloa y Jalisco", "Se apoyó a familias de Sinaloa y Jalisco"),
        ("Se aprobó. Se avanzó en los estados de Sinaloa y",
         "Se avanzó en los estados de Sinaloa y"),
        ("Se adoptó la guía “Juntos en el camino”", "Se adoptó la guía “Juntos en el camino”"),
        ("Se trabaja con las tres instituciones:", "Se trabaja con las tres instituciones:"),
        ("Se adoptó el programa de trabajo (primera fase)",
         "Se adoptó el programa de trabajo (primera fase)"),
    ],
)  # fmt: skip
def test_sentence_without_an_end_is_found(text, words):
    assert found_in(text) == [("no-end", words)]


@pytest.mark.parametrize(
    "text",
    [
        "Se apoyó a familias de Sinaloa y Jalisco.",
        "Se adoptó el programa “Juntos en el camino”.",
        "Se adoptó el programa «Juntos en el camino.»",
        "Se preguntó a todas: “¿qué hace falta?”",
        "Se espera seguir así, con más personas…",
        f"El programa puede consultarse en este lugar: {LINK}",
        "Coordinación, formación y recursos",
        ["Se trabaja con estas cuatro instituciones:", ["Secretaría", "Fiscalía de los estados"]],
        ["Hay tres retos:", ["la coordinación entre los tres niveles de gobierno;", "el dinero"]],
        "Se trabaja con estas cuatro instituciones:\nLa secretaría y las tres comisiones.",
    ],
)
def test_sentence_that_ends_is_not(text):
    assert found_in(text) == []


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Se adoptó el programa “Juntos, con todos.", "“"),
        ("Se adoptó el programa Juntos”, con todos.", "”"),
        ("Se adoptó «Juntos, con todos.", "«"),
        ("Se adoptó el programa (con todos.", "("),
        ("Se adoptó el programa con todos).", ")"),
        ("Se adoptó el programa [con todos.", "["),
        ("Se preguntó qué falta? a todas.", "?"),
        ("Se preguntó ¿qué falta a todas.", "¿"),
        ("Se dijo basta! a todas.", "!"),
        ('Se adoptó el programa "Juntos, con todos.', '"'),
    ],
)
def test_mark_without_its_other_half_is_found(text, mark):
    assert found_in(text) == [("unbalanced-marks", text)]
    assert loose_marks(text, ("“”", "«»", "()", "[]", "¿?", "¡!")) == (mark,)


@pytest.mark.parametrize(
    "text",
    [
        "Se adoptó “Juntos (con todos)”, «así» [1] y ¿quién no?",
        "Hay: a) coordinación, b) formación y 3) recursos.",
        "Hay dos fases: i) la ley y ii) su reglamento.",
        "La guía dice: “Primero se escucha.\nDespués se actúa.”",
        'Se adoptó "Juntos" y "Con todos".',
        "Véase https://es.wikipedia.org/wiki/Trabajo_(derecho para saber más.",
        "No hay 5' ni l’accord que valga.",
    ],
)
def test_marks_that_open_and_close_are_not(text):
    assert found_in(text) == []


def test_question_mark_opens_in_spanish_only():
    assert found_in("They asked what is missing? and went on.", language="en") == []
    assert found_in("Que manque-t-il ? On a répondu à toutes.", language="fr") == []


@pytest.mark.parametrize(
    ("text", "language", "twice"),
    [
        ("Se avanzó en el el modelo de los estados.", "es", True),
        ("It is the the model of every state.", "en", True),
        ("C’est le le modèle de chaque état.", "fr", True),
        ("Se avanzó en el modelo, el de los estados.", "es", False),
        ("Nous nous réunissons chaque mois avec les familles.", "fr", False),
        ("It is known that that team had had help.", "en", False),
        ("Viajaron a Walla Walla a firmar.", "es", False),
    ],
)
def test_word_that_stands_twice_is_found(text, language, twice):
    found = [check for check, _words in found_in(text, language=language)]
    assert found == (["word-twice"] if twice else [])


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Se hizo. Se firmó.", ["Se hizo.", "Se firmó."]),
        ("La Lic. Ana Ruiz firmó. Fin.", ["La Lic. Ana Ruiz firmó.", "Fin."]),
        ("Dignificando A.C. Firmó el acuerdo.", ["Dignificando A.C. Firmó el acuerdo."]),
        ("Acción 4.2: “Todo.” Así fue.", ["Acción 4.2: “Todo.”", "Así fue."]),
        ("¿Qué falta? ¡Nada! Bien", ["¿Qué falta?", "¡Nada!", "Bien"]),
        ("", []),
    ],
)
def test_text_is_split_into_sentences(text, sentences):
    assert list(split_sentences(text)) == sentences
