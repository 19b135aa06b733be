"""The number of queries does not grow with the number of rows."""

import pytest
from django.contrib import admin
from django.urls import reverse

from roadmap.models import ProgressUpdate
from roadmap.models.people import COORDINATORS
from tests import make
from tests.roadmap.pages import change_url

MANY = 30


def make_own_update(agency):
    update = make.make_update(agency=agency, published_at=None)
    make.make_result(update=update)
    make.make_evidence(update=update)
    return update


# What fills each list: one row, of an agency where the model has one.
ROWS = {
    "roadmap_roadmap": lambda _agency, n: make.make_roadmap(country=f"{chr(65 + n % 26)}{n % 10}"),
    "roadmap_priority": lambda agency, _n: make.make_priority(
        theme=make.make_theme(), lead_agency=agency
    ),
    "roadmap_agency": lambda _agency, _n: make.make_alias(),
    "roadmap_place": lambda _agency, _n: make.make_place(),
    "roadmap_period": lambda _agency, n: make.make_period(year=2020 + n),
    "roadmap_nextstep": lambda agency, _n: make.make_next_step(agency=agency),
    "roadmap_assignment": lambda agency, _n: make.make_assignment(
        agency=agency, priority=make.make_priority()
    ),
    "roadmap_action": lambda agency, _n: make.make_action(lead_agency=agency),
    "roadmap_project": lambda _agency, _n: make.make_project(),
    "roadmap_progressupdate": lambda agency, _n: make_own_update(agency),
    "roadmap_user": lambda agency, _n: make.make_user(agency=agency),
    "roadmap_mail": lambda agency, _n: make.make_mail(agency=agency),
    "reports_writtenanswer": lambda _agency, n: make.make_written_answer(
        question=f"q{n}", priority=make.make_priority(), next_step=make.make_next_step()
    ),
    "reports_letterhead": lambda _agency, n: make.make_letterhead(
        country=f"{chr(65 + n % 26)}{n % 10}"
    ),
}
LISTS = {
    "roadmap_roadmap": 4,
    "roadmap_priority": 5,
    "roadmap_agency": 4,
    "roadmap_place": 4,
    "roadmap_period": 5,
    "roadmap_nextstep": 5,
    "roadmap_assignment": 6,
    "roadmap_action": 5,
    "roadmap_project": 5,
    "roadmap_progressupdate": 7,
    "roadmap_user": 5,
    "roadmap_mail": 6,
    "reports_writtenanswer": 5,
    "reports_letterhead": 4,
}


def test_every_list_has_its_number():
    names = [f"{m._meta.app_label}_{m._meta.model_name}" for m in admin.site._registry]
    assert sorted(names) == sorted(LISTS) == sorted(ROWS)


@pytest.mark.parametrize("name", LISTS)
def test_list_asks_as_often_for_one_row_as_for_many(db, client, django_assert_num_queries, name):
    client.force_login(make.make_user(is_superuser=True))
    agency, url = make.make_agency(), reverse(f"admin:{name}_changelist")
    for rows in (range(1), range(1, MANY)):
        for number in rows:
            ROWS[name](agency, number)
        with django_assert_num_queries(LISTS[name]):
            answer = client.get(url)
        assert answer.context["cl"].result_count >= len(rows)


UPDATE_FORM = {"contributor": 30, "coordinator": 30}


@pytest.mark.parametrize("person", UPDATE_FORM)
def test_update_form_asks_as_often_for_one_row_as_for_many(
    db, client, django_assert_num_queries, person
):
    update = make.make_update()
    agency = update.agency if person == "contributor" else None
    group = COORDINATORS if person == "coordinator" else None
    client.force_login(make.make_user(agency=agency, group=group))
    client.get(change_url(update))  # Django remembers the content type from now on.
    for rows in (1, MANY - 1):
        for _row in range(rows):
            make.make_result(update=update, place=make.make_place())
            make.make_evidence(update=update)
            update.partners.add(make.make_agency())
            make.make_action(lead_agency=update.agency)
            make.make_priority()
        with django_assert_num_queries(UPDATE_FORM[person]):
            assert client.get(change_url(update)).status_code == 200


def test_home_page_asks_as_often_for_one_row_as_for_many(db, client, django_assert_num_queries):
    for rows in (1, MANY - 1):
        for _row in range(rows):
            make.make_signatory()
            make.make_theme()
            update = make.make_update(status="approved", published_at=make.NOON)
            update.priorities.add(make.make_priority())
        with django_assert_num_queries(5):
            assert client.get(reverse("home")).status_code == 200


def test_home_page_counts_what_is_public_and_nothing_else(db, client):
    first, second = make.make_priority(), make.make_priority()
    make.make_update(priorities=[first, second], status="approved", published_at=make.NOON)
    make.make_update(priorities=[first], status="approved", published_at=make.NOON)
    for status in ("draft", "with-validator", "submitted", "returned", "approved"):
        make.make_update(priorities=[second], status=status)
    [(_roadmap, priorities)] = client.get(reverse("home")).context["roadmaps"]
    assert [(p.number, p.public_updates) for p in priorities] == [(1, 2), (2, 1)]


def test_home_page_draws_a_thousand_as_a_number(db, client):
    """People read 1,000; the attributes of a meter must not have the comma."""
    priority = make.make_priority()
    update = make.make_update(status="approved", published_at=make.NOON, priorities=[])
    copies = [
        ProgressUpdate(
            period=update.period,
            agency=update.agency,
            action=update.action,
            status="approved",
            published_at=make.NOON,
        )
        for _copy in range(1000)
    ]
    through = ProgressUpdate.priorities.through
    through.objects.bulk_create(
        through(progressupdate=row, priority=priority)
        for row in ProgressUpdate.objects.bulk_create(copies)
    )
    page = client.get(reverse("home")).text
    assert ('max="1000" value="1000"' in page, "1,000" in page) == (True, True)


def test_home_page_shows_the_current_roadmaps_only(db, client):
    old = make.make_roadmap(title="Plan viejo", state="superseded")
    make.make_priority(roadmap=old, short_name="Prioridad vieja")
    current = make.make_roadmap(title="Plan nuevo")
    make.make_priority(roadmap=current, short_name="Prioridad nueva")
    page = client.get(reverse("home")).text
    assert ("Plan nuevo" in page, "Prioridad nueva" in page) == (True, True)
    assert ("Plan viejo" in page, "Prioridad vieja" in page) == (False, False)


def test_home_page_of_an_empty_site_opens(db, client):
    assert client.get(reverse("home")).status_code == 200


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7*7 }}", "الأمانة 👩🏽‍🏫"])
def test_home_page_escapes(db, client, text):
    make.make_priority(short_name=text, text=text, roadmap=make.make_roadmap(title=text))
    page = client.get(reverse("home")).text
    assert ("<script>alert" in page, "{{ 7*7 }}" in page) == (False, text == "{{ 7*7 }}")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_home_page_is_only_read(db, client, method):
    assert getattr(client, method)(reverse("home")).status_code == 405


def test_evidence_asks_as_often_for_one_row_as_for_many(db, client, django_assert_num_queries):
    update = make.make_update(status="approved", published_at=make.NOON)
    for rows in (1, MANY - 1):
        for _row in range(rows):
            evidence = make.make_evidence(update=update, is_public=True)
        with django_assert_num_queries(1):
            client.get(reverse("evidence-file", args=[evidence.pk]))
