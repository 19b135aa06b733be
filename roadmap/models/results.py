"""Results: the quantities in an update."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roadmap.models.places import Place
from roadmap.models.updates import ProgressUpdate
from roadmap.models.vocabulary import Basis, Qualifier
from roadmap.texts.fields import LineField, ParagraphsField


class ResultQuerySet(models.QuerySet):
    def get_by_natural_key(self, uid, number):
        return self.get(update__uid=uid, number=number)


class Result(models.Model):
    """A quantity in an update: how many of what, of whom, where, and how it is known."""

    update = models.ForeignKey(
        ProgressUpdate, models.CASCADE, related_name="results", verbose_name=_("progress update")
    )
    number = models.PositiveSmallIntegerField(_("order"), default=1)
    qualifier = models.CharField(
        _("exactness"), max_length=10, choices=Qualifier.choices, default=Qualifier.EXACT
    )
    quantity = models.DecimalField(
        _("quantity"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    quantity_to = models.DecimalField(
        _("up to"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Only for a range: 500,000 to 600,000."),
    )
    out_of = models.DecimalField(
        _("out of"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Where it is a part of a whole: 24 out of 32."),
    )
    unit = LineField(
        _("unit"),
        max_length=120,
        blank=True,
        help_text=_("What is counted: people, courses, municipalities."),
    )
    population = LineField(
        _("population group"),
        max_length=200,
        blank=True,
        help_text=_("Who the people are: public servants, girls and boys."),
    )
    female = models.PositiveIntegerField(_("women and girls"), null=True, blank=True)
    male = models.PositiveIntegerField(_("men and boys"), null=True, blank=True)
    under_18 = models.PositiveIntegerField(_("under 18"), null=True, blank=True)
    adults = models.PositiveIntegerField(_("18 and over"), null=True, blank=True)
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="results",
        verbose_name=_("place"),
    )
    place_note = LineField(
        _("where, in words"),
        max_length=200,
        blank=True,
        help_text=_("Such as “29 federal entities”, when they are not named."),
    )
    basis = models.CharField(
        _("counted or estimated"), max_length=12, choices=Basis.choices, default=Basis.COUNTED
    )
    source_note = ParagraphsField(
        _("source note"),
        blank=True,
        help_text=_("Where this comes from: a document and its line."),
    )

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["update_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "number"],
                name="result_number_unique",
                violation_error_message=_("The update already has a result of this number."),
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=0),
                name="result_quantity_not_negative",
                violation_error_message=_("A quantity can not be below zero."),
            ),
            models.CheckConstraint(
                condition=Q(quantity_to__isnull=True) | Q(quantity_to__gt=F("quantity")),
                name="result_range_in_order",
                violation_error_message=_("The end of the range must be above its beginning."),
            ),
            models.CheckConstraint(
                condition=Q(out_of__isnull=True) | Q(out_of__gte=F("quantity")),
                name="result_part_of_whole",
                violation_error_message=_("The part is larger than the whole."),
            ),
        ]

    def __str__(self):
        return f"{self.quantity if self.quantity is not None else '…'} {self.unit}"

    def natural_key(self):
        return (*self.update.natural_key(), self.number)
