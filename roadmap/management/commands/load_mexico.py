"""Load Mexico's real roadmap and its real year 2022-2023."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

# In the order in which one file refers to another.
FIXTURES = [
    "groups",
    "mexico_places",
    "mexico_agencies",
    "mexico_roadmap",
    "mexico_periods",
    "mexico_projects",
    "mexico_updates_1",
    "mexico_updates_2",
    "mexico_written_answers",
]


class Command(BaseCommand):
    help = "Loads Mexico's roadmap of 2019 and its year 2022-2023. Loading twice changes nothing."

    def handle(self, *args, **options):
        call_command("loaddata", *FIXTURES, verbosity=options["verbosity"])
