"""The paper that a country's report is printed on."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from roadmap.models import Roadmap, User
from roadmap.texts.fields import LineField


class LetterheadQuerySet(models.QuerySet):
    def fitting(self, country, roadmap):
        """The roadmap's own letterhead, else its country's, else None; by their codes."""
        own_first = models.F("roadmap").asc(nulls_last=True)
        fits = models.Q(roadmap__code=roadmap) | models.Q(roadmap=None)
        return self.filter(fits, country=country).order_by(own_first).first()


class Letterhead(models.Model):
    """The Word document on whose page, headers and styles a country's report is written."""

    country = CountryField(_("country"))
    roadmap = models.ForeignKey(
        Roadmap,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letterheads",
        verbose_name=_("roadmap"),
        help_text=_("Empty for all roadmaps of the country."),
    )
    content = models.BinaryField(_("file"))
    file_name = LineField(_("file name"), max_length=255, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(_("last change"), default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="letterheads",
        verbose_name=_("changed by"),
    )

    objects = LetterheadQuerySet.as_manager()

    class Meta:
        verbose_name = _("letterhead")
        verbose_name_plural = _("letterheads")
        ordering = ["country", "roadmap_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "roadmap"],
                nulls_distinct=False,
                name="letterhead_unique",
                violation_error_message=_("There is already a letterhead for this."),
            )
        ]

    def __str__(self):
        return self.file_name
