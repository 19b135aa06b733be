"""The published set, kept ready as JSON by triggers. Nothing but the database writes these rows.

What is public, and how it looks, is decided in `public/sql/`.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q


class PublicRecord(models.Model):
    """One public record, or what is left of one that was withdrawn: its key and when.

    `changed` is the number of the published set in which it last changed.
    """

    collection = models.CharField(max_length=30)
    key = models.TextField()
    # The row that it is made from.
    owner = models.BigIntegerField()
    name = models.TextField(db_collation="C")
    day = models.DateField()
    facets = ArrayField(models.TextField())
    links = ArrayField(models.TextField())
    search = SearchVectorField()
    body = models.TextField()
    is_whole = models.BooleanField()
    is_deleted = models.BooleanField()
    changed = models.BigIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "key"], name="public_record_unique")
        ]
        indexes = [
            models.Index(fields=["collection", "owner"], name="public_record_owner"),
            models.Index(
                fields=["collection", "day", "id"],
                condition=Q(is_deleted=False),
                name="public_record_day",
            ),
            models.Index(
                fields=["collection", "name", "id"],
                condition=Q(is_deleted=False),
                name="public_record_name",
            ),
            models.Index(fields=["collection", "changed", "id"], name="public_record_changed"),
            models.Index(
                fields=["id"], condition=Q(is_whole=False), name="public_record_not_whole"
            ),
            GinIndex(fields=["facets"], name="public_record_facets"),
            GinIndex(fields=["search"], name="public_record_search"),
        ]

    def __str__(self):
        return f"{self.collection} {self.key}"


class PublicState(models.Model):
    """The one row that says which number the published set has, and since when."""

    number = models.BigIntegerField()
    changed_at = models.DateTimeField()
    # Whether every record has its Markdown.
    is_whole = models.BooleanField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="public_state_one")]

    def __str__(self):
        return str(self.number)


class KnownMarkdown(models.Model):
    """The Markdown of a narrative, by the MD5 of its JSON: it can be missing, never wrong."""

    digest = models.UUIDField(primary_key=True)
    markdown = models.TextField()

    def __str__(self):
        return str(self.digest)
