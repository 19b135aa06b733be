"""How each language writes a day and an hour."""

import datetime

import pytest
from django.utils.formats import date_format
from django.utils.translation import override

AT = datetime.datetime(2026, 11, 5, 17, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("es-mx", ["5 de noviembre de 2026", "5 de noviembre de 2026 a las 17:30", "05/11/2026"]),
        ("en", ["5 November 2026", "5 November 2026 at 17:30", "05/11/2026"]),
        ("fr", ["5 novembre 2026", "5 novembre 2026 à 17:30", "05/11/2026"]),
    ],
)
def test_the_day_comes_before_the_month_and_the_hour_has_24(language, written):
    names = ("DATE_FORMAT", "DATETIME_FORMAT", "SHORT_DATE_FORMAT")
    with override(language):
        assert [date_format(AT, name) for name in names] == written
