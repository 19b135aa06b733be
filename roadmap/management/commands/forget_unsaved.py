"""Throw away what was typed or chosen long ago and never saved."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from roadmap import stored_files
from roadmap.models import KeptText, Upload


class Command(BaseCommand):
    help = "Throws away texts and files that were not saved within some days. For a timer."

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=60, help="How long they are kept.")

    def handle(self, **options):
        before = timezone.now() - timedelta(days=options["days"])
        texts, files = forget_before(before)
        # A day's grace: a file may be stored a moment before its row is.
        files += stored_files.remove_forgotten(timezone.now() - timedelta(days=1))
        self.stdout.write(f"Thrown away: {texts} texts and {files} files.")


def forget_before(before):
    """Throw away what is older than this instant: how many (texts, files)."""
    texts, _rows = KeptText.objects.filter(kept_at__lt=before).delete()
    return texts, forget_files(Upload.objects.filter(at__lt=before))


def forget_files(uploads):
    """Delete the rows first, then their files: a file without a row harms nobody."""
    names = list(uploads.values_list("file", flat=True))
    uploads.delete()
    return stored_files.remove_unnamed(names)
