"""The trace: every change of a row, as the database itself wrote it down."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadmap.models.people import User


class ChangeQuerySet(models.QuerySet):
    def of_record(self, table, row, parts):
        """Changes of one row, and of the rows in the tables of its parts that it owns."""
        own = models.Q(table=table, row=row)
        return self.filter(own | models.Q(table__in=parts, owner=row))


class Change(models.Model):
    """One row of one table that was added, changed or deleted: written by a trigger, for ever.

    `before` and `after` are the row's columns; of a row that was changed, those that differ.
    Whoever changed it in the database itself has no `said`, only the `role` that was logged in.
    """

    class Operation(models.TextChoices):
        INSERT = "insert", pgettext_lazy("record", "Added")
        UPDATE = "update", pgettext_lazy("record", "Changed")
        DELETE = "delete", pgettext_lazy("record", "Deleted")

    at = models.DateTimeField(_("at"))
    transaction = models.BigIntegerField(help_text=_("What belongs together has the same number."))
    table = models.CharField(max_length=63)
    row = models.BigIntegerField(help_text=_("The row's id."))
    owner = models.BigIntegerField(
        null=True, help_text=_("The id of the record that the row is a part of.")
    )
    operation = models.CharField(max_length=6, choices=Operation.choices)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    by = models.ForeignKey(
        User,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("by"),
    )
    said = models.JSONField(
        null=True, help_text=_("What the application said of itself: page or command.")
    )
    request = models.UUIDField(null=True, help_text=_("The request in which it happened."))
    role = models.CharField(max_length=63, help_text=_("The role that was logged in."))

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["table", "row"]),
            models.Index(fields=["table", "owner"]),
        ]

    def __str__(self):
        return f"{self.table} {self.row}"
