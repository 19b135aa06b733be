"""One detector tells the languages apart, for the checks and for past reports alike."""

from dataclasses import replace

import pytest

from reports.wording import WORDINGS, detection
from reports.wording.detection import language_of

SENTENCES = {
    "es": "La coordinación se fortaleció con los estados y los municipios del país.",
    "en": "The coordination was strengthened with the states and the towns of the country.",
    "fr": "L’inspection n’a pas eu lieu qu’à la campagne, d’après les communes du pays.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_tells_its_language(language):
    assert language_of(SENTENCES[language]) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "La coordinación con los estados.",
        "Social Accountability International, World Vision, Save the Children, UNICEF, OIM, PNUD",
        "Se publicó “Ending child labour in the world of work and in the home” en 2022.",
        "The state and the town, los estados y los municipios, the country y el mundo",
    ],
)
def test_what_is_short_or_mixed_tells_none(text):
    assert language_of(text) == ""


def test_words_before_an_apostrophe_count():
    sentence = "D’après l’étude, l’inspection n’avance guère et l’école s’ouvre."
    assert language_of(sentence) == "fr"
    assert language_of(sentence.replace("’", "'")) == "fr"
    assert language_of(sentence.replace("’", " ")) == ""


def test_the_words_come_from_the_languages_own_modules(monkeypatch):
    german = replace(
        WORDINGS["en"],
        language="de",
        small=replace(WORDINGS["en"].small, telling=frozenset(["und", "mit", "der"])),
    )
    text = "Die Regierung und die Länder arbeiten mit der Polizei und mit Vereinen."
    assert language_of(text) == ""
    monkeypatch.setattr(detection, "WORDINGS", WORDINGS | {"de": german})
    assert language_of(text) == "de"
