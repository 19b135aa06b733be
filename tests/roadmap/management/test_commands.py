"""The real data and the demo: loading twice changes nothing, and a demo is made only in a demo."""

import datetime
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from roadmap.models import Period, ProgressUpdate, User
from tests import make

# Written by the database itself and by nobody else: what is loaded makes a trace of its own, and
# what is published follows from the rest.
APPEND_ONLY = ["roadmap.change"]
DERIVED = ["roadmap.publicrecord", "roadmap.publicstate", "roadmap.knownmarkdown"]


def dump(*, exclude=(), **options):
    """Everything our apps and the groups hold."""
    text = io.StringIO()
    apps = ("roadmap", "reports", "auth.group")
    call_command("dumpdata", *apps, exclude=[*DERIVED, *exclude], stdout=text, **options)
    return json.loads(text.getvalue())


def test_loading_mexico_twice_changes_nothing(db):
    call_command("load_mexico", verbosity=0)
    once = dump()
    call_command("load_mexico", verbosity=0)
    assert dump() == once
    assert ProgressUpdate.objects.count() > 30


def test_what_is_dumped_loads_into_the_same_database_unchanged(db, tmp_path):
    """One row of every model and then some: agencies without a country, rows without a number."""
    update = make.make_update(next_step=make.make_next_step(), agency=make.make_agency(country=""))
    make.make_agency(parent=update.agency)
    make.make_user(agency=update.agency, role="validator")
    newer = make.make_roadmap(country="PE")
    make.make_roadmap(country="PE", state="superseded", superseded_by=newer)
    for maker in (make.make_theme, make.make_signatory, make.make_alias, make.make_project):
        maker()
    make.make_result(update=update, place=make.make_place())
    make.make_evidence(update=update)
    make.make_assignment()
    make.make_assignment(next_step=update.next_step)
    make.make_written_answer(priority=update.priorities.get())
    make.make_written_answer()
    before = dump(exclude=APPEND_ONLY)
    path = tmp_path / "everything.json"
    named = dump(exclude=APPEND_ONLY, use_natural_foreign_keys=True, use_natural_primary_keys=True)
    path.write_text(json.dumps(named))
    call_command("loaddata", path, verbosity=0)
    assert dump(exclude=APPEND_ONLY) == before
    assert [row["model"] for row in named if "pk" in row] == []


ACCOUNTS = {
    "administracion": (True, ["administrators"], []),
    "coordinacion": (False, ["coordinators"], []),
    "observacion": (False, ["observers"], []),
    "sndif": (False, [], ["contributor"]),
    "inm": (False, [], ["contributor"]),
    "inm.valida": (False, [], ["validator"]),
}


def accounts():
    """Who is superuser, in which groups, with which roles, by the first part of the address."""
    return {
        user.email.partition("@")[0]: (
            user.is_superuser,
            sorted(user.group_names),
            sorted(user.roles_by_agency.values()),
        )
        for user in User.objects.all()
    }


def test_demo_is_whole_and_made_once(db, client):
    said = io.StringIO()
    call_command("prepare_demo", port="8123", stdout=said)
    assert accounts() == ACCOUNTS
    assert all(user.email in said.getvalue() for user in User.objects.all())
    assert "http://localhost:8123/" in said.getvalue()
    assert said.getvalue().splitlines()[0].startswith("Loading the roadmap")
    left = Period.objects.open().get().due_at - timezone.now()
    assert datetime.timedelta(weeks=5) < left < datetime.timedelta(weeks=7)
    assert ProgressUpdate.objects.published().count() == ProgressUpdate.objects.approved().count()
    assert not ProgressUpdate.objects.filter(steps=None, status="approved").exists()

    once = dump()
    call_command("prepare_demo", stdout=io.StringIO())
    assert dump() == once

    typed = {"login": "sndif@demo.example", "password": "camino-8.7-demo"}
    assert client.post("/accounts/login/", typed | {"password": "otra"}).status_code == 200
    assert client.post("/accounts/login/", typed).status_code == 302
    assert client.get("/staff/roadmap/progressupdate/").status_code == 200


def test_demo_is_refused_on_a_site_that_people_use(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="ALLIANCE87_DEMO=1"):
        call_command("prepare_demo", stdout=io.StringIO())
    assert (User.objects.count(), ProgressUpdate.objects.count()) == (0, 0)
