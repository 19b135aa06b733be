"""Files in the private store: they go when no row names them any more, never before."""

from django.db import transaction

from roadmap.models import Evidence, Upload
from roadmap.models.evidence import EVIDENCE_FOLDER, evidence_storage


def names_of(evidence):
    """The names of the stored files of some evidence."""
    return list(evidence.exclude(file="").values_list("file", flat=True))


def remove_when_committed(names):
    """Remove files whose rows are gone, once that is certain; a failure is logged, not raised."""

    # No partial function: Django logs a failure under the function's name.
    def remove():
        remove_unnamed(names)

    transaction.on_commit(remove, robust=True)


def remove_unnamed(names):
    """Remove those files that no row names; return how many."""
    unnamed = set(names) - named_among(names) - {""}
    for name in unnamed:
        evidence_storage().delete(name)
    return len(unnamed)


def named_among(names):
    """Those of the names that a row has: two rows may share a file while a form is being saved."""
    of_rows = (model.objects.filter(file__in=names) for model in (Evidence, Upload))
    return {name for rows in of_rows for name in rows.values_list("file", flat=True)}


def remove_forgotten(before):
    """Remove files older than a moment that no row names; return how many.

    They are what is left when the machine stops between storing a file and storing its row.
    """
    storage = evidence_storage()
    if not storage.exists(EVIDENCE_FOLDER):
        return 0
    names = [f"{EVIDENCE_FOLDER}/{name}" for name in storage.listdir(EVIDENCE_FOLDER)[1]]
    return remove_unnamed([n for n in names if storage.get_modified_time(n) < before])
