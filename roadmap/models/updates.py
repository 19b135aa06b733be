"""Progress updates: the one record that is typed once and reused everywhere."""

import uuid

from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap.models.actions import Action
from roadmap.models.agencies import Agency
from roadmap.models.people import User
from roadmap.models.periods import NextStep, Period
from roadmap.models.places import Place
from roadmap.models.roadmaps import Priority
from roadmap.models.vocabulary import (
    Area,
    Precision,
    Status,
    Topic,
    UpdateKind,
)
from roadmap.texts.fields import ChoicesField, LineField, NarrativeField, ParagraphsField


def is_published(update=""):
    """The condition that an update is public; `update` leads to it, such as "updates__".

    The one place in Python; `public_is` in public/sql/shared.sql is the one in SQL.
    """
    return Q(**{f"{update}status": Status.APPROVED, f"{update}published_at__isnull": False})


class ProgressUpdateQuerySet(models.QuerySet):
    def approved(self):
        return self.filter(status=Status.APPROVED)

    def published(self):
        return self.filter(is_published())

    def for_period(self, period):
        return self.filter(period=period)

    def visible_to(self, user):
        """What the person may see in the staff's pages.

        Coordinators and administrators: all. Observers: what is approved, and their agencies'
        own. Members: their agencies' own. Strangers: what is published.
        """
        if not user.is_authenticated:
            return self.published()
        if user.is_administrator or user.is_coordinator:
            return self.all()
        if user.is_observer:
            return self.filter(Q(status=Status.APPROVED) | Q(agency__in=user.agency_ids))
        return self.filter(agency__in=user.agency_ids)

    def whole(self):
        """With everything that a reading page shows."""
        return self.select_related(
            "agency", "action", "next_step", "period__roadmap", "written_by", "sent_by"
        ).prefetch_related("priorities", "places", "partners", "results__place", "evidence")

    def get_by_natural_key(self, uid):
        return self.get(uid=uid)


class ProgressUpdate(models.Model):
    """What one agency reports in one period about one action or one next step."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="updates", verbose_name=_("period")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="updates", verbose_name=_("reporting agency")
    )
    action = models.ForeignKey(
        Action,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="updates",
        verbose_name=_("action"),
    )
    next_step = models.ForeignKey(
        NextStep,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="updates",
        verbose_name=_("next step"),
    )
    continues = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="continued_by",
        verbose_name=_("continues"),
        help_text=_("Last year's update that this one goes on from."),
    )
    priorities = models.ManyToManyField(
        Priority,
        blank=True,
        related_name="updates",
        verbose_name=_("priorities it counts for"),
    )
    topics = ChoicesField(
        Topic.choices,
        verbose_name=_("also tells about"),
        help_text=_("Other parts of the questionnaire that read this update."),
    )
    kind = models.CharField(
        _("kind"), max_length=16, choices=UpdateKind.choices, default=UpdateKind.PROGRESS
    )
    reason = ParagraphsField(
        _("reason"), blank=True, help_text=_("Why there is no progress, or why it does not apply.")
    )
    title = LineField(
        _("title"), max_length=300, blank=True, help_text=_("One line that says what happened.")
    )
    narrative = NarrativeField(_("what was done"))
    narrative_text = models.GeneratedField(
        expression=Func(F("narrative"), function="narrative_text"),
        output_field=models.TextField(),
        db_persist=True,
        verbose_name=_("what was done, as plain text"),
    )
    precision = models.CharField(
        _("when"),
        max_length=10,
        choices=Precision.choices,
        default=Precision.NOT_STATED,
        blank=True,
    )
    happened_from = models.DateField(_("from"), null=True, blank=True)
    happened_to = models.DateField(_("to"), null=True, blank=True)
    areas = ChoicesField(Area.choices, verbose_name=_("areas of work"))
    places = models.ManyToManyField(
        Place, blank=True, related_name="updates", verbose_name=_("places")
    )
    municipalities = LineField(
        _("municipalities"),
        max_length=500,
        blank=True,
        help_text=_("With their entity in brackets: Villa Victoria (Estado de México)."),
    )
    partners = models.ManyToManyField(
        Agency, blank=True, related_name="partnered_updates", verbose_name=_("partners")
    )
    made_from = models.CharField(
        max_length=60,
        null=True,
        blank=True,
        unique=True,
        editable=False,
        help_text=_("The form that made it, so that a second press makes no second one."),
    )
    status = models.CharField(
        _("status"), max_length=16, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    written_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="written_updates",
        verbose_name=_("written by"),
    )
    sent_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="sent_updates",
        verbose_name=_("sent by"),
    )
    sent_on_behalf = models.BooleanField(
        _("sent on the agency's behalf"), default=False, editable=False
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    sent_late = models.BooleanField(_("sent late"), default=False, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("last change"), default=timezone.now, editable=False)
    source_note = ParagraphsField(
        _("source note"),
        blank=True,
        help_text=_("Where this comes from: a document and its line."),
    )

    objects = ProgressUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress update")
        verbose_name_plural = _("progress updates")
        ordering = ["-period_id", "-id"]
        indexes = [
            models.Index(fields=["period", "status"]),
            models.Index(fields=["agency", "period"]),
            # The queue: few rows of many, the oldest first.
            models.Index(
                fields=["sent_at", "id"],
                condition=Q(status="submitted"),
                name="update_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__isnull=False)
                | Q(next_step__isnull=False)
                | Q(status__in=["draft", "returned"]),
                name="update_about_something",
                violation_error_message=_("Say which action or next step this is about."),
            ),
            models.CheckConstraint(
                condition=Q(kind="progress") | Q(status__in=["draft", "returned"]) | ~Q(reason=""),
                name="update_reason_given",
                violation_error_message=_("Give the reason."),
            ),
            models.CheckConstraint(
                condition=Q(happened_from__isnull=True)
                | Q(happened_to__isnull=True)
                | Q(happened_from__lte=F("happened_to")),
                name="update_when_in_order",
                violation_error_message=_("The last day comes before the first one."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "returned"])
                | Q(precision="", happened_from__isnull=True, happened_to__isnull=True)
                | (
                    ~Q(precision="") & Q(happened_from__isnull=False) & Q(happened_to__isnull=False)
                ),
                name="update_when_whole",
                violation_error_message=_("Give the first and the last day, or no date at all."),
            ),
            models.CheckConstraint(
                condition=~Q(precision="day")
                | Q(happened_from__isnull=True)
                | Q(happened_from=F("happened_to")),
                name="update_day_is_one_day",
                violation_error_message=_("A single day begins and ends on the same date."),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(status="approved"),
                name="update_published_only_approved",
                violation_error_message=_("Only an approved update can be public."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values),
                name="update_status_known",
                violation_error_message=_("There is no such status."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=UpdateKind.values),
                name="update_kind_known",
                violation_error_message=_("There is no such kind of update."),
            ),
        ]

    def __str__(self):
        return self.title or str(_("Update without a title"))

    def natural_key(self):
        return (str(self.uid),)
