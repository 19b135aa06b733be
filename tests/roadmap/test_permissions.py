"""Who may do what: each permission names everybody who has it; everybody else is refused."""

from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser

from roadmap import permissions
from roadmap.models import ApiToken
from roadmap.models.people import ADMINISTRATORS, COORDINATORS, OBSERVERS
from tests import make

pytestmark = pytest.mark.django_db

PEOPLE = {
    "superuser": {"is_superuser": True},
    "administrator": {"group": ADMINISTRATORS},
    "coordinator": {"group": COORDINATORS},
    "coordinator of the agency": {"group": COORDINATORS, "agency": "own"},
    "observer": {"group": OBSERVERS},
    "contributor": {"agency": "own"},
    "validator": {"agency": "own", "role": "validator"},
    "contributor elsewhere": {"agency": "other"},
    "validator elsewhere": {"agency": "other", "role": "validator"},
    "nobody": {},
    "inactive superuser": {"is_superuser": True, "is_active": False},
    "inactive coordinator": {"group": COORDINATORS, "is_active": False},
    "inactive observer": {"group": OBSERVERS, "is_active": False},
    "inactive contributor": {"agency": "own", "is_active": False},
    "inactive validator": {"agency": "own", "role": "validator", "is_active": False},
}
ADMINISTRATION = {"superuser", "administrator"}
COORDINATION = ADMINISTRATION | {"coordinator", "coordinator of the agency"}
READERS = COORDINATION | {"observer"}
MEMBERS = {"coordinator of the agency", "contributor", "validator"}
ALL_MEMBERS = MEMBERS | {"contributor elsewhere", "validator elsewhere"}

ALONE = {
    "coordinates": COORDINATION,
    "observes": {"observer"},
    "belongs_to_agency": ALL_MEMBERS,
    "can_enter_staff_pages": READERS | ALL_MEMBERS,
    "can_manage_reference_data": COORDINATION,
    "can_manage_people": ADMINISTRATION,
    "can_manage_letterheads": ADMINISTRATION,
    "needs_second_factor": COORDINATION,
    "can_manage_year": COORDINATION,
    "can_manage_agency_people": COORDINATION,
    "can_invite_somebody": COORDINATION | {"validator", "validator elsewhere"},
    "can_read_reports": READERS,
    "can_submit_report": COORDINATION,
    "can_read_matrix": READERS,
    "can_read_queue": COORDINATION,
    "can_accept_warnings": COORDINATION,
    "can_write_reports": COORDINATION,
    "can_bring_in_reports": COORDINATION,
    "can_add_update": COORDINATION | ALL_MEMBERS,
    "can_make_some_token": COORDINATION | ALL_MEMBERS,
}
ABOUT_AGENCY = {
    "can_invite": COORDINATION | {"validator"},
    "can_write_for": COORDINATION | MEMBERS,
    "can_make_token": MEMBERS,
}
# Of an update that was sent in.
ABOUT_UPDATE = {
    "can_read_history": COORDINATION | MEMBERS,
    "can_submit": COORDINATION | MEMBERS,
    "can_validate": {"validator"},
    "can_review": COORDINATION - {"coordinator of the agency"},
    "can_comment": COORDINATION - {"coordinator of the agency"},
    "can_answer_comment": COORDINATION | MEMBERS,
    "can_change_update": set(),
    "can_delete_update": set(),
}
ABOUT_DRAFT = ABOUT_UPDATE | {
    "can_comment": set(),
    "can_change_update": COORDINATION | MEMBERS,
    "can_delete_update": COORDINATION | MEMBERS,
}
# Sent in once and given back by the agency's own validator: others have seen it.
ABOUT_SEEN_DRAFT = ABOUT_DRAFT | {
    "can_comment": COORDINATION - {"coordinator of the agency"},
    "can_delete_update": set(),
}
ABOUT_RETURNED = ABOUT_SEEN_DRAFT


def make_people(agencies):
    """{name: person} of the table, and somebody anonymous."""
    people = {"anonymous": AnonymousUser()}
    for name, fields in PEOPLE.items():
        people[name] = make.make_user(**fields | {"agency": agencies.get(fields.get("agency"))})
    return people


@pytest.fixture
def agencies():
    return {"own": make.make_agency(), "other": make.make_agency()}


@pytest.fixture
def people(agencies):
    return make_people(agencies)


def who(people, allowed):
    """The names of those who are allowed."""
    return {name for name, person in people.items() if allowed(person)}


def test_every_permission_has_its_row():
    """Whoever adds one has to say who has it."""
    asked_elsewhere = {"require", "was_never_sent", "can_write_in", "can_manage_person"}
    asked_elsewhere |= {"can_change_action", "can_revoke_token", "is_open_for"}
    here = {
        name
        for name, found in vars(permissions).items()
        if callable(found) and not isinstance(found, type)
    }
    assert here == {*ALONE, *ABOUT_AGENCY, *ABOUT_UPDATE, *asked_elsewhere}


def test_permission_belongs_to_whom_the_table_names(people):
    found = {name: who(people, getattr(permissions, name)) for name in ALONE}
    assert found == ALONE


def test_permission_about_an_agency_is_its_members(people, agencies):
    pk = agencies["own"].pk
    found = {
        name: who(people, partial(_about, getattr(permissions, name), pk)) for name in ABOUT_AGENCY
    }
    assert found == ABOUT_AGENCY
    assert who(people, lambda person: permissions.can_make_token(person, None)) == COORDINATION


def _about(allowed, record, person):
    return allowed(person, record)


@pytest.mark.parametrize(
    ("fields", "table"),
    [
        ({"status": "submitted", "sent_at": make.NOON}, ABOUT_UPDATE),
        ({"status": "draft"}, ABOUT_DRAFT),
        ({"status": "draft", "sent_at": make.NOON}, ABOUT_SEEN_DRAFT),
        ({"status": "returned", "sent_at": make.NOON}, ABOUT_RETURNED),
        ({"status": "returned"}, ABOUT_RETURNED),
    ],
    ids=["submitted", "draft", "seen draft", "returned", "returned by a validator"],
)
def test_permission_about_an_update_goes_by_its_agency_and_state(people, agencies, fields, table):
    update = make.make_update(agency=agencies["own"], **fields)
    found = {
        name: who(people, partial(_about, getattr(permissions, name), update)) for name in table
    }
    assert found == table


def test_history_and_actions_are_those_of_the_agency(people, agencies):
    action = make.make_action(lead_agency=agencies["own"])
    own = [action, agencies["own"], make.make_assignment(agency=agencies["own"])]
    for record in own:
        allowed = who(people, partial(_about, permissions.can_read_history, record))
        assert (type(record), allowed) == (type(record), COORDINATION | MEMBERS)
    for record in (make.make_period(year=2030), agencies["other"].memberships.first()):
        allowed = who(people, partial(_about, permissions.can_read_history, record))
        assert (type(record), allowed) == (type(record), COORDINATION)
    allowed = who(people, partial(_about, permissions.can_change_action, action))
    assert allowed == COORDINATION | MEMBERS


def test_tokens_are_revoked_by_who_answers_for_them(people, agencies):
    maker = make.make_user(agency=agencies["own"])
    make.make_token(agency=agencies["own"], user=maker)
    make.make_token(user=make.make_user(group=COORDINATORS))
    of_agency, of_coordination = ApiToken.objects.order_by("pk")
    revoked = who(
        people | {"maker": maker}, partial(_about, permissions.can_revoke_token, of_agency)
    )
    assert revoked == COORDINATION | {"validator", "maker"}
    revoked = who(people, partial(_about, permissions.can_revoke_token, of_coordination))
    assert revoked == COORDINATION


@pytest.mark.parametrize(
    ("person", "managers"),
    [
        ("superuser", {"superuser"}),
        ("administrator", ADMINISTRATION),
        ("coordinator", ADMINISTRATION),
        ("coordinator of the agency", ADMINISTRATION),
        ("observer", ADMINISTRATION),
        ("nobody", ADMINISTRATION),
        ("contributor", COORDINATION),
        ("validator elsewhere", COORDINATION),
        ("inactive contributor", COORDINATION),
        ("inactive superuser", {"superuser"}),
        ("inactive coordinator", ADMINISTRATION),
    ],
)
def test_people_are_managed_by_who_stands_above_them(people, agencies, person, managers):
    managed = make.make_user(
        **PEOPLE[person] | {"agency": agencies.get(PEOPLE[person].get("agency"))}
    )
    found = who(people, lambda by: permissions.can_manage_person(by, managed))
    assert found == managers


def test_nobody_manages_themselves(people):
    assert who(people, lambda by: permissions.can_manage_person(by, by)) == set()


@pytest.mark.parametrize("status", ["draft", "returned"])
def test_what_may_be_written_waits_for_its_period(people, agencies, status):
    states = {"planned": set(), "open": COORDINATION | MEMBERS, "closed": COORDINATION}
    for year, (state, allowed) in enumerate(states.items(), start=2040):
        period = make.make_period(year=year, state=state)
        update = make.make_update(agency=agencies["own"], period=period, status=status)
        found = who(people, partial(_about, permissions.can_change_update, update))
        assert (state, found) == (state, allowed)
