"""What a program with a token may do: as much as its person in that agency, and nothing more."""

import json
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client

from roadmap.api import tokens
from roadmap.models import ApiToken, Change, ProgressUpdate, Step
from tests import make
from tests.files import png
from tests.roadmap.api.asking import told


class Program:
    """Asks with a token."""

    def __init__(self, token):
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def ask(self, method, address, body=None, *, seen=None, key=None):
        headers = {}
        if seen is not None:
            headers["If-Match"] = f'"{seen}"'
        if key is not None:
            headers["Idempotency-Key"] = key
        return self.client.generic(
            method,
            f"/api/v1/{address}",
            b"" if body is None else json.dumps(body),
            "application/json",
            headers=headers,
        )

    def told(self, *given, **more):
        response = self.ask(*given, **more)
        return response.status_code, json.loads(response.content)


@pytest.fixture
def period(db):
    return make.make_period(year=2022, roadmap=make.make_roadmap(code="MX-2019"))


@pytest.fixture
def agency(period):
    return make.make_agency(code="SNDIF")


@pytest.fixture
def program(agency):
    return Program(make.make_token(agency=agency))


@pytest.fixture
def coordination(period):
    return Program(make.make_token(user=make.make_user(group="coordinators")))


def whole(agency):
    """A body with nothing missing."""
    action = make.make_action(lead_agency=agency)
    make.make_priority(number=3)
    make.make_place(code="MX-CHP")
    return {
        "period": "2022-2023",
        "agency": "SNDIF",
        "action": str(action.uid),
        "priorities": ["MX-2019.3"],
        "topics": ["success"],
        "title": "Talleres de capacitación",
        "narrative": "Se dieron **24** talleres.",
        "precision": "month",
        "happened_from": "2022-06-13",
        "areas": ["child-labour"],
        "places": ["MX-CHP"],
        "results": [{"quantity": 54750.5, "unit": "personas", "place": "MX-CHP", "female": 12}],
    }


def test_a_program_writes_a_draft_as_the_form_would(program, agency):
    status, row = program.told("POST", "own-updates/", whole(agency))
    assert status == 201, row
    update = ProgressUpdate.objects.get()
    assert row == {
        "id": str(update.uid),
        "url": f"/api/v1/own-updates/{update.uid}/",
        "version": 1,
        "status": "draft",
        "published_at": None,
        "changed_at": update.changed_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "period": "MX-2019.2022-2023",
        "agency": "MX.SNDIF",
        "action": str(update.action.uid),
        "next_step": None,
        "priorities": ["MX-2019.3"],
        "topics": ["success"],
        "kind": "progress",
        "reason": "",
        "title": "Talleres de capacitación",
        "narrative": {
            "markdown": "Se dieron **24** talleres.",
            "text": "Se dieron 24 talleres.",
        },
        "occurred": {"precision": "month", "from": "2022-06-01", "to": "2022-06-30"},
        "areas": ["child-labour"],
        "places": ["MX-CHP"],
        "municipalities": "",
        "partners": [],
        "results": [
            {
                "number": 1,
                "qualifier": "exact",
                "quantity": 54750.5,
                "quantity_to": None,
                "out_of": None,
                "unit": "personas",
                "population": "",
                "female": 12,
                "male": None,
                "under_18": None,
                "adults": None,
                "place": "MX-CHP",
                "place_note": "",
                "basis": "counted",
            }
        ],
        "evidence": [],
        "gaps": [],
        "remarks": [],
    }
    assert update.written_by == ApiToken.objects.get().user
    assert told(Client(), "progress-updates/?total=true")["total"] == 0


def test_a_change_names_the_version_that_was_seen(program, agency):
    update = make.make_update(agency=agency)
    address = f"own-updates/{update.uid}/"
    assert program.ask("PATCH", address, {"title": "Otro"}).status_code == 428
    response = program.ask("PATCH", address, {"title": "Otro"}, seen=1)
    assert (response.status_code, response["ETag"]) == (200, '"2"')
    assert json.loads(response.content)["title"] == "Otro"
    status, refused = program.told("PATCH", address, {"title": "Tercero"}, seen=1)
    assert (status, refused["version"], refused["sent"]) == (412, 2, {"title": "Tercero"})
    assert [(each["saved"], each["sent"]) for each in refused["differences"]] == [
        ("Otro", "Tercero")
    ]
    update.refresh_from_db()
    assert (update.title, update.version) == ("Otro", 2)


def test_what_is_not_sent_stays(program, agency):
    update = make.make_whole_update(agency=agency)
    before = program.told("GET", f"own-updates/{update.uid}/")[1]
    after = program.told("PATCH", f"own-updates/{update.uid}/", {"title": "Otro"}, seen=1)[1]
    assert after == before | {"title": "Otro", "version": 2, "changed_at": after["changed_at"]}
    update.refresh_from_db()
    assert update.source_note == "l. 12"


def test_sending_in_is_the_forms_own_step(program, agency):
    update = make.make_update(agency=agency)
    address = f"own-updates/{update.uid}/submission/"
    assert program.ask("POST", address, {}).status_code == 428
    assert program.ask("POST", address, {}, seen=7).status_code == 412
    status, row = program.told("POST", address, {"comment": "Va"}, seen=1)
    assert (status, row["status"]) == (200, "submitted")
    step = Step.objects.get()
    assert (step.name, step.comment, step.by) == ("submit", "Va", ApiToken.objects.get().user)
    assert len(step.content_hash) == 64
    assert program.ask("POST", address, {}, seen=row["version"]).status_code == 409
    patch = program.ask("PATCH", f"own-updates/{update.uid}/", {"title": "x"}, seen=row["version"])
    assert patch.status_code == 409


def test_sending_in_goes_by_way_of_the_agencys_validator(program, agency):
    make.make_user(agency=agency, role="validator")
    update = make.make_update(agency=agency)
    row = program.told("POST", f"own-updates/{update.uid}/submission/", {}, seen=1)[1]
    assert row["status"] == "with-validator"
    validator = Program(make.make_token(agency=agency, role="validator"))
    row = validator.told("POST", f"own-updates/{update.uid}/submission/", {}, seen=2)[1]
    assert row["status"] == "submitted"


def test_what_is_missing_is_told_as_in_the_form(program, agency):
    update = make.make_update(agency=agency, title="")
    status, refused = program.told("POST", f"own-updates/{update.uid}/submission/", {}, seen=1)
    assert (status, [error["field"] for error in refused["errors"]]) == (422, ["title"])
    update.refresh_from_db()
    assert update.status == "draft"


def test_the_same_key_does_nothing_twice(program, agency):
    body = {"period": "2022-2023", "agency": "SNDIF", "title": "Una vez"}
    first = program.ask("POST", "own-updates/", body, key="k-1")
    again = program.ask("POST", "own-updates/", body, key="k-1")
    other = program.ask("POST", "own-updates/", body | {"title": "Otra"}, key="k-1")
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")
    assert ProgressUpdate.objects.count() == 1
    refused = program.ask("POST", "own-updates/", {"title": 7}, key="k-2")
    assert refused.status_code == 422
    assert program.ask("POST", "own-updates/", body, key="k-2").status_code == 201


def test_the_same_key_with_another_version_seen_is_another_request(program, agency):
    """A program that answers a refusal with the version of today must not be told of yesterday."""
    address = f"own-updates/{make.make_update(agency=agency).uid}/"
    body = {"title": "Otro"}
    first = program.ask("PATCH", address, body, seen=1, key="k")
    again = program.ask("PATCH", address, body, seen=1, key="k")
    other = program.ask("PATCH", address, body, seen=2, key="k")
    assert (first.status_code, again.content) == (200, first.content)
    assert (other.status_code, json.loads(other.content)["type"]) == (422, "/developers/#key-used")
    assert program.ask("PATCH", address, body, seen=2, key="k-2").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_the_same_time_does_one_thing():
    make.make_period(year=2022)
    agency = make.make_agency(code="SNDIF")
    token = make.make_token(agency=agency)
    body = {"period": "2022-2023", "agency": "SNDIF", "title": "Una vez"}
    found = []

    def send():
        found.append(Program(token).ask("POST", "own-updates/", body, key="k").status_code)
        connections.close_all()

    threads = [threading.Thread(target=send) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (found, ProgressUpdate.objects.count()) == ([201] * 4, 1)


# What is asked for of a list


def test_a_list_is_narrowed_by_each_of_its_parameters(coordination, agency, period):
    roadmap = period.roadmap
    other = make.make_agency(code="INM", country="")
    step = make.make_next_step(period=make.make_period(roadmap=roadmap, year=2023))
    three, four = (make.make_priority(roadmap=roadmap, number=number) for number in (3, 4))
    one = make.make_update(agency=agency, period=period, title="Una", priorities=[three, four])
    make.make_update(
        agency=other,
        period=step.period,
        title="Otra",
        kind="no-progress",
        next_step=step,
        priorities=[four],
    )
    for question, titles in {
        "": ["Otra", "Una"],
        "agency=SNDIF": ["Una"],
        "agency=MX.SNDIF,INM": ["Otra", "Una"],
        "agency=NADIE": [],
        "period=2023-2024": ["Otra"],
        "period=MX-2019.2022-2023,2023-2024": ["Otra", "Una"],
        "period=PE-1.2022-2023": [],
        "priority=3": ["Una"],
        "priority=3,MX-2019.4": ["Otra", "Una"],
        "kind=no-progress": ["Otra"],
        "status=draft": ["Otra", "Una"],
        "status=approved,returned": [],
        f"action={one.action.uid}": ["Una"],
        f"next_step=MX-2019.2023-2024.{step.number}": ["Otra"],
        "priority=4&agency=SNDIF": ["Una"],
    }.items():
        status, found = coordination.told("GET", f"own-updates/?{question}")
        assert (question, status) == (question, 200)
        assert (question, [row["title"] for row in found["results"]]) == (question, titles)


@pytest.mark.parametrize(
    "question",
    [
        *("status=gone", "status=", "status=%20", "kind=progress,", "period=2023", "priority=x"),
        *("agency=a", "action=1", "next_step=2", "status=draft&status=draft", "state=draft"),
    ],
)
def test_a_parameter_that_can_not_be_is_refused_by_its_name(coordination, question):
    status, refused = coordination.told("GET", f"own-updates/?{question}")
    assert (status, refused["parameter"]) == (400, question.partition("=")[0])


# Names that are somebody else's


@pytest.fixture
def foreign(agency):
    """Somebody else's rows, and rows of another roadmap, by the field that could name them."""
    other = make.make_agency(code="OTRA")
    abroad = make.make_roadmap(code="PE-1", country="PE")
    old = make.make_period(year=2019, state="closed")
    make.make_next_step(period=old)
    make.make_priority(roadmap=abroad, number=77)
    make.make_place(code="PE-LIM", country="PE")
    return {
        "agency": "OTRA",
        "action": str(make.make_action(lead_agency=other, title="Ajena").uid),
        "period": "2019-2020",
        "next_step": "MX-2019.2019-2020.1",
        "priorities": ["PE-1.77"],
        "places": ["PE-LIM"],
        "partners": [make.make_agency(code="CERRADA", is_active=False).code],
    }


UNKNOWN = {
    "agency": "NADIE",
    "action": "00000000-0000-4000-8000-000000000000",
    "period": "2050-2051",
    "next_step": "MX-2019.2050-2051.1",
    "priorities": ["MX-2019.99"],
    "places": ["MX-ZZZ"],
    "partners": ["NADIE"],
}


@pytest.mark.parametrize("field", UNKNOWN)
def test_a_foreign_name_is_refused_exactly_as_an_unknown_one(program, agency, foreign, field):
    start = {"period": "2022-2023", "agency": "SNDIF", "title": "x"}
    answers = [
        program.ask("POST", "own-updates/", start | {field: names[field]})
        for names in (foreign, UNKNOWN)
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].content == answers[1].content
    assert json.loads(answers[0].content)["errors"][0]["field"] == field
    assert ProgressUpdate.objects.count() == 0


@pytest.mark.parametrize("place", ["PE-LIM", "MX-ZZZ"])
def test_a_results_place_is_one_of_the_roadmaps(program, agency, foreign, place):
    body = {"period": "2022-2023", "agency": "SNDIF", "results": [{"place": place}]}
    status, refused = program.told("POST", "own-updates/", body)
    assert (status, refused["errors"][0]["field"]) == (422, "results.0.place")


def test_anothers_update_does_not_exist(program, foreign):
    update = make.make_update(agency=make.make_agency())
    nothing = "00000000-0000-4000-8000-000000000000"
    for method, end in (("GET", ""), ("PATCH", ""), ("POST", "submission/"), ("POST", "evidence/")):
        answers = [
            program.ask(method, f"own-updates/{key}/{end}", {}, seen=1)
            for key in (update.uid, nothing)
        ]
        assert [answer.status_code for answer in answers] == [404, 404], (method, end)
        assert answers[0].content == answers[1].content


PROTECTED = ["status", "version", "published_at", "id", "uid", "sent_by", "source_note", "evidence"]


@pytest.mark.parametrize("field", PROTECTED)
def test_what_is_not_the_writers_to_say_is_refused(program, agency, field):
    update = make.make_update(agency=agency)
    status, refused = program.told("PATCH", f"own-updates/{update.uid}/", {field: "1"}, seen=1)
    assert (status, refused["errors"][0]["field"]) == (422, field)
    update.refresh_from_db()
    assert (update.status, update.version) == ("draft", 1)


INTERVAL = {"happened_from": "2022-06-13", "precision": "interval"}
WRONG = [
    ({"title": 7}, "title"),
    ({"title": "x" * 301}, "title"),
    ({"kind": "nonsense"}, "kind"),
    ({"topics": "success"}, "topics"),
    ({"topics": ["nonsense"]}, "topics"),
    ({"priorities": [3]}, "priorities"),
    ({"happened_from": "13.6.2022", "precision": "day"}, "happened_from"),
    (INTERVAL | {"happened_to": "2022-06-01"}, "happened_to"),
    (INTERVAL | {"happened_to": "2022-06-14", "precision": "day"}, "happened_to"),
    ({"results": {}}, "results"),
    ({"results": [7]}, "results.0"),
    ({"results": [{"quantity": "24"}]}, "results.0.quantity"),
    ({"results": [{"quantity": True}]}, "results.0.quantity"),
    ({"results": [{"quantity": -1}]}, "results.0"),
    ({"results": [{"quantity": 1e20}]}, "results.0.quantity"),
    ({"results": [{"female": 1.5}]}, "results.0.female"),
    ({"results": [{"female": 10**12}]}, "results.0.female"),
    ({"results": [{"colour": 1}]}, "results.0.colour"),
    ({"new_action": "Nueva", "action": "own"}, "new_action"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "field"), WRONG, ids=str)
def test_what_the_form_refuses_is_refused(program, agency, body, field):
    start = {"period": "2022-2023", "agency": "SNDIF"}
    if body.get("action") == "own":
        body = body | {"action": str(make.make_action(lead_agency=agency).uid)}
    status, refused = program.told("POST", "own-updates/", start | body)
    assert status == 422, refused
    assert field in {error["field"] for error in refused["errors"]}
    assert ProgressUpdate.objects.count() == 0


def test_word_paste_is_cleaned_on_its_way_in(program, agency):
    body = {"period": "2022-2023", "agency": "SNDIF", "title": "Uno\x0bdos", "reason": "a\x07b"}
    row = program.told("POST", "own-updates/", body)[1]
    assert (row["title"], row["reason"]) == ("Uno dos", "ab")


# Evidence


def test_a_link_is_added(program, agency):
    update = make.make_update(agency=agency)
    body = {"title": "Boletín", "link": "https://www.gob.mx/b", "is_public": True}
    status, row = program.told("POST", f"own-updates/{update.uid}/evidence/", body, seen=1)
    assert (status, row["version"]) == (201, 2)
    assert row["evidence"] == [
        {
            "number": 1,
            "title": "Boletín",
            "link": "https://www.gob.mx/b",
            "file": "",
            "file_name": "",
            "is_public": True,
        }
    ]


def upload(program, update, name, data):
    return program.client.post(
        f"/api/v1/own-updates/{update.uid}/evidence/",
        {"title": "Informe", "file": SimpleUploadedFile(name, data)},
        headers={"If-Match": f'"{update.version}"'},
    )


def test_a_file_is_judged_as_in_the_form(program, agency, files_folder):
    update = make.make_update(agency=agency)
    refused = upload(program, update, "informe.pdf", b"not a pdf")
    assert (refused.status_code, list(files_folder.rglob("*.*"))) == (422, [])
    taken = upload(program, update, "informe.png", png())
    assert taken.status_code == 201, taken.content
    assert json.loads(taken.content)["evidence"][0]["file_name"] == "informe.png"


@pytest.mark.parametrize(
    "body",
    [
        *({}, {"title": "x"}, {"link": "javascript:alert(1)"}, {"link": 7}, {"colour": "red"}),
        *({"title": "x", "link": "https://www.gob.mx/a", "is_public": odd} for odd in ([], {}, 7)),
    ],
    ids=str,
)
def test_evidence_of_nothing_is_refused(program, agency, body):
    update = make.make_update(agency=agency)
    status, _refused = program.told("POST", f"own-updates/{update.uid}/evidence/", body, seen=1)
    assert (status, update.evidence.count()) == (422, 0)


# Tokens


def test_only_a_digest_of_a_token_is_kept(agency):
    text = make.make_token(agency=agency)
    token = ApiToken.objects.get()
    kept = f"{token.__dict__}"
    assert text.split("_", 2)[2] not in kept
    assert (len(bytes(token.secret_hash)), len(text.split("_", 2)[2])) == (32, 43)


def revoke(token):
    token.revoked_at = make.NOON


def expire(token):
    token.expires_at = make.NOON


def deactivate(token):
    token.user.is_active = False
    token.user.save()


def leave(token):
    token.user.memberships.all().delete()


@pytest.mark.parametrize("end", [revoke, expire, deactivate, leave])
def test_a_token_that_has_ended_opens_nothing(program, agency, end):
    assert program.ask("GET", "token/").status_code == 200
    token = ApiToken.objects.get()
    end(token)
    token.save()
    response = program.ask("GET", "token/")
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer x", "Basic YTpi", "Token abc", f"Bearer a87_abcdefgh_{'x' * 43}"]
)
def test_a_token_that_is_none_opens_nothing(db, header):
    for address in ("token/", "agencies/"):
        response = Client().get(f"/api/v1/{address}", headers={"Authorization": header})
        assert response.status_code == 401


def test_a_token_in_an_address_is_refused(agency):
    text = make.make_token(agency=agency)
    response = Client().get(f"/api/v1/own-updates/?token={text}")
    assert response.status_code == 401
    assert Client().get(f"/api/v1/agencies/?token={text}").status_code == 400


def test_the_last_use_is_noted(program):
    program.ask("GET", "token/")
    assert ApiToken.objects.get().last_used_at is not None


def test_a_token_has_the_rights_of_its_agency_only(agency):
    """Its person is in two agencies and coordinates, too."""
    other = make.make_agency(code="OTRA")
    user = make.make_user(group="coordinators", agency=agency, is_superuser=True)
    make.make_membership(user=user, agency=other)
    theirs = make.make_update(agency=other)
    program = Program(make.make_token(user=user, agency=agency))
    assert program.told("GET", "own-updates/")[1]["results"] == []
    assert program.ask("GET", f"own-updates/{theirs.uid}/").status_code == 404
    body = {"period": "2022-2023", "agency": "OTRA"}
    assert program.ask("POST", "own-updates/", body).status_code == 422


@pytest.mark.parametrize(
    ("of_agency", "coordinates", "sees"), [(True, False, ["own"]), (False, True, ["other", "own"])]
)
def test_a_superusers_token_may_what_anybodys_may(agency, of_agency, coordinates, sees):
    """It acts for the agency or the coordination; what a superuser is besides, it is not."""
    user = make.make_user(is_superuser=True, is_staff=True, agency=agency)
    text = make.make_token(user=user, agency=agency if of_agency else None)
    for title, owner in (("own", agency), ("other", make.make_agency())):
        make.make_update(title=title, agency=owner)
    acting = tokens.find(text, now=make.NOON).user
    assert (acting.is_superuser, acting.is_staff, acting.is_administrator) == (False, False, False)
    assert not acting.has_perm("roadmap.change_user")
    assert (acting.is_coordinator, acting.agency_ids) == (
        coordinates,
        {agency.pk} if of_agency else set(),
    )
    found = Program(text).told("GET", "own-updates/")[1]["results"]
    assert [row["title"] for row in found] == sees
    # The control: the same person at the site is everything.
    user.refresh_from_db()
    assert (user.is_superuser, user.is_administrator) == (True, True)
    assert user.has_perm("roadmap.change_user")


def test_the_coordination_writes_on_an_agencys_behalf(coordination, agency):
    update = make.make_update(agency=agency)
    row = coordination.told("POST", f"own-updates/{update.uid}/submission/", {}, seen=1)[1]
    update.refresh_from_db()
    assert (row["status"], update.sent_on_behalf) == ("submitted", True)


@pytest.mark.parametrize("count", [1, 3])
def test_own_updates_cost_the_same_whatever_their_number(
    program, agency, django_assert_num_queries, count
):
    for _number in range(count):
        make.make_whole_update(agency=agency)
    program.ask("GET", "token/")
    # The token, its rights, its count; the updates and their six parts.
    with django_assert_num_queries(13):
        assert len(program.told("GET", "own-updates/")[1]["results"]) == count


def test_what_a_program_writes_bears_its_owner_in_the_history(program, agency):
    assert program.ask("POST", "own-updates/", whole(agency)).status_code == 201
    owner = ApiToken.objects.get().user_id
    made = Change.objects.filter(table="roadmap_progressupdate").latest("pk")
    assert (made.by_id, made.said["page"]) == (owner, "/api/v1/own-updates/")
