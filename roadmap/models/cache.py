"""The table of the cache that all web workers share."""

from django.db import models


class CacheRow(models.Model):
    """A row of Django's database cache, which reads and writes the table itself.

    A model, so that `migrate` makes the table: nobody can forget `createcachetable`.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cache"

    def __str__(self):
        return self.cache_key
