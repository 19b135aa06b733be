"""The coordination approves while the agencies keep saving: nothing is lost, nothing unseen passes.

APPROVALS makes it longer: the issue asks for 200.
"""

import os
from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from roadmap.models import ProgressUpdate, Status, Step
from roadmap.models.people import COORDINATORS
from roadmap.review import workflow
from roadmap.review.workflow import StepName
from tests import make
from tests.roadmap.pages import form_data, open_form, save, stored
from tests.roadmap.threads import at_once

APPROVALS = int(os.environ.get("APPROVALS", "12"))
AT_ONCE = 4
pytestmark = pytest.mark.django_db(transaction=True)


def log_in(**fields):
    client = Client()
    client.user = make.make_user(**fields)
    client.force_login(client.user)
    return client


def page_with(coordinator, update):
    """The version that the reading page names, and the title that stands on it."""
    page = coordinator.get(reverse("queue-reading", args=[update.pk]))
    return form_data(page, "decision")["version"][0], page.context["update"].title


def approve(coordinator, update, version):
    posted = {"chosen": f"{update.pk}:{version}"}
    return coordinator.post(reverse("queue-approve"), posted).context["approved"]


def test_approvals_while_the_agencies_keep_saving():
    """Each round: a page is open; at once it is approved, saved over, and taken back and changed.

    The agency's form is one that was open before the update was sent in: its save must be refused,
    or come before the sending. A colleague returns it meanwhile, and the agency sends another text.
    """
    coordinator, colleague = log_in(group=COORDINATORS), log_in(group=COORDINATORS)
    agency = make.make_agency()
    member = log_in(agency=agency)
    make.make_priority()
    outcomes = Counter()
    while sum(outcomes.values()) < APPROVALS:
        updates = [make.make_update(agency=agency, title="Antes") for _update in range(AT_ONCE)]
        forms = [open_form(member, update) for update in updates]
        sent = [
            workflow.move(update, StepName.SUBMIT, by=member.user, version=1) for update in updates
        ]
        seen = [page_with(coordinator, update) for update in sent]
        jobs = []
        for update, (version, _title), form in zip(sent, seen, forms, strict=True):
            jobs += [
                lambda u=update, v=version: approve(coordinator, u, v),
                lambda u=update, f=form: save(member, u, f | {"title": "Sin ver"}),
                lambda u=update: take_back(colleague.user, member.user, u),
            ]
        at_once(jobs)
        for update, (version, title) in zip(sent, seen, strict=True):
            outcomes[fate(update, int(version), title)] += 1
    assert set(outcomes) <= {"approved as seen", "another text waits"}


def take_back(colleague, member, update):
    """A colleague returns it, and the agency sends in another text; too late, nothing happens."""
    try:
        returned = workflow.move(
            update, StepName.RETURN, by=colleague, version=update.version, comment="Falta."
        )
    except (workflow.WrongStatus, workflow.StaleVersion):
        return
    changed = ProgressUpdate.objects.filter(pk=update.pk, version=returned.version)
    assert changed.update(title="Otro texto", version=returned.version + 1) == 1
    workflow.move(returned, StepName.SUBMIT, by=member, version=returned.version + 1)


def fate(update, version, title):
    """What became of an update, after it has been checked that no step and no text is lost."""
    now = stored(update)
    steps = list(Step.objects.filter(update=update).values_list("name", "version"))
    if now["status"] == Status.APPROVED:
        assert steps == [("submit", 1), ("approve", version)]
        assert (now["title"], now["version"]) == (title, version + 1)
        return "approved as seen"
    assert steps == [("submit", 1), ("return", version), ("submit", version + 2)]
    assert (now["status"], now["title"]) == (Status.SUBMITTED, "Otro texto")
    return "another text waits"


def test_approving_without_naming_the_version_would_approve_what_was_not_seen():
    """The control: with the version that is there now, the changed text does pass."""
    coordinator, colleague = log_in(group=COORDINATORS), make.make_user(group=COORDINATORS)
    agency = make.make_agency()
    member = log_in(agency=agency)
    update = make.make_update(agency=agency)
    update = workflow.move(update, StepName.SUBMIT, by=member.user, version=1)
    version, _title = page_with(coordinator, update)
    take_back(colleague, member.user, update)
    assert approve(coordinator, update, version) == []
    assert len(approve(coordinator, update, stored(update)["version"])) == 1
