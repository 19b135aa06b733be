"""Accounts: nobody gives themselves more than they were given."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from roadmap.models import Membership, User
from roadmap.models.people import ADMINISTRATORS, COORDINATORS
from tests import make
from tests.roadmap.pages import add_url, change_url, is_saved, open_form, save


@pytest.fixture
def administrator(db, client):
    """An administrator who is no superuser, logged in."""
    user = make.make_user(group=ADMINISTRATORS)
    client.force_login(user)
    return user


def stored(user):
    """What the person is and may do."""
    columns = User.objects.values(
        "email", "password", "is_superuser", "is_staff", "is_active", "name"
    ).get(pk=user.pk)
    groups = sorted(user.groups.values_list("name", flat=True))
    permissions = user.user_permissions.count()
    return columns | {"groups": groups, "permissions": permissions}


def forged():
    everything = Permission.objects.values_list("pk", flat=True)[:3]
    return {"is_superuser": "on", "is_staff": "on", "user_permissions": list(everything)}


def test_administrator_makes_nobody_superuser(administrator, client):
    user = make.make_user(name="Ana")
    before = stored(user)
    typed = open_form(client, user) | forged() | {"name": "Berta"}
    assert is_saved(save(client, user, typed))
    assert stored(user) == before | {"name": "Berta"}


def test_new_account_is_nothing_but_an_account(administrator, client):
    typed = forged() | {
        "email": "nueva@example.org",
        "usable_password": "true",
        "password1": "camino-largo-87",
        "password2": "camino-largo-87",
        "groups": [Group.objects.get(name=ADMINISTRATORS).pk],
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
    }
    assert is_saved(client.post(add_url(User), typed))
    saved = stored(User.objects.get(email="nueva@example.org"))
    assert (saved["is_superuser"], saved["is_staff"], saved["groups"], saved["permissions"]) == (
        False,
        False,
        [],
        0,
    )


def test_administrator_does_not_change_a_superuser(administrator, client):
    superuser = make.make_user(is_superuser=True, password="camino-largo-87")
    before = stored(superuser)
    assert client.get(change_url(superuser)).status_code == 200
    password = reverse("admin:auth_user_password_change", args=[superuser.pk])
    typed = {"usable_password": "true", "password1": "otro-largo-87", "password2": "otro-largo-87"}
    answers = [
        save(client, superuser, {"email": "mine@example.org", "is_active": "on"}),
        client.get(password),
        client.post(password, typed),
    ]
    assert ([answer.status_code for answer in answers], stored(superuser)) == ([403] * 3, before)


def test_control_administrator_sets_the_password_of_others(administrator, client):
    user = make.make_user()
    before = stored(user)["password"]
    typed = {"usable_password": "true", "password1": "otro-largo-87", "password2": "otro-largo-87"}
    password = reverse("admin:auth_user_password_change", args=[user.pk])
    assert is_saved(client.post(password, typed))
    assert stored(user)["password"] != before


def test_administrator_does_not_change_own_groups(administrator, client):
    groups = [make.make_user(group=COORDINATORS).groups.get().pk]
    before = stored(administrator)
    typed = open_form(client, administrator) | forged() | {"groups": groups, "name": "Yo"}
    assert is_saved(save(client, administrator, typed))
    assert stored(administrator) == before | {"name": "Yo"}


def test_administrator_gives_others_a_group_and_an_agency(administrator, client):
    user, agency = make.make_user(), make.make_agency()
    typed = open_form(client, user) | {
        "groups": [make.make_user(group=COORDINATORS).groups.get().pk],
        "memberships-0-agency": agency.pk,
        "memberships-0-role": "validator",
    }
    assert is_saved(save(client, user, typed))
    assert stored(user)["groups"] == [COORDINATORS]
    assert list(Membership.objects.values_list("user", "agency", "role")) == [
        (user.pk, agency.pk, "validator")
    ]


def test_superuser_makes_a_superuser(db, client):
    client.force_login(make.make_user(is_superuser=True))
    user = make.make_user()
    assert is_saved(save(client, user, open_form(client, user) | {"is_superuser": "on"}))
    assert stored(user)["is_superuser"] is True


@pytest.mark.parametrize("email", ["ana@example.org", "ANA@example.org", "ana@EXAMPLE.org", "ana"])
def test_second_account_of_an_address_is_refused(administrator, client, email):
    make.make_user(email="ana@example.org")
    user = make.make_user(email="berta@example.org")
    opened = open_form(client, user)
    assert save(client, user, opened | {"email": email}).status_code == 200
    assert is_saved(save(client, user, opened | {"email": "berta.b@example.org"}))


@pytest.mark.parametrize("email", ["Ana@Example.org", "ana@example.org"])
def test_login_asks_for_the_address_whatever_its_case(db, client, email):
    make.make_user(email="ana@example.org", password="camino-87", agency=make.make_agency())
    typed = {"login": email, "password": "camino-87"}
    assert client.post(reverse("account_login"), typed | {"password": "otra"}).status_code == 200
    assert client.post(reverse("account_login"), typed).status_code == 302


def test_roles_can_not_be_renamed_or_deleted(db, client):
    client.force_login(make.make_user(is_superuser=True))
    for address in ("/staff/auth/", "/staff/auth/group/", "/staff/auth/group/add/"):
        assert client.get(address).status_code == 404


def test_roles_and_languages_are_chosen_in_words(administrator, client):
    person = make.make_user(email="nueva@example.org")
    for group in ("coordinators", "observers"):
        make.make_user(group=group)
    shown = client.get(change_url(person), headers={"accept-language": "en"})
    fields = shown.context["adminform"].form.fields
    assert [str(label).split(":")[0] for _value, label in fields["groups"].choices] == [
        *("Administration", "Coordination", "Observer")
    ]
    assert [value for value, _label in fields["language"].choices] == ["", "es-mx", "en", "fr"]
    form = open_form(client, person)
    refused = client.post(change_url(person), form | {"language": "french"})
    assert list(refused.context["adminform"].form.errors) == ["language"]
    client.post(change_url(person), form | {"language": "fr"})
    person.refresh_from_db()
    assert person.language == "fr"
