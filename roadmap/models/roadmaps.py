"""A country's adopted plan: the roadmap, its themes, priorities and signatories."""

from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from roadmap.models.agencies import Agency, validate_code
from roadmap.texts.fields import LineField, ParagraphsField


def validate_time_zone(name):
    """Refuse a name that the IANA time zone database does not know."""
    if name not in available_timezones():
        raise ValidationError(_("There is no time zone of this name."))


class RoadmapQuerySet(models.QuerySet):
    def current(self):
        return self.filter(state=Roadmap.State.CURRENT)

    def get_by_natural_key(self, code):
        return self.get(code=code)


class Roadmap(models.Model):
    """A country's adopted plan for SDG target 8.7. One is current; old reports keep theirs."""

    class State(models.TextChoices):
        CURRENT = "current", _("Current")
        SUPERSEDED = "superseded", _("Superseded")

    class Language(models.TextChoices):
        SPANISH = "es", _("Spanish")
        ENGLISH = "en", _("English")
        FRENCH = "fr", _("French")

    code = models.CharField(
        _("code"),
        max_length=40,
        validators=[validate_code],
        help_text=_("Short and lasting, such as MX-2019."),
    )
    country = CountryField(_("country"))
    title = LineField(_("title"), max_length=300)
    subtitle = LineField(_("subtitle"), max_length=300, blank=True)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=Language.choices,
        default=Language.SPANISH,
        help_text=_("The language of the roadmap and of the report that is sent."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        default="America/Mexico_City",
        validators=[validate_time_zone],
        help_text=_("Due dates end by this clock."),
    )
    adopted_on = models.DateField(_("adopted on"))
    workshop_starts_on = models.DateField(_("workshop from"), null=True, blank=True)
    workshop_ends_on = models.DateField(_("workshop to"), null=True, blank=True)
    introduction = ParagraphsField(
        _("introduction"), blank=True, help_text=_("What the roadmap says about SDG target 8.7.")
    )
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.CURRENT
    )
    superseded_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("superseded by"),
    )
    source_note = ParagraphsField(
        _("source note"),
        blank=True,
        help_text=_("Where this comes from: a document and its line."),
    )

    objects = RoadmapQuerySet.as_manager()

    class Meta:
        verbose_name = _("roadmap")
        verbose_name_plural = _("roadmaps")
        ordering = ["country", "-adopted_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="roadmap_code_unique",
                violation_error_message=_("There is already a roadmap with this code."),
            ),
            models.UniqueConstraint(
                fields=["country"],
                condition=Q(state="current"),
                name="roadmap_one_current",
                violation_error_message=_(
                    "This country already has a current roadmap: supersede that one first."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state="superseded") | Q(superseded_by__isnull=True),
                name="roadmap_superseded_state",
                violation_error_message=_("A current roadmap is not superseded by another."),
            ),
            models.CheckConstraint(
                condition=Q(superseded_by__isnull=True) | ~Q(superseded_by=F("id")),
                name="roadmap_not_by_itself",
                violation_error_message=_("A roadmap can not supersede itself."),
            ),
            models.CheckConstraint(
                condition=Q(workshop_starts_on__isnull=True, workshop_ends_on__isnull=True)
                | Q(
                    # A comparison with NULL would let one day alone pass.
                    workshop_starts_on__isnull=False,
                    workshop_ends_on__isnull=False,
                    workshop_starts_on__lte=F("workshop_ends_on"),
                ),
                name="roadmap_workshop_dates",
                violation_error_message=_("Give both days of the workshop, the first one first."),
            ),
        ]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.code,)

    @property
    def zone(self):
        """The time zone in which its dates are meant, entered and shown."""
        return ZoneInfo(self.time_zone)


class ThemeQuerySet(models.QuerySet):
    def get_by_natural_key(self, roadmap, number):
        return self.get(roadmap__code=roadmap, number=number)


class Theme(models.Model):
    """The roadmap's own grouping."""

    roadmap = models.ForeignKey(
        Roadmap, models.CASCADE, related_name="themes", verbose_name=_("roadmap")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = LineField(_("title"), max_length=300)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["roadmap_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["roadmap", "number"],
                name="theme_number_unique",
                violation_error_message=_("The roadmap already has a theme of this number."),
            )
        ]

    def __str__(self):
        return f"{self.number}. {self.title}"

    def natural_key(self):
        return (*self.roadmap.natural_key(), self.number)


class PriorityQuerySet(models.QuerySet):
    def in_current_roadmaps(self):
        return self.filter(roadmap__state=Roadmap.State.CURRENT)

    def get_by_natural_key(self, roadmap, number):
        return self.get(roadmap__code=roadmap, number=number)


class Priority(models.Model):
    """What the questionnaire asks about, numbered. In Mexico: the ten specific actions."""

    roadmap = models.ForeignKey(
        Roadmap, models.CASCADE, related_name="priorities", verbose_name=_("roadmap")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    text = ParagraphsField(
        _("official text"), help_text=_("Letter for letter as the roadmap has it.")
    )
    short_name = LineField(
        _("short name"), max_length=120, help_text=_("For lists and charts; not official.")
    )
    theme = models.ForeignKey(
        Theme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="priorities",
        verbose_name=_("theme"),
        help_text=_("Empty where the roadmap does not say."),
    )
    lead_agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_priorities",
        verbose_name=_("lead agency"),
        help_text=_("Empty where the roadmap does not say."),
    )

    objects = PriorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("priority")
        verbose_name_plural = _("priorities")
        ordering = ["roadmap_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["roadmap", "number"],
                name="priority_number_unique",
                violation_error_message=_("The roadmap already has a priority of this number."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="priority_number_from_one",
                violation_error_message=_("Priorities are numbered from 1."),
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.short_name}"

    def natural_key(self):
        return (*self.roadmap.natural_key(), self.number)


class SignatoryQuerySet(models.QuerySet):
    def get_by_natural_key(self, roadmap, name):
        return self.get(roadmap__code=roadmap, name=name)


class Signatory(models.Model):
    """Somebody who signed the roadmap, in the position held then."""

    roadmap = models.ForeignKey(
        Roadmap, models.CASCADE, related_name="signatories", verbose_name=_("roadmap")
    )
    number = models.PositiveSmallIntegerField(_("order"))
    name = LineField(_("name"), max_length=200)
    position = LineField(_("position"), max_length=400)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="signatures", verbose_name=_("agency")
    )

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["roadmap_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["roadmap", "name"],
                name="signatory_unique",
                violation_error_message=_("This person already signs this roadmap."),
            )
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (*self.roadmap.natural_key(), self.name)
