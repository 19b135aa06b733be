"""What the coordination writes itself into a country's report."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap.models import NextStep, Period, Priority, ProgressUpdate, User
from roadmap.texts.fields import LineField, NarrativeField, ParagraphsField


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

    It stands in the report before what is composed from the agencies' updates, or before its
    passages where it has taken these over. A question that repeats is told apart by its priority
    or next step. `agreed_content` says what was agreed to: when the answer says something else by
    now, it is agreed no more.
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
    took_over_at = models.DateTimeField(_("taken over"), null=True, blank=True, editable=False)
    agreed_at = models.DateTimeField(_("agreed"), null=True, blank=True, editable=False)
    agreed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="agreed_answers",
        verbose_name=_("agreed by"),
    )
    agreed_content = models.CharField(max_length=64, blank=True, editable=False)
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
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_at=None, agreed_by=None, agreed_content="")
                | (models.Q(agreed_at__isnull=False, agreed_by__isnull=False))
                & ~models.Q(agreed_content=""),
                name="written_answer_agreed_by_somebody",
                violation_error_message=_("Say who has agreed, when, and to what."),
            ),
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


class WrittenPassageQuerySet(models.QuerySet):
    def for_period(self, period):
        return self.filter(answer__period=period)


class WrittenPassage(models.Model):
    """A copy of what one update says to a question, which the coordination edits.

    `taken` and `taken_facts` are what the update said when it was taken over, in the roadmap's
    language: by them it is seen that it has changed since. The update itself stays as it is.
    """

    answer = models.ForeignKey(
        WrittenAnswer, models.CASCADE, related_name="passages", verbose_name=_("written answer")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    update = models.ForeignKey(
        ProgressUpdate, models.PROTECT, related_name="passages", verbose_name=_("progress update")
    )
    taken_version = models.PositiveIntegerField(_("version that was taken over"))
    taken = NarrativeField(_("text that was taken over"))
    taken_facts = ParagraphsField(
        _("facts that were taken over"),
        blank=True,
        help_text=_("Date, results and evidence, one per line."),
    )
    narrative = NarrativeField(_("text"))
    left_out = models.BooleanField(_("left out"), default=False)

    objects = WrittenPassageQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage taken over")
        verbose_name_plural = _("passages taken over")
        ordering = ["answer_id", "number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "update"],
                name="written_passage_unique",
                violation_error_message=_("This update is already in the answer."),
            )
        ]

    def __str__(self):
        return str(self.number)
