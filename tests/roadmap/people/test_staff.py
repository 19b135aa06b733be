"""The agencies' people: who changes whose role and account, through every door, and to what end."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roadmap.models import Invitation, Membership, ProgressUpdate, User
from roadmap.models.people import ADMINISTRATORS, COORDINATORS, OBSERVERS
from roadmap.people import staff
from tests import make
from tests.roadmap.pages import change_url, is_saved, open_form, save
from tests.roadmap.threads import at_once

KINDS = {
    "superuser": {"is_superuser": True},
    "administrator": {"group": ADMINISTRATORS},
    "coordinator": {"group": COORDINATORS},
    "observer": {"group": OBSERVERS},
    "validator": {"role": "validator"},
    "contributor": {},
}
# Who may change whom; nobody changes themselves.
MAY = {
    "superuser": set(KINDS),
    "administrator": set(KINDS) - {"superuser"},
    "coordinator": {"validator", "contributor"},
    "observer": set(),
    "validator": set(),
    "contributor": set(),
}


@pytest.fixture
def agency(db):
    return make.make_agency(name="Sistema DIF")


def member(kind, agency, **fields):
    """Somebody of this kind who works for the agency too."""
    return make.make_user(agency=agency, **KINDS[kind], **fields)


def page(person):
    return reverse("person", args=[person.pk])


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def stored(person):
    """What the person is and may do."""
    row = User.objects.values(
        *("email", "password", "name", "is_superuser", "is_staff", "is_active")
    ).get(pk=person.pk)
    groups = sorted(person.groups.values_list("name", flat=True))
    own = list(person.memberships.order_by("pk").values_list("agency", "role", "contact"))
    rights = person.user_permissions.count()
    return row | {"groups": groups, "memberships": own, "permissions": rights}


def typed_for(person, **changes):
    """What the form of one person sends, for the first membership."""
    row = person.memberships.first()
    whole = {"role": row.role, "contact": row.contact} | changes
    return {f"membership-{row.pk}-{name}": value for name, value in whole.items()}


PRESSES = {
    "save": lambda person: typed_for(person, role="validator", contact="main"),
    "deactivate": lambda _person: {},
    "reactivate": lambda _person: {},
}


@pytest.mark.parametrize("press", PRESSES)
@pytest.mark.parametrize("whom", KINDS)
@pytest.mark.parametrize("by", KINDS)
def test_who_changes_whom(agency, by, whom, press):
    actor, person = member(by, agency), member(whom, agency)
    if press == "reactivate":
        User.objects.filter(pk=person.pk).update(is_active=False)
    before = stored(person)
    answer = browser(actor).post(page(person), {"press": press, **PRESSES[press](person)})
    may = whom in MAY[by]
    assert answer.status_code == (302 if may else 403)
    changed = {
        "save": {"memberships": [(agency.pk, "validator", "main")]},
        "deactivate": {"is_active": False},
        "reactivate": {"is_active": True},
    }[press]
    assert stored(person) == (before | changed if may else before)


@pytest.mark.parametrize("press", PRESSES)
@pytest.mark.parametrize("kind", ["superuser", "administrator", "coordinator"])
def test_nobody_changes_themselves(agency, kind, press):
    actor = member(kind, agency)
    before = stored(actor)
    answer = browser(actor).post(page(actor), {"press": press, **PRESSES[press](actor)})
    assert (answer.status_code, stored(actor)) == (403, before)


def test_who_works_for_no_agency_is_not_on_these_pages(agency):
    alone = make.make_user(group=OBSERVERS)
    by = browser(member("administrator", agency))
    assert by.get(page(alone)).status_code == 404
    assert by.post(page(alone), {"press": "deactivate"}).status_code == 404
    assert by.get(page(member("contributor", agency))).status_code == 200


@pytest.mark.parametrize(
    "forged",
    [
        {"role": "coordinator"},
        {"role": ""},
        {"contact": "boss"},
        {"role": "administrators", "contact": "main"},
    ],
    ids=str,
)
def test_forged_role_or_contact_changes_nothing(agency, forged):
    person, actor = member("contributor", agency), member("coordinator", agency)
    before = stored(person)
    answer = browser(actor).post(page(person), typed_for(person, **forged))
    assert (answer.status_code, stored(person)) == (200, before)


def everything_forged(agency):
    """Every field that would give more, for whichever form reads it."""
    group = Group.objects.get_or_create(name=ADMINISTRATORS)[0]
    return {
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "on",
        "groups": [group.pk],
        "user_permissions": ["1", "2"],
        "email": "mine@example.org",
        "password": "x",
        "agency": agency.pk,
        "role": "validator",
        "user": "1",
        "press": "save",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-agency": agency.pk,
        "memberships-0-role": "validator",
    }


def test_fields_that_the_page_does_not_have_change_nothing(agency):
    person, actor, other = (
        member("contributor", agency),
        member("coordinator", agency),
        make.make_agency(),
    )
    theirs = make.make_membership(agency=other)
    forged = everything_forged(other) | {f"membership-{theirs.pk}-role": "validator"}
    before = [stored(row) for row in (person, actor, theirs.user)]
    answer = browser(actor).post(page(person), forged | typed_for(person))
    assert answer.status_code == 302
    assert [stored(row) for row in (person, actor, theirs.user)] == before


DOORS = {
    "own person page": lambda me: page(me),
    "own admin form": lambda me: change_url(me),
    "own account": lambda _me: reverse("account"),
    "people": lambda _me: reverse("people"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", ["administrator", "coordinator"])
def test_nobody_makes_themselves_more_through_any_door(agency, kind, door):
    me, other = member(kind, agency), make.make_agency()
    before = stored(me)
    client = browser(me)
    opened = {}
    if door == "own admin form" and kind == "administrator":
        opened = open_form(client, me)
    forged = everything_forged(other) | opened | {"name": "Yo", "email": me.email}
    client.post(DOORS[door](me), forged | {"groups": forged["groups"]})
    after = stored(me)
    assert after | {"name": ""} == before | {"name": ""}


def test_control_administrator_makes_somebody_else_a_member(agency):
    client, person = browser(member("administrator", agency)), make.make_user()
    typed = open_form(client, person) | {
        "memberships-0-agency": agency.pk,
        "memberships-0-role": "validator",
        "memberships-0-contact": "main",
    }
    assert is_saved(save(client, person, typed))
    assert stored(person)["memberships"] == [(agency.pk, "validator", "main")]


@pytest.mark.parametrize("kind", ["superuser", "administrator", "coordinator"])
@pytest.mark.parametrize("spelled", [str.lower, str.upper])
def test_nobody_invites_themselves(agency, kind, spelled):
    me = make.make_user(email="yo@example.org", **KINDS[kind])
    letter = {"email": spelled(me.email), "agency": agency.pk, "role": "validator"}
    letter["language"] = "es-mx"
    assert browser(me).post(reverse("invite"), letter).status_code == 200
    assert not Invitation.objects.exists()
    browser(me).post(reverse("invite"), letter | {"email": "otra@example.org"})
    assert Invitation.objects.count() == 1


# What it does


def test_taking_an_account_away_ends_every_session_and_keeps_the_work(agency):
    person, colleague = member("contributor", agency), member("contributor", agency)
    update = make.make_update(agency=agency, written_by=person)
    browsers = [browser(person), browser(person)]
    theirs = browser(colleague)
    assert [b.get(reverse("admin:index")).status_code for b in (*browsers, theirs)] == [200] * 3
    staff.deactivate(person, by=member("coordinator", agency))
    assert [b.get(reverse("admin:index")).status_code for b in browsers] == [302, 302]
    assert theirs.get(reverse("admin:index")).status_code == 200
    assert ProgressUpdate.objects.get() == update
    assert ProgressUpdate.objects.get().written_by == person
    staff.reactivate(person, by=member("coordinator", agency))
    assert [b.get(reverse("admin:index")).status_code for b in browsers] == [302, 302]
    assert browser(person).get(reverse("admin:index")).status_code == 200


def test_admin_form_ends_the_sessions_too(agency):
    person = member("contributor", agency)
    theirs = browser(person)
    admin = browser(member("administrator", agency))
    typed = open_form(admin, person)
    assert is_saved(save(admin, person, typed))
    assert theirs.get(reverse("admin:index")).status_code == 200
    typed.pop("is_active")
    assert is_saved(save(admin, person, typed))
    own = [s for s in Session.objects.all() if s.get_decoded()["_auth_user_id"] == str(person.pk)]
    assert (own, theirs.get(reverse("admin:index")).status_code) == ([], 302)


def test_new_main_contact_makes_an_alternate_of_the_one_before(agency):
    first, second = member("contributor", agency), member("validator", agency)
    elsewhere = make.make_membership(contact="main")
    by = browser(member("coordinator", agency))
    for person in (first, second):
        assert by.post(page(person), typed_for(person, contact="main")).status_code == 302
    contacts = [row.memberships.get().contact for row in (first, second)]
    elsewhere.refresh_from_db()
    assert (contacts, elsewhere.contact) == (["alternate", "main"], "main")


def test_database_knows_one_main_contact_per_agency(agency):
    make.make_membership(agency=agency, contact="main")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.make_membership(agency=agency, contact="main")
    make.make_membership(agency=agency, contact="alternate")
    make.make_membership(contact="main")


@pytest.mark.django_db(transaction=True)
def test_two_main_contacts_at_once_leave_one(agency):
    rows = [make.make_membership(agency=agency) for _number in range(4)]
    by = make.make_user(group=COORDINATORS)

    def name_main(row):
        return lambda: staff.change_membership(row, role=row.role, contact="main", by=by)

    at_once([name_main(row) for row in rows])
    assert sorted(Membership.objects.values_list("contact", flat=True)) == [
        *["alternate"] * 3,
        "main",
    ]


# What is shown


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("", ["ana", "bea", "carl", "dora"]),
        ("never", ["carl"]),
        ("left", ["bea"]),
        ("contacts", ["ana"]),
        ("unknown", ["ana", "bea", "carl", "dora"]),
    ],
)
def test_page_shows_who_is_asked_for(agency, client, show, expected):
    now = timezone.now()
    for name, fields in {
        "ana": {"last_login": now},
        "bea": {"last_login": now, "is_active": False},
        "carl": {},
        "dora": {"last_login": now},
    }.items():
        make.make_user(email=f"{name}@example.org", agency=agency, **fields)
    Membership.objects.filter(user__email="ana@example.org").update(contact="main")
    make.make_invitation(agency=agency, email="eva@example.org")
    client.force_login(make.make_user(group=COORDINATORS))
    answer = client.get(reverse("people"), {"show": show})
    shown = [
        member.user.email.partition("@")[0]
        for row in answer.context["agencies"]
        for member in row["members"]
    ]
    assert sorted(shown) == expected
    assert ("eva@example.org" in answer.text) == (show in {"", "unknown"})


def test_page_shows_who_is_asked_and_has_nobody(agency, client):
    """Each agency is asked for something; only those where nobody can log in are named."""
    period = make.make_period(year=2023)
    asked = {name: make.make_agency(name=name) for name in ("empty", "left", "there", "invited")}
    asked["shut"] = make.make_agency(name="shut", is_active=False)
    for body in asked.values():
        make.make_assignment(agency=body, period=period)
    make.make_agency(name="not asked")
    make.make_user(agency=asked["left"], is_active=False)
    make.make_user(agency=asked["there"])
    make.make_invitation(agency=asked["invited"])
    client.force_login(make.make_user(group=COORDINATORS))
    page = client.get(reverse("people"))
    assert {body.name for body in page.context["without"]} == {"empty", "left"}
    assert f"{reverse('invite')}?agency={asked['empty'].pk}" in page.text
    assert list(client.get(reverse("people"), {"show": "never"}).context["without"]) == []
    type(period).objects.update(state="closed")
    assert list(client.get(reverse("people")).context["without"]) == []
