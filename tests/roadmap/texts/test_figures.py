"""Typed numbers: what can mean one thing is taken, what can mean two is refused, by both names."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from roadmap.texts.figures import (
    CountField,
    FigureField,
    YearField,
    read_count,
    read_number,
    readings_of,
    shown,
)
from tests.roadmap.texts.typed_numbers import NONE, TABLE, TWO

LANGUAGES = ["es-mx", "en", "fr"]
ROWS = [
    (language, typed, meant[place], count)
    for typed, meant, count in TABLE
    for place, language in enumerate(LANGUAGES)
]


def read(reader, typed):
    """What is read, or which of the two refusals comes."""
    try:
        return reader(typed)
    except ValidationError as error:
        return TWO if {"first", "second"} <= error.params.keys() else NONE


@pytest.mark.parametrize(("language", "typed", "number", "count"), ROWS)
def test_a_typed_number_is_what_the_table_says(language, typed, number, count):
    with translation.override(language):
        assert read(read_number, typed) == (number if number in {TWO, NONE} else Decimal(number))
        assert read(read_count, typed) == (NONE if count == NONE else int(count))


def test_the_table_is_long_enough():
    assert len(TABLE) >= 80
    assert len({typed for typed, _meant, _count in TABLE}) == len(TABLE)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("es-mx", "«3.100» puede leerse como 3~100 o como 3.1: escríbalo sin signo de miles."),
        ("en", "“3.100” can be read as 3~100 or as 3.1: write it without a sign for thousands."),
        ("fr", "«\xa03.100\xa0» peut se lire 3~100 ou 3,1\xa0: écrivez-le sans signe de milliers."),
    ],
)
def test_both_readings_are_named_in_the_language_of_the_screen(language, sentence):
    with translation.override(language), pytest.raises(ValidationError) as refused:
        read_number("3.100")
    with translation.override(language):
        assert refused.value.messages == [sentence.replace("~", "\u202f")]


@given(st.text(max_size=70) | st.from_regex(r"[-+]?[0-9 .,'\u202f]{1,20}", fullmatch=True))
def test_whatever_is_typed_is_read_or_refused_in_words(text):
    for reader in (read_number, read_count):
        read(reader, text)


@given(
    st.decimals(-(10**14), 10**14, places=2, allow_nan=False),
    st.sampled_from(LANGUAGES),
    st.sampled_from(LANGUAGES),
)
def test_what_is_shown_reads_back_in_every_language(number, here, there):
    """Also where the page was opened in one language and sent in another."""
    with translation.override(here):
        text = shown(number)
    with translation.override(there):
        assert read_number(text) == number


@given(st.integers(1, 10**9), st.sampled_from(",."))
def test_three_digits_after_one_sign_are_never_taken_in_silence_where_they_mean_two(number, sign):
    text = f"{number}{sign}125"
    meant = readings_of(text)
    with translation.override("fr"):
        taken = read(read_number, text)
    assert (taken == TWO) is (len(meant) == 2)
    assert len(meant) == (2 if number < 1000 else 1)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("3100.00", "3\u202f100"),
        ("3100.50", "3\u202f100.5"),
        ("0.25", "0.25"),
        ("-1234567", "-1\u202f234\u202f567"),
        ("1E+3", "1\u202f000"),
        ("999", "999"),
    ],
)
def test_a_number_is_shown_in_groups_and_without_idle_decimals(number, text):
    with translation.override("en"):
        assert shown(Decimal(number)) == text
    with translation.override("fr"):
        assert shown(Decimal(number)) == text.replace(".", ",")


@pytest.mark.parametrize("field", [FigureField, CountField])
def test_the_field_is_a_text_with_a_keyboard_for_numbers(field):
    page = field(min_value=0, max_value=9).widget.render("n", 1250, {"id": "id_n"})
    assert 'type="text"' in page
    assert "inputmode=" in page
    assert 'value="1\u202f250"' in page
    assert "min=" not in page


def test_what_was_typed_stands_in_the_field_again():
    assert 'value="3.100"' in FigureField().widget.render("n", "3.100")


@pytest.mark.parametrize(("typed", "year"), [("2023", 2023), (" 2023 ", 2023), ("٢٠٢٣", 2023)])
def test_a_year_has_four_digits(typed, year):
    assert YearField().clean(typed) == year


@pytest.mark.parametrize("typed", ["0023", "23", "2,023", "2 023", "20233", "2023.0", "-2023", "x"])
def test_other_years_are_refused(typed):
    with pytest.raises(ValidationError):
        YearField().clean(typed)


def test_a_year_is_never_grouped():
    assert 'value="2023"' in YearField().widget.render("year", 2023)


def test_nothing_typed_is_nothing():
    assert [field(required=False).clean(" ") for field in (FigureField, CountField, YearField)] == [
        None,
        None,
        None,
    ]


def test_the_same_number_typed_in_another_way_is_no_change():
    assert not FigureField().has_changed(Decimal("3100.00"), "3 100")
    assert FigureField().has_changed(Decimal("3100.00"), "3 101")
    assert not CountField().has_changed(3100, "3,100")
    assert CountField().has_changed(3100, "3.100.000")
