"""Who sees what: `visible_to` of every queryset, person by person, against one whole table."""

import pytest
from django.contrib.auth.models import AnonymousUser

from roadmap.models import Action, Assignment, Evidence, ProgressUpdate
from roadmap.models.people import ADMINISTRATORS, COORDINATORS, OBSERVERS
from tests import make

STATUSES = ["draft", "with-validator", "submitted", "returned", "approved", "published"]
OWN, OTHER = ({f"{whose} {status}" for status in STATUSES} for whose in ("own", "other"))
PUBLISHED = {"own published", "other published"}
APPROVED = {"own approved", "other approved"}
PUBLIC_FILES = {f"{update} public" for update in PUBLISHED}


def files(updates):
    """Both pieces of evidence of each update."""
    return {f"{update} {which}" for update in updates for which in ("public", "internal")}


EVERYTHING = {
    "updates": OWN | OTHER,
    "evidence": files(OWN | OTHER),
    "actions": {"own", "other", "with partner"},
    "assignments": {"own", "other"},
}
OBSERVED = APPROVED | PUBLISHED
NOTHING = {"updates": set(), "evidence": PUBLIC_FILES, "actions": set(), "assignments": set()}
OWN_ONLY = {
    "updates": OWN,
    "evidence": files(OWN) | PUBLIC_FILES,
    "actions": {"own", "with partner"},
    "assignments": {"own"},
}
OTHER_ONLY = {
    "updates": OTHER,
    "evidence": files(OTHER) | PUBLIC_FILES,
    "actions": {"other", "with partner"},
    "assignments": {"other"},
}
PEOPLE = {
    "superuser": ({"is_superuser": True}, EVERYTHING),
    "administrator": ({"group": ADMINISTRATORS}, EVERYTHING),
    "coordinator": ({"group": COORDINATORS}, EVERYTHING),
    "observer": (
        {"group": OBSERVERS},
        EVERYTHING | {"updates": OBSERVED, "evidence": files(OBSERVED)},
    ),
    "observer of the agency": (
        {"group": OBSERVERS, "agency": "own"},
        EVERYTHING | {"updates": OBSERVED | OWN, "evidence": files(OBSERVED | OWN)},
    ),
    "contributor": ({"agency": "own"}, OWN_ONLY),
    "validator": ({"agency": "own", "role": "validator"}, OWN_ONLY),
    "contributor of another agency": ({"agency": "other"}, OTHER_ONLY),
    "person without anything": ({}, NOTHING),
    "inactive superuser": ({"is_superuser": True, "is_active": False}, NOTHING),
    "inactive coordinator": ({"group": COORDINATORS, "is_active": False}, NOTHING),
    "inactive contributor": ({"agency": "own", "is_active": False}, NOTHING),
}


@pytest.fixture
def agencies(db):
    """Two agencies with an update in each status, their actions and their assignments."""
    agencies = {whose: make.make_agency(name=whose) for whose in ("own", "other")}
    for whose, agency in agencies.items():
        action = make.make_action(title=whose, lead_agency=agency)
        make.make_assignment(agency=agency)
        for status in STATUSES:
            _make_update(f"{whose} {status}", agency, action, status)
    shared = make.make_action(title="with partner", lead_agency=agencies["other"])
    shared.partners.add(agencies["own"])
    return agencies


def _make_update(title, agency, action, status):
    published = {"status": "approved", "published_at": make.NOON}
    fields = published if status == "published" else {"status": status}
    update = make.make_update(title=title, agency=agency, action=action, **fields)
    make.make_evidence(update=update, title=f"{title} public", is_public=True)
    make.make_evidence(update=update, title=f"{title} internal")


@pytest.mark.parametrize("person", PEOPLE)
def test_person_sees_exactly_what_the_table_says(agencies, person):
    fields, expected = PEOPLE[person]
    user = make.make_user(**fields | {"agency": agencies.get(fields.get("agency"))})
    assert seen_by(user) == expected


def seen_by(user):
    return {
        "updates": _titles(ProgressUpdate.objects.visible_to(user), "title"),
        "evidence": _titles(Evidence.objects.visible_to(user), "title"),
        "actions": _titles(Action.objects.visible_to(user), "title"),
        "assignments": _titles(Assignment.objects.visible_to(user), "agency__name"),
    }


def _titles(rows, name):
    """The titles as a set, none of them twice."""
    titles = list(rows.values_list(name, flat=True))
    assert len(titles) == len(set(titles))
    return set(titles)


def test_anonymous_sees_what_is_public(agencies):
    assert _titles(ProgressUpdate.objects.visible_to(AnonymousUser()), "title") == PUBLISHED
    assert _titles(Evidence.objects.visible_to(AnonymousUser()), "title") == PUBLIC_FILES


def test_published_sets_hold_nothing_else(agencies):
    assert _titles(ProgressUpdate.objects.published(), "title") == PUBLISHED
    assert _titles(Evidence.objects.published(), "title") == PUBLIC_FILES


def test_other_agencys_partnership_shows_no_update(agencies):
    """A partner of an action sees the action, and not what its lead agency writes about it."""
    shared = Action.objects.get(title="with partner")
    make.make_update(title="not theirs", agency=agencies["other"], action=shared)
    user = make.make_user(agency=agencies["own"])
    assert _titles(ProgressUpdate.objects.visible_to(user), "title") == OWN
