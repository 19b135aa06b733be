"""Limits, languages, other sites' pages, and errors that are never a page."""

import json

import pytest
from django.test import Client

from roadmap.models import PublicState
from tests import make
from tests.roadmap.api.asking import ask

pytestmark = pytest.mark.django_db


def problem(response):
    assert response["Content-Type"] == "application/problem+json"
    return json.loads(response.content)


def test_an_address_has_its_requests_and_no_more(client, settings):
    settings.API_REQUESTS_PER_MINUTE = {"address": 3, "token": 3}
    answers = [ask(client, "agencies/") for _time in range(5)]
    if {answer.status_code for answer in answers} == {200}:
        # A new minute has begun meanwhile: it has requests of its own.
        answers = answers[-1:] + [ask(client, "agencies/") for _time in range(4)]
    refused = answers[-1]
    codes = [answer.status_code for answer in answers]
    assert codes[-2:] == [429, 429]
    assert codes.index(429) >= 3
    assert 0 < int(refused["Retry-After"]) <= 60
    assert problem(refused)["type"] == "/developers/#too-many"
    assert ask(client, "agencies/", if_none_match="*").status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.7").get("/api/v1/agencies/").status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "same"),
    [
        (1, ["203.0.113.1, 198.51.100.7", "203.0.113.2, 198.51.100.7"], True),
        (1, ["203.0.113.1, 198.51.100.7", "203.0.113.1, 198.51.100.8"], False),
        (2, ["198.51.100.7, 10.0.0.1", "198.51.100.7, 10.0.0.2"], True),
        (0, ["203.0.113.1", "203.0.113.2"], True),
        (1, ["2001:db8::1", "2001:db8::2"], True),
        (1, ["2001:db8::1", "2001:db8:1::1"], False),
    ],
)
def test_the_address_is_the_one_the_outermost_proxy_saw(settings, proxies, forwarded, same):
    """What a visitor writes into the header before it does not make another visitor."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    settings.API_REQUESTS_PER_MINUTE = {"address": 1, "token": 1}
    first, second = (
        Client().get("/api/v1/", headers={"X-Forwarded-For": each}).status_code
        for each in forwarded
    )
    assert (first, second) == (200, 429 if same else 200)


def test_without_the_proxys_header_nobody_is_let_in(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert problem(ask(client, ""))["status"] == 403


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("es-MX", "Parámetro desconocido"),
        ("en", "Unknown parameter"),
        ("fr", "Paramètre inconnu"),
        ("de", "Parámetro desconocido"),
    ],
)
def test_a_problem_is_told_in_the_readers_language(client, language, title):
    response = ask(client, "agencies/?colour=red", accept_language=language)
    assert problem(response)["title"] == title
    assert problem(response)["parameter"] == "colour"
    assert response["Vary"] == "Accept-Language"


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "nowhere/", 404),
        ("get", "agencies", 404),
        ("get", "agencies/NADIE/", 404),
        ("post", "agencies/", 405),
        ("delete", "agencies/", 405),
        ("put", "progress-updates/", 405),
        ("get", "own-updates/", 401),
        ("post", "own-updates/", 401),
    ],
)
def test_every_refusal_is_problem_json(client, method, address, status):
    response = getattr(client, method)(f"/api/v1/{address}", headers={"Accept": "text/html"})
    assert (response.status_code, problem(response)["status"]) == (status, status)
    if status == 405:
        assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_a_body_may_not_be_too_large(client):
    response = client.post("/api/v1/own-updates/", b"x" * (2 << 20), "application/json")
    assert problem(response)["status"] == 413


@pytest.mark.parametrize(
    ("kind", "length", "status"),
    [
        ("application/json", 1000, 401),
        ("application/json", 1001, 413),
        ("multipart/form-data; boundary=x", 1000 + 70, 401),
        ("multipart/form-data; boundary=x", 1000 + 71, 413),
        ("application/json", "", 401),
        ("application/json", "many", 413),
        ("application/json", "-1", 413),
    ],
)
def test_a_files_form_may_be_larger_by_a_file(client, settings, kind, length, status):
    settings.API_MOST_BYTES, settings.EVIDENCE_MAX_BYTES = 1000, 70
    address = "/api/v1/own-updates/"
    response = client.generic("POST", address, b"x", kind, CONTENT_LENGTH=str(length))
    assert problem(response)["status"] == status


def test_a_refusal_is_kept_by_nobody_and_says_its_language(client):
    for address, status in (("nowhere/", 404), ("agencies/?colour=red", 400)):
        response = ask(client, address, accept_language="fr")
        assert problem(response)["status"] == status
        assert (response["Cache-Control"], response["Content-Language"]) == ("no-store", "fr")
    found = ask(client, "agencies/", accept_language="fr")
    assert found["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Content-Language" not in found


def test_only_who_reads_without_a_token_is_answered_from_what_is_held(client):
    """A token's answer is its own; a method that is not there is refused whatever is held."""
    tag = {"If-None-Match": ask(client, "agencies/")["ETag"]}
    token = {"Authorization": f"Bearer {make.make_token(agency=make.make_agency())}"}
    tag = {"If-None-Match": ask(client, "agencies/")["ETag"]}
    address = "/api/v1/agencies/"
    assert client.get(address, headers=tag).status_code == 304
    assert client.head(address, headers=tag).status_code == 304
    assert client.get(address, headers=tag | token).status_code == 200
    assert client.post(address, headers=tag).status_code == 405
    assert client.get("/api/v1/own-updates/", headers=tag).status_code == 401


def test_before_anything_was_published_there_is_nothing_to_read(client):
    PublicState.objects.all().delete()
    assert json.loads(ask(client, "agencies/").content)["version"] == 0
    make.make_agency()
    assert json.loads(ask(client, "agencies/").content)["version"] > 0


def test_a_fault_is_told_without_its_details(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("roadmap.api.reading.pages.page", lambda *_given: 1 / 0)
    response = ask(client, "agencies/")
    assert problem(response) == {
        "type": "/developers/#broken",
        "title": "Algo falló de nuestro lado",
        "status": 500,
    }


def test_other_sites_pages_may_read_and_nothing_else(client):
    assert ask(client, "agencies/")["Access-Control-Allow-Origin"] == "*"
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    preflight = client.options("/api/v1/agencies/", headers=asked)
    assert preflight.status_code == 204
    assert preflight["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert preflight["Access-Control-Max-Age"] == "86400"
    assert preflight["Cache-Control"] == "private, no-store"
    assert "ETag" in ask(client, "agencies/")["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Origin" not in client.post("/api/v1/agencies/")
    assert "Authorization" not in preflight["Access-Control-Allow-Headers"]
    writing = client.options(
        "/api/v1/own-updates/", headers=asked | {"Access-Control-Request-Method": "POST"}
    )
    assert "Access-Control-Allow-Methods" not in writing
    private = ask(client, "agencies/", authorization="Bearer none")
    assert "Access-Control-Allow-Origin" not in private


def test_a_session_opens_nothing_here(client, coordinator):
    """Whoever is logged in to the site is nobody here, and no cookie is set or asked for."""
    assert ask(client, "own-updates/").status_code == 401
    assert client.post("/api/v1/own-updates/", {}, "application/json").status_code == 401
    response = ask(client, "agencies/")
    assert "Set-Cookie" not in response
    assert "Cookie" not in response.get("Vary", "")


def test_the_headers_of_the_site_are_there(client):
    make.make_agency()
    headers = ask(client, "agencies/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
