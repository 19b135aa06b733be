"""The pages of the review's steps."""

import pytest
from django.urls import reverse

from roadmap.models import ProgressUpdate, Step
from roadmap.models.people import COORDINATORS, OBSERVERS
from tests import make
from tests.roadmap.pages import change_url

STEPS = {
    "submit": ("draft", "contributor", "submitted"),
    "validate": ("with-validator", "validator", "submitted"),
    "return": ("submitted", "coordinator", "returned"),
    "approve": ("submitted", "coordinator", "approved"),
    "reopen": ("approved", "coordinator", "returned"),
    "publish": ("approved", "coordinator", "approved"),
    "withdraw": ("published", "coordinator", "approved"),
}
PEOPLE = {
    "contributor": {"agency": True},
    "validator": {"agency": True, "role": "validator"},
    "coordinator": {"group": COORDINATORS},
    "coordinator of the agency": {"group": COORDINATORS, "agency": True},
    "observer": {"group": OBSERVERS},
}


def log_in(client, agency, person):
    fields = PEOPLE[person]
    user = make.make_user(**fields | {"agency": agency if "agency" in fields else None})
    client.force_login(user)
    return user


def make_update(status, **fields):
    published = {"status": "approved", "published_at": make.NOON}
    return make.make_update(**(published if status == "published" else {"status": status}) | fields)


def step_url(update, step):
    return reverse("admin:roadmap_progressupdate_step", args=[update.pk, step])


def row(update):
    return ProgressUpdate.objects.values().get(pk=update.pk)


@pytest.mark.parametrize("step", STEPS)
def test_step_is_asked_on_its_own_page_and_taken_there(db, client, step):
    status, person, ends_in = STEPS[step]
    update = make_update(status)
    user = log_in(client, update.agency, person)
    before = row(update)
    assert step_url(update, step) in client.get(change_url(update)).text
    assert (client.get(step_url(update, step)).status_code, row(update)) == (200, before)
    answer = client.post(step_url(update, step), {"version": 1, "comment": "Así es."})
    assert (answer.status_code, answer.headers["Location"]) == (302, change_url(update))
    assert row(update)["status"] == ends_in
    assert list(Step.objects.values_list("name", "by", "comment")) == [(step, user.pk, "Así es.")]
    assert "Así es." in client.get(change_url(update)).text


REFUSED = [
    ("contributor", "submitted", "approve", 302),
    ("contributor", "draft", "publish", 302),
    ("validator", "submitted", "return", 302),
    ("coordinator", "draft", "approve", 302),
    ("coordinator", "with-validator", "validate", 302),
    ("coordinator of the agency", "submitted", "approve", 302),
    ("coordinator", "approved", "delete", 404),
    ("observer", "submitted", "approve", 403),
    ("observer", "draft", "submit", 404),
]


@pytest.mark.parametrize(("person", "status", "step", "code"), REFUSED)
def test_step_that_is_not_open_is_refused(db, client, person, status, step, code):
    update = make_update(status)
    log_in(client, update.agency, person)
    before = row(update)
    url = step_url(update, step)
    assert client.get(url).status_code == code
    assert client.post(url, {"version": 1, "comment": "Sí"}).status_code == code
    assert (row(update), Step.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    "typed",
    [
        {"version": 1, "comment": ""},
        {"version": 1, "comment": " \x01\x0b "},
        {"version": 1},
        {"comment": "Falta."},
        {"version": "abc", "comment": "Falta."},
        {"version": 7, "comment": "Falta."},
    ],
)
def test_incomplete_decision_comes_back_with_what_was_typed(db, client, typed):
    update = make_update("submitted")
    log_in(client, update.agency, "coordinator")
    before = row(update)
    answer = client.post(step_url(update, "return"), typed)
    assert (answer.status_code, answer.context["form"].is_valid()) == (200, False)
    assert (typed.get("comment", "").strip(" \x01\x0b") in answer.text) is True
    assert (row(update), Step.objects.count()) == (before, 0)


def test_decision_on_an_older_text_is_taken_again(db, client):
    update = make_update("submitted", version=5)
    log_in(client, update.agency, "coordinator")
    answer = client.post(step_url(update, "return"), {"version": 4, "comment": "Falta el mes."})
    form = answer.context["form"]
    assert (form["version"].value(), form["comment"].value()) == (5, "Falta el mes.")
    again = {"version": form["version"].value(), "comment": form["comment"].value()}
    assert client.post(step_url(update, "return"), again).status_code == 302
    assert row(update)["status"] == "returned"


def test_gaps_are_all_named_and_lead_to_their_fields(db, client):
    update = make_update("draft", title="", narrative=[])
    log_in(client, update.agency, "contributor")
    page = client.get(step_url(update, "submit"))
    assert [name for name, _sentence in page.context["gaps"]] == ["title", "narrative"]
    assert f"{change_url(update)}#id_narrative" in page.text
    answer = client.post(step_url(update, "submit"), {"version": 1})
    assert (answer.status_code, row(update)["status"]) == (200, "draft")
    assert len(answer.context["form"].non_field_errors()) == 2


def test_hostile_reason_is_shown_escaped(db, client):
    update = make_update("submitted")
    log_in(client, update.agency, "coordinator")
    reason = "<script>alert(1)</script> {{ 7*7 }}\x0bfin"
    client.post(step_url(update, "return"), {"version": 1, "comment": reason})
    page = client.get(change_url(update)).text
    assert ("<script>alert" in page, "&lt;script&gt;alert(1)&lt;/script&gt;" in page) == (
        False,
        True,
    )
    assert Step.objects.get().comment == "<script>alert(1)</script> {{ 7*7 }}\nfin"


@pytest.mark.parametrize(
    ("status", "allowed"),
    [("draft", True), ("returned", False), ("submitted", False), ("approved", False)],
)
def test_only_a_draft_that_was_never_sent_is_deleted(db, client, status, allowed):
    update = make_update(status)
    log_in(client, update.agency, "contributor")
    url = change_url(update).replace("change", "delete")
    assert client.post(url, {"post": "yes"}).status_code == (302 if allowed else 403)
    assert ProgressUpdate.objects.exists() is not allowed
