"""The headers of every kind of answer."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.views.defaults import server_error

from alliance87.policy import ContentSecurityPolicyMiddleware, PrivatePagesMiddleware
from roadmap.models import User
from roadmap.models.people import OBSERVERS

POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
    " object-src 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PUBLIC = {
    "home": ("/", 200),
    "forgotten password": ("/accounts/password/reset/", 200),
    "to the login": ("/staff/", 302),
    "static": ("/static/site/site.css", 200),
    "not found": ("/nothing/here/", 404),
    "static not found": ("/static/nothing.css", 404),
}
STAFF = {
    "staff's home": ("/staff/", 200),
    "list": ("/staff/roadmap/progressupdate/", 200),
    "form": ("/staff/roadmap/progressupdate/add/", 200),
    "account": ("/accounts/", 200),
    "password": ("/accounts/password/change/", 200),
    "invitations": ("/staff/invite/", 200),
    "public page": ("/", 200),
    "not found": ("/nothing/here/", 404),
}


@pytest.fixture
def administrator(db):
    return User.objects.create_superuser("a@example.org", "long-enough-8.7", name="A")


@pytest.fixture
def staff(administrator):
    client = Client()
    client.force_login(administrator)
    return client


def get(client, path):
    """The answer, a file read to its end and closed."""
    response = client.get(path)
    if response.streaming:
        response.getvalue()
    return response


def headers(response, names=ALWAYS):
    return {name: response.headers.get(name) for name in names}


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), PUBLIC.values(), ids=PUBLIC)
def test_every_public_answer_has_the_headers(client, path, status):
    response = get(client, path)
    assert (response.status_code, headers(response)) == (status, ALWAYS)


@pytest.mark.parametrize(("path", "status"), STAFF.values(), ids=STAFF)
def test_every_page_of_somebody_logged_in_has_the_headers_and_is_not_kept(staff, path, status):
    response = get(staff, path)
    assert (response.status_code, headers(response)) == (status, ALWAYS)
    assert "no-store" in response.headers["Cache-Control"]


def test_a_refused_host_has_the_headers(client):
    response = client.get("/", headers={"host": "stranger.example"})
    assert response.status_code == 400
    assert headers(response, ["Content-Security-Policy", "X-Frame-Options"]) == {
        "Content-Security-Policy": POLICY,
        "X-Frame-Options": "DENY",
    }


def test_the_policy_opens_nothing_to_injected_code():
    assert not re.search(r"unsafe|https?:|data:|\*", POLICY)
    assert ContentSecurityPolicyMiddleware(None).policy == POLICY


def test_a_view_may_set_a_stricter_policy():
    strict = HttpResponse(headers={"Content-Security-Policy": "sandbox"})
    answer = ContentSecurityPolicyMiddleware(lambda _request: strict)
    assert answer(RequestFactory().get("/")).headers["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize(
    ("cookies", "said_by_the_view", "sent"),
    [
        ({}, None, None),
        ({}, "max-age=60", "max-age=60"),
        ({"sessionid": "x"}, "max-age=60", "max-age=60"),
        (
            {"sessionid": "x"},
            None,
            "max-age=0, no-cache, no-store, must-revalidate, private",
        ),
    ],
)
def test_only_answers_to_somebody_with_a_session_are_private(cookies, said_by_the_view, sent):
    assert settings.SESSION_COOKIE_NAME == "sessionid"
    said = {"Cache-Control": said_by_the_view} if said_by_the_view else {}
    request = RequestFactory().get("/")
    request.COOKIES = cookies
    response = PrivatePagesMiddleware(lambda _request: HttpResponse(headers=said))(request)
    assert response.headers.get("Cache-Control") == sent


def test_a_file_of_the_site_may_be_kept_by_somebody_logged_in(staff):
    assert "no-store" not in get(staff, "/static/site/site.css").headers["Cache-Control"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(administrator):
    client = Client()
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": "a@example.org", "password": "long-enough-8.7"})
    client.post(reverse("set_language"), {"language": "fr"})
    kept = {
        name: (cookie["httponly"], cookie["samesite"]) for name, cookie in client.cookies.items()
    }
    names = ["csrftoken", "sessionid", "django_language", "known_browser"]
    assert kept == dict.fromkeys(names, (True, "Lax"))


@pytest.mark.django_db
def test_a_missing_page_is_told_in_our_own_words(client):
    page = client.get("/nothing/here/")
    assert [template.name for template in page.templates][:2] == ["404.html", "base.html"]
    assert b'href="/accounts/login/"' in page.content


def test_a_forbidden_page_is_told_in_our_own_words(db):
    observer = User.objects.create_user("o@example.org", "long-enough-8.7", name="O")
    observer.groups.add(Group.objects.create(name=OBSERVERS))
    client = Client()
    client.force_login(observer)
    page = client.get("/staff/roadmap/user/")
    assert page.status_code == 403
    assert [template.name for template in page.templates][:2] == ["403.html", "base.html"]
    assert headers(page) == ALWAYS


def test_a_refused_form_is_told_in_our_own_words(db):
    page = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a"})
    assert page.status_code == 403
    assert [template.name for template in page.templates][:2] == ["403_csrf.html", "base.html"]
    assert headers(page) == ALWAYS


@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_a_broken_page_is_told_without_context_or_database(language):
    """Without the fixture `db` a query would be an error."""
    with translation.override(language):
        page = server_error(RequestFactory().get("/")).content.decode()
    assert f'<html lang="{language}">' in page
    assert '<a href="/">' in page


def test_the_style_of_a_broken_page_is_there(client):
    href = re.search(r'href="(/static/[^"]+)"', render_to_string("500.html")).group(1)
    assert get(client, href).status_code == 200
