"""When something happened: the days that a date of each precision stands for."""

import calendar
import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from roadmap.models import Precision


def whole_span(precision, first, last):
    """The first and last day that a date of this precision stands for.

    A month or a year may be given by any of its days. What is missing stays missing: it is asked
    for on sending in. Raises ValidationError where the last day comes before the first.
    """
    if not precision:
        return first, last
    if precision == Precision.INTERVAL:
        return _interval(first, last)
    if first is None:
        return None, last
    if precision == Precision.DAY:
        if last not in {None, first}:
            raise ValidationError(
                {"happened_to": _("A single day begins and ends on the same date.")}
            )
        return first, first
    if precision == Precision.MONTH:
        days = calendar.monthrange(first.year, first.month)[1]
        return first.replace(day=1), first.replace(day=days)
    return datetime.date(first.year, 1, 1), datetime.date(first.year, 12, 31)


def _interval(first, last):
    if first and last and last < first:
        raise ValidationError({"happened_to": _("The last day comes before the first one.")})
    return first, last
