"""Remind whoever has something to report, and try again what could not be mailed."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from roadmap import mailing
from roadmap.year import reminders


class Command(BaseCommand):
    help = "Sends the reminders that are due now. For a timer; running it twice sends nothing more."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would be sent, and send nothing."
        )

    def handle(self, **options):
        now = timezone.now()
        if options["dry_run"]:
            self._print_what_is_due(now)
            return
        mails = reminders.send_due(now=now)
        self.stdout.write(f"Reminders written: {len(mails)}.")
        if failed := mailing.to_be_tried_again().count():
            raise CommandError(f"{failed} mails could not be sent: see the list of mails.")

    def _print_what_is_due(self, now):
        for mail in mailing.to_be_tried_again():
            self.stdout.write(f"again: {mail.address}: {mail.subject}")
        with transaction.atomic():
            found, _reasons, _told = reminders.letters(now)
            transaction.set_rollback(True)
        for letter in found:
            subject, _body = reminders.composed(letter, now)
            self.stdout.write(f"{letter.person.email}: {subject}")
