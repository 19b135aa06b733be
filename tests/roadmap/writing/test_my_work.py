"""The home page of an agency's member: what is owed, what came back, and nothing of others."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from roadmap.models import KeptText
from roadmap.models.people import ADMINISTRATORS, COORDINATORS, OBSERVERS
from tests import make
from tests.roadmap.pages import change_url

HOME = reverse("admin:index")
STATUSES = ["draft", "with-validator", "submitted", "returned", "approved"]


@pytest.fixture
def year(db):
    """An open period, the closed one before it and its priority."""
    before = make.make_period(year=2022, state="closed")
    now = make.make_period(year=2023, roadmap=before.roadmap)
    return {"before": before, "now": now, "priority": make.make_priority()}


@pytest.fixture
def agencies(year):
    """Two agencies in the same situation: every section of the page has something of both."""
    agencies = {whose: make.make_agency(name=whose) for whose in ("own", "other")}
    for whose, agency in agencies.items():
        _fill(whose, agency, year)
    return agencies


def _fill(whose, agency, year):
    for status in STATUSES:
        title = f"{whose} {status}"
        update = make.make_update(
            agency=agency, period=year["now"], title=title, status=status, priorities=[]
        )
        if status == "returned":
            returned = {"name": "return", "to_status": "returned", "update": update}
            make.make_step(comment=f"{whose} old reason", **returned)
            make.make_step(comment=f"{whose} reason", **returned)
    last = {"agency": agency, "period": year["before"], "status": "approved"}
    make.make_update(title=f"{whose} last year", **last)
    done = make.make_update(title=f"{whose} continued", **last)
    make.make_update(
        title=f"{whose} this year", agency=agency, period=year["now"], continues=done, priorities=[]
    )
    make.make_update(title=f"{whose} never approved", **last | {"status": "returned"})
    make.make_assignment(agency=agency, period=year["now"], priority=year["priority"])


def log_in(client, agency, **fields):
    user = make.make_user(agency=agency, **fields)
    client.force_login(user)
    return user


def titles(rows):
    return {str(row) for row in rows}


SECTIONS = {
    "returned": {"own returned"},
    "drafts": {"own draft", "own this year"},
    "sent": {"own with-validator", "own submitted", "own approved"},
    "last_year": {"own last year"},
}


@pytest.mark.parametrize(
    ("role", "to_validate"), [("contributor", set()), ("validator", {"own with-validator"})]
)
def test_every_section_holds_ones_own_and_nothing_else(agencies, client, role, to_validate):
    user = log_in(client, agencies["own"], role=role)
    KeptText.objects.create(by=user, form="new:abc", data=[["title", "own text"]])
    colleague = make.make_user(agency=agencies["own"])
    KeptText.objects.create(by=colleague, form="new:abc", data=[["title", "a colleague's text"]])
    page = client.get(HOME)
    found = {name: titles(page.context[name]) for name in SECTIONS}
    assert found == SECTIONS
    assert titles(page.context["to_validate"]) == to_validate
    assert [text["title"] for text in page.context["kept"]] == ["own text"]
    assert [line["agency"] for line in page.context["owed"]] == ["own"]
    assert ("other" in page.text, "colleague" in page.text) == (False, False)
    for title in set.union(*SECTIONS.values()):
        assert (title, title in page.text) == (title, True)


def test_what_came_back_has_its_last_reason_on_the_line(agencies, client):
    log_in(client, agencies["own"])
    page = client.get(HOME)
    [update] = page.context["returned"]
    assert (update.reason_text, "own reason" in page.text, "old reason" in page.text) == (
        "own reason",
        True,
        False,
    )
    assert change_url(update) in page.text


def test_member_of_two_agencies_sees_both(agencies, client):
    user = log_in(client, agencies["own"])
    make.make_membership(user=user, agency=agencies["other"], role="validator")
    page = client.get(HOME)
    assert len(page.context["sent"]) == 2 * len(SECTIONS["sent"])
    assert titles(page.context["to_validate"]) == {"other with-validator"}
    assert page.context["several_agencies"] is True


def test_line_of_several_periods_says_of_which(year, agencies, client):
    log_in(client, agencies["own"])
    told = '<span class="byline">{}</span>'
    page = client.get(HOME)
    assert told.format("2023-2024") not in page.text
    make.make_reopening(
        period=year["before"],
        agency=agencies["own"],
        until=timezone.now() + datetime.timedelta(days=1),
    )
    make.make_assignment(agency=agencies["own"], period=year["before"], priority=year["priority"])
    page = client.get(HOME)
    assert sorted(line["period"] for line in page.context["owed"]) == ["2022-2023", "2023-2024"]
    assert [told.format(label) in page.text for label in ("2022-2023", "2023-2024")] == [True] * 2


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ([], "nothing"),
        (["draft"], "draft"),
        (["approved", "draft"], "draft"),
        (["approved", "returned", "draft"], "returned"),
        (["approved", "submitted"], "submitted"),
        (["approved", "with-validator"], "with-validator"),
        (["approved"], "approved"),
    ],
)
@pytest.mark.parametrize("target", ["priority", "next_step"])
def test_state_of_what_is_owed_is_that_of_its_answers(year, client, answers, state, target):
    agency = make.make_agency()
    log_in(client, agency)
    step = make.make_next_step(period=year["now"])
    asked = {"priority": year["priority"]} if target == "priority" else {"next_step": step}
    make.make_assignment(agency=agency, period=year["now"], **asked)
    for status in answers:
        about = {"priorities": [year["priority"]]} if target == "priority" else {"next_step": step}
        given = {"priorities": []} | about
        make.make_update(agency=agency, period=year["now"], status=status, **given)
        make.make_update(period=year["now"], status="approved", **given)
    [line] = client.get(HOME).context["owed"]
    assert (line["state"], len(line["updates"])) == (state, len(answers))


@pytest.mark.parametrize(("status", "state"), [("approved", "no-progress"), ("draft", "draft")])
def test_no_progress_is_an_answer_once_it_is_sent(year, client, status, state):
    agency = make.make_agency()
    log_in(client, agency)
    make.make_assignment(agency=agency, period=year["now"], priority=year["priority"])
    make.make_update(
        agency=agency,
        period=year["now"],
        status=status,
        kind="no-progress",
        reason="No hubo.",
        priorities=[year["priority"]],
    )
    assert client.get(HOME).context["owed"][0]["state"] == state


def test_what_is_owed_leads_to_a_form_that_knows_what_it_is_about(year, client):
    agency = make.make_agency()
    log_in(client, agency)
    step = make.make_next_step(period=year["now"])
    make.make_assignment(agency=agency, period=year["now"], priority=year["priority"])
    make.make_assignment(agency=agency, period=year["now"], next_step=step)
    add = reverse("admin:roadmap_progressupdate_add")
    lines = client.get(HOME).context["owed"]
    forms = [client.get(f"{add}?{line['query']}").context["adminform"].form for line in lines]
    found = [(form["next_step"].value(), form["priorities"].value()) for form in forms]
    assert found == [(str(step.pk), None), (None, [str(year["priority"].pk)])]


def test_page_without_a_period_or_anything_else_opens(db, client):
    log_in(client, make.make_agency())
    page = client.get(HOME)
    assert (page.status_code, page.context["periods"], page.context["owed"]) == (200, [], [])


@pytest.mark.parametrize("group", [COORDINATORS, OBSERVERS])
def test_others_have_another_home_page(year, client, group):
    client.force_login(make.make_user(group=group))
    page = client.get(HOME)
    assert (page.status_code, "owed" in page.context) == (200, False)


@pytest.mark.parametrize("many", [1, 30])
def test_page_asks_a_constant_number_of_times(year, client, django_assert_num_queries, many):
    agency = make.make_agency()
    user = log_in(client, agency, role="validator")
    for number in range(many):
        priority = make.make_priority()
        make.make_assignment(agency=agency, period=year["now"], priority=priority)
        for status in STATUSES:
            update = make.make_update(
                agency=agency, period=year["now"], status=status, priorities=[priority]
            )
            make.make_step(update=update, name="return", to_status="returned", comment="Falta.")
        make.make_update(agency=agency, period=year["before"], status="approved")
        form = f"update:{update.pk}"
        KeptText.objects.create(by=user, update=update, form=form, data=[["title", str(number)]])
    client.get(HOME)
    with django_assert_num_queries(12):
        assert client.get(HOME).status_code == 200


@pytest.mark.parametrize("group", [COORDINATORS, ADMINISTRATORS])
def test_coordination_finds_the_texts_it_has_not_saved(db, client, group):
    user = make.make_user(group=group)
    client.force_login(user)
    assert "Textos que no ha guardado" not in client.get(HOME).text
    KeptText.objects.create(by=user, form="new:abc", data=[["title", "own text"]])
    KeptText.objects.create(by=make.make_user(), form="new:abc", data=[["title", "another's"]])
    page = client.get(HOME)
    [text] = page.context["kept"]
    assert (text["title"], f'href="{text["address"]}"' in page.text) == ("own text", True)
    assert "another" not in page.text
    assert page.text.index("own text") < page.text.index('id="content-main"')
