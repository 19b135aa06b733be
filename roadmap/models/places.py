"""Where something happened."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from roadmap.texts.fields import LineField


class PlaceQuerySet(models.QuerySet):
    def in_country(self, country):
        """Places of a country, given by its ISO 3166-1 code."""
        return self.filter(country=country)

    def get_by_natural_key(self, code):
        return self.get(code=code)


class Place(models.Model):
    """A country as a whole or one of its federal entities, by its ISO 3166 code."""

    class Kind(models.TextChoices):
        NATIONAL = "national", _("The whole country")
        ENTITY = "entity", _("State, province or federal entity")

    country = CountryField(_("country"))
    code = models.CharField(
        _("ISO code"),
        max_length=6,
        help_text=_("ISO 3166-2, such as MX-CHP; for the whole country its two letters."),
    )
    name = LineField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.ENTITY)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["-kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="place_code_unique",
                violation_error_message=_("There is already a place with this code."),
            )
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)
