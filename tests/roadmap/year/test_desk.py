"""The coordination's home page, and the observers' smaller one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from roadmap.models import Comment
from roadmap.models.people import COORDINATORS, OBSERVERS
from roadmap.review import workflow
from roadmap.review.workflow import StepName
from roadmap.year.desk import home_of, since_last_visit
from tests import make

HOME = reverse("admin:index")
DUE = make.NOON
NOW = DUE + timedelta(days=1)


@pytest.fixture
def year(db):
    """Two agencies, one priority and one next step."""
    period = make.make_period(due_at=DUE, roadmap=make.make_roadmap(code="MX"))
    priority = make.make_priority(short_name="Prevenir")
    step = make.make_next_step(period=period, title="Un paso")
    agencies = [make.make_agency(name=name) for name in ("A", "B")]
    for agency in agencies:
        make.make_assignment(agency=agency, priority=priority)
    make.make_assignment(agency=agencies[1], next_step=step)
    make.make_update(agency=agencies[0], status="approved")
    make.make_update(agency=agencies[0], status="submitted", title="espera", priorities=[])
    make.make_update(agency=agencies[1], status="draft", title="borrador")
    return agencies


def words(home):
    return [(figure.number, str(figure.words)) for figure in home["figures"]]


def bars(home):
    return [(bar.name, [piece[::2] for piece in bar.pieces]) for bar in home["bars"]]


def test_coordination_sees_five_figures_a_chart_and_what_waits_and_is_late(year):
    with override("en"):
        home = home_of(make.make_user(group=COORDINATORS), now=NOW)
        assert words(home) == [
            *((3, "answers asked for"), (1, "have come in"), (1, "wait for a decision")),
            *((1, "approved"), (2, "are late")),
        ]
        assert bars(home) == [
            ("P1. Prevenir", [("approved", "1"), ("draft", "1")]),
            ("Step 1. Un paso", [("nothing", "1")]),
        ]
    assert [update.title for update in home["waiting"]] == ["espera"]
    assert home["late"] == [(year[1], 2, 2)]


def test_observer_sees_what_is_approved_and_no_more(year):
    with override("en"):
        home = home_of(make.make_user(group=OBSERVERS), now=NOW)
        assert words(home) == [(3, "answers asked for"), (1, "approved")]
        assert bars(home) == [
            ("P1. Prevenir", [("approved", "1"), ("nothing", "1")]),
            ("Step 1. Un paso", [("nothing", "1")]),
        ]
    assert (home["late"], "waiting" in home, "news" in home) == ([], False, False)


def test_observers_page_has_nothing_of_what_is_under_way(year, client):
    client.force_login(make.make_user(group=OBSERVERS))
    page = client.get(HOME)
    assert page.status_code == 200
    assert not [word for word in ("espera", "borrador", reverse("queue")) if word in page.text]
    assert reverse("matrix-home") in page.text


def test_submitted_answer_without_progress_is_not_counted_as_approved(year):
    update = {"agency": year[1], "kind": "no-progress", "reason": "No hubo."}
    make.make_update(status="submitted", priorities=[], next_step_id=None, **update)
    step = make.NextStep.objects.get()
    make.make_update(status="submitted", priorities=[], next_step=step, **update)
    with override("en"):
        home = home_of(make.make_user(group=COORDINATORS), now=NOW)
    assert [number for number, _words in words(home)] == [3, 2, 3, 1, 1]


VISITS = [
    # minutes after the first visit, what «since the last visit» then means
    ([], None),
    ([10], None),
    ([90], 0),
    ([90, 100], 0),
    ([90, 100, 170], 100),
    ([90, 100, 170, 220], 100),
]


@pytest.mark.parametrize(("visits", "since"), VISITS)
def test_last_visit_is_the_one_before_this(db, visits, since):
    user = make.make_user()
    found = since_last_visit(user, now=NOW)
    for minutes in visits:
        found = since_last_visit(user, now=NOW + timedelta(minutes=minutes))
    assert found == (None if since is None else NOW + timedelta(minutes=since))


def test_news_are_what_others_did_since_the_last_visit(year):
    me, other = (make.make_user(group=COORDINATORS) for _person in range(2))
    make.make_step(by=other, at=NOW - timedelta(days=1))
    home_of(me, now=NOW)
    step = make.make_step(by=other, at=NOW + timedelta(hours=1))
    make.make_step(by=me, at=NOW + timedelta(hours=1))
    remark = make.make_comment(by=me)
    answer = Comment.objects.create(
        update=remark.update, answer_to=remark, version=1, text="Sí.", by=other
    )
    Comment.objects.update(at=NOW + timedelta(hours=1))
    home = home_of(me, now=NOW + timedelta(days=2))
    assert (home["since"], home["news"], list(home["answers"])) == (NOW, [step], [answer])
    with override("en"):
        assert [(str(words), number) for words, number in home["news_counts"]] == [("Submitted", 1)]


@pytest.mark.parametrize("group", [COORDINATORS, OBSERVERS])
def test_lists_stay_reachable(year, client, group):
    client.force_login(make.make_user(group=group))
    page = client.get(HOME).text
    for name in ("progressupdate", "period", "nextstep", "assignment", "priority"):
        assert reverse(f"admin:roadmap_{name}_changelist") in page


@pytest.mark.parametrize("group", [COORDINATORS, OBSERVERS])
def test_page_opens_without_a_period(db, client, group):
    client.force_login(make.make_user(group=group))
    assert client.get(HOME).status_code == 200


def test_every_page_leads_to_the_desk(year, coordinator, client):
    update = make.ProgressUpdate.objects.first()
    pages = [
        *(HOME, reverse("home"), reverse("reports:list"), reverse("account")),
        reverse("admin:roadmap_progressupdate_changelist"),
        reverse("admin:roadmap_progressupdate_change", args=[update.pk]),
        reverse("admin:roadmap_period_changelist"),
        reverse("queue"),
    ]
    links = [reverse(name) for name in ("matrix-home", "queue", "reports:list")]
    found = {
        page: [link for link in links if f'href="{link}"' in client.get(page).text]
        for page in pages
    }
    assert found == dict.fromkeys(pages, links)


def test_page_asks_as_often_for_one_row_as_for_many(
    year, coordinator, client, django_assert_num_queries
):
    client.get(HOME)
    coordinator.visit.before = NOW - timedelta(days=1)
    coordinator.visit.save()
    for rows in (1, 3, 10):
        for _row in range(rows):
            agency, priority = make.make_agency(), make.make_priority()
            make.make_assignment(agency=agency, priority=priority)
            update = make.make_update(agency=agency, priorities=[priority])
            by = make.make_user(agency=agency)
            workflow.move(update, StepName.SUBMIT, by=by, version=1)
            make.make_comment(update=update, answer_to=make.make_comment(update=update))
        with django_assert_num_queries(18):
            assert len(client.get(HOME).context["bars"]) > rows
