"""The matrix: its cells, totals, filters, files and doors."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook

from roadmap.models import Assignment, Status, User
from roadmap.models.people import ADMINISTRATORS, COORDINATORS, OBSERVERS
from roadmap.year import due_work, reminders
from roadmap.year.matrix import matrix_of
from tests import make

DUE = make.NOON
NOW = DUE + timedelta(days=1)


@pytest.fixture
def period(db):
    return make.make_period(due_at=DUE, roadmap=make.make_roadmap(code="MX"))


@pytest.fixture
def year(period):
    """Three agencies, two priorities and a next step, with something in most cells."""
    one, two = (make.make_priority(short_name=name) for name in ("Uno", "Dos"))
    step = make.make_next_step(period=period, title="Tres")
    agencies = {
        name: make.make_agency(code=name, name=name, kind=kind)
        for name, kind in (("A", "ministry"), ("B", "ministry"), ("C", "judiciary"))
    }
    told = [
        # agency, about, status, kind
        ("A", {"priorities": [one]}, "approved", "progress"),
        ("A", {"priorities": [one]}, "approved", "progress"),
        ("A", {"priorities": [two]}, "submitted", "no-progress"),
        ("B", {"priorities": [one, two]}, "draft", "progress"),
        ("B", {"priorities": [], "next_step": step}, "approved", "not-applicable"),
        ("C", {"priorities": [two]}, "returned", "progress"),
    ]
    for agency, about, status, kind in told:
        make.make_update(
            agency=agencies[agency], status=status, kind=kind, reason="Así es.", **about
        )
    asked = {"A": [one, two, step], "B": [one, step], "C": [one]}
    for agency, things in asked.items():
        for thing in things:
            about = {"next_step": thing} if thing == step else {"priority": thing}
            make.make_assignment(agency=agencies[agency], **about)
    return agencies


EVERYTHING = {
    "A": [("approved", "", 2), ("no-progress", "", 1), ("nothing", "late", 0)],
    "B": [("draft", "late", 1), ("unasked", "", 1), ("not-applicable", "", 1)],
    "C": [("nothing", "late", 0), ("unasked", "", 1), None],
}


def told(matrix):
    return {
        agency.name: [cell and (cell.state, cell.late, cell.number) for cell in row]
        for agency, row, _total in matrix.rows
    }


def sums(total):
    return total.asked, total.answered, total.late


@pytest.mark.parametrize("group", [COORDINATORS, ADMINISTRATORS])
def test_every_cell_and_every_total(year, period, group):
    user = make.make_user(group=group, is_superuser=group == ADMINISTRATORS)
    matrix, _form = matrix_of(period, user, now=NOW)
    assert told(matrix) == EVERYTHING
    assert [sums(total) for _agency, _row, total in matrix.rows] == [
        (3, 2, 1),
        (2, 1, 1),
        (1, 0, 1),
    ]
    assert [sums(total) for total in matrix.by_column] == [(3, 1, 2), (1, 1, 0), (2, 1, 1)]
    assert sums(matrix.whole) == (6, 3, 3)
    assert matrix.whole.states == {
        "nothing": 2,
        "draft": 1,
        "approved": 1,
        "no-progress": 1,
        "not-applicable": 1,
    }


def test_nothing_is_late_before_the_due_instant(year, period):
    matrix, _form = matrix_of(period, make.make_user(group=COORDINATORS), now=DUE)
    assert matrix.whole.late == 0


def test_observer_learns_what_is_approved_and_no_more(year, period):
    matrix, _form = matrix_of(period, make.make_user(group=OBSERVERS), now=NOW)
    assert told(matrix) == {
        "A": [("approved", "", 2), ("nothing", "", 0), ("nothing", "", 0)],
        "B": [("nothing", "", 0), None, ("not-applicable", "", 1)],
        "C": [("nothing", "", 0), None, None],
    }
    with override("en"):
        words = {str(c.words) for _a, row, _t in matrix.rows for c in row if c}
    assert words == {"Approved", "Not approved yet", "Not applicable"}


def test_observer_is_told_no_figure_of_what_is_under_way_or_late(year, period, client):
    enter(client, "observer", year["A"])
    page = client.get(address(period), headers={"accept-language": "en"})
    with override("en"):
        words = ["Not approved yet", "Approved", "No progress this year", "Not applicable"]
        assert [str(words) for _code, words, _n in page.context["matrix"].states] == words
        states = page.context["form"].fields["state"].choices[1:]
        assert [str(words) for _code, words in states] == words
    assert "late" not in page.context["form"].fields
    told = {word for word in ("Late", "Answered", "Draft", "Returned") if word in page.text}
    assert told == set()
    for suffix in ("csv", "xlsx"):
        file = address(period, "matrix-file", suffix=suffix)
        head, *rows = read(client.get(file, headers={"accept-language": "en"}), suffix)
        assert head[-2:] == ["Asked for", "Approved"]
        assert [row[-2:] for row in rows] == [
            *(["3", "1"], ["2", "1"], ["1", "0"]),  # The agencies.
            *(["6", ""], ["", "2"]),  # The sums.
        ]


A, B, C = EVERYTHING.values()
FILTERS = [
    ({"state": "draft"}, {"B": [B[0], None, None]}),
    ({"state": "nothing"}, {"A": [None, None, A[2]], "C": [C[0], None, None]}),
    ({"kind": "judiciary"}, {"C": C}),
    (
        {"late": "on"},
        {"A": [None, None, A[2]], "B": [B[0], None, None], "C": [C[0], None, None]},
    ),
    ({"late": "on", "state": "draft"}, {"B": [B[0], None, None]}),
    ({"state": "returned"}, {}),
    ({"state": "no such state"}, EVERYTHING),
    ({"agency": "x"}, EVERYTHING),
]


@pytest.mark.parametrize(("chosen", "expected"), FILTERS)
def test_filter_leaves_what_fits(year, period, chosen, expected):
    user = make.make_user(group=COORDINATORS)
    matrix, _form = matrix_of(period, user, now=NOW, chosen=chosen)
    assert told(matrix) == expected


def test_filter_by_agency_and_by_column(year, period):
    user = make.make_user(group=COORDINATORS)
    matrix, _form = matrix_of(period, user, now=NOW, chosen={"agency": str(year["B"].pk)})
    assert told(matrix) == {"B": EVERYTHING["B"]}
    key = matrix.columns[1].key
    matrix, _form = matrix_of(period, user, now=NOW, chosen={"column": key})
    assert told(matrix) == {name: [row[1]] for name, row in EVERYTHING.items() if row[1]}


# The page and its files.


def address(period, name="matrix", **more):
    return reverse(name, kwargs={"roadmap": "MX", "period": period.label, **more})


def test_cell_leads_to_its_updates_and_an_empty_one_to_the_form(year, period, coordinator, client):
    page = client.get(address(period)).text
    add = reverse("admin:roadmap_progressupdate_add")
    step = period.next_steps.get()
    empty = f"{add}?period={period.pk}&amp;agency={year['A'].pk}&next_step={step.pk}"
    key = f"p{period.roadmap.priorities.get(number=1).pk}"
    full = address(period, "matrix-cell", agency=year["A"].pk, key=key)
    assert (empty.replace("&next", "&amp;next") in page, f'href="{full}"' in page) == (True, True)
    behind = client.get(full).context["updates"]
    assert [update.status for update in behind] == ["approved", "approved"]


@pytest.fixture
def table(year, period):
    head = ["Code", "Agency", "Kind", "P1. Uno", "P2. Dos", "Step 1. Tres"]
    head += ["Asked for", "Answered", "Late"]
    ministry, judiciary = "Federal or national ministry", "Judiciary"
    nothing = "Nothing yet · Late"
    return [
        head,
        [
            "A",
            "A",
            ministry,
            "Approved (2)",
            "No progress this year",
            "Nothing yet · Late",
            3,
            2,
            1,
        ],
        ["B", "B", ministry, "Draft · Late", "Not asked for (1)", "Not applicable", 2, 1, 1],
        ["C", "C", judiciary, nothing, "Not asked for (1)", "", 1, 0, 1],
        ["Asked for", "", "", 3, 1, 2, 6, "", ""],
        ["Answered", "", "", 1, 1, 1, "", 3, ""],
        ["Late", "", "", 2, 0, 1, "", "", 3],
    ]


def read(answer, suffix):
    if suffix == "csv":
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    return [["" if value is None else str(value) for value in row] for row in rows]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize(("query", "rows"), [("", [0, 1, 2, 3, 4, 5, 6]), ("?state=draft", None)])
def test_file_is_the_same_table(table, period, coordinator, client, suffix, query, rows):
    with override("en"):
        answer = client.get(
            address(period, "matrix-file", suffix=suffix) + query, headers={"accept-language": "en"}
        )
    found = read(answer, suffix)
    if rows:
        assert found == [[str(value) for value in table[row]] for row in rows]
    else:
        assert [row[:4] for row in found[1:2]] == [["B", "B", table[2][2], "Draft · Late"]]
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="MX-{period.label}.{suffix}"'
    )


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@a", "＝1", " =1"])
def test_file_has_no_formula(period, coordinator, client, name):
    make.make_assignment(agency=make.make_agency(name=name.strip(), acronym=""))
    row = read(client.get(address(period, "matrix-file", suffix="csv")), "csv")[1]
    assert row[1] == f"'{name.strip()}"
    answer = client.get(address(period, "matrix-file", suffix="xlsx"))
    cell = load_workbook(io.BytesIO(answer.content)).active["B2"]
    assert (cell.value, cell.data_type) == (name.strip(), "s")


def test_other_files_do_not_exist(period, coordinator, client):
    assert client.get(address(period, "matrix-file", suffix="ods")).status_code == 404


# One press to remind.


@pytest.fixture
def staffed(year):
    """Each of the agencies has somebody who writes."""
    for agency in year.values():
        make.make_user(agency=agency)
    return year


def reminders_in(page):
    """The agencies whose rows lead to the reminder."""
    return leading(page, lambda pk: reverse("remind", args=[page.context["period"].pk, pk]))


def invitations_in(page):
    """The agencies whose rows say that nobody can be reminded, and lead to inviting somebody."""
    return leading(page, lambda pk: f"{reverse('invite')}?agency={pk}")


def leading(page, address):
    rows = page.context["matrix"].rows
    return {agency.name for agency, _r, _t in rows if f'href="{address(agency.pk)}"' in page.text}


def answer_all(agency):
    """Answer all that is asked of an agency."""
    for row in Assignment.objects.filter(agency=agency):
        about = {"next_step": row.next_step} if row.next_step else {}
        priorities = [row.priority] if row.priority else []
        make.make_update(agency=agency, status="submitted", priorities=priorities, **about)


@pytest.mark.parametrize(
    ("fields", "reopened", "expected"),
    [
        ({}, False, {"A", "B", "C"}),
        ({"due_at": None}, False, set()),
        ({"state": "planned"}, False, set()),
        ({"state": "closed"}, False, set()),
        ({"state": "closed"}, True, {"B"}),
    ],
)
def test_row_leads_to_its_reminder_while_the_period_reminds(
    staffed, period, coordinator, client, fields, reopened, expected
):
    type(period).objects.update(**fields)
    if reopened:
        make.make_reopening(agency=staffed["B"], until=timezone.now() + timedelta(days=1))
    assert reminders_in(client.get(address(period))) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("submitted", {"C"}),
        ("approved", {"C"}),
        ("with-validator", {"B", "C"}),
        ("returned", {"B", "C"}),
        ("draft", {"B", "C"}),
    ],
)
def test_row_leads_to_its_reminder_where_something_is_owed(
    staffed, period, coordinator, client, status, expected
):
    make.make_user(agency=staffed["B"], role="validator")
    answer_all(staffed["A"])
    answer_all(staffed["C"])  # But what C was not asked for came back to it.
    staffed["B"].updates.filter(kind="progress").update(status=status)
    assert reminders_in(client.get(address(period))) == expected
    filtered = client.get(address(period), {"kind": "ministry"})
    assert reminders_in(filtered) == expected - {"C"}


@pytest.mark.parametrize("status", ["none", *Status.values])
@pytest.mark.parametrize("beside", ["none", *Status.values])
@pytest.mark.parametrize("asked", [True, False])
def test_what_a_row_owes_is_what_a_reminder_speaks_of(period, status, beside, asked):
    agency, priority = make.make_agency(), make.make_priority()
    if asked:
        make.make_assignment(agency=agency, priority=priority)
    for each in {status, beside} - {"none"}:
        make.make_update(agency=agency, status=each)
    matrix, _form = matrix_of(period, make.make_user(group=COORDINATORS), now=NOW)
    targets = [target for target in due_work.targets(NOW) if target.agency == agency]
    assert {(period.pk, pk): owed for pk, owed in matrix.owing.items()} == {
        key: {task for task in ("write", "validate") if getattr(work, f"to_{task}")}
        for key, work in due_work.work_of(targets).items()
    }


PEOPLE_THERE = [[], ["contributor"], ["validator"], ["contributor", "validator"], ["gone"]]


@pytest.mark.parametrize("status", ["none", "with-validator", "returned"])
@pytest.mark.parametrize("roles", PEOPLE_THERE)
@pytest.mark.parametrize("now", [DUE - timedelta(days=1), NOW])
def test_row_is_reached_where_somebody_would_get_the_reminder(period, status, roles, now):
    agency, priority = make.make_agency(), make.make_priority()
    if status == "none":
        make.make_assignment(agency=agency, priority=priority)
    else:
        make.make_update(agency=agency, status=status)
    for role in roles:
        make.make_user(agency=agency, role=role.replace("gone", "contributor"))
    User.objects.filter(memberships__agency=agency).update(is_active="gone" not in roles)
    matrix, _form = matrix_of(period, make.make_user(group=COORDINATORS), now=now)
    letters = reminders.letters_for(period, agency, now)
    reached, unreached = due_work.reach_of(period, matrix.owing, now)
    assert (reached, unreached) == (({agency.pk}, set()) if letters else (set(), {agency.pk}))


def test_row_without_anybody_leads_to_inviting_for_that_agency(year, period, coordinator, client):
    make.make_user(agency=year["A"])
    page = client.get(address(period))
    assert (reminders_in(page), invitations_in(page)) == ({"A"}, {"B", "C"})
    form = client.get(reverse("invite"), {"agency": year["B"].pk}).context["form"]
    assert form["agency"].value() == str(year["B"].pk)


# What is asked for.


def place(agency, priority):
    return f"{agency.pk}:p{priority.pk}"


def test_ticks_change_what_is_asked_for_and_nothing_else(year, period, coordinator, client):
    one, two = period.roadmap.priorities.order_by("number")
    url = address(period, "matrix-asked", key=f"p{one.pk}")
    new = make.make_agency()
    # A colleague has meanwhile asked the new agency for the second priority.
    make.make_assignment(agency=new, priority=two)
    posted = {"asked": [place(new, one)], "was": [place(year["C"], one)]}
    assert client.post(url, posted).status_code == 302
    asked = set(Assignment.objects.values_list("agency__name", "priority__number"))
    assert asked == {
        *(("A", 1), ("A", 2), ("A", None), ("B", 1), ("B", None)),
        *((new.name, 1), (new.name, 2)),
    }


def test_what_has_been_answered_stays_asked_for(year, period, coordinator, client):
    key = f"a{year['B'].pk}"
    ticks = client.get(address(period, "matrix-asked", key=key)).context["line"]
    was = [tick["value"] for tick in ticks if tick["asked"]]
    answer = client.post(address(period, "matrix-asked", key=key), {"was": was}, follow=True)
    assert len(was) == 2
    assert Assignment.objects.filter(agency=year["B"]).count() == 2
    assert "P1. Uno" in "".join(str(message) for message in answer.context["messages"])


def test_two_presses_ask_once(year, period, coordinator, client):
    two = period.roadmap.priorities.get(number=2)
    url = address(period, "matrix-asked", key=f"a{year['C'].pk}")
    for _press in range(2):
        client.post(url, {"asked": [place(year["C"], two)]})
    assert Assignment.objects.filter(agency=year["C"], priority=two).count() == 1


def test_closed_period_stays_as_it_was(year, period, coordinator, client):
    period.state = "closed"
    period.save()
    before = set(Assignment.objects.values_list("pk", flat=True))
    one = period.roadmap.priorities.get(number=1)
    url = address(period, "matrix-asked", key=f"p{one.pk}")
    assert client.get(url).context["may_assign"] is False
    client.post(url, {"asked": [place(make.make_agency(), one)], "was": [place(year["C"], one)]})
    assert set(Assignment.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("key", ["p0", "x1", "a999999", "a", "p", "-"])
def test_unknown_line_does_not_exist(period, coordinator, client, key):
    assert client.get(address(period, "matrix-asked", key=key)).status_code == 404


# The doors.


DOORS = {
    # page: (coordinator, observer, agency's member, somebody logged in, stranger)
    "matrix": (200, 200, 403, 403, 302),
    "matrix-file": (200, 200, 403, 403, 302),
    "matrix-cell": (200, 200, 403, 403, 302),
    "matrix-asked": (200, 403, 403, 403, 302),
}
PEOPLE = ["coordinator", "observer", "member", "somebody", "stranger"]


def enter(client, person, agency):
    client.logout()
    groups = {"coordinator": COORDINATORS, "observer": OBSERVERS}
    own = {"agency": agency} if person == "member" else {}
    if person != "stranger":
        client.force_login(make.make_user(group=groups.get(person), **own))


@pytest.mark.parametrize("name", DOORS)
def test_doors(year, period, client, name):
    key = f"p{period.roadmap.priorities.get(number=1).pk}"
    more = {
        "matrix-file": {"suffix": "csv"},
        "matrix-cell": {"agency": year["A"].pk, "key": key},
        "matrix-asked": {"key": key},
    }
    found = []
    for person in PEOPLE:
        enter(client, person, year["A"])
        found.append(client.get(address(period, name, **more.get(name, {}))).status_code)
    assert tuple(found) == DOORS[name]


@pytest.mark.parametrize(
    ("person", "expected"), [("coordinator", {"A", "B", "C"}), ("observer", set())]
)
def test_only_the_coordination_is_led_to_reminders(staffed, period, client, person, expected):
    enter(client, person, staffed["A"])
    assert reminders_in(client.get(address(period))) == expected


@pytest.mark.parametrize("where", ["matrix", "home"])
@pytest.mark.parametrize(
    ("person", "due_at", "expected"),
    [("coordinator", None, True), ("coordinator", DUE, False), ("observer", None, False)],
)
def test_coordination_is_led_to_the_due_date_that_is_missing(
    year, period, client, where, person, due_at, expected
):
    type(period).objects.update(due_at=due_at)
    enter(client, person, year["A"])
    page = client.get(address(period) if where == "matrix" else reverse("admin:index"))
    assert (f'href="{reverse("period", args=[period.pk])}"' in page.text) is expected


@pytest.mark.parametrize("person", PEOPLE[1:])
def test_nobody_else_changes_what_is_asked_for(year, period, client, person):
    one = period.roadmap.priorities.get(number=1)
    url = address(period, "matrix-asked", key=f"p{one.pk}")
    posted = {"was": [place(year["C"], one)]}
    enter(client, person, year["A"])
    assert client.post(url, posted).status_code in {302, 403}
    assert Assignment.objects.filter(agency=year["C"]).count() == 1
    enter(client, "coordinator", year["A"])
    assert client.post(url, posted).status_code == 302
    assert Assignment.objects.filter(agency=year["C"]).count() == 0


def test_home_of_the_matrix_is_the_open_period(period, coordinator, client):
    make.make_period(year=2023, state="closed")
    assert client.get(reverse("matrix-home")).url == address(period)


def test_home_of_the_matrix_opens_without_a_period(coordinator, client):
    assert client.get(reverse("matrix-home")).status_code == 200


def test_matrix_asks_as_often_for_one_row_as_for_many(
    period, coordinator, client, django_assert_num_queries
):
    client.get(address(period))
    for rows in (1, 3, 10):
        for _row in range(rows):
            agency, priority = make.make_agency(), make.make_priority()
            make.make_assignment(agency=agency, priority=priority)
            make.make_step(update=make.make_update(agency=agency, priorities=[priority]))
        with django_assert_num_queries(16):
            assert len(client.get(address(period)).context["matrix"].rows) >= rows
        with django_assert_num_queries(10):
            client.get(address(period, "matrix-file", suffix="csv"))
