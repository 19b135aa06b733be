"""Role × status × step × every address of an update: what is allowed stands here, all else is not.

Steps and where they lead are those of the table in test_workflow.py.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from roadmap.models import KeptText, ProgressUpdate, Step, Upload
from tests import make
from tests.files import PDF
from tests.roadmap.pages import open_form
from tests.roadmap.review.test_workflow import PEOPLE, STATUSES, STEPS

ALL = set(STATUSES)
# Whose eyes, and who writes for the agency.
SEES = {
    "coordinator": ALL,
    "coordinator who contributes": ALL,
    "observer": {"approved", "published"},
    "contributor": ALL,
    "validator": ALL,
    "contributor of another agency": set(),
}
WRITES = SEES.keys() - {"observer", "contributor of another agency"}
EDITABLE = {"draft", "returned"}
# Steps that are the person's own, and which are late rather than refused where they are not open.
OWN_STEPS = {
    "coordinator": {"submit", "return", "approve", "reopen", "publish", "withdraw"},
    "coordinator who contributes": {"submit"},
    "observer": set(),
    "contributor": {"submit"},
    "validator": {"submit", "validate"},
    "contributor of another agency": set(),
}


def allowed_steps(person, where):
    """{step: status afterwards}"""
    steps = PEOPLE[person][1].items()
    return {step: end for (status, step), end in steps if status == where}


def pages(person, where):
    """What opening each address answers."""
    if where not in SEES[person]:
        return dict.fromkeys(["change", "history", "delete", "receipt", *STEPS], 404)
    may_write, open_now = person in WRITES, allowed_steps(person, where)
    own = OWN_STEPS[person] | open_now.keys()
    return {
        "change": 200,
        "history": 403 if person == "observer" else 200,
        "delete": 200 if may_write and where == "draft" else 403,
        "receipt": 200,
        **{step: 200 if step in open_now else 302 if step in own else 403 for step in STEPS},
    }


def effects(person, where):
    """What sending to each address does; to all others it does nothing."""
    steps = {step: f"now {end}" for step, end in allowed_steps(person, where).items()}
    if person not in WRITES:
        uploads = person != "observer"
        return {"upload": "uploaded"} if uploads else {}
    found = {"keep": "kept", "upload": "uploaded", "continue": "continued", **steps}
    found["change"] = "saved" if where in EDITABLE else "kept"
    return found | ({"delete": "deleted"} if where == "draft" else {})


class Place:
    """An update in a status, and the addresses around it."""

    def __init__(self, where, **fields):
        self.update = make.make_update(**fields | STATUSES[where])
        sent = make.make_step(update=make.make_update(**fields | STATUSES[where]))
        pk = self.update.pk
        self.addresses = {
            **{name: self._address(name, pk) for name in ("change", "history", "delete")},
            "receipt": reverse("update-receipt", args=[sent.update_id, sent.pk]),
            **{step: reverse("update-step", args=[pk, step]) for step in STEPS},
            "continue": reverse("update-continue", args=[pk]),
            **{name: reverse(name) for name in ("keep", "discard", "upload")},
        }
        self.typed = {}

    @staticmethod
    def _address(name, *args):
        return reverse(f"admin:roadmap_progressupdate_{name}", args=args)

    def posted(self, name):
        """What a browser that has seen everything would send."""
        form = {"form_key": f"update:{self.update.pk}", "title": "Otro"}
        return {
            "change": self.typed | form,
            "delete": {"post": "yes"},
            "keep": form,
            "discard": {"form": form["form_key"]},
            "upload": {"file": SimpleUploadedFile("a.pdf", PDF)},
            "continue": {"kind": "progress"},
        }.get(name, {"version": 1, "comment": "Porque sí."})

    def state(self):
        row = ProgressUpdate.objects.values().filter(pk=self.update.pk).first()
        rows = [m.objects.count() for m in (ProgressUpdate, Step, KeptText, Upload)]
        return row, rows

    def effect(self, before):
        """What has happened since, in one word; None where nothing has."""
        (old, (updates, steps, kept, uploads)), (row, now) = before, self.state()
        if row is None:
            return "deleted"
        if now[1] == steps + 1:
            return f"now {'published' if row['published_at'] else row['status']}"
        counted = {
            "continued": [updates + 1, steps, kept, uploads],
            "kept": [updates, steps, kept + 1, uploads],
            "uploaded": [updates, steps, kept, uploads + 1],
        }
        if row == old:
            return next((name for name, rows in counted.items() if rows == now), None)
        assert now == [updates, steps, kept, uploads]
        changed = {name for name in row if row[name] != old[name]}
        return "saved" if changed == {"title", "version", "changed_at"} else f"changed {changed}"


@pytest.fixture
def agencies(db):
    """An agency with a validator, another one, and a next year that is open."""
    agencies = {"own": make.make_agency(), "other": make.make_agency()}
    make.make_user(agency=agencies["own"], role="validator")
    agencies["period"] = make.make_period()
    make.make_period(year=2023, roadmap=agencies["period"].roadmap)
    return agencies


@pytest.mark.parametrize("where", STATUSES)
@pytest.mark.parametrize("person", SEES)
def test_person_reaches_exactly_what_the_table_says(agencies, client, person, where):
    fields, _steps = PEOPLE[person]
    client.force_login(make.make_user(**fields | {"agency": agencies.get(fields.get("agency"))}))
    place = Place(where, agency=agencies["own"], period=agencies["period"])
    opened = {name: client.get(place.addresses[name]).status_code for name in pages(person, where)}
    assert opened == pages(person, where)

    if person in WRITES and where in EDITABLE:
        place.typed = open_form(client, place.update)
    found = {}
    for name, address in place.addresses.items():
        with transaction.atomic():
            before = place.state()
            client.post(address, place.posted(name))
            found[name] = place.effect(before)
            transaction.set_rollback(True)
    assert {name: effect for name, effect in found.items() if effect} == effects(person, where)
