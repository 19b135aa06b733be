"""What may stand in a parameter of an address."""

import datetime
import re

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from roadmap.api.problems import Problem

MOST_VALUES = 50
MOST_CHARACTERS = 1000
# The years that people write about; outside them dates can not be turned into other time zones.
YEARS = range(1900, 2101)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")


def refuse(name, detail):
    return Problem("wrong-parameter", detail, parameter=name)


def single(name, query):
    """The one value of a parameter, None where it is not there."""
    values = query.getlist(name)
    if not values:
        return None
    if len(values) > 1:
        raise refuse(name, _("Give it once; several values stand between commas."))
    if not values[0] or len(values[0]) > MOST_CHARACTERS or _UNPRINTABLE.search(values[0]):
        raise refuse(name, _("It is empty, too long, or has characters that can not be printed."))
    return values[0]


def several(name, text, pattern, choices):
    """Values between commas, each of the pattern or one of the choices."""
    values = text.split(",")
    if len(values) > MOST_VALUES:
        raise refuse(name, _("It may have %(most)s values.") % {"most": MOST_VALUES})
    for value in values:
        if choices and value not in choices:
            listed = ", ".join(choices)
            raise refuse(name, _("It is none of these: %(choices)s.") % {"choices": listed})
        if not choices and not pattern.fullmatch(value):
            raise refuse(name, _("This is not the form of such a value."))
    return values


def whole_number(name, text, least, most):
    if not re.fullmatch(r"[0-9]{1,18}", text) or not least <= int(text) <= most:
        limits = {"least": least, "most": most}
        raise refuse(name, _("Give a whole number from %(least)s to %(most)s.") % limits)
    return int(text)


def day(name, text):
    """A date as ISO 8601 writes it."""
    try:
        found = datetime.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise refuse(name, _("Give a date as 2022-06-13."))
    return found


def moment(name, text):
    """A moment with its time zone, in UTC."""
    try:
        found = parse_datetime(text.replace(" ", "+"))
        if found is None or found.tzinfo is None or found.year not in YEARS:
            raise ValueError
        return found.astimezone(datetime.UTC)
    except (ValueError, OverflowError) as error:
        wanted = _("Give a version number, or a moment with its time zone: 2023-05-01T00:00:00Z.")
        raise refuse(name, wanted) from error


def yes(name, text):
    if text not in {"true", "false"}:
        raise refuse(name, _("Write true or false."))
    return text == "true"
