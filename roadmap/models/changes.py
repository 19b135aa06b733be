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
    `owner` is the id of the record that the row is a part of. What belongs together has the same
    `transaction` and, within one visit or command, the same `request`. `said` is the page or the
    command that the application named: whoever works in the database itself has none, only the
    `role` that was logged in.
    """

    class Operation(models.TextChoices):
        INSERT = "insert", pgettext_lazy("record", "Added")
        UPDATE = "update", pgettext_lazy("record", "Changed")
        DELETE = "delete", pgettext_lazy("record", "Deleted")

    at = models.DateTimeField(_("at"))
    transaction = models.BigIntegerField()
    table = models.CharField(max_length=63)
    row = models.BigIntegerField()
    owner = models.BigIntegerField(null=True)
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
    said = models.JSONField(null=True)
    request = models.UUIDField(null=True)
    role = models.CharField(max_length=63)

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
