"""What the coordination writes itself into a country's report, or brings in from a past one."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap.models import NextStep, Period, Priority, Roadmap, User
from roadmap.models.fields import LineField, NarrativeField, ParagraphsField


class WrittenAnswerQuerySet(models.QuerySet):
    def for_period(self, period):
        return self.filter(period=period)

    def get_by_natural_key(self, roadmap, year, question, priority, next_step):
        return self.get(
            period__roadmap__code=roadmap,
            period__year=year,
            question=question,
            priority__number=priority,
            next_step__number=next_step,
        )


class WrittenAnswer(models.Model):
    """The coordination's own answer to one question of one period's questionnaire.

    It stands in the report before what is composed from the agencies' updates. A question that
    repeats is told apart by its priority or next step.
    """

    period = models.ForeignKey(
        Period, models.PROTECT, related_name="written_answers", verbose_name=_("period")
    )
    question = models.SlugField(
        _("question"), max_length=60, help_text=_("The question's id in the edition.")
    )
    priority = models.ForeignKey(
        Priority,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="written_answers",
        verbose_name=_("priority"),
    )
    next_step = models.ForeignKey(
        NextStep,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="written_answers",
        verbose_name=_("next step"),
    )
    narrative = NarrativeField(_("text"))
    choices = ArrayField(
        models.SlugField(max_length=60),
        default=list,
        blank=True,
        verbose_name=_("choices"),
        help_text=_("The ids of the options that are ticked, separated by commas."),
    )
    other = LineField(_("other, in words"), max_length=300, blank=True)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="written_answers",
        verbose_name=_("changed by"),
    )
    changed_at = models.DateTimeField(_("last change"), default=timezone.now, editable=False)
    source_note = ParagraphsField(
        _("source note"),
        blank=True,
        help_text=_("Where this comes from: a document and its line."),
    )

    objects = WrittenAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("written answer")
        verbose_name_plural = _("written answers")
        ordering = ["period_id", "question", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "question", "priority", "next_step"],
                nulls_distinct=False,
                name="written_answer_unique",
                violation_error_message=_("This question already has a written answer."),
            )
        ]

    def __str__(self):
        return self.question

    def natural_key(self):
        return (
            *self.period.natural_key(),
            self.question,
            self.priority.number if self.priority else None,
            self.next_step.number if self.next_step else None,
        )


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
