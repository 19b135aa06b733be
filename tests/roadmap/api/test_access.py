"""Who may do what: role or token, every address and method, every state. What stands in no table
is refused, and drafts are found by nothing."""

import json
from itertools import product

import pytest
from django.test import Client
from django.urls import get_resolver
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from roadmap.api import urls
from roadmap.api.reading.collections import COLLECTIONS
from roadmap.models import ProgressUpdate
from tests import make
from tests.roadmap.api.asking import told

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
STATES = ["draft", "with-validator", "submitted", "returned", "approved", "published"]
# Everybody, those who are logged in to the site, and programs by their token.
PEOPLE = {
    "nobody": None,
    "coordinator with a session": "session",
    "member with a session": "session",
    "own": ["read", "write", "submit"],
    "own, reading": ["read"],
    "own, writing": ["write"],
    "own, submitting": ["submit"],
    "other agency": ["read", "write", "submit"],
    "coordination": ["read", "write", "submit"],
}
PUBLIC = {"index", "archive", "linked-data", "schema", *COLLECTIONS}
PUBLIC |= {f"{name}-record" for name in COLLECTIONS}
# What a method of the token's addresses asks for.
SCOPES = {
    ("token", "GET"): "any",
    ("own-updates", "GET"): "read",
    ("own-updates", "POST"): "write",
    ("own-update", "GET"): "read",
    ("own-update", "PATCH"): "write",
    ("submission", "POST"): "submit",
    ("own-evidence", "POST"): "write",
}
ABOUT_ONE = {"own-update", "submission", "own-evidence"}
PRIVATE = {name for name, _method in SCOPES}


def test_every_address_has_its_row():
    """And the walk sees them all: whoever adds an address has to say who may use it."""
    names = {pattern.name for pattern in urls.urlpatterns}
    assert names == PUBLIC | PRIVATE
    below = {str(p.pattern) for p in get_resolver().url_patterns if "api" in str(p.pattern)}
    assert below == {"api/v1/"}


def expected(name, method, person, state):
    """The status that the table says."""
    read = "GET" if method == "HEAD" else method
    if name in PUBLIC:
        return 200 if read == "GET" else 405
    scopes = PEOPLE[person]
    if scopes is None or scopes == "session":
        return 401
    if (name, read) not in SCOPES:
        return 405
    if SCOPES[name, read] not in {"any", *scopes}:
        return 403
    if name in ABOUT_ONE and person == "other agency":
        return 404
    return _about(name, read, person, state)


def _about(name, method, person, state):
    if name == "own-updates":
        return 201 if method == "POST" else 200
    if name == "token" or method == "GET":
        return 200
    if state not in {"draft", "returned"}:
        return 409
    return 201 if name == "own-evidence" else 200


BODIES = {
    ("own-updates", "POST"): {"period": "2022-2023", "title": "Nuevo"},
    ("own-update", "PATCH"): {"title": "Otro"},
    ("submission", "POST"): {},
    ("own-evidence", "POST"): {"title": "Uno", "link": "https://www.gob.mx/a"},
}


@pytest.fixture
def world(db):
    """An agency with an update in each state, and everybody of the table with a way to ask."""
    own, other = make.make_agency(code="SNDIF"), make.make_agency(code="OTRA")
    period = make.make_period(year=2022)
    make.make_next_step(period=period, agency=own)
    make.make_assignment(period=period, agency=own)
    make.make_project()
    make.make_place()
    make.make_theme()
    make.make_stored_report(period=period)
    updates = {}
    for state in STATES:
        published = {"status": "approved", "published_at": make.NOON}
        fields = published if state == "published" else {"status": state}
        updates[state] = make.make_update(agency=own, title=state, **fields)
    make.make_result(update=updates["published"])
    make.make_evidence(update=updates["published"], is_public=True)
    # What was promised for a period is public once the period before it is closed.
    make.make_period(year=2021, state="closed")
    agencies = {"other agency": other, "coordination": None}
    clients = {}
    for person, scopes in PEOPLE.items():
        clients[person] = Client()
        if scopes == "session":
            group = "coordinators" if "coordinator" in person else None
            clients[person].force_login(make.make_user(group=group, agency=own))
        elif scopes is not None:
            agency = agencies.get(person, own)
            user = make.make_user(agency=agency, group=None if agency else "coordinators")
            token = make.make_token(agency=agency, user=user, scopes=scopes)
            clients[person].defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return updates, clients


def address_of(name, update):
    if name.endswith("-record"):
        collection = name.removesuffix("-record")
        rows = told(Client(), f"{collection}/?limit=1")["results"]
        return f"{collection}/{rows[0]['id']}/"
    named = {"index": "", "archive": "dataset.zip", "linked-data": "dataset.jsonld"}
    ends = {"own-update": "", "submission": "submission/", "own-evidence": "evidence/"}
    if name in ends:
        return f"own-updates/{update.uid}/{ends[name]}"
    return named.get(name, f"{name}/")


CELLS = [(name, "draft") for name in sorted(PUBLIC | PRIVATE)]
CELLS += [(name, state) for name in sorted(ABOUT_ONE) for state in STATES[1:]]


@pytest.mark.parametrize(("name", "state"), CELLS)
def test_everybody_may_what_the_table_says(world, name, state):
    updates, clients = world
    update = updates[state]
    address = address_of(name, update)
    wrong = {}
    for person, method in product(PEOPLE, METHODS):
        code = ask(clients[person], name, method, address, update, person)
        if code != expected(name, method, person, state):
            wrong[person, method] = (code, expected(name, method, person, state))
        # Whatever was done is undone, so that the next one finds the same.
        restore(update)
    assert wrong == {}


def ask(client, name, method, address, update, person):
    body = dict(BODIES.get((name, method), {}))
    if name == "own-updates" and method == "POST":
        body["agency"] = "OTRA" if person == "other agency" else "SNDIF"
    response = client.generic(
        method,
        f"/api/v1/{address}",
        json.dumps(body),
        "application/json",
        headers={"If-Match": f'"{update.version}"'},
    )
    b"".join(response)
    return response.status_code


def restore(update):
    stored = ProgressUpdate.objects.get(pk=update.pk)
    fields = {"status", "version", "published_at", "title", "sent_at", "sent_by_id"}
    changed = {name: getattr(update, name) for name in fields}
    ProgressUpdate.objects.filter(pk=stored.pk).update(**changed)


def test_a_view_that_says_nothing_is_for_nobody():
    """The control of the default: it is no."""

    class Forgotten(APIView):
        def get(self, request):
            raise AssertionError

    response = Forgotten.as_view()(APIRequestFactory().get("/"))
    assert response.status_code == 401


# Drafts

SECRET = "Zanahoria"
INSIDE = ["draft", "with-validator", "submitted", "returned", "approved"]


@pytest.fixture(params=INSIDE)
def hidden(request, db):
    """An update that is not public, with something of it in every field and row."""
    make.make_update(status="approved", published_at=make.NOON, title="Visible")
    agency = make.make_agency(code="OCULTA")
    update = make.make_whole_update(agency=agency, status=request.param)
    action = make.make_action(title=f"Acción {SECRET}", lead_agency=agency)
    place = make.make_place(code="MX-ZZZ")
    ProgressUpdate.objects.filter(pk=update.pk).update(
        title=SECRET, narrative=make.paragraph(SECRET), action=action, reason=SECRET
    )
    update.places.set([place])
    make.make_result(update=update, unit=SECRET)
    make.make_evidence(update=update, title=SECRET, is_public=True)
    make.make_assignment(agency=agency)
    return update


def test_a_draft_is_in_no_body_count_order_search_or_include(hidden, client):
    for name, collection in COLLECTIONS.items():
        assert_hides(client, name, collection, str(hidden.uid))


def assert_hides(client, name, collection, uid):
    addresses = [f"?order={order}&limit=500" for order in collection.orders]
    addresses += [f"?include={relation}" for relation in collection.includes]
    addresses += ["?format=csv", "?format=xlsx", "?updated_since=0"]
    for address in addresses:
        body = b"".join(client.get(f"/api/v1/{name}/{address}")).decode(errors="replace")
        assert uid not in body, address
        assert SECRET not in body, address
    for words in (SECRET, uid):
        assert told(client, f"{name}/?q={words}&total=true")["total"] == 0


def test_a_draft_is_in_no_filter_and_at_no_address(hidden, client):
    action = ProgressUpdate.objects.get(pk=hidden.pk).action.uid
    for query in ("agency=OCULTA", "place=MX-ZZZ", "topic=success", f"action={action}"):
        assert told(client, f"progress-updates/?{query}&total=true")["total"] == 0
    uid = hidden.uid
    assert told(client, f"results/?update={uid}")["results"] == []
    for address in (f"progress-updates/{uid}/", f"results/{uid}.1/", f"evidence/{uid}.1/"):
        assert client.get(f"/api/v1/{address}").status_code == 404
    assignment = told(client, "assignments/?agency=OCULTA")["results"][0]
    assert assignment["status"] == "not-yet-answered"
    assert assignment["published_updates"]["progress"] == 0


def test_the_draft_is_told_once_it_is_published(db, client):
    """The control of the test before: the same words are found where they are public."""
    update = make.make_update(title=SECRET, status="approved", published_at=make.NOON)
    assert told(client, f"progress-updates/?q={SECRET}&total=true")["total"] == 1
    assert client.get(f"/api/v1/progress-updates/{update.uid}/").status_code == 200


ANSWERS = [
    (["progress"], "reported"),
    (["no-progress"], "no-progress"),
    (["not-applicable"], "not-applicable"),
    (["not-applicable", "no-progress"], "no-progress"),
    (["no-progress", "progress"], "reported"),
    ([], "not-yet-answered"),
]


@pytest.mark.parametrize(("kinds", "status"), ANSWERS)
def test_silence_is_none_of_the_answers(db, client, kinds, status):
    agency = make.make_agency(code="SNDIF")
    make.make_assignment(agency=agency)
    for kind in kinds:
        make.make_update(
            agency=agency, kind=kind, reason="Sí", status="approved", published_at=make.NOON
        )
    make.make_update(agency=agency, kind="not-applicable", reason="Sí", status="submitted")
    found = told(client, "assignments/")["results"]
    assert [(row["agency"], row["status"]) for row in found] == [("MX.SNDIF", status)]


def test_an_internal_piece_of_evidence_stays_inside(db, client):
    update = make.make_update(status="approved", published_at=make.NOON)
    make.make_evidence(update=update, title="Interno")
    make.make_evidence(update=update, title="Público", is_public=True)
    row = told(client, f"progress-updates/{update.uid}/")["result"]
    assert [each["title"] for each in row["evidence"]] == ["Público"]
    assert [each["title"] for each in told(client, "evidence/")["results"]] == ["Público"]


def test_next_steps_are_public_once_they_are_promised(db, client):
    period = make.make_period(year=2022)
    later = make.make_period(year=2023)
    make.make_next_step(period=later, status="planned", title="Prometido")
    assert told(client, "next-steps/")["results"] == []
    type(period).objects.filter(pk=period.pk).update(state="closed")
    found = told(client, "next-steps/")["results"]
    assert [(row["title"], row["status"]) for row in found] == [("Prometido", None)]
    type(period).objects.filter(pk=later.pk).update(state="closed")
    assert told(client, "next-steps/")["results"][0]["status"] == "planned"
