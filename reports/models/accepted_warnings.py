"""Warnings of the checks that the coordination has found to be all right."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roadmap.models import Period, User
from roadmap.texts.fields import ParagraphsField


class AcceptedWarningQuerySet(models.QuerySet):
    def for_period(self, period):
        return self.filter(period=period)

    def standing(self):
        return self.filter(withdrawn_at__isnull=True)


class AcceptedWarning(models.Model):
    """A warning of the checks that the coordination found to be all right, and why.

    `key` is the finding's: when the words change that it was about, the warning stands again.
    Nothing is deleted: an acceptance that was withdrawn stays with who withdrew it and when.
    """

    period = models.ForeignKey(
        Period, models.PROTECT, related_name="accepted_warnings", verbose_name=_("period")
    )
    check_id = models.SlugField(_("check"), max_length=60)
    key = models.SlugField(_("key"), max_length=32)
    question = models.SlugField(_("question"), max_length=60, blank=True)
    sentence = ParagraphsField(_("what the warning said"))
    reason = ParagraphsField(_("reason"))
    accepted_by = models.ForeignKey(
        User, models.PROTECT, related_name="accepted_warnings", verbose_name=_("accepted by")
    )
    accepted_at = models.DateTimeField(_("accepted"))
    withdrawn_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawn_acceptances",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = AcceptedWarningQuerySet.as_manager()

    class Meta:
        verbose_name = _("accepted warning")
        verbose_name_plural = _("accepted warnings")
        ordering = ["-accepted_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "key"],
                condition=Q(withdrawn_at__isnull=True),
                name="accepted_warning_once",
                violation_error_message=_("This warning is already accepted."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="accepted_warning_has_reason",
                violation_error_message=_("Say why the warning can be accepted."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="accepted_warning_withdrawn_by_somebody",
            ),
        ]

    def __str__(self):
        return self.check_id
