"""Last year's update goes on this year."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from roadmap.models import ProgressUpdate
from roadmap.models.people import COORDINATORS, OBSERVERS
from tests import make
from tests.roadmap.pages import change_url

COPIED = ["agency", "action", "title", "topics", "areas", "municipalities"]
LISTS = ["priorities", "places", "partners"]


def continue_url(update):
    return reverse("update-continue", args=[update.pk])


@pytest.fixture
def last(agency):
    """An approved update of the year before an open one."""
    period = make.make_period(year=2022, state="closed")
    last = make.make_whole_update(agency=agency, status="approved", published_at=make.NOON)
    make.make_period(year=2023, roadmap=period.roadmap)
    return last


def test_draft_of_this_year_has_all_but_the_text(client, last):
    answer = client.post(continue_url(last), {"kind": "progress"})
    draft = ProgressUpdate.objects.exclude(pk=last.pk).get()
    assert (answer.status_code, answer.headers["Location"]) == (302, change_url(draft))
    assert {name: getattr(draft, name) for name in COPIED} == {
        name: getattr(last, name) for name in COPIED
    }
    assert {name: set(getattr(draft, name).all()) for name in LISTS} == {
        name: set(getattr(last, name).all()) for name in LISTS
    }
    assert (draft.period.year, draft.continues, draft.status, draft.version) == (
        2023,
        last,
        "draft",
        1,
    )
    fresh = (draft.narrative, draft.reason, draft.precision, draft.next_step, draft.published_at)
    assert fresh == ([], "", "", None, None)
    assert (draft.results.count(), draft.evidence.count()) == (0, 0)
    assert draft.written_by.agency_ids == {last.agency_id}


def test_last_years_text_stands_beside_the_empty_one(client, last):
    page = client.get(client.post(continue_url(last)).headers["Location"])
    assert page.context["last_year"] == last
    assert "Se hizo algo." in page.text


def test_continuing_twice_gives_the_same_draft(client, last):
    addresses = {client.post(continue_url(last)).headers["Location"] for _press in range(2)}
    assert (len(addresses), ProgressUpdate.objects.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_give_one_draft():
    period = make.make_period(year=2022)
    make.make_period(year=2023, roadmap=period.roadmap)
    last = make.make_update(period=period)
    people = [Client(), Client()]
    for person in people:
        person.force_login(make.make_user(agency=last.agency))
    start, addresses = threading.Barrier(2), set()

    def press(person):
        start.wait()
        addresses.add(person.post(continue_url(last)).headers["Location"])
        connection.close()

    threads = [threading.Thread(target=press, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(addresses), ProgressUpdate.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("progress", "progress"),
        ("no-progress", "no-progress"),
        ("not-applicable", "not-applicable"),
        ("forged", "progress"),
        ("", "progress"),
    ],
)
def test_kind_is_one_of_the_known(client, last, kind, kept):
    client.post(continue_url(last), {"kind": kind})
    assert ProgressUpdate.objects.get(continues=last).kind == kept


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ({"agency": True}, 302),
        ({"agency": True, "role": "validator"}, 302),
        ({"group": COORDINATORS}, 302),
        ({"group": OBSERVERS}, 403),
        ({"agency": "other"}, 404),
    ],
)
def test_only_who_writes_for_the_agency_continues(client, last, person, code):
    given = person.get("agency")
    agency = last.agency if given is True else make.make_agency() if given else None
    client.force_login(make.make_user(**person | {"agency": agency}))
    assert client.post(continue_url(last)).status_code == code
    assert ProgressUpdate.objects.filter(continues=last).exists() is (code == 302)


@pytest.mark.parametrize("state", ["closed", None])
def test_without_an_open_period_there_is_nothing_to_continue_in(client, last, state):
    later = type(last.period).objects.filter(year=2023)
    later.update(state=state) if state else later.delete()
    assert client.post(continue_url(last)).status_code == 404
    assert ProgressUpdate.objects.count() == 1


def test_reading_the_address_continues_nothing(client, last):
    assert client.get(continue_url(last)).status_code == 405
    assert ProgressUpdate.objects.count() == 1
