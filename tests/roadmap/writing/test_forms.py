"""The staff's forms: what is typed is what is saved, however incomplete it is."""

import pytest
from django.urls import reverse

from roadmap.models import Action, Evidence, ProgressUpdate, Result
from roadmap.models.people import COORDINATORS
from roadmap.review import workflow
from tests import make
from tests.roadmap.pages import (
    add_url,
    change_url,
    errors,
    is_saved,
    open_empty_form,
    open_form,
    save,
    stored,
)
from tests.roadmap.versioned import MAKERS

ALL_MAKERS = MAKERS | {
    "roadmap": lambda: make.make_roadmap(introduction="uno\n\ndos"),
    "priority": lambda: make.make_priority(theme=make.make_theme(), lead_agency=make.make_agency()),
    "agency": lambda: make.make_alias().agency,
    "place": make.make_place,
    "period": lambda: make.make_period(due_at=make.NOON),
    "next step": lambda: make.make_next_step(areas=["child-labour"], agency=make.make_agency()),
    "assignment": make.make_assignment,
    "whole update": make.make_whole_update,
    "long action": lambda: make.make_action(
        starts_on=make.DAY, ends_on=make.DAY, areas=["forced-labour"], description="a\n\nb"
    ),
    "long answer": lambda: make.make_written_answer(
        question="assessment-tools",
        choices=["surveys", "interviews"],
        narrative=make.paragraph("1,234 [x](y) *a*\n- b"),
    ),
}


@pytest.mark.parametrize("name", ALL_MAKERS)
def test_form_saved_untouched_changes_nothing(coordinator, client, name):
    row = ALL_MAKERS[name]()
    moving = ("version", "changed_at", "changed_by")
    before = stored(row, *moving)
    assert is_saved(save(client, row, open_form(client, row)))
    assert stored(row, *moving) == before


def test_rows_of_an_update_saved_untouched_stay(coordinator, client):
    update = make.make_whole_update()
    before = list(Result.objects.values()), list(Evidence.objects.values())
    assert is_saved(save(client, update, open_form(client, update)))
    assert (list(Result.objects.values()), list(Evidence.objects.values())) == before


# Drafts.


def test_new_update_is_saved_with_nothing_but_what_is_known(agency, client):
    make.make_period()
    assert is_saved(client.post(add_url(ProgressUpdate), open_empty_form(client, ProgressUpdate)))
    update = ProgressUpdate.objects.get()
    assert (update.agency, update.title, update.action, update.status) == (
        agency,
        "",
        None,
        "draft",
    )
    missing = [name for name, _sentence in workflow.gaps(update)]
    assert missing == ["title", "action", "priorities", "narrative", "precision"]


def test_new_update_is_saved_and_looked_at_before_sending_with_one_press(agency, client):
    make.make_period()
    assert 'name="_send"' in client.get(add_url(ProgressUpdate)).text
    typed = open_empty_form(client, ProgressUpdate) | {"title": "Se hizo algo", "_send": "1"}
    answer = client.post(add_url(ProgressUpdate), typed)
    update = ProgressUpdate.objects.get()
    step = reverse("update-step", args=[update.pk, "submit"])
    assert (answer.url, update.title, update.status) == (step, "Se hizo algo", "draft")


INCOMPLETE = {
    "results-0-unit": {"results-0-quantity": "3"},
    "results-0-quantity": {"results-0-unit": "cursos"},
    "evidence-0-url": {"evidence-0-title": "Boletín"},
    "evidence-0-title": {"evidence-0-url": "https://www.gob.mx"},
    "title": {"title": ""},
    "narrative": {"narrative": ""},
    "action": {"action": ""},
    "reason": {"kind": "no-progress"},
    "precision": {"precision": ""},
    "happened_from": {"happened_from": ""},
}


@pytest.mark.parametrize("gap", INCOMPLETE)
def test_incomplete_draft_is_saved_and_asked_for_on_sending(agency, client, gap):
    update = make.make_update(agency=agency)
    assert workflow.gaps(update) == []
    assert is_saved(save(client, update, open_form(client, update) | INCOMPLETE[gap]))
    update.refresh_from_db()
    assert [name for name, _sentence in workflow.gaps(update)] == [gap]


def test_rows_are_numbered_as_they_stand(agency, client):
    update = make.make_update(agency=agency)
    for round_ in ("0", "1"):
        typed = open_form(client, update) | {f"results-{round_}-unit": f"cursos {round_}"}
        assert is_saved(save(client, update, typed | {"results-0-number": "7"}))
    opened = open_form(client, update) | {"results-TOTAL_FORMS": "4"}
    more = {"results-2-unit": "cursos 2", "results-3-unit": "cursos 3"}
    more |= {"results-3-qualifier": "exact", "results-3-basis": "counted"}
    assert is_saved(save(client, update, opened | more | {"results-0-DELETE": "on"}))
    assert list(Result.objects.values_list("number", "unit")) == [
        (2, "cursos 1"),
        (3, "cursos 2"),
        (4, "cursos 3"),
    ]


def test_empty_row_is_no_row(agency, client):
    update = make.make_update(agency=agency)
    assert is_saved(save(client, update, open_form(client, update)))
    assert (Result.objects.count(), Evidence.objects.count()) == (0, 0)


# What is chosen.


def test_new_action_is_made_on_the_spot(agency, client):
    update = make.make_update(agency=agency, action=None, next_step=None)
    typed = open_form(client, update) | {"new_action": "  Un\x0bprograma nuevo "}
    assert is_saved(save(client, update, typed))
    action = Action.objects.get()
    assert (action.title, action.lead_agency, action.roadmap) == (
        "Un programa nuevo",
        agency,
        update.period.roadmap,
    )
    assert set(action.priorities.all()) == set(update.priorities.all())
    assert stored(update)["action"] == action.pk


def test_action_is_chosen_or_named_and_not_both(agency, client):
    update = make.make_update(agency=agency)
    answer = save(client, update, open_form(client, update) | {"new_action": "Otra"})
    assert (list(errors(answer)), Action.objects.count()) == (["new_action"], 1)


def test_what_there_is_no_choice_of_is_not_asked(agency, client):
    update = make.make_update(agency=agency)
    form = client.get(change_url(update)).context["adminform"].form
    assert [name for name in form.fields if form[name].is_hidden] == ["period", "agency", "version"]
    make.make_membership(user=type(agency).objects.get().memberships.get().user)
    make.make_period(year=2023)
    form = client.get(change_url(update)).context["adminform"].form
    assert [name for name in form.fields if form[name].is_hidden] == ["version"]


@pytest.mark.parametrize(("group", "asked"), [(None, False), (COORDINATORS, True)])
def test_source_note_is_the_coordinations(agency, client, group, asked):
    update = make.make_update(agency=agency, source_note="l. 12")
    client.force_login(make.make_user(agency=agency, group=group))
    form = client.get(change_url(update)).context["adminform"].form
    assert ("source_note" in form.fields) is asked
    assert is_saved(save(client, update, open_form(client, update) | {"source_note": "forged"}))
    assert stored(update)["source_note"] == ("forged" if asked else "l. 12")


def test_update_that_was_sent_stays_with_its_agency_and_period(agency, client):
    user, other = agency.memberships.get().user, make.make_agency()
    make.make_membership(user=user, agency=other)
    later = make.make_period(year=2023, roadmap=make.make_period().roadmap)
    for status, sent_at, moves in (
        ("draft", None, True),
        ("draft", make.NOON, False),
        ("returned", make.NOON, False),
        ("returned", None, False),
    ):
        update = make.make_update(agency=agency, status=status, sent_at=sent_at, next_step=None)
        typed = open_form(client, update) | {"agency": other.pk, "period": later.pk}
        assert is_saved(save(client, update, typed | {"title": "Otro"}))
        row = stored(update)
        found = (row["title"], (row["agency"], row["period"]) == (other.pk, later.pk))
        assert (status, found) == (status, ("Otro", moves))


# Dates.


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ({"precision": "day", "happened_from": "2022-06-13"}, ("2022-06-13", "2022-06-13")),
        ({"precision": "month", "happened_from": "2022-02-13"}, ("2022-02-01", "2022-02-28")),
        ({"precision": "year", "happened_from": "2022-02-13"}, ("2022-01-01", "2022-12-31")),
        (
            {"precision": "interval", "happened_from": "2022-02-13", "happened_to": "2022-02-14"},
            ("2022-02-13", "2022-02-14"),
        ),
        ({"precision": ""}, ("None", "None")),
        ({"precision": "day"}, ("None", "None")),
        ({"precision": "interval", "happened_from": "2022-02-13"}, ("2022-02-13", "None")),
        (
            {"precision": "interval", "happened_from": "2022-02-13", "happened_to": "2022-02-12"},
            ["happened_to"],
        ),
        ({"precision": "month", "happened_from": "13 de junio"}, ["happened_from"]),
        # What was typed is never dropped without a word.
        ({"precision": "", "happened_from": "2022-06-13"}, ("2022-06-13", "None")),
        ({"precision": "", "happened_to": "2022-06-13"}, ("None", "2022-06-13")),
        ({"precision": "month", "happened_to": "2022-06-13"}, ("None", "2022-06-13")),
        (
            {"precision": "day", "happened_from": "2022-06-13", "happened_to": "2022-06-14"},
            ["happened_to"],
        ),
    ],
)
def test_date_is_saved_as_the_span_it_stands_for(agency, client, typed, saved):
    update = make.make_update(agency=agency)
    empty = {"happened_from": "", "happened_to": ""}
    answer = save(client, update, open_form(client, update) | empty | typed)
    if isinstance(saved, list):
        assert list(errors(answer)) == saved
    else:
        row = stored(update)
        assert is_saved(answer)
        assert (str(row["happened_from"]), str(row["happened_to"])) == saved


def test_what_is_chosen_belongs_to_the_period(agency, client):
    update = make.make_update(agency=agency)
    make.make_period(year=2023)
    peru = make.make_roadmap(country="PE")
    later = make.make_next_step(period=type(update.period).objects.get(year=2023))
    opened = open_form(client, update)
    foreign = {
        "next_step": later.pk,
        "action": make.make_action(roadmap=peru, lead_agency=agency).pk,
        "priorities": make.make_priority(roadmap=peru).pk,
    }
    for field, pk in foreign.items():
        assert list(errors(save(client, update, opened | {field: pk}))) == [field]
    assert is_saved(save(client, update, opened))


def test_update_of_a_closed_period_keeps_its_period(coordinator, client):
    """A returned update can be corrected after the period was closed."""
    update = make.make_update()
    type(update.period).objects.update(state="closed")
    assert is_saved(save(client, update, open_form(client, update)))
    assert stored(update)["period"] == update.period_id


def test_update_keeps_the_action_that_another_agency_leads(agency, client):
    """What the coordination chose on the agency's behalf is not lost with the next save."""
    update = make.make_update(agency=agency, action=make.make_action(title="de otra"))
    assert is_saved(save(client, update, open_form(client, update)))
    assert stored(update)["action"] == update.action_id


IMPOSSIBLE = [
    ("title", "a\x00b"),
    ("narrative", "x" * 300_000),
    ("title", "x" * 301),
    ("results-0-quantity", "1e400"),
    ("results-0-quantity", "NaN"),
    ("results-0-quantity", "-1"),
    ("results-0-female", "9" * 30),
    ("happened_from", "0000-00-00"),
    ("happened_from", "99999-01-01"),
    ("results-TOTAL_FORMS", "abc"),
    ("results-TOTAL_FORMS", "99999"),
    ("evidence-0-url", "javascript:alert(1)"),
    ("evidence-0-url", "https://[::1"),
    ("evidence-0-upload", "abc"),
    ("evidence-0-upload", "00000000-0000-4000-8000-000000000000"),
    ("kind", "nonsense"),
    ("precision", "nonsense"),
]


def test_impossible_value_is_refused_with_what_was_typed(agency, client):
    update = make.make_whole_update(agency=agency)
    before = stored(update)
    opened = open_form(client, update) | {"reason": "Mi razón"}
    for field, value in IMPOSSIBLE:
        answer = save(client, update, opened | {field: value})
        assert (field, answer.status_code, "Mi razón" in answer.text) == (field, 200, True)
    assert stored(update) == before
    assert is_saved(save(client, update, opened))


def test_update_of_ninety_results_is_saved(agency, client):
    update = make.make_update(agency=agency)
    for number in range(1, 91):
        make.make_result(update=update, number=number)
    typed = open_form(client, update) | {"results-89-unit": "la última"}
    assert sum(len(values) for values in typed.values()) > 1000
    assert is_saved(save(client, update, typed))
    assert (update.results.count(), update.results.last().unit) == (90, "la última")


def test_update_keeps_the_partner_that_was_deactivated_meanwhile(agency, client):
    update, partner = make.make_update(agency=agency), make.make_agency(name="Disuelta")
    stranger = make.make_agency(is_active=False)
    update.partners.set([partner])
    type(partner).objects.filter(pk=partner.pk).update(is_active=False)
    assert is_saved(save(client, update, open_form(client, update)))
    assert stored(update)["partners"] == [partner.pk]
    typed = open_form(client, update) | {"partners": [partner.pk, stranger.pk]}
    answer = save(client, update, typed)
    assert list(errors(answer)) == ["partners"]
