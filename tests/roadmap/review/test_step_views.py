"""The pages of the review's steps."""

import re

import pytest
from django.urls import reverse

from roadmap.models import Evidence, ProgressUpdate, Step
from roadmap.models.people import COORDINATORS, OBSERVERS
from roadmap.review.content import content_of, hash_of
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
    return reverse("update-step", args=[update.pk, step])


def row(update):
    return ProgressUpdate.objects.values().get(pk=update.pk)


@pytest.mark.parametrize("step", STEPS)
def test_step_is_asked_on_its_own_page_and_taken_there(db, client, step):
    status, person, ends_in = STEPS[step]
    update = make_update(status)
    user = log_in(client, update.agency, person)
    before = row(update)
    offered = client.get(change_url(update)).text
    assert (step_url(update, step) in offered or 'name="_send"' in offered) is True
    assert (client.get(step_url(update, step)).status_code, row(update)) == (200, before)
    answer = client.post(step_url(update, step), {"version": 1, "comment": "Así es."})
    receipt = reverse("update-receipt", args=[update.pk, last_step().pk])
    leads_to = receipt if step in {"submit", "validate"} else change_url(update)
    assert (answer.status_code, answer.headers["Location"]) == (302, leads_to)
    assert row(update)["status"] == ends_in
    assert list(Step.objects.values_list("name", "by", "comment")) == [(step, user.pk, "Así es.")]
    assert "Así es." in client.get(change_url(update)).text


# 403: never this person's; 302: theirs, but not open now, so they see where the update stands.
REFUSED = [
    ("contributor", "submitted", "approve", 403),
    ("contributor", "draft", "publish", 403),
    ("contributor", "submitted", "submit", 302),
    ("contributor", "approved", "submit", 302),
    ("validator", "submitted", "return", 403),
    ("validator", "submitted", "validate", 302),
    ("coordinator", "draft", "approve", 302),
    ("coordinator", "draft", "return", 302),
    ("coordinator", "approved", "withdraw", 302),
    ("coordinator", "published", "publish", 302),
    ("coordinator", "with-validator", "validate", 403),
    ("coordinator of the agency", "submitted", "approve", 403),
    ("coordinator", "approved", "delete", 404),
    ("observer", "approved", "reopen", 403),
    ("observer", "submitted", "approve", 404),
    ("observer", "draft", "submit", 404),
]


def last_step():
    return Step.objects.latest("pk")


@pytest.mark.parametrize(("person", "status", "step", "code"), REFUSED)
def test_step_that_is_not_open_is_refused(db, client, person, status, step, code):
    update = make_update(status)
    log_in(client, update.agency, person)
    before = row(update)
    url = step_url(update, step)
    assert client.get(url).status_code == code
    assert client.post(url, {"version": 1, "comment": "Sí"}).status_code == code
    assert (row(update), Step.objects.count()) == (before, 0)
    if code == 302:
        messages = client.get(change_url(update)).context["messages"]
        assert [message.level_tag for message in messages] == ["warning"] * 2


def test_update_of_a_validator_who_left_is_given_back_by_the_coordination(db, client):
    update = make_update("with-validator")
    make.make_user(agency=update.agency, role="validator", is_active=False)
    log_in(client, update.agency, "coordinator")
    client.post(step_url(update, "return"), {"version": 1, "comment": "Ya no trabaja aquí."})
    assert row(update)["status"] == "returned"


# The receipt.


def send_in(client, **fields):
    """An update that was sent in by its agency's contributor, and the address it led to."""
    update = make.make_whole_update(status="draft", **fields)
    log_in(client, update.agency, "contributor")
    answer = client.post(step_url(update, "submit"), {"version": 1, "comment": ""})
    return update, answer.headers["Location"]


def test_receipt_tells_what_was_sent_when_and_by_whom(db, client):
    update, address = send_in(client)
    page, step = client.get(address), last_step()
    update.refresh_from_db()
    folio = f"{update.period.roadmap.code}/2022-2023/{step.pk:06d}"
    for said in (folio, step.content_hash, str(step.by), str(update.agency), update.title):
        assert (said, said in page.text) == (said, True)
    assert (step.content_hash, step.content) == (hash_of(content_of(update)), content_of(update))


@pytest.mark.parametrize(
    ("person", "code"),
    [("contributor", 200), ("validator", 200), ("coordinator", 200), ("observer", 404)],
)
def test_receipt_is_for_those_who_see_the_update(db, client, person, code):
    update, address = send_in(client)
    log_in(client, update.agency, person)
    assert client.get(address).status_code == code
    log_in(client, make.make_agency(), "contributor")
    assert client.get(address).status_code == 404


def test_only_a_sending_has_a_receipt_and_only_under_its_own_update(db, client):
    update, address = send_in(client)
    other = make.make_update(agency=update.agency)
    log_in(client, make.make_agency(), "coordinator")
    client.post(step_url(update, "return"), {"version": 2, "comment": "Falta."})
    foreign = reverse("update-receipt", args=[other.pk, last_step().pk - 1])
    returned = address.replace(f"/{last_step().pk - 1}/", f"/{last_step().pk}/")
    found = [client.get(url).status_code for url in (address, foreign, returned)]
    assert found == [200, 404, 404]
    assert client.post(address).status_code == 405


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
    assert answer.context["gaps"] == page.context["gaps"]


def test_every_gap_leads_to_a_field_of_the_form(db, client):
    empty = {"title": "", "narrative": [], "action": None, "next_step": None, "priorities": []}
    update = make_update("draft", **empty | {"precision": "", "happened_to": None})
    make.make_priority()
    make.make_result(update=update, quantity=None, unit="")
    Evidence.objects.create(update=update)
    log_in(client, update.agency, "contributor")
    page = client.get(step_url(update, "submit"))
    links = re.findall(f'href="{change_url(update)}#([^"]+)"', page.text)
    form = client.get(change_url(update)).text
    assert len(links) == len(page.context["gaps"]) == 9
    assert [link for link in links if f'id="{link}"' not in form] == []


def test_half_a_date_of_no_progress_is_a_gap_and_no_error(db, client):
    update = make_update("draft", kind="no-progress", reason="No hubo.", precision="")
    log_in(client, update.agency, "contributor")
    answer = client.post(step_url(update, "submit"), {"version": 1})
    assert [name for name, _sentence in answer.context["gaps"]] == ["precision"]
    assert row(update)["status"] == "draft"


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


def test_page_before_a_decision_shows_everything_that_is_decided_on(coordinator, client):
    """A field that is sent in and not read by the coordination fails here."""
    update = make.make_whole_update(status="submitted", action=make.make_action())
    update.places.clear()
    place = make.make_place(name="Oaxaca")
    update.results.update(
        qualifier="about",
        quantity_to=60000,
        out_of=70000,
        population="niñas",
        male=4321,
        under_18=777,
        adults=888,
        basis="estimated",
        place=place,
        place_note="y en otros lugares",
    )
    make.make_result(update=update, quantity=None, unit="", qualifier="exact")
    file = make.make_evidence(update=update, title="", file="evidence/a.pdf", file_name="Acta.pdf")
    client.cookies["language"] = "en"
    page = client.get(step_url(update, "approve"), headers={"accept-language": "en"}).text
    shown = {
        "uid": [],  # Names the update for machines.
        "period": ["2022-2023"],
        "agency": [update.agency.name],
        "action": [update.action.title],
        "next_step": [str(update.next_step)],
        "priorities": [str(update.priorities.get())],
        "topics": ["Also tells about", "A main success of the year"],
        "kind": ["Kind", "Progress"],
        "reason": ["Porque", "sí"],
        "title": [update.title],
        "narrative": ["Se hizo algo."],
        "precision": ["from 13 June 2022 to 20 June 2022"],
        "happened_from": ["13 June 2022"],
        "happened_to": ["20 June 2022"],
        "areas": ["Areas of work", "Child labour · Modern slavery"],
        "places": [],
        "municipalities": ["Municipalities", "Villa Victoria (Estado de México)"],
        "partners": [update.partners.get().name],
        "results": ["about 54,750.5 to 60,000 out of 70,000", "cursos", "niñas", "Oaxaca"],
        "evidence": ["Boletín", "https://www.gob.mx/boletin", "Acta.pdf"],
    }
    shown["results"] += [
        "y en otros lugares",
        "Counted or estimated",
        "Estimated",
        "By sex and age",
    ]
    shown["results"] += ["women and girls: 1,234", "men and boys: 4,321", "under 18: 777"]
    shown["results"] += ["18 and over: 888"]
    assert shown.keys() == content_of(update).keys()
    page = page.replace("&#x27;", "'")
    assert [words for some in shown.values() for words in some if words not in page] == []
    assert reverse("evidence-file", args=[file.pk]) in page
    update.places.set([place])
    places = client.get(step_url(update, "approve"), headers={"accept-language": "en"}).text
    assert "<dt>Places</dt><dd>Oaxaca</dd>" in places
