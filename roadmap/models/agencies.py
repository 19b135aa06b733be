"""The bodies that act or are partners."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from roadmap.models.vocabulary import AgencyKind
from roadmap.texts.fields import LineField, ParagraphsField
from roadmap.texts.patterns import CODE_OF_ANY_LENGTH

validate_code = RegexValidator(
    f"^{CODE_OF_ANY_LENGTH}$", _("Use capital letters A to Z, digits and hyphens only.")
)


class AgencyQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def in_country(self, country):
        """Agencies of a country, given by its ISO 3166-1 code."""
        return self.filter(country=country)

    def writable_by(self, user):
        """Agencies the person may write for: the own ones; for the coordination, all active."""
        if user.is_administrator or user.is_coordinator:
            return self.active()
        return self.filter(pk__in=user.agency_ids)

    def get_by_natural_key(self, country, code):
        return self.get(country=country, code=code)


class Agency(models.Model):
    """Any body that acts or is a partner, with its kind."""

    country = CountryField(
        _("country"),
        blank=True,
        help_text=_("Empty for an international body."),
    )
    code = models.CharField(
        _("code"),
        max_length=40,
        validators=[validate_code],
        help_text=_("Short and lasting: it stands in addresses and files, such as SNDIF."),
    )
    name = LineField(_("official name"), max_length=400)
    acronym = LineField(
        _("acronym"), max_length=40, blank=True, help_text=_("As the agency prints it.")
    )
    kind = models.CharField(_("kind"), max_length=40, choices=AgencyKind.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
        help_text=_("The ministry of a unit, or the commission of a working group."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    source_note = ParagraphsField(
        _("source note"),
        blank=True,
        help_text=_("Where this comes from: a document and its line."),
    )

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "code"],
                name="agency_code_unique",
                violation_error_message=_("Another agency of this country has this code."),
            ),
            models.UniqueConstraint(
                Lower("name"),
                "country",
                name="agency_name_unique",
                violation_error_message=_("Another agency of this country has this name."),
            ),
            models.CheckConstraint(
                condition=Q(code__regex=f"^{CODE_OF_ANY_LENGTH}$"),
                name="agency_code_form",
                violation_error_message=_("Use capital letters A to Z, digits and hyphens only."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="agency_not_its_own_part",
                violation_error_message=_("An agency can not be a part of itself."),
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.acronym})" if self.acronym else self.name

    def natural_key(self):
        return (str(self.country), self.code)

    @property
    def short_name(self):
        """The acronym where the agency has one, else the name."""
        return self.acronym or self.name


class AgencyAliasQuerySet(models.QuerySet):
    def get_by_natural_key(self, country, code, name):
        return self.get(agency__country=country, agency__code=code, name=name)


class AgencyAlias(models.Model):
    """Another name under which documents know the same body."""

    agency = models.ForeignKey(
        Agency, models.CASCADE, related_name="aliases", verbose_name=_("agency")
    )
    name = LineField(_("other name"), max_length=400)

    objects = AgencyAliasQuerySet.as_manager()

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "agency",
                Lower("name"),
                name="agency_alias_unique",
                violation_error_message=_("The agency already has this other name."),
            )
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (*self.agency.natural_key(), self.name)
