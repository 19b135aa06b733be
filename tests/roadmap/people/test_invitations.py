"""Invitations: who sends them to whom, and what they open."""

import datetime
import re

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from roadmap import permissions
from roadmap.models import Invitation, Membership, User
from roadmap.models.people import ADMINISTRATORS, COORDINATORS, OBSERVERS
from roadmap.people import invitations
from tests import make

pytestmark = pytest.mark.django_db

INVITE = "/staff/invite/"
PASSWORD = "Camino-seguro-8.7"
WELCOME = {"name": "Nueva", "password1": PASSWORD, "password2": PASSWORD}

ROLES = {
    "superuser": {"is_superuser": True},
    "administrator": {"group": ADMINISTRATORS},
    "coordinator": {"group": COORDINATORS},
    "validator": {"agency": "own", "role": "validator"},
    "contributor": {"agency": "own"},
    "observer": {"group": OBSERVERS},
    "nobody": {},
}
MAY = {
    *(
        (role, agency)
        for role in ("superuser", "administrator", "coordinator")
        for agency in ("own", "other")
    ),
    ("validator", "own"),
}


@pytest.fixture
def agencies():
    return {name: make.make_agency(name=name) for name in ("own", "other")}


def somebody(agencies, role):
    fields = dict(ROLES[role])
    if "agency" in fields:
        fields["agency"] = agencies[fields["agency"]]
    return make.make_user(**fields)


def browser(person=None, **headers):
    client = Client(**headers)
    if person:
        client.force_login(person)
    return client


def letter(to, **changes):
    """What the form sends, for this agency."""
    whole = {"email": "nueva@example.org", "agency": to.pk, "role": "contributor"}
    return whole | {"language": "es-mx"} | changes


def invite(agencies, *, agency="own", **changes):
    """A coordinator invites somebody; the path of the link in the mail."""
    browser(somebody(agencies, "coordinator")).post(INVITE, letter(agencies[agency], **changes))
    return link()


def link():
    return re.search(r"http://testserver(/invitation/\S+)", mail.outbox[-1].body)[1]


def members():
    return {
        (m.user.email, m.agency.name, m.role)
        for m in Membership.objects.select_related("user", "agency")
    }


# Who may invite


@pytest.mark.parametrize("agency", ["own", "other"])
@pytest.mark.parametrize("invited_as", ["contributor", "validator"])
@pytest.mark.parametrize("role", ROLES)
def test_who_may_invite_for_which_agency(agencies, role, agency, invited_as):
    by = somebody(agencies, role)
    browser(by).post(INVITE, letter(agencies[agency], role=invited_as))
    found = list(Invitation.objects.values_list("email", "agency__name", "role", "invited_by"))
    expected = [("nueva@example.org", agency, invited_as, by.pk)] if (role, agency) in MAY else []
    assert found == expected
    assert len(mail.outbox) == len(expected)
    assert permissions.can_invite(by, agencies[agency].pk) == bool(expected)


@pytest.mark.parametrize("role", ROLES)
def test_who_opens_the_page(agencies, role):
    may = (role, "own") in MAY
    assert browser(somebody(agencies, role)).get(INVITE).status_code == (200 if may else 403)


def test_a_stranger_is_asked_to_log_in(client):
    assert client.get(INVITE).url == f"/accounts/login/?next={INVITE}"


@pytest.mark.parametrize(
    "forged",
    [
        {"role": "coordinator"},
        {"role": "coordinators"},
        {"role": "administrator"},
        {"role": ""},
        {"agency": "0"},
        {"agency": "other"},
        {"email": "no address"},
        {"language": "de"},
    ],
    ids=str,
)
def test_a_forged_field_invites_nobody(agencies, forged):
    by = browser(somebody(agencies, "validator"))
    if forged.get("agency") == "other":
        forged = {"agency": agencies["other"].pk}
    assert by.post(INVITE, letter(agencies["own"], **forged)).status_code == 200
    assert not Invitation.objects.exists()
    control = by.post(INVITE, letter(agencies["own"]))
    assert control.url == INVITE
    assert Invitation.objects.count() == 1


def test_fields_that_the_form_does_not_have_change_nothing(agencies):
    by = somebody(agencies, "validator")
    other = make.make_user()
    forged = {"invited_by": other.pk, "expires_at": "2099-01-01", "token_hash": "00"}
    browser(by).post(INVITE, letter(agencies["own"], **forged, accepted_at="2026-01-01"))
    found = Invitation.objects.get()
    assert (found.invited_by, found.accepted_at) == (by, None)
    assert found.expires_at - timezone.now() < datetime.timedelta(days=14)


@pytest.mark.parametrize("step", ["again", "withdraw"])
@pytest.mark.parametrize("agency", ["own", "other"])
@pytest.mark.parametrize("role", ROLES)
def test_who_may_send_again_and_withdraw(agencies, role, agency, step):
    invite(agencies, agency=agency)
    before = Invitation.objects.values().get()
    answer = browser(somebody(agencies, role)).post(f"{INVITE}{before['id']}/{step}/")
    after = Invitation.objects.values().first()
    if (role, agency) not in MAY:
        assert (answer.status_code, after) == (404, before)
    elif step == "withdraw":
        assert after is None
    else:
        assert after["token_hash"] != before["token_hash"]
        assert len(mail.outbox) == 2


def test_an_address_cannot_be_opened_to_send_again_or_withdraw(agencies):
    invite(agencies)
    number = Invitation.objects.get().pk
    by = browser(somebody(agencies, "coordinator"))
    for step in ("again", "withdraw"):
        assert by.get(f"{INVITE}{number}/{step}/").status_code == 405
    assert Invitation.objects.count() == 1


def test_a_validator_sees_the_own_agencys_invitations_only(agencies):
    invite(agencies, email="a@example.org")
    invite(agencies, agency="other", email="b@example.org")
    seen = {
        role: re.findall(
            r"[ab]@example\.org", browser(somebody(agencies, role)).get(INVITE).content.decode()
        )
        for role in ("validator", "coordinator")
    }
    assert seen == {
        "validator": ["a@example.org"],
        "coordinator": ["b@example.org", "a@example.org"],
    }


# One at a time, and no more is told than needed


def test_an_address_has_one_open_invitation_per_agency(agencies):
    invite(agencies)
    by = browser(somebody(agencies, "coordinator"))
    again = by.post(INVITE, letter(agencies["own"], email="NUEVA@example.org"))
    assert (again.status_code, Invitation.objects.count()) == (200, 1)
    assert by.post(INVITE, letter(agencies["other"])).url == INVITE
    assert Invitation.objects.count() == 2


def test_the_database_refuses_a_second_one_too(agencies):
    invite(agencies)
    first = Invitation.objects.get()
    first.pk, first.email, first.token_hash = None, "NUEVA@example.org", b"2"
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)
    Invitation.objects.update(accepted_at=timezone.now())
    first.pk = None
    first.save(force_insert=True)


def test_a_member_is_not_invited_again(agencies):
    make.make_user(email="Nueva@example.org", agency=agencies["own"])
    by = browser(somebody(agencies, "coordinator"))
    assert by.post(INVITE, letter(agencies["own"])).status_code == 200
    assert not Invitation.objects.exists()


def test_whoever_invites_does_not_learn_who_has_an_account(agencies):
    make.make_user(email="known@example.org", agency=agencies["other"])
    by = browser(somebody(agencies, "validator"))
    pages = set()
    for email in ("known@example.org", "fresh@example.org"):
        answer = by.post(INVITE, letter(agencies["own"], email=email), follow=True)
        text = re.sub(r'value="\w{64}"', "", answer.content.decode()).replace(email, "")
        pages.add(re.sub(r"\d+", "", text))
        Invitation.objects.all().delete()
    assert len(pages) == 1
    assert len({re.sub(r"http\S+", "", message.body) for message in mail.outbox}) == 1


def test_invitations_are_limited(agencies, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"invite": "2/h/user"}
    by = browser(somebody(agencies, "coordinator"))
    codes = [
        by.post(INVITE, letter(agencies["own"], email=f"p{number}@example.org")).status_code
        for number in range(3)
    ]
    assert codes == [302, 302, 429]
    assert len(mail.outbox) == Invitation.objects.count() == 2


def test_a_mail_server_that_is_down_is_told(agencies, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    by = browser(somebody(agencies, "coordinator"))
    page = by.post(INVITE, letter(agencies["own"]), follow=True)
    assert page.status_code == 200
    assert b'class="message error"' in page.content
    assert Invitation.objects.count() == 1


# What the letter opens


def test_an_invited_person_sets_a_password_and_lands_on_the_work(agencies):
    path = invite(agencies)
    assert mail.outbox[0].to == ["nueva@example.org"]
    guest = Client()
    assert guest.get(path).status_code == 200
    answer = guest.post(path, WELCOME)
    assert (answer.status_code, answer.url) == (302, "/staff/")
    page = guest.get("/staff/")
    assert (page.status_code, page.templates[0].name) == (200, "staff/my_work.html")
    assert members() == {("nueva@example.org", "own", "contributor")}
    person = User.objects.get(email="nueva@example.org")
    assert (person.name, person.language, person.is_staff) == ("Nueva", "es-mx", False)
    assert person.check_password(PASSWORD)


def test_an_invitation_to_validate_makes_a_validator(agencies):
    Client().post(invite(agencies, role="validator"), WELCOME)
    assert ("nueva@example.org", "own", "validator") in members()


def test_forged_fields_of_the_welcome_change_nothing(agencies):
    path = invite(agencies)
    forged = {"email": "x@example.org", "role": "validator", "agency": agencies["other"].pk}
    Client().post(path, WELCOME | forged | {"is_superuser": "1", "groups": "1"})
    assert members() == {("nueva@example.org", "own", "contributor")}
    assert not User.objects.get(email="nueva@example.org").is_superuser


@pytest.mark.parametrize(
    "changed",
    [{"password2": "other-8.7"}, {"password1": "1234", "password2": "1234"}, {"name": ""}],
    ids=str,
)
def test_a_welcome_that_is_not_whole_makes_no_account(agencies, changed):
    path = invite(agencies)
    assert Client().post(path, WELCOME | changed).status_code == 200
    assert not members()
    Client().post(path, WELCOME)
    assert members()


def test_a_letter_works_once(agencies):
    path = invite(agencies)
    Client().post(path, WELCOME)
    people = User.objects.count()
    for answer in (Client().get(path), Client().post(path, WELCOME | {"name": "Otra"})):
        assert answer.status_code == 404
    assert User.objects.count() == people


def test_a_letter_works_for_fourteen_days(agencies):
    path = invite(agencies)
    token, now = path.split("/")[2], timezone.now()
    days = {
        days: invitations.find(token, now=now + datetime.timedelta(days=days)) is not None
        for days in (0, 13, 14, 15)
    }
    assert days == {0: True, 13: True, 14: False, 15: False}
    Invitation.objects.update(expires_at=now)
    assert Client().post(path, WELCOME).status_code == 404
    assert not members()


def test_a_letter_that_was_changed_opens_nothing(agencies):
    path = invite(agencies)
    token = path.split("/")[2]
    stored = Invitation.objects.get().token_hash
    for other in (token[:-1], token + "A", token.swapcase(), bytes(stored).hex(), "x", "%00"):
        assert Client().get(f"/invitation/{other}/").status_code == 404
    assert Client().get(path).status_code == 200


def test_the_database_does_not_hold_the_token(agencies):
    token = invite(agencies).split("/")[2]
    assert len(token) == 43
    assert token.encode() not in bytes(Invitation.objects.get().token_hash)


def test_only_the_newest_letter_works(agencies):
    old = invite(agencies)
    number = Invitation.objects.get().pk
    browser(somebody(agencies, "coordinator")).post(f"{INVITE}{number}/again/")
    new = link()
    assert [Client().get(path).status_code for path in (old, new)] == [404, 200]


def test_a_withdrawn_letter_opens_nothing(agencies):
    path = invite(agencies)
    number = Invitation.objects.get().pk
    browser(somebody(agencies, "coordinator")).post(f"{INVITE}{number}/withdraw/")
    assert Client().post(path, WELCOME).status_code == 404
    assert not members()


@pytest.mark.parametrize("change", ["deactivated", "no longer validator", "agency closed"])
def test_a_letter_ends_with_the_right_to_write_it(agencies, change):
    by = somebody(agencies, "validator")
    browser(by).post(INVITE, letter(agencies["own"]))
    path = link()
    assert Client().get(path).status_code == 200
    if change == "deactivated":
        User.objects.filter(pk=by.pk).update(is_active=False)
    elif change == "no longer validator":
        by.memberships.update(role="contributor")
    else:
        type(agencies["own"]).objects.filter(pk=agencies["own"].pk).update(is_active=False)
    assert Client().post(path, WELCOME).status_code == 404
    assert not User.objects.filter(email="nueva@example.org").exists()


# Whoever has an account already


def test_a_person_with_an_account_logs_in_and_joins(agencies):
    person = make.make_user(email="Nueva@example.org", password=PASSWORD, agency=agencies["other"])
    path = invite(agencies)
    guest = Client()
    page = guest.get(path).content.decode()
    assert f"/accounts/login/?next={path}" in page
    assert 'name="password1"' not in page
    assert guest.post(path, WELCOME | {"password1": "x", "password2": "x"}).status_code == 200
    assert not person.memberships.filter(agency=agencies["own"]).exists()

    data = {"login": person.email, "password": PASSWORD, "next": path}
    assert guest.post("/accounts/login/", data).url == path
    assert guest.get(path).status_code == 200
    assert guest.post(path).url == "/staff/"
    assert {("Nueva@example.org", name, "contributor") for name in ("own", "other")} <= members()
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)


def test_somebody_else_who_is_logged_in_does_not_join(agencies):
    path = invite(agencies)
    other = make.make_user(email="other@example.org")
    guest = browser(other)
    assert guest.get(path).status_code == 200
    assert guest.post(path, WELCOME).status_code == 200
    assert not other.memberships.exists()
    assert not User.objects.filter(email="nueva@example.org").exists()
    guest.post("/accounts/logout/")
    guest.post(path, WELCOME)
    assert members()


def test_a_deactivated_person_does_not_come_back_by_invitation(agencies):
    person = make.make_user(email="nueva@example.org", password=PASSWORD, is_active=False)
    path = invite(agencies)
    guest = Client()
    guest.post(path, WELCOME)
    guest.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    guest.post(path)
    assert not members()
    assert not User.objects.get(pk=person.pk).is_active


def test_a_role_that_a_member_has_is_kept(agencies):
    """Somebody made the person a validator after the invitation was sent."""
    path = invite(agencies)
    person = make.make_user(email="nueva@example.org", agency=agencies["own"], role="validator")
    browser(person).post(path)
    assert members() == {("nueva@example.org", "own", "validator")}
    assert not Invitation.objects.open().exists()


def test_accepting_is_limited(agencies, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"accept_invitation": "3/m/ip"}
    path = invite(agencies)
    codes = [Client().post("/invitation/x/").status_code for _attempt in range(4)]
    assert codes == [404, 404, 404, 429]
    elsewhere = Client(REMOTE_ADDR="203.0.113.7")
    assert elsewhere.post(path, WELCOME).status_code == 302


def test_the_mail_is_plain_text_with_names_as_they_are(agencies):
    by = make.make_user(group=COORDINATORS, name="Ana & <Eva>")
    browser(by).post(INVITE, letter(agencies["own"]))
    assert mail.outbox[0].alternatives == []
    assert "Ana & <Eva>" in mail.outbox[0].body
