"""Open a roadmap's period of a year, with what goes on from the last one."""

import re

from django.core.management.base import BaseCommand, CommandError

from roadmap.models import Roadmap
from roadmap.year import rollover


class Command(BaseCommand):
    help = "Opens a period such as 2023-2024. Doing it twice changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("label", help="The period, such as 2023-2024.")
        parser.add_argument("--roadmap", help="Its code; needed where several are current.")

    def handle(self, label, **options):
        year = year_of(label)
        roadmap = only_roadmap(options["roadmap"])
        try:
            period, opened = rollover.open_period(roadmap, year)
        except rollover.CanNotOpen as error:
            raise CommandError(f"{label} of {roadmap.code} is closed already.") from error
        if not opened:
            self.stdout.write(f"{label} of {roadmap.code} was open already: nothing has changed.")
            return
        self.stdout.write(
            f"{label} of {roadmap.code} is open: {period.next_steps.count()} next steps,"
            f" {period.assignments.count()} assignments."
        )


def year_of(label):
    """The year that a period begins in, from its name."""
    found = re.fullmatch(r"(\d{4})-(\d{4})", label, re.ASCII)
    if found is None or int(found[2]) != int(found[1]) + 1 or not 2016 <= int(found[1]) <= 2100:
        raise CommandError(f'"{label}" is no period: write it like 2023-2024.')
    return int(found[1])


def only_roadmap(code):
    """The roadmap of this code; without one, the only current one."""
    found = list(Roadmap.objects.filter(code=code) if code else Roadmap.objects.current())
    if len(found) != 1:
        known = ", ".join(Roadmap.objects.order_by("code").values_list("code", flat=True))
        raise CommandError(f"Say which roadmap with --roadmap. There are: {known or 'none'}.")
    return found[0]
