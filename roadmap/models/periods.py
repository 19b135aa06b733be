"""The reporting year: the period, what it promised, and who is expected to report."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadmap.models.agencies import Agency
from roadmap.models.roadmaps import Priority, Roadmap
from roadmap.models.vocabulary import Area, NextStepStatus
from roadmap.texts.fields import ChoicesField, LineField, ParagraphsField

# The month and the day on which every reporting year begins. The Alliance's questionnaire says so:
# its editions (`reports/questionnaires/`) name the same day.
BEGINS = (5, 1)


def days_of(year):
    """(first day, last day) of the period that begins in this year."""
    return date(year, *BEGINS), date(year + 1, *BEGINS) - timedelta(days=1)


def year_of(day):
    """The year in which the period of this day begins."""
    return day.year - ((day.month, day.day) < BEGINS)


# The month and the day of the last day, of a year that is no leap year.
_LAST = days_of(2001)[1]


class MakeDate(Func):
    """PostgreSQL's make_date(year, month, day)."""

    function = "make_date"
    output_field = models.DateField()


class AsText(Func):
    """A number as text; unlike a cast to varchar(n), it may stand in a generated column."""

    template = "(%(expressions)s)::text"
    output_field = models.TextField()


class PeriodQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Period.State.OPEN)

    def latest_first(self):
        return self.order_by("-year")

    def get_by_natural_key(self, roadmap, year):
        return self.get(roadmap__code=roadmap, year=year)


class Period(models.Model):
    """The Alliance's reporting year, 1 May to 30 April, named "2022-2023".

    Its days follow from the year it begins in, so that no two periods of a roadmap overlap.
    Planned is a coming year, whose next steps are already promised.
    """

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("period", "Planned")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    roadmap = models.ForeignKey(
        Roadmap, models.PROTECT, related_name="periods", verbose_name=_("roadmap")
    )
    year = models.PositiveSmallIntegerField(
        _("year it begins in"), help_text=_("2022 for the period 2022-2023.")
    )
    label = models.GeneratedField(
        expression=Concat(
            AsText(F("year")),
            Value("-"),
            AsText(F("year") + Value(1)),
            output_field=models.TextField(),
        ),
        output_field=models.CharField(_("period"), max_length=9),
        db_persist=True,
        verbose_name=_("period"),
    )
    starts_on = models.GeneratedField(
        expression=MakeDate(Cast("year", models.IntegerField()), *map(Value, BEGINS)),
        output_field=models.DateField(),
        db_persist=True,
        verbose_name=_("first day"),
    )
    ends_on = models.GeneratedField(
        expression=MakeDate(
            Cast("year", models.IntegerField()) + Value(1), Value(_LAST.month), Value(_LAST.day)
        ),
        output_field=models.DateField(),
        db_persist=True,
        verbose_name=_("last day"),
    )
    due_at = models.DateTimeField(
        _("due"), null=True, blank=True, help_text=_("Until when agencies are asked to report.")
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    source_note = ParagraphsField(
        _("source note"),
        blank=True,
        help_text=_("Where this comes from: a document and its line."),
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["roadmap_id", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["roadmap", "year"],
                name="period_year_unique",
                violation_error_message=_("The roadmap already has this period."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2016, year__lte=2100),
                name="period_year_sensible",
                violation_error_message=_(
                    "The Alliance began in 2016: give a year from 2016 to 2100."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.year}-{self.year + 1}"

    def natural_key(self):
        return (*self.roadmap.natural_key(), self.year)

    @property
    def zone(self):
        """The time zone in which the period's dates are meant, entered and shown."""
        return self.roadmap.zone


class NextStepQuerySet(models.QuerySet):
    def for_period(self, period):
        return self.filter(period=period)

    def get_by_natural_key(self, roadmap, year, number):
        return self.get(period__roadmap__code=roadmap, period__year=year, number=number)


class NextStep(models.Model):
    """What the country promised to do in a period; that period's questionnaire asks for it."""

    period = models.ForeignKey(
        Period,
        models.PROTECT,
        related_name="next_steps",
        verbose_name=_("period"),
        help_text=_("The period in which it is to be done."),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = LineField(
        _("title"), max_length=500, blank=True, help_text=_("As promised, letter for letter.")
    )
    objectives = ParagraphsField(_("objectives"), blank=True)
    proof = ParagraphsField(
        _("proof"), blank=True, help_text=_("What would show that the step has been achieved.")
    )
    areas = ChoicesField(Area.choices, verbose_name=_("areas of work"))
    priorities = models.ManyToManyField(
        Priority, blank=True, related_name="next_steps", verbose_name=_("priorities")
    )
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="next_steps",
        verbose_name=_("agency"),
        help_text=_("Who answers for it. Empty where it is not stated."),
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=NextStepStatus.choices,
        blank=True,
        help_text=_("What the report says of it. Empty until it is decided."),
    )
    source_note = ParagraphsField(
        _("source note"),
        blank=True,
        help_text=_("Where this comes from: a document and its line."),
    )
    promised_at = models.DateTimeField(
        _("promised"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Since then its wording stands: a report that was sent in has promised it."),
    )

    objects = NextStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("next step")
        verbose_name_plural = _("next steps")
        ordering = ["period_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "number"],
                name="next_step_number_unique",
                violation_error_message=_("The period already has a next step of this number."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="next_step_number_from_one",
                violation_error_message=_("Next steps are numbered from 1."),
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.title}" if self.title else str(self.number)

    def natural_key(self):
        return (*self.period.natural_key(), self.number)


class AssignmentQuerySet(models.QuerySet):
    def for_period(self, period):
        return self.filter(period=period)

    def visible_to(self, user):
        """What the person may see: everything for the coordination, else the own agencies'."""
        if user.is_administrator or user.is_coordinator or user.is_observer:
            return self.all()
        return self.filter(agency__in=user.agency_ids)

    def get_by_natural_key(self, roadmap, year, country, code, priority, next_step):
        return self.get(
            period__roadmap__code=roadmap,
            period__year=year,
            agency__country=country,
            agency__code=code,
            priority__number=priority,
            next_step__number=next_step,
        )


class Assignment(models.Model):
    """An agency is expected to report on a priority or on a next step in a period."""

    period = models.ForeignKey(
        Period, models.PROTECT, related_name="assignments", verbose_name=_("period")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="assignments", verbose_name=_("agency")
    )
    priority = models.ForeignKey(
        Priority,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("priority"),
    )
    next_step = models.ForeignKey(
        NextStep,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("next step"),
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["period_id", "agency_id", "priority_id", "next_step_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "agency", "priority", "next_step"],
                nulls_distinct=False,
                name="assignment_unique",
                violation_error_message=_("The agency is already expected to report on this."),
            ),
            models.CheckConstraint(
                condition=Q(priority__isnull=True, next_step__isnull=False)
                | Q(priority__isnull=False, next_step__isnull=True),
                name="assignment_priority_or_next_step",
                violation_error_message=_("Choose a priority or a next step, one of the two."),
            ),
        ]

    def __str__(self):
        return str(_("Assignment"))

    def natural_key(self):
        return (
            *self.period.natural_key(),
            *self.agency.natural_key(),
            self.priority.number if self.priority else None,
            self.next_step.number if self.next_step else None,
        )
