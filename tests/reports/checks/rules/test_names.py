import pytest

from reports.checks.material import Body
from tests.reports.checks.materials import (
    found,
    found_in,
    make_material,
    make_project,
    make_update,
    sentences_of,
)

INSTITUTE = Body(
    "Instituto Nacional de Estadística", "INEG", ("Instituto de Estadística Nacional",)
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Con apoyo del INEG se avanzó. El INEG siguió.", "es"),
        ("With help from INEG, progress was made.", "en"),
        ("Avec l’aide du INEG, on a avancé.", "fr"),
    ],
)
def test_acronym_without_its_name_is_found_once(text, language):
    assert found_in(text, language=language) == [("acronym-unexplained", "INEG")]


@pytest.mark.parametrize(
    "text",
    [
        "El Instituto Nacional de Estadística (INEG) participó. El INEG siguió.",
        "El INEG (Instituto Nacional de Estadística) participó.",
        "Los modelos de riesgo (MIRTIs) sirven. Cada MIRTI ayuda.",
        "El proyecto Enfoque Integral – INEG avanza.",
        "La ONU, el ODS 8 y la COVID-19 son conocidos.",
        "En la fase II y en el siglo XXI se avanzó.",
        "El proyecto POLARIS avanza. Polaris es su socia.",
        "PROGRAMA DE TRABAJO CONTRA LA TRATA",
        "Véase https://www.gob.mx/INEG/ABC para más.",
    ],
)
def test_explained_and_known_acronyms_are_not(text):
    assert found_in(text) == []


def test_acronym_that_the_records_know_is_told_with_its_name():
    material = make_material(texts={"lessons": "El INEG participó."}, bodies=[INSTITUTE])
    assert sentences_of(material) == [
        "The acronym INEG (question 8) is explained nowhere; it is “Instituto Nacional de"
        " Estadística (INEG)”."
    ]


def test_agency_above_a_passage_explains_its_acronym():
    assert found(make_material(updates=[make_update(text="La STPS lo hizo.")])) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("El Instituto Nacional de Estadística midió. El Instituto de Estadística Nacional no.",
         [("body-two-names", "Instituto de Estadística Nacional")]),
        ("El Instituto Nacional de Estadística midió. El instituto nacional de estadistica.", []),
        ("El Instituto Nacional de Estadística (INEG) midió. El INEG sigue.", []),
        ("El Instituto Nacional de Estadística midió.", []),
    ],
)  # fmt: skip
def test_body_under_two_names_is_found(text, expected):
    assert found_in(text, bodies=[INSTITUTE]) == expected


def test_short_form_inside_the_name_is_no_second_name():
    body = Body("Gobierno de Estados Unidos", "", ("Estados Unidos",))
    text = "El Gobierno de Estados Unidos ayudó. Estados Unidos siguió."
    assert found_in(text, bodies=[body]) == []


def test_name_that_two_bodies_share_tells_nothing():
    bodies = [
        Body("Comisión contra la Trata", "", ("Comisión Intersecretarial",)),
        Body("Comisión del Trabajo Infantil", "", ("Comisión Intersecretarial",)),
    ]
    text = "La Comisión contra la Trata y la Comisión Intersecretarial se reunieron."
    assert found_in(text, bodies=bodies) == []


STATES = ("Chiapas", "Oaxaca", "Sonora", "Veracruz")
FIELDS = make_project(name="Campos de Esperanza")
EQUAL = make_project(name="Igualdad", acronym="EQUAL")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Campos de Esperanza trabaja en Chiapas y Oaxaca.",
         "Campos de Esperanza trabaja en Chiapas y Sonora.", True),
        ("Campos de Esperanza trabaja en Chiapas y Oaxaca.",
         "En Oaxaca y Chiapas trabaja Campos de Esperanza.", False),
        ("Campos de Esperanza trabaja en Chiapas y Oaxaca.",
         "Campos de Esperanza visitó Sonora.", False),
        ("Campos de Esperanza trabaja en Chiapas y Oaxaca.",
         "Igualdad trabaja en Chiapas y Sonora.", False),
        ("Campos de Esperanza e Igualdad trabajan en Chiapas, Oaxaca y Sonora.",
         "Igualdad trabaja en Chiapas y Sonora.", False),
        ("Campos de Esperanza e Igualdad trabajan en Chiapas y Oaxaca.",
         "Igualdad trabaja en Chiapas y Sonora.", True),
    ],
)  # fmt: skip
def test_project_in_other_states_elsewhere_is_found(one, other, expected):
    texts = {"lessons": one, "difficulties": other}
    material = make_material(texts=texts, projects=[FIELDS, EQUAL], places=STATES)
    told = [check for check, _question in found(material)]
    assert told == (["places-differ"] if expected else [])


def test_project_in_other_states_than_its_record_is_found():
    project = make_project(name="Campos de Esperanza", states=["Chiapas", "Sonora"])
    texts = {"lessons": "Campos de Esperanza trabaja en Chiapas y Oaxaca."}
    material = make_material(texts=texts, projects=[project], places=STATES)
    assert sentences_of(material) == [
        "The project “Campos de Esperanza” has other states in question 8 than in question 14."
        " Only one of them names Oaxaca, Sonora."
    ]
