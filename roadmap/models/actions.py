"""What agencies do over the years, and the cooperation projects that help them."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roadmap.models.agencies import Agency
from roadmap.models.places import Place
from roadmap.models.roadmaps import Priority, Roadmap
from roadmap.models.vocabulary import ActionState, Area
from roadmap.texts.fields import ChoicesField, LineField, ParagraphsField


class ActionQuerySet(models.QuerySet):
    def in_roadmap(self, roadmap):
        return self.filter(roadmap=roadmap)

    def of_agencies(self, agency_ids):
        """Actions that one of the agencies leads or is a partner of."""
        partners = Action.partners.through.objects.filter(
            action_id=models.OuterRef("pk"), agency_id__in=agency_ids
        )
        return self.filter(Q(lead_agency__in=agency_ids) | models.Exists(partners))

    def visible_to(self, user):
        """What the person may see: everything for the coordination, else the own agencies'."""
        if user.is_administrator or user.is_coordinator or user.is_observer:
            return self.all()
        return self.of_agencies(user.agency_ids)

    def get_by_natural_key(self, uid):
        return self.get(uid=uid)


class Action(models.Model):
    """Something an agency does, possibly over years, under one or more priorities."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    roadmap = models.ForeignKey(
        Roadmap, models.PROTECT, related_name="actions", verbose_name=_("roadmap")
    )
    title = LineField(_("title"), max_length=300)
    description = ParagraphsField(_("what it is"), blank=True)
    lead_agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="led_actions", verbose_name=_("lead agency")
    )
    partners = models.ManyToManyField(
        Agency, blank=True, related_name="partnered_actions", verbose_name=_("partner agencies")
    )
    priorities = models.ManyToManyField(
        Priority, blank=True, related_name="actions", verbose_name=_("priorities")
    )
    areas = ChoicesField(Area.choices, verbose_name=_("areas of work"))
    places = models.ManyToManyField(
        Place, blank=True, related_name="actions", verbose_name=_("places")
    )
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=ActionState.choices, default=ActionState.IN_PROGRESS
    )
    source_note = ParagraphsField(
        _("source note"),
        blank=True,
        help_text=_("Where this comes from: a document and its line."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(starts_on__lte=F("ends_on")),
                name="action_dates_in_order",
                violation_error_message=_("The action ends before it begins."),
            )
        ]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (str(self.uid),)


class ProjectQuerySet(models.QuerySet):
    def running_in(self, period):
        """Projects whose years meet the period; a project whose years are not stated counts."""
        return self.filter(
            Q(starts_in__isnull=True) | Q(starts_in__lte=period.year + 1),
            Q(ends_in__isnull=True) | Q(ends_in__gte=period.year),
            roadmap=period.roadmap_id,
        )

    def get_by_natural_key(self, roadmap, name):
        return self.get(roadmap__code=roadmap, name=name)


class Project(models.Model):
    """A cooperation project with its implementers, years, places and sectors."""

    roadmap = models.ForeignKey(
        Roadmap, models.PROTECT, related_name="projects", verbose_name=_("roadmap")
    )
    name = LineField(_("name"), max_length=300)
    acronym = LineField(_("acronym"), max_length=60, blank=True)
    description = ParagraphsField(_("what it does"), blank=True)
    implementers = models.ManyToManyField(
        Agency, blank=True, related_name="implemented_projects", verbose_name=_("implementers")
    )
    counterparts = models.ManyToManyField(
        Agency,
        blank=True,
        related_name="accompanied_projects",
        verbose_name=_("counterparts"),
    )
    funders = models.ManyToManyField(
        Agency,
        blank=True,
        related_name="funded_projects",
        verbose_name=_("funders"),
        help_text=_("Only where it is stated who pays."),
    )
    starts_in = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    ends_in = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    places = models.ManyToManyField(
        Place, blank=True, related_name="projects", verbose_name=_("places")
    )
    sectors = LineField(
        _("sectors"), max_length=300, blank=True, help_text=_("Such as coffee or sugar cane.")
    )
    areas = ChoicesField(Area.choices, verbose_name=_("areas of work"))
    priorities = models.ManyToManyField(
        Priority, blank=True, related_name="projects", verbose_name=_("priorities")
    )
    source_note = ParagraphsField(
        _("source note"),
        blank=True,
        help_text=_("Where this comes from: a document and its line."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["roadmap", "name"],
                name="project_name_unique",
                violation_error_message=_("The roadmap already has a project of this name."),
            ),
            models.CheckConstraint(
                condition=Q(starts_in__isnull=True)
                | Q(ends_in__isnull=True)
                | Q(starts_in__lte=F("ends_in")),
                name="project_years_in_order",
                violation_error_message=_("The project ends before it begins."),
            ),
        ]

    def __str__(self):
        return f"{self.acronym}: {self.name}" if self.acronym else self.name

    def natural_key(self):
        return (*self.roadmap.natural_key(), self.name)
