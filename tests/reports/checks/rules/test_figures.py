import pytest

from reports.checks.rules.figures import numbers_in
from tests.reports.checks.materials import found, make_material, make_update


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Participaron 12,885 personas.", [12885]),
        ("Participaron 12.885 personas.", [12885]),
        ("Ont participé 12\u202f885 personnes.", [12885]),
        ("Muestra de 60 mil viviendas.", [60000]),
        ("Se dieron doce cursos.", [12]),
        ("El 13 de junio de 2022 fue la 28ª sesión.", []),
        ("Meta 8.7 y acción 4.2 del 27/12/2022.", []),
        ("Un curso.", []),
    ],
)
def test_numbers_are_read(text, numbers):
    assert [int(value) for value, _words, _following in numbers_in(text)] == numbers


def test_number_comes_with_what_it_counts():
    value, words, following = next(numbers_in("Asistieron 753 servidores públicos."))
    assert (int(value), words) == (753, "753 servidores públicos")
    assert following == ["servidor", "publico"]


COURSES = {"quantity": 24, "unit": "cursos"}


@pytest.mark.parametrize(
    ("text", "results", "expected"),
    [
        ("Se dieron 42 cursos.", [COURSES], True),
        ("Se dieron 24 cursos.", [COURSES], False),
        ("Se dieron doce cursos.", [COURSES], True),
        ("Se dieron 24 cursos, de ellos 12 cursos en línea.", [COURSES], False),
        ("Asistieron 42 personas.", [COURSES], False),
        ("Se dieron cursos.", [COURSES], False),
        ("Se dieron 20 cursos.", [COURSES, {"quantity": 20, "unit": "cursos"}], False),
        ("Asistieron 12,885 personas.", [{"quantity": 12885, "unit": "personas"}], False),
        ("Asistieron 12,858 personas.", [{"quantity": 12885, "unit": "personas"}], True),
        ("Son 32 entidades.", [{"quantity": 24, "out_of": 32, "unit": "entidades"}], False),
        ("Son 600 mil menores.",
         [{"quantity": 500000, "quantity_to": 600000, "unit": "menores"}], False),
        ("Hubo 42 cursos.", [{"quantity": 24, "unit": "cursos en línea"}], False),
    ],
)  # fmt: skip
def test_text_tells_the_figure_of_its_result(text, results, expected):
    update = make_update(text=text, results=results)
    told = [("figure-differs-from-result", "priority-progress")] if expected else []
    assert found(make_material(updates=[update])) == told


FACT = "La procuraduría federal capacitó a {} servidores públicos de la inspección del trabajo."


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (FACT.format(753), FACT.format(735), True),
        (FACT.format(753), FACT.format(753), False),
        (
            FACT.format(753),
            "El instituto capacitó a 735 servidores públicos en otro.",
            False,
        ),
        (f"En mayo de 2022, {FACT.format(753)}", f"En julio de 2022, {FACT.format(735)}", False),
        ("Se dieron 3 cursos.", "Se dieron 4 cursos.", False),
    ],
)
def test_one_fact_with_two_figures_is_found(one, other, expected):
    material = make_material(texts={"lessons": one, "difficulties": other})
    told = [check for check, _question in found(material)]
    assert told == (["two-figures"] if expected else [])


def test_two_figures_in_one_answer_are_found_in_english_and_french():
    english = "The federal inspectorate trained {} public servants about labour rights in farms."
    french = "L’inspection fédérale a formé {} fonctionnaires publics aux droits du travail."
    for text, language in ((english, "en"), (french, "fr")):
        texts = {"lessons": f"{text.format(753)} {text.format(735)}"}
        material = make_material(texts=texts, language=language)
        assert [check for check, _question in found(material)] == ["two-figures"]
