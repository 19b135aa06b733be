"""Requests that mean no good: each gets a clear 4xx, and never a fault."""

import json

import pytest
from django.test import Client

from tests import make

LIST = "progress-updates/?"
ADDRESSES = [
    *(f"{LIST}{query}" for query in (
        "colour=red", "agency__id=1", "status=draft", "ordering=title", "page=2", "offset=100",
        "search=x", "token=abc", "access_token=abc", "period_id=1", "%00=1", "a%0Ab=1", "%ff=1",
        "limit=0", "limit=-1", "limit=501", "limit=999999999999999999999999", "limit=1e3",
        "limit=abc", "limit=", "limit=1&limit=2", "limit=%D9%A1", "total=yes", "total=1",
        "order=narrative", "order=-", "order=title,occurred", "order=title;drop", "order=id",
        "fields=source_note", "fields=", "fields=id,,title", "fields=__class__",
        "include=agency.parent", "include=written_by", "include=agency__memberships",
        "period=2022", "period=2022-2023'", "period=%00", "agency=sndif", "agency=SNDIF%20OR%201",
        "agency=" + ",".join(["A"] * 51), "agency=" + "A" * 2000, "priority=-3", "priority=1e9",
        "priority=99999999", "place=Chiapas", "place=%EF%BF%BD", "area=all", "kind=progress%00",
        "action=1", "action=not-a-uuid", "occurred_after=2022-13-01", "occurred_after=0000-00-00",
        "occurred_after=9999-12-31", "occurred_before=2022-06-13T00:00:00", "occurred_after=NaN",
        "updated_since=6127-06-24T07:02:23.3-23:07", "updated_since=2022-01-01T00:00:00-23:07x",
        "updated_since=2022-01-01", "updated_since=-1", "updated_since=1e400",
        "updated_since=0001-01-01T00:00:00%2B14:00", "updated_since=9" * 1 + "9" * 30,
        "q=", "q=%20", "q=%26%26%7C", "q=" + "palabra+" * 11, "q=" + "x" * 201, "q=a%00b",
        "q=%ED%A0%80", "cursor=x", "cursor=bnVsbA", "cursor=W10", "cursor=" + "W" * 900,
        "cursor=WyItZGF5IiwgIjIwMjItMDYtMTMiLCAtMSwgZmFsc2Vd", "cursor=ñ",
        "cursor=WyItZGF5IiwgIm5vIGRheSIsIDEsIGZhbHNlXQ", "format=html", "format=json,csv",
        "format=csv&limit=5", "format=xlsx&include=agency", "format=csv&updated_since=1",
    )),
    *(f"report-answers/?{query}" for query in (
        "report=MX-2019", "report=MX-2019.2022-2023.v1'", "report=MX-2019.2022-2023.v999999",
        "question=A%20B", "question=-", "question=%00", "choice=yes;no", "answered=maybe",
        "current=1", "kind=table", "version=1", "document__sections=1", "occurred_after=2022-01-01",
    )),
    "reports/?status=draft", "reports/?number=1", "reports/?language=de", "reports/?order=-name",
    "reports/?format=csv&fields=document", "reports/?fields=sources", "reports/?include=files",
    "reports/MX-2019.2022-2023.v1/", "reports/MX-2019.2022-2023.v-1/", "reports/%00/",
    "report-answers/MX-2019.2022-2023.v1.lessons/", "report-answers/..%2f/",
    "agencies/?occurred_after=2022-01-01", "agencies/MX.SNDIF/?limit=5", "?x=1", "dataset.zip?x=1",
    "schema/?format=yaml", "progress-updates/%00/", "progress-updates/../../", "agencies/a%2Fb/",
    "progress-updates/" + "a" * 300 + "/",
]  # fmt: skip
BODIES = [
    b"", b"null", b"[]", b"7", b'"x"', b"{", b"{]", b"\xff\xfe", b'{"title": "\xed\xa0\x80"}',
    b'{"title": "\\ud800"}', b'{"title": "a\\u0000b"}', b'{"agency": 1e400}',
    b'{"agency": -1e400}', b'{"agency": NaN}', b'{"agency": Infinity}',
    b"[" * 5000 + b"]" * 5000, b'{"a":' * 5000 + b"1" + b"}" * 5000,
    b'{"results": ' + b"[" * 25 + b"]" * 25 + b"}", b'{"title": "a", "title": "b"}',
    b'{"results": [' + b"{}," * 200 + b"{}]}", b'{"results": [{"quantity": 1e308}]}',
    b'{"results": [{"quantity": ' + b"9" * 5000 + b"}]}", b'{"female": ' + b"9" * 5000 + b"}",
    b'{"priorities": ' + json.dumps(["1"] * 101).encode() + b"}", b'{"period": {"$ne": 1}}',
    b'{"title": {"a": 1}}', b'{"title": null}', b'{"agency": ["SNDIF"]}', b'{"kind": true}',
    b'{"narrative": [{"type": "paragraph"}]}', b'{"happened_from": "6127-06-24T07:02:23-23:07"}',
    b'{"happened_from": 20220613}', b'{"happened_from": "99999-01-01", "precision": "day"}',
    b'{"__proto__": 1}', b'{"status": "approved"}', b'{"new_action": "' + b"x" * 400 + b'"}',
    b'{"next_step": "MX-2019.2022-2023.99999999999"}', b'{"period": "99999-99999"}',
    b'{"narrative": "' + b"x" * 300_001 + b'"}',
]  # fmt: skip
TYPES = [
    "", "text/plain", "application/xml", "application/x-www-form-urlencoded",
    "multipart/form-data", "multipart/form-data; boundary=", "application/json5",
    "multipart/form-data; boundary=x",
]  # fmt: skip
HEADERS = [
    {"If-Match": "7"}, {"If-Match": '"0"'}, {"If-Match": "*"}, {"If-Match": '"1", "2"'},
    {"If-Match": '"99999999999"'}, {"If-Match": 'W/"1"'},
    {"If-Match": '"1"', "Idempotency-Key": ""},
    {"If-Match": '"1"', "Idempotency-Key": "x" * 101}, {},
]  # fmt: skip


def assert_refused(response):
    b"".join(response)
    assert 400 <= response.status_code < 500, (response.status_code, response.content[:300])
    problem = json.loads(response.content)
    assert response["Content-Type"] == "application/problem+json"
    assert problem["status"] == response.status_code
    assert problem["title"]


def test_there_are_enough():
    assert len(ADDRESSES) + len(BODIES) + len(TYPES) + len(HEADERS) >= 60


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda text: ascii(text)[:50])
def test_a_hostile_address_is_refused(client, db, address):
    make.make_update(status="approved", published_at=make.NOON)
    assert_refused(client.get(f"/api/v1/{address}"))


@pytest.fixture
def program(db):
    make.make_period(year=2022)
    token = make.make_token(agency=make.make_agency(code="SNDIF"))
    return Client(headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("body", BODIES, ids=lambda body: ascii(body)[:50])
def test_a_hostile_body_is_refused(program, body):
    assert_refused(program.post("/api/v1/own-updates/", body, "application/json"))


@pytest.mark.parametrize("content_type", TYPES)
def test_a_hostile_type_is_refused(program, content_type):
    assert_refused(program.post("/api/v1/own-updates/", b"{}", content_type))
    update = make.make_update(agency=program_agency())
    address = f"/api/v1/own-updates/{update.uid}/evidence/"
    assert_refused(program.post(address, b"{}", content_type, headers={"If-Match": '"1"'}))


def program_agency():
    return make.Agency.objects.get(code="SNDIF")


@pytest.mark.parametrize("headers", HEADERS, ids=str)
def test_a_hostile_header_is_refused(program, headers):
    update = make.make_update(agency=program_agency())
    address = f"/api/v1/own-updates/{update.uid}/"
    assert_refused(program.patch(address, b'{"title": "x"}', "application/json", headers=headers))


@pytest.mark.parametrize("language", ["*", "xx", "es" * 300, "\xff", "en;q=NaN", "../../x"])
def test_a_hostile_language_is_ignored(client, db, language):
    response = client.get("/api/v1/", headers={"Accept-Language": language})
    assert response.status_code == 200


@pytest.mark.parametrize("tag", ['"', "*", "W/", '"1"' * 3000, "\xff", '"x", *'])
def test_a_hostile_condition_is_answered_in_full(client, db, tag):
    assert client.get("/api/v1/", headers={"If-None-Match": tag}).status_code == 200
