import datetime

import pytest

from reports.checks.moments import is_told_as_done, moments
from tests.reports.checks.materials import DAY, found, found_in, make_material, make_update

PROGRAMME = "el Programa Nacional de Inspección del Trabajo Agrícola"


def day(year, month, number):
    return datetime.date(year, month, number)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("El 13 de junio de 2022 se hizo.", day(2022, 6, 13), day(2022, 6, 13)),
        ("El 1º de marzo del 2023 se hizo.", day(2023, 3, 1), day(2023, 3, 1)),
        ("En mayo de 2022 se hizo.", day(2022, 5, 1), day(2022, 5, 31)),
        ("Del 15 al 17 de noviembre del 2022 fue.", day(2022, 11, 15), day(2022, 11, 17)),
        ("Del 3 de octubre al 30 de diciembre de 2022 fue.", day(2022, 10, 3), day(2022, 12, 30)),
        ("It was on 13 June 2022.", day(2022, 6, 13), day(2022, 6, 13)),
        ("It was on June 13, 2022.", day(2022, 6, 13), day(2022, 6, 13)),
        ("It was in February 2024.", day(2024, 2, 1), day(2024, 2, 29)),
        ("It was from 3 to 5 June 2022.", day(2022, 6, 3), day(2022, 6, 5)),
        ("Ce fut le 1er mars 2023.", day(2023, 3, 1), day(2023, 3, 1)),
        ("Ce fut en février 2023.", day(2023, 2, 1), day(2023, 2, 28)),
        ("Fue el 27/12/2022.", day(2022, 12, 27), day(2022, 12, 27)),
        ("Fue el 2022-12-27.", day(2022, 12, 27), day(2022, 12, 27)),
    ],
)
def test_date_is_read(text, first, last):
    assert [(moment.first, moment.last) for moment in moments(text)] == [(first, last)]


@pytest.mark.parametrize(
    "text",
    ["Durante 2022.", "El 31 de febrero de 2022.", "El 99/99/2022.", "En mayo.", "2022-13-01"],
)
def test_year_alone_and_impossible_dates_are_none(text):
    assert list(moments(text)) == []


TOLD = [
    ("El 13 de junio de 2023 se publicó la guía.", "es", True),
    ("En junio de 2023 las partes suscribieron el acuerdo.", "es", True),
    ("La guía ha sido publicada el 13 de junio de 2023.", "es", True),
    ("La encuesta será publicada en junio de 2023.", "es", False),
    ("Está previsto publicarla en junio de 2023.", "es", False),
    ("El acuerdo entrará en vigor el 18 de mayo de 2023.", "es", False),
    ("Se acordó publicarla a más tardar y se espera en junio de 2023.", "es", False),
    ("Se trabajará hasta junio de 2023.", "es", False),
    ("The guide was published on 13 June 2023.", "en", True),
    ("In June 2023 the parties signed the agreement.", "en", True),
    ("The guide will be published in June 2023.", "en", False),
    ("The guide is expected in June 2023.", "en", False),
    ("Le guide a été publié le 13 juin 2023.", "fr", True),
    ("Le guide sera publié en juin 2023.", "fr", False),
    ("La publication du guide est prévue en juin 2023.", "fr", False),
]


@pytest.mark.parametrize(("text", "language", "done"), TOLD)
def test_date_after_the_period_that_is_told_as_done_is_found(text, language, done):
    expected = [("date-outside-period", text)] if done else []
    assert found_in(text, language=language) == expected


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("El 13 de junio de 2021 se publicó la guía.", "es", True),
        ("Desde mayo de 2021 se publicó cada mes un boletín.", "es", False),
        ("La ley de 13 de junio de 2021 ayuda a todas.", "es", False),
        ("En junio de 2021 se inició y en mayo de 2022 se concluyó la guía.", "es", False),
        ("The guide was published on 13 June 2021.", "en", True),
        ("It follows the law adopted on 13 June 2021.", "en", False),
        ("Le guide a été publié le 13 juin 2021.", "fr", True),
        ("Depuis juin 2021, on a publié un bulletin.", "fr", False),
    ],
)
def test_date_before_the_period_that_is_told_as_done_is_found(text, language, told):
    expected = [("date-outside-period", text)] if told else []
    assert found_in(text, language=language) == expected


@pytest.mark.parametrize(
    "text",
    ["El 1 de mayo de 2022 se publicó la guía.", "El 30 de abril de 2023 se publicó la guía."],
)
def test_first_and_last_day_are_in_the_period(text):
    assert found_in(text) == []


def test_promise_may_tell_of_later_dates():
    coming = [{"title": "La guía", "objectives": "Que la guía se publicó el 1 de junio de 2023."}]
    assert found(make_material(coming=coming)) == []


def test_verb_nearest_to_the_date_decides():
    text = "Se levantó en octubre de 2022 y será publicada en junio de 2023."
    first, second = moments(text)
    assert is_told_as_done(text, first)
    assert not is_told_as_done(text, second)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (f"El 14 de julio de 2022 se aprobó {PROGRAMME}.", True),
        (f"El 14 de julio de 2022 se validó {PROGRAMME} en las zonas rurales.", True),
        (f"En junio de 2022 se aprobó {PROGRAMME}.", False),
        (f"El 14 de julio de 2022 se publicó {PROGRAMME}.", False),
        ("El 14 de julio de 2022 se aprobó el Programa Nacional contra la Trata de Niñas.", False),
    ],
)
def test_one_thing_with_two_dates_is_found(other, expected):
    first = f"El 13 de junio de 2022 se aprobó {PROGRAMME}."
    material = make_material(texts={"lessons": first, "difficulties": other})
    told = [check for check, _question in found(material)]
    assert told == (["dates-differ"] if expected else [])


def test_one_thing_with_two_dates_is_found_in_english_and_french():
    english = "On {} 2022 the commission approved the National Programme for Labour Inspection."
    french = "Le {} 2022, la commission a approuvé le Programme National d’Inspection du Travail."
    for text, days, language in (
        (english, ("13 June", "14 July"), "en"),
        (french, ("13 juin", "14 juillet"), "fr"),
    ):
        texts = {"lessons": text.format(days[0]), "difficulties": text.format(days[1])}
        material = make_material(texts=texts, language=language)
        assert [check for check, _question in found(material)] == ["dates-differ"]


def test_updates_of_one_action_with_one_title_tell_one_day():
    same = {"action_id": 7, "title": "Se aprobó el programa nacional", "happened_to": None}
    updates = [
        make_update(happened_from=DAY, **same),
        make_update(happened_from=DAY.replace(month=8), **same),
    ]
    assert found(make_material(updates=updates)) == [("dates-differ", "")]
    updates[1].action_id = 8
    assert found(make_material(updates=updates)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("El 14 de julio de 2022 se firmó.", [("date-differs-from-record", "priority-progress")]),
        ("El 13 de junio de 2022 se firmó.", []),
        ("En junio de 2022 se firmó.", []),
        ("Tras el 14 de julio de 2022 se firmó; el 13 de junio de 2022 se pactó.", []),
        ("Se firmará el 14 de julio de 2022.", []),
        ("Se firmó.", []),
    ],
)
def test_text_tells_the_day_of_its_update(text, expected):
    update = make_update(text=text, precision="day", happened_from=DAY, happened_to=DAY)
    assert found(make_material(updates=[update])) == expected
