"""A password is the same however the keyboard encodes its letters, at every door."""

import io
import re
import unicodedata

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from roadmap.models import Invitation, User
from roadmap.people import invitations
from tests import make

pytestmark = pytest.mark.django_db

WORDS = "Camión-ﬁjo-año-8.7"
FORMS = {form: unicodedata.normalize(form, WORDS) for form in ("NFC", "NFD", "NFKC", "NFKD")}
OTHER = "Camion-fijo-ano-8.7"
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def fast_hashing(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def person():
    return make.make_user(email="ana@example.org", password="Antes-8.7", agency=make.make_agency())


def opens(password, email="ana@example.org"):
    """Whether one logs in with it."""
    client = Client()
    client.post(LOGIN, {"login": email, "password": password})
    return "_auth_user_id" in client.session


def all_open(email="ana@example.org"):
    return [opens(form, email) for form in FORMS.values()] == [True] * 4 and not opens(OTHER, email)


def test_the_forms_differ():
    assert len(set(FORMS.values())) == 4


@pytest.mark.parametrize("form", FORMS)
def test_a_password_that_was_hashed_as_it_was_typed_still_opens(person, form):
    User.objects.update(password=make_password(FORMS[form]))
    assert opens(FORMS[form])
    assert not opens(OTHER)


@pytest.mark.parametrize("form", FORMS)
def test_a_changed_password_opens_in_each_form(client, person, form):
    client.force_login(person)
    new = {"password1": FORMS[form], "password2": FORMS[form]}
    client.post("/accounts/password/change/", {"oldpassword": "Antes-8.7", **new})
    assert all_open()


def test_the_old_password_is_asked_for_in_any_form(client, person):
    person.set_password(FORMS["NFC"])
    person.save()
    client.force_login(person)
    new = {"password1": "Despues-8.7", "password2": "Despues-8.7"}
    client.post("/accounts/password/change/", {"oldpassword": FORMS["NFD"], **new})
    assert opens("Despues-8.7")


def test_a_password_set_anew_by_mail_opens_in_each_form(client, person):
    client.post("/accounts/password/reset/", {"email": person.email})
    link = re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    page = client.get(link)
    client.post(page.url, {"password1": FORMS["NFD"], "password2": FORMS["NFD"]})
    assert all_open()


def test_whoever_logs_in_again_may_type_any_form(client, person):
    person.set_password(FORMS["NFC"])
    person.save()
    client.force_login(person)
    pages = []
    for password in (OTHER, FORMS["NFD"]):
        answer = client.post("/accounts/reauthenticate/?next=/staff/", {"password": password})
        pages.append(answer.status_code)
    assert pages == [200, 302]


def test_the_password_of_somebody_invited_opens_in_each_form(client):
    agency, validator = make.make_agency(), make.make_user()
    make.make_membership(user=validator, agency=agency, role="validator")
    letter = Invitation(email="eva@example.org", agency=agency)
    token = invitations.invite(letter, by=validator, now=timezone.now())
    data = {"name": "Eva", "password1": FORMS["NFD"], "password2": FORMS["NFD"]}
    client.post(f"/invitation/{token}/", data)
    assert all_open("eva@example.org")


def test_an_administrators_password_from_the_command_line_opens_in_each_form(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", FORMS["NFD"])
    command = {"email": "raiz@example.org", "interactive": False, "stdout": io.StringIO()}
    call_command("createsuperuser", **command)
    assert all_open("raiz@example.org")


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("ñáéíóúüñ", True),
        (unicodedata.normalize("NFD", "ñáéí"), False),
        ("ｐａｓｓｗｏｒｄ", False),
    ],
)
def test_a_password_is_judged_in_the_form_in_which_it_is_hashed(password, is_taken):
    """Eight letters count eight; four with their accents do not, nor a common word in wide ones."""
    try:
        validate_password(password)
        taken = True
    except ValidationError:
        taken = False
    assert taken == is_taken


@pytest.mark.parametrize("password", [OTHER, FORMS["NFD"]])
def test_a_failed_login_hashes_as_often_for_nobody_as_for_somebody(person, monkeypatch, password):
    hashed = []
    encode = hashers.MD5PasswordHasher.encode

    def count(hasher, *given):
        hashed.append(given)
        return encode(hasher, *given)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", count)
    times = []
    for email in ("ana@example.org", "nadie@example.org"):
        hashed.clear()
        assert not opens(password, email)
        times.append(len(hashed))
    assert times[0] == times[1] > 0
