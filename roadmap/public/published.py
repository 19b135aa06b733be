"""The published set: its version, and what the database alone can not make of it."""

import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import TextField, UUIDField
from django.db.models.functions import MD5, Cast

from roadmap.models import KnownMarkdown, ProgressUpdate, PublicRecord, PublicState
from roadmap.texts import markdown

DIGEST = Cast(MD5(Cast("narrative", TextField())), UUIDField())
BATCH = 5000


class Version(NamedTuple):
    """Which state of the published set this is. The number grows by each change that is public."""

    number: int
    at: datetime.datetime

    @property
    def etag(self):
        return f'"{self.number}-{int(self.at.timestamp() * 1_000_000):x}"'


NOTHING_YET = Version(0, datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC))


def version_now():
    """The version of what is published at this moment, completed where it has to be."""
    state = PublicState.objects.first()
    if state and not state.is_whole:
        write_markdown()
        state = PublicState.objects.first()
    return Version(state.number, state.changed_at) if state else NOTHING_YET


def know_markdown(collection, owners):
    """Before these rows are published: their Markdown, so that they come once and whole."""
    known = KnownMarkdown.objects.values_list("pk", flat=True)
    trees = dict(NARRATIVES[collection](owners))
    new = trees.keys() - set(known.filter(pk__in=trees))
    KnownMarkdown.objects.bulk_create(
        [KnownMarkdown(digest=each, markdown=markdown.to_markdown(trees[each])) for each in new],
        ignore_conflicts=True,
    )


def write_markdown():
    """Give its Markdown to what has been published past the workflow: by SQL, by an import."""
    for collection in NARRATIVES:
        while owners := _without_markdown(collection):
            know_markdown(collection, owners)
            with connection.cursor() as cursor:
                cursor.execute("SELECT public_refresh(%s, %s)", [collection, owners])


def _without_markdown(collection):
    lacking = PublicRecord.objects.filter(is_whole=False, collection=collection)
    return list(lacking.order_by("owner").values_list("owner", flat=True).distinct()[:BATCH])


def _of_updates(updates):
    unknown = ProgressUpdate.objects.filter(pk__in=updates).annotate(digest=DIGEST)
    unknown = unknown.exclude(digest__in=KnownMarkdown.objects.values("pk"))
    return unknown.order_by("digest").distinct("digest").values_list("digest", "narrative")


# Of each collection with narratives: (digest, tree) of those that these rows have.
NARRATIVES = {"progress-updates": _of_updates}
