"""How an update is read on the screen, in the screen's language."""

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from roadmap.models import Precision, Qualifier

QUALIFIED = {
    Qualifier.ABOUT: gettext_noop("about %(amount)s"),
    Qualifier.MORE_THAN: gettext_noop("more than %(amount)s"),
    Qualifier.LESS_THAN: gettext_noop("less than %(amount)s"),
}


def when(update):
    """When it happened, in words and as exactly as is known; empty where it is not stated."""
    first, last = update.happened_from, update.happened_to
    if first is None or not update.precision:
        return ""
    if update.precision == Precision.DAY:
        return date_format(first, "DATE_FORMAT")
    if update.precision == Precision.MONTH:
        return date_format(first, "YEAR_MONTH_FORMAT")
    if update.precision == Precision.YEAR:
        return str(first.year)
    if last is None:
        return _("from %(first)s") % {"first": date_format(first, "DATE_FORMAT")}
    return _("from %(first)s to %(last)s") % {
        "first": date_format(first, "DATE_FORMAT"),
        "last": date_format(last, "DATE_FORMAT"),
    }


def label(row, name):
    """What a field is called, to stand at the beginning of a line."""
    return capfirst(row._meta.get_field(name).verbose_name)


def chosen(row, name):
    """What is chosen in a field of several choices, in words: a list."""
    words = dict(row._meta.get_field(name).base_field.choices)
    return [str(words.get(value, value)) for value in getattr(row, name)]


def by_sex_and_age(result):
    """Those of the four counts that are known, each with its name: “women and girls: 1,234”."""
    counts = ((name, getattr(result, name)) for name in ("female", "male", "under_18", "adults"))
    return [
        f"{result._meta.get_field(name).verbose_name}: {number_format(count, force_grouping=True)}"
        for name, count in counts
        if count is not None
    ]


def amount(result):
    """A result's quantity in words: “more than 1,000”, “24 out of 32”, “500 to 600”.

    Empty where a draft has none yet.
    """
    if result.quantity is None:
        return ""
    text = _number(result.quantity)
    if result.quantity_to is not None:
        text = _("%(first)s to %(last)s") % {"first": text, "last": _number(result.quantity_to)}
    if result.out_of is not None:
        text = _("%(part)s out of %(whole)s") % {"part": text, "whole": _number(result.out_of)}
    if result.qualifier in QUALIFIED:
        text = _(QUALIFIED[result.qualifier]) % {"amount": text}
    return text


def _number(quantity):
    return number_format(quantity.normalize(), use_l10n=True, force_grouping=True)
