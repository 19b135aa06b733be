"""What a language of the report consists of: its dates, numbers and words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Dates:
    """How a language writes when something happened; see `Wording.when`."""

    months: tuple[str, ...]
    first_day: str
    day: str
    month: str
    days_of_month: str
    days_of_year: str
    days: str
    months_of_year: str
    months_over_years: str
    years: str
    # How a date is written otherwise than above; parts of regular expressions.
    other_months: Mapping[str, int] = field(default_factory=dict)
    ordinals: str = ""
    of: str = ""
    to: str = ""


@dataclass(frozen=True)
class Numbers:
    """How a language groups thousands and marks decimals, and its numbers in words.

    `words` are one, two, three …, each in all its forms; `multipliers` are words behind a number.
    """

    group: str
    point: str
    words: tuple[str, ...] = ()
    multipliers: Mapping[str, int] = field(default_factory=dict)


def word_set(text):
    """The words of a text, as a set."""
    return frozenset(text.split())


@dataclass(frozen=True)
class SmallWords:
    """The words that no language can do without.

    By the `telling` ones a text's language is told; a word may be small in two languages, the
    counts decide. `elided` are words that lose their vowel to an apostrophe. The `joining` ones,
    without accents, say nothing by themselves; those `in_names` stand inside of a name. The
    `doubled` ones may stand twice in a row.
    """

    telling: frozenset[str]
    joining: frozenset[str]
    in_names: frozenset[str]
    doubled: frozenset[str] = frozenset()
    elided: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tellings:
    """How a language tells that something is over or to come: parts of regular expressions.

    `limits` stand before a day that begins or ends something, `limit_fillers` between the two.
    `done` are verbs of the past, `done_or_adjective` those that may as well describe a thing.
    `deeds` are the stems of what is done to a thing on one day.
    """

    limits: str
    limit_fillers: str
    coming: str
    done: str
    under_way: str
    delivered: str
    not_applicable: str
    deeds: Mapping[str, str]
    done_or_adjective: str = ""


@dataclass(frozen=True)
class Wording:
    """All that is known of one language of the report, but for the questionnaire's wording.

    `spoken` is its name on the screen, in “a sentence in …”. `contents` are the headings that a
    table of contents may have, `marks` the pairs of marks that only this language has.
    """

    language: str
    spoken: Any
    dates: Dates
    numbers: Numbers
    small: SmallWords
    tellings: Tellings
    contents: tuple[str, ...]
    words: dict[str, str]
    marks: tuple[str, ...] = ()

    def __getitem__(self, name):
        return self.words[name]

    def month(self, year, month):
        """A month in words: mayo de 2022."""
        return self.dates.month.format(m=self.dates.months[month - 1], y=year)

    def when(self, precision, first, last):
        """When something happened, in words, as exactly as it is known; "" when it is not."""
        if not precision or first is None:
            return ""
        return getattr(self, f"_{precision}")(first, last)

    def number(self, value: Decimal):
        """A quantity with its thousands grouped: 12,885 in Spanish and English."""
        whole, _, decimals = f"{value:,f}".partition(".")
        text = whole.replace(",", self.numbers.group)
        decimals = decimals.rstrip("0")
        return f"{text}{self.numbers.point}{decimals}" if decimals else text

    def join(self, items):
        """The items as one phrase: a, b y c."""
        *before, last = items
        if not before:
            return last
        joint = "and-before-i" if re.match(r"h?i(?![ae])", last, re.IGNORECASE) else "and"
        return f"{', '.join(before)} {self[joint]} {last}"

    def quantity(self, result):
        """A result's number, with what is known of its exactness: más de 1,000; 24 de 32."""
        text = self.number(result.quantity)
        if result.quantity_to is not None:
            text = self["range"].format(text, self.number(result.quantity_to))
        if result.out_of is not None:
            text = self["out_of"].format(text, self.number(result.out_of))
        return self[f"qualifier-{result.qualifier}"].format(text)

    def _parts(self, first, last):
        months = self.dates.months
        return {
            "d1": self._day_number(first),
            "d2": self._day_number(last),
            "m1": months[first.month - 1],
            "m2": months[last.month - 1],
            "y1": first.year,
            "y2": last.year,
        }

    def _day_number(self, day):
        return self.dates.first_day if day.day == 1 else str(day.day)

    def _day(self, first, _last):
        return self.dates.day.format(**self._parts(first, first))

    def _month(self, first, last):
        if (first.year, first.month) == (last.year, last.month):
            return self.month(first.year, first.month)
        form = "months_of_year" if first.year == last.year else "months_over_years"
        return getattr(self.dates, form).format(**self._parts(first, last))

    def _interval(self, first, last):
        if first == last:
            return self._day(first, last)
        form = "days"
        if first.year == last.year:
            form = "days_of_month" if first.month == last.month else "days_of_year"
        return getattr(self.dates, form).format(**self._parts(first, last))

    def _year(self, first, last):
        if first.year == last.year:
            return str(first.year)
        return self.dates.years.format(**self._parts(first, last))
