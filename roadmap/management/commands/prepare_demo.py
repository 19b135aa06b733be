"""Make the site ready to be tried: the real data once, and one account for each role."""

import datetime
import os

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from roadmap.models import Agency, Assignment, Membership, Period, ProgressUpdate, Roadmap, User
from roadmap.models.people import ADMINISTRATORS, COORDINATORS, OBSERVERS
from roadmap.review import workflow
from roadmap.review.workflow import StepName

PASSWORD = "camino-8.7-demo"  # noqa: S105 - printed on the screen; only a demo takes it
# Of the open period, from the day on which the demo is made.
TIME_LEFT = datetime.timedelta(weeks=6)
ACCOUNTS = [
    # e-mail, name, group, agency, role in the agency
    ("administracion@demo.example", "Administración", ADMINISTRATORS, None, None),
    ("coordinacion@demo.example", "Coordinación", COORDINATORS, None, None),
    ("observacion@demo.example", "Observación", OBSERVERS, None, None),
    ("sndif@demo.example", "Enlace del SNDIF", None, "SNDIF", Membership.Role.CONTRIBUTOR),
    ("inm@demo.example", "Enlace del INM", None, "INM", Membership.Role.CONTRIBUTOR),
    ("inm.valida@demo.example", "Validación del INM", None, "INM", Membership.Role.VALIDATOR),
]


class Command(BaseCommand):
    help = "Loads the real data and the demo accounts when they are not there, and prints both."

    def add_arguments(self, parser):
        parser.add_argument(
            "--port",
            default=os.environ.get("PORT", "8000"),
            help="The port to print in the address.",
        )

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError(
                "This makes accounts whose password is printed. It runs only with"
                " ALLIANCE87_DEMO=1, never on a site that people use."
            )
        with transaction.atomic():
            if not Roadmap.objects.filter(code="MX-2019").exists():
                self._say("Loading the roadmap and the year 2022-2023 of Mexico")
                call_command("load_mexico", verbosity=0)
            if not User.objects.filter(email=ACCOUNTS[0][0]).exists():
                self._say("Making the demo accounts, publishing what was reported")
                self._set_up()
        self._print(options["port"])

    def _say(self, step):
        self.stdout.write(step)
        self.stdout.flush()

    def _set_up(self):
        for account in ACCOUNTS:
            make_account(*account)
        publish_everything(User.objects.get(email="coordinacion@demo.example"))
        assign_as_last_year()
        set_due_date(timezone.now())

    def _print(self, port):
        lines = [
            "",
            f"  http://localhost:{port}/        the public page",
            f"  http://localhost:{port}/staff/  the staff's pages",
            "",
            f"  Demo accounts, all with the password {PASSWORD}",
            *(f"    {email:32} {name}" for email, name, *_ in ACCOUNTS),
            "",
        ]
        self.stdout.write("\n".join(lines))


def make_account(email, name, group, agency, role):
    """One demo account; it holds a role's name, not a person's."""
    user = User.objects.create_user(email, PASSWORD, name=name)
    user.is_superuser = user.is_staff = group == ADMINISTRATORS
    user.save()
    if group:
        user.groups.add(Group.objects.get(name=group))
    if agency:
        Membership.objects.create(
            user=user, agency=Agency.objects.get_by_natural_key("MX", agency), role=role
        )


def publish_everything(coordinator):
    """The year's updates tell what a public report told: show them on the public page."""
    for update in ProgressUpdate.objects.approved():
        workflow.move(update, StepName.PUBLISH, by=coordinator, version=update.version)


def set_due_date(now):
    """The open period is that of the real data, years ago: here it is still to be reported on."""
    period = Period.objects.get_by_natural_key("MX-2019", 2023)
    day = (now + TIME_LEFT).astimezone(period.zone)
    period.due_at = day.replace(hour=18, minute=0, second=0, microsecond=0)
    period.save()


def assign_as_last_year():
    """Expect of each agency in 2023-2024 what it reported on in 2022-2023: a start for the demo."""
    period = Period.objects.get_by_natural_key("MX-2019", 2023)
    told = (
        ProgressUpdate.objects.filter(period__year=2022, priorities__isnull=False)
        .values_list("agency", "priorities")
        .order_by("agency", "priorities")
        .distinct()
    )
    Assignment.objects.bulk_create(
        Assignment(period=period, agency_id=agency, priority_id=priority)
        for agency, priority in told
    )
    for step in period.next_steps.exclude(agency=None):
        Assignment.objects.create(period=period, agency_id=step.agency_id, next_step=step)
