"""How an update is read on the screen, in the screen's language."""

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from roadmap.models import Place, Precision, Qualifier
from roadmap.update_fields import RESULT, In, Kind, as_read, standing_in

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


def chosen(field, values):
    """What is chosen of a field's choices, in words: a list."""
    words = field.choices
    return [str(words.get(value, value)) for value in values]


def counted(field, count):
    """How many there are of those that a field counts: “women and girls: 1,234”, or nothing."""
    if count is None:
        return ""
    return f"{field.column.verbose_name}: {number_format(count, force_grouping=True)}"


def by_sex_and_age(result):
    """Those of the counts that are known, each with its name: “women and girls: 1,234”."""
    counts = [field for field in standing_in(In.REVIEW, RESULT) if field.kind is Kind.COUNT]
    told = [counted(field, getattr(result, field.name)) for field in counts]
    return [words for words in told if words]


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


# The page that shows an update whole


def facts(update):
    """What is told in a line each: {"label", "text"}, the text empty where nothing is said."""
    return _shown(update, SHOWN)


def paragraphs(update):
    """The texts of several lines, each under a heading of its own: {"label", "text"}."""
    return _shown(update, {Kind.PARAGRAPHS: _text})


def _shown(update, kinds):
    return [
        {"label": field.short or field.label, "text": kinds[field.kind](update, field)}
        for field in as_read(In.PAGE)
        if field.kind in kinds
    ]


def _text(update, field):
    return str(getattr(update, field.name) or "")


def _choice(update, field):
    return "".join(chosen(field, [getattr(update, field.name)]))


def _choices(update, field):
    return " · ".join(chosen(field, getattr(update, field.name)))


def _day(update, field):
    day = getattr(update, field.name)
    return date_format(day, "DATE_FORMAT") if day else ""


def _when(update, _field):
    return when(update)


def _several(update, field):
    between = ", " if field.column.related_model is Place else "; "
    return between.join(str(record) for record in getattr(update, field.name).all())


SHOWN = {
    Kind.LINE: _text,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.DAY: _day,
    Kind.WHEN: _when,
    Kind.ONE: _text,
    Kind.SEVERAL: _several,
}
