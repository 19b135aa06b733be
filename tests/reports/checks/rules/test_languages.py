from dataclasses import replace

import pytest

from tests.reports.checks.materials import found_in, make_material, sentences_of

SPANISH = "La coordinación de las instituciones se fortaleció con los estados y los municipios."
ENGLISH = "The coordination of the institutions was strengthened with the states and the towns."
FRENCH = "La coordination des institutions a été renforcée avec les états et les communes du pays."
TEXTS = {"es": SPANISH, "en": ENGLISH, "fr": FRENCH}


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("of_text", TEXTS)
def test_sentence_in_another_language_is_found(language, of_text):
    expected = [] if of_text == language else [("other-language", TEXTS[of_text])]
    assert found_in(TEXTS[of_text], language=language) == expected


def test_only_the_foreign_sentence_is_quoted():
    assert found_in(f"{SPANISH} {FRENCH} {SPANISH}") == [("other-language", FRENCH)]


@pytest.mark.parametrize(
    "text",
    [
        "Se publicó la guía “Ending child labour in the world of work and in the home”.",
        "Social Accountability International y World Vision participan.",
        "Se presentó Better Work for All.",
        "Save the Children México, UNICEF y la OIM colaboran con las autoridades del país.",
    ],
)
def test_foreign_names_and_titles_are_not(text):
    assert [check for check, _ in found_in(text) if check == "other-language"] == []


def test_introduction_in_another_language_is_found():
    material = make_material()
    first, *others = material.document.sections
    sections = (replace(first, introduction=FRENCH), *others)
    foreign = replace(material, document=replace(material.document, sections=sections))
    assert sentences_of(foreign) == [
        f"The introduction of section “{first.title}” has a sentence in French."
    ]
