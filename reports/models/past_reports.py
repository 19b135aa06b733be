"""Past reports that were brought in as files."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap.models import Roadmap, User
from roadmap.texts.fields import LineField


class PastReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever sent a file sees it, and nobody else."""
        return self.filter(by=user)

    def waiting(self):
        """Files that have been read and not been taken over."""
        return self.filter(applied_at__isnull=True)


class PastReport(models.Model):
    """The file of a past report, as it was sent, and what became of it.

    `replaced` keeps every answer that it replaced, whole; `findings` what was told when it was
    taken over. Files that came by a command were sent by nobody.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="past_reports",
        verbose_name=_("sent by"),
    )
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    roadmap = models.ForeignKey(
        Roadmap, models.PROTECT, related_name="past_reports", verbose_name=_("roadmap")
    )
    year = models.PositiveSmallIntegerField(_("year it begins in"))
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=Roadmap.Language.choices,
        blank=True,
        help_text=_("In which it is written. Empty: this is found out from the questions."),
    )
    name = LineField(_("file name"), max_length=255)
    content = models.BinaryField(_("file"))
    content_hash = models.SlugField(_("SHA-256 of the file"), max_length=64)
    applied_at = models.DateTimeField(_("taken over"), null=True, blank=True)
    findings = models.JSONField(_("findings"), default=list, blank=True)
    replaced = models.JSONField(_("replaced answers"), default=list, blank=True)

    objects = PastReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("past report")
        verbose_name_plural = _("past reports")
        ordering = ["-sent_at", "-id"]

    def __str__(self):
        return self.name

    @property
    def label(self):
        """The period of the report: 2022-2023."""
        return f"{self.year}-{self.year + 1}"
