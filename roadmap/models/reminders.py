"""The series of reminders of a period, and which of them has reached whom."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from roadmap.models.agencies import Agency
from roadmap.models.periods import Period
from roadmap.texts.fields import ParagraphsField


class Reminder(models.Model):
    """One reminder of a period's series, by its distance from the day on which reports are due."""

    period = models.ForeignKey(
        Period, models.CASCADE, related_name="reminders", verbose_name=_("period")
    )
    days = models.SmallIntegerField(
        _("days from the due date"),
        help_text=_("-7 is a week before the due date, 7 a week after it."),
    )
    words = ParagraphsField(
        _("words of your own"),
        blank=True,
        help_text=_("They stand first in the mail, as they are, in every language."),
    )
    is_skipped = models.BooleanField(_("leave it out"), default=False)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["period_id", "days"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "days"],
                name="reminder_day_unique",
                violation_error_message=_("The period already has a reminder on this day."),
            ),
            models.CheckConstraint(
                condition=Q(days__gte=-365, days__lte=365) & ~Q(days=0),
                name="reminder_day_sensible",
                violation_error_message=_("Give a number of days before or after, at most 365."),
            ),
        ]

    def __str__(self):
        return str(self.days)

    @property
    def distance(self):
        """How far from the due date it is, in words."""
        days = abs(self.days)
        words = ngettext("%(days)s day after", "%(days)s days after", days)
        if self.days < 0:
            words = ngettext("%(days)s day before", "%(days)s days before", days)
        return words % {"days": days}


class Reminded(models.Model):
    """An agency's people have been reminded, or had nothing to be reminded of.

    Written with the mails, before they are sent: a second run finds it and writes none. The due
    date is part of it: where that moves, the series begins anew.
    """

    reminder = models.ForeignKey(Reminder, models.CASCADE, related_name="reminded")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("agency reminded")
        verbose_name_plural = _("agencies reminded")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["reminder", "agency", "due_at"], name="reminded_once")
        ]

    def __str__(self):
        return str(self.due_at)
