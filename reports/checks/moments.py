"""Dates as sentences tell them, in every language of the reports, and whether as past or to come.

A date is read where it is exact to the month at least; a year alone is none.
"""

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from reports.wording import WORDINGS, either

MONTHS = {
    name.lower(): number
    for wording in WORDINGS.values()
    for number, name in enumerate(wording.dates.months, start=1)
}
MONTHS |= {
    name: number
    for wording in WORDINGS.values()
    for name, number in wording.dates.other_months.items()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = rf"(?:{either(lambda wording: wording.dates.ordinals)}|\d{{1,2}})"
_OF = rf"(?:(?:{either(lambda wording: wording.dates.of)})\s+)?"
_TO = rf"(?:{either(lambda wording: wording.dates.to)}|[-–])"
_DATE = re.compile(
    rf"\b(?:(?:(?P<from_day>{_DAY})(?:\s+{_OF}(?P<from_month>{_MONTH}))?\s+{_TO}\s+)?"
    rf"(?P<day>{_DAY})\s+{_OF})?"
    rf"(?P<month>{_MONTH})\s+(?P<us_day>{_DAY},\s+)?{_OF}(?P<year>20\d\d|19\d\d)\b"
    r"|\b(?P<number_day>\d{1,2})/(?P<number_month>\d{1,2})/(?P<number_year>20\d\d)\b"
    r"|\b(?P<iso>20\d\d-\d\d-\d\d)\b",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    rf"\b(?:{either(lambda wording: wording.tellings.limits)})"
    rf"(?:\s+(?:{either(lambda wording: wording.tellings.limit_fillers)}))*\s*$",
    re.IGNORECASE,
)
_COMING = re.compile(rf"\b(?:{either(lambda wording: wording.tellings.coming)})", re.IGNORECASE)
_DONE = re.compile(rf"\b(?:{either(lambda wording: wording.tellings.done)})", re.IGNORECASE)
_DONE_OR_ADJECTIVE = re.compile(
    rf"\b(?:{either(lambda wording: wording.tellings.done_or_adjective)})\b", re.IGNORECASE
)

_REACH = 60  # characters before a date in which what limits it stands


@dataclass(frozen=True)
class Moment:
    """A date of a sentence, from its first to its last day, and where its words stand."""

    first: date
    last: date
    begin: int
    end: int
    words: str

    def meets(self, other):
        return self.first <= other.last and other.first <= self.last


def moments(sentence) -> Iterator[Moment]:
    """The dates a sentence tells; impossible ones, and months in odd letters, are none."""
    for match in _DATE.finditer(sentence):
        try:
            first, last = _days(match)
        except (ValueError, KeyError):
            continue
        yield Moment(first, last, match.start(), match.end(), match[0])


def _days(match):
    if match["iso"]:
        day = date.fromisoformat(match["iso"])
        return day, day
    if match["number_day"]:
        day = date(*(int(match[f"number_{part}"]) for part in ("year", "month", "day")))
        return day, day
    year, month = int(match["year"]), MONTHS[match["month"].lower()]
    day = _number(match["day"] or match["us_day"])
    if not day:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    last = date(year, month, day)
    from_day, from_month = _number(match["from_day"]), match["from_month"]
    begun = date(year, MONTHS[from_month.lower()] if from_month else month, from_day or day)
    return min(begun, last), last


def _number(text):
    return int(re.match(r"\d+", text)[0]) if text else 0


def is_limit(sentence, moment):
    """Whether the date is where something begins or ends: until …, since …."""
    return bool(_LIMIT.search(sentence[max(moment.begin - _REACH, 0) : moment.begin]))


def is_told_as_done(sentence, moment, *, before=False):
    """Whether the verb nearest to the date tells of something that has happened.

    The verb before the date counts first. With `before`, a form that is as well an adjective in
    English ("the law adopted on …") does not count.
    """
    verbs = _verbs(sentence, before)
    later = bisect_left(verbs, (moment.begin,))
    if later and verbs[later - 1][1] <= moment.begin:
        return verbs[later - 1][2]
    following = next((verb for verb in verbs[later : later + 2] if verb[0] >= moment.end), None)
    return bool(following and following[2])


@lru_cache(maxsize=32)
def _verbs(sentence, before):
    """(begin, end, whether it is done) of each verb that tells it, in order."""
    coming = [(match.start(), match.end(), False) for match in _COMING.finditer(sentence)]
    taken = {place for begin, end, _done in coming for place in range(begin, end)}
    done = [
        (match.start(), match.end(), True)
        for pattern in ([_DONE] if before else [_DONE, _DONE_OR_ADJECTIVE])
        for match in pattern.finditer(sentence)
        if match.start() not in taken and match.end() - 1 not in taken
    ]
    return sorted(coming + done)
