from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from reports.wording import WORDINGS, either

SPACE = "\u202f"


def test_every_language_has_the_same_words():
    assert len({frozenset(wording.words) for wording in WORDINGS.values()}) == 1


def test_every_language_tells_the_same_deeds():
    assert len({frozenset(wording.tellings.deeds) for wording in WORDINGS.values()}) == 1


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=WORDINGS)
def test_every_language_has_twelve_months_and_counts_to_twelve(wording):
    assert (len(wording.dates.months), len(wording.numbers.words)) == (12, 12)
    assert set(wording.dates.other_months.values()) <= set(range(1, 13))


def test_an_expression_for_any_language_leaves_out_those_that_have_none():
    assert either(lambda wording: wording.dates.ordinals) == r"1ro|1º|\d{1,2}(?:st|nd|rd|th)|1er"
    assert either(lambda wording: wording.dates.of) == "de|del|of"


@pytest.mark.parametrize(
    ("precision", "first", "last", "spanish", "english", "french"),
    [
        ("", None, None, "", "", ""),
        (
            "day",
            date(2022, 6, 13),
            date(2022, 6, 13),
            "13 de junio de 2022",
            "13 June 2022",
            "13 juin 2022",
        ),
        (
            "day",
            date(2023, 3, 1),
            date(2023, 3, 1),
            "1 de marzo de 2023",
            "1 March 2023",
            "1er mars 2023",
        ),
        (
            "interval",
            date(2022, 10, 3),
            date(2022, 12, 30),
            "del 3 de octubre al 30 de diciembre de 2022",
            "from 3 October to 30 December 2022",
            "du 3 octobre au 30 décembre 2022",
        ),
        (
            "interval",
            date(2022, 11, 15),
            date(2022, 11, 17),
            "del 15 al 17 de noviembre de 2022",
            "from 15 to 17 November 2022",
            "du 15 au 17 novembre 2022",
        ),
        (
            "interval",
            date(2022, 5, 1),
            date(2023, 4, 30),
            "del 1 de mayo de 2022 al 30 de abril de 2023",
            "from 1 May 2022 to 30 April 2023",
            "du 1er mai 2022 au 30 avril 2023",
        ),
        (
            "interval",
            date(2022, 5, 4),
            date(2022, 5, 4),
            "4 de mayo de 2022",
            "4 May 2022",
            "4 mai 2022",
        ),
        (
            "month",
            date(2022, 8, 1),
            date(2022, 8, 31),
            "agosto de 2022",
            "August 2022",
            "août 2022",
        ),
        (
            "month",
            date(2022, 4, 1),
            date(2022, 8, 31),
            "de abril a agosto de 2022",
            "from April to August 2022",
            "avril à août 2022",
        ),
        (
            "month",
            date(2022, 5, 1),
            date(2023, 4, 30),
            "de mayo de 2022 a abril de 2023",
            "from May 2022 to April 2023",
            "mai 2022 à avril 2023",
        ),
        ("year", date(2022, 1, 1), date(2022, 12, 31), "2022", "2022", "2022"),
        (
            "year",
            date(2022, 1, 1),
            date(2024, 12, 31),
            "de 2022 a 2024",
            "from 2022 to 2024",
            "2022 à 2024",
        ),
    ],
)
def test_when_is_said_in_words(precision, first, last, spanish, english, french):
    said = [wording.when(precision, first, last) for wording in WORDINGS.values()]
    assert said == [spanish, english, french]


@pytest.mark.parametrize(
    ("value", "spanish", "english", "french"),
    [
        ("24.00", "24", "24", "24"),
        ("12885.00", "12,885", "12,885", f"12{SPACE}885"),
        ("1234567.50", "1,234,567.5", "1,234,567.5", f"1{SPACE}234{SPACE}567,5"),
        ("0.25", "0.25", "0.25", "0,25"),
    ],
)
def test_number_is_written_as_the_language_does(value, spanish, english, french):
    said = [wording.number(Decimal(value)) for wording in WORDINGS.values()]
    assert said == [spanish, english, french]


@pytest.mark.parametrize(
    ("result", "spanish", "english"),
    [
        ({"quantity": 651}, "651", "651"),
        ({"quantity": 24, "out_of": 32}, "24 de 32", "24 out of 32"),
        ({"quantity": 1000, "qualifier": "more-than"}, "más de 1,000", "more than 1,000"),
        ({"quantity": 40, "qualifier": "less-than"}, "menos de 40", "less than 40"),
        (
            {"quantity": 500000, "quantity_to": 600000, "qualifier": "about"},
            "alrededor de 500,000 a 600,000",
            "about 500,000 to 600,000",
        ),
    ],
)
def test_quantity_says_how_exact_it_is(result, spanish, english):
    whole = {"quantity_to": None, "out_of": None, "qualifier": "exact"} | result
    result = SimpleNamespace(**whole)
    assert WORDINGS["es"].quantity(result) == spanish
    assert WORDINGS["en"].quantity(result) == english


@pytest.mark.parametrize(
    ("items", "spanish", "english"),
    [
        (["OIT"], "OIT", "OIT"),
        (["OIM", "OIT"], "OIM y OIT", "OIM and OIT"),
        (["OIM", "OIT", "INM"], "OIM, OIT e INM", "OIM, OIT and INM"),
        (["flores", "hierba"], "flores y hierba", "flores and hierba"),
        (["agua", "hilo"], "agua e hilo", "agua and hilo"),
    ],
)
def test_join_makes_one_phrase(items, spanish, english):
    assert WORDINGS["es"].join(items) == spanish
    assert WORDINGS["en"].join(items) == english
