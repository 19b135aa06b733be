"""The page of tokens: who may make which, that a text is shown once, who may revoke."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roadmap.api import tokens
from roadmap.models import ApiToken, User
from tests import make

pytestmark = pytest.mark.django_db

FORM = {"name": "Sistema propio", "scopes": ["read", "write"], "days": "90"}


def shown(page):
    return re.findall(r"a87_[a-z0-9]{8}_[\w-]{43}", page.content.decode())


def test_a_member_makes_a_token_and_sees_it_once(client, agency):
    page = client.post(reverse("tokens"), FORM | {"agency": agency.pk})
    (text,) = shown(page)
    token = tokens.find(text, now=timezone.now())
    assert (token.agency, token.scopes) == (agency, ["read", "write"])
    assert 89 <= (token.expires_at - timezone.now()).days <= 90
    again = client.get(reverse("tokens"))
    assert shown(again) == []
    assert token.prefix in again.content.decode()


def test_the_coordination_makes_one_for_itself(client, coordinator):
    (text,) = shown(client.post(reverse("tokens"), FORM))
    assert tokens.find(text, now=timezone.now()).agency is None


def test_nobody_makes_one_for_another_agency(client, agency):
    other = make.make_agency()
    for pk in (other.pk, "", "999999", "x"):
        page = client.post(reverse("tokens"), FORM | {"agency": pk})
        assert shown(page) == []
    assert ApiToken.objects.count() == 0


def test_a_coordinator_makes_none_for_an_agency(coordinator):
    with pytest.raises(PermissionDenied):
        tokens.make(ApiToken(agency=make.make_agency()), by=coordinator)


@pytest.mark.parametrize("person", ["observer", "stranger", "nobody"])
def test_others_make_none(client, person):
    if person != "nobody":
        group = "observers" if person == "observer" else None
        client.force_login(make.make_user(group=group))
    expected = 302 if person == "nobody" else 403
    assert client.get(reverse("tokens")).status_code == expected
    assert client.post(reverse("tokens"), FORM).status_code == expected


REVOKERS = {
    "its maker": 302,
    "a colleague": 404,
    "the agency's validator": 302,
    "another agency's validator": 404,
    "a coordinator": 302,
    "nobody": 302,
}


@pytest.mark.parametrize("person", REVOKERS)
def test_a_token_is_revoked_by_those_who_answer_for_it(person):
    agency = make.make_agency()
    maker = make.make_user(agency=agency)
    make.make_token(agency=agency, user=maker)
    people = {
        "its maker": maker,
        "a colleague": make.make_user(agency=agency),
        "the agency's validator": make.make_user(agency=agency, role="validator"),
        "another agency's validator": make.make_user(agency=make.make_agency(), role="validator"),
        "a coordinator": make.make_user(group="coordinators"),
    }
    client = Client()
    if person in people:
        client.force_login(people[person])
    address = reverse("token-revoke", args=[ApiToken.objects.get().pk])
    assert client.post(address).status_code == REVOKERS[person]
    is_revoked = ApiToken.objects.get().revoked_at is not None
    assert is_revoked == (person in people and REVOKERS[person] == 302)
    assert client.get(address).status_code in {302, 405}


@pytest.mark.parametrize("person", ["its maker", "the agency's validator", "a coordinator"])
def test_nobody_whose_account_is_taken_away_revokes_a_token(person):
    agency = make.make_agency()
    maker = make.make_user(agency=agency)
    make.make_token(agency=agency, user=maker)
    people = {
        "its maker": maker,
        "the agency's validator": make.make_user(agency=agency, role="validator"),
        "a coordinator": make.make_user(group="coordinators"),
    }
    token, now = ApiToken.objects.get(), timezone.now()
    by = people[person]
    by.is_active = False
    by.save()
    with pytest.raises(PermissionDenied):
        tokens.revoke(token, by=User.objects.get(pk=by.pk), now=now)
    assert ApiToken.objects.get().revoked_at is None
    by.is_active = True
    by.save()
    tokens.revoke(token, by=User.objects.get(pk=by.pk), now=now)
    assert ApiToken.objects.get().revoked_at == now


def test_a_token_that_was_revoked_keeps_the_instant_of_it(coordinator):
    make.make_token(user=coordinator)
    token = ApiToken.objects.get()
    for at in (make.NOON, timezone.now()):
        tokens.revoke(token, by=coordinator, now=at)
    assert ApiToken.objects.get().revoked_at == make.NOON


def test_only_the_token_that_is_meant_is_revoked(coordinator):
    for _number in range(3):
        make.make_token(user=coordinator)
    meant = ApiToken.objects.order_by("pk")[1]
    tokens.revoke(meant, by=coordinator, now=make.NOON)
    revoked = ApiToken.objects.order_by("pk").values_list("revoked_at", flat=True)
    assert list(revoked) == [None, make.NOON, None]


def test_a_token_is_known_by_its_beginning_and_its_secret_together(coordinator):
    one, other = (make.make_token(user=coordinator) for _number in range(2))
    assert {tokens.find(text, now=make.NOON).shown[:12] for text in (one, other)} == {
        one[:12],
        other[:12],
    }
    for text in (one[:13] + other[13:], other[:13] + one[13:], f"{one} ", one[:-1]):
        assert tokens.find(text, now=make.NOON) is None


@pytest.mark.parametrize(
    ("seconds", "noted"), [(None, True), (59, False), (60, False), (61, True), (3600, True)]
)
def test_the_last_use_is_written_down_once_a_minute(coordinator, seconds, noted):
    """And of the token that was used alone."""
    for _number in range(2):
        make.make_token(user=coordinator)
    before = None if seconds is None else make.NOON - datetime.timedelta(seconds=seconds)
    ApiToken.objects.update(last_used_at=before)
    used, other = ApiToken.objects.order_by("pk")
    tokens.note_use(used, now=make.NOON)
    used.refresh_from_db()
    other.refresh_from_db()
    assert used.last_used_at == (make.NOON if noted else before)
    assert other.last_used_at == before
