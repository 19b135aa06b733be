"""The published set: its version, and what the database alone can not make of it."""

import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import TextField, UUIDField
from django.db.models.functions import MD5, Cast

from roadmap import markdown
from roadmap.models import KnownMarkdown, ProgressUpdate, PublicRecord, PublicState

DIGEST = Cast(MD5(Cast("narrative", TextField())), UUIDField())
BATCH = 1000


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


def know_markdown(update):
    """Before an update is published: its Markdown, so that it is published once and whole."""
    found = ProgressUpdate.objects.filter(pk=update.pk).annotate(digest=DIGEST)
    _remember(found.values_list("digest", "narrative"))


def write_markdown():
    """Give its Markdown to what has been published past the workflow: by SQL, by an import."""
    while owners := _without_markdown():
        found = ProgressUpdate.objects.filter(pk__in=owners).annotate(digest=DIGEST)
        _remember(found.values_list("digest", "narrative"))
        with connection.cursor() as cursor:
            cursor.execute("SELECT public_refresh('progress-updates', %s)", [owners])


def _without_markdown():
    lacking = PublicRecord.objects.filter(is_whole=False).order_by("id")
    return list(lacking.values_list("owner", flat=True)[:BATCH])


def _remember(narratives):
    trees = dict(narratives)
    known = KnownMarkdown.objects.filter(pk__in=trees).values_list("pk", flat=True)
    for digest in trees.keys() - set(known):
        text = markdown.to_markdown(trees[digest])
        KnownMarkdown.objects.get_or_create(pk=digest, defaults={"markdown": text})
