"""A closed period that one agency may write in again, until an instant."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap.models.agencies import Agency
from roadmap.models.people import User
from roadmap.models.periods import Period
from roadmap.texts.fields import ParagraphsField


class PeriodReopeningQuerySet(models.QuerySet):
    def running(self, now):
        """Those that have not ended yet."""
        return self.filter(until__gte=now)


class PeriodReopening(models.Model):
    """One agency writes in a closed period again: until when, who allowed it, and why.

    The rows stay: a later one goes on from an earlier one.
    """

    period = models.ForeignKey(
        Period, models.PROTECT, related_name="reopenings", verbose_name=_("period")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="reopenings", verbose_name=_("agency")
    )
    until = models.DateTimeField(_("until"))
    by = models.ForeignKey(User, models.PROTECT, related_name="reopenings", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    reason = ParagraphsField(_("reason"), help_text=_("The agency reads this, whole."))

    objects = PeriodReopeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("reopening of a period")
        verbose_name_plural = _("reopenings of periods")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["period", "agency", "until"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="reopening_reason_given",
                violation_error_message=_("Give the reason."),
            )
        ]

    def __str__(self):
        return str(self._meta.verbose_name)
