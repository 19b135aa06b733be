"""The staff's forms: what is typed is kept, nothing is overwritten, nothing can be forged."""

import threading

import pytest
from django.db import connection
from django.test import Client

from reports.models import WrittenAnswer
from roadmap.models import Action, Evidence, ProgressUpdate, Project, Result
from roadmap.models.people import COORDINATORS
from tests import make
from tests.roadmap.pages import (
    add_url,
    change_url,
    errors,
    form_data,
    is_saved,
    open_empty_form,
    open_form,
    save,
)

MAKERS = {
    "update": lambda: make.make_update(),
    "action": lambda: make.make_action(),
    "project": lambda: make.make_project(),
    "written answer": lambda: make.make_written_answer(),
}


@pytest.fixture
def coordinator(db, client):
    user = make.make_user(group=COORDINATORS)
    client.force_login(user)
    return user


@pytest.fixture
def agency(db, client):
    """The agency of the contributor who is logged in."""
    agency = make.make_agency()
    client.force_login(make.make_user(agency=agency))
    return agency


def stored(row, *but):
    """The row's columns and relations as they are in the database, without some."""
    saved = type(row).objects.get(pk=row.pk)
    columns = {f.name: getattr(saved, f.attname) for f in row._meta.concrete_fields}
    related = {
        f.name: sorted(getattr(saved, f.name).values_list("pk", flat=True))
        for f in row._meta.many_to_many
    }
    return {name: v for name, v in (columns | related).items() if name not in but}


ALL_MAKERS = MAKERS | {
    "roadmap": lambda: make.make_roadmap(introduction="uno\n\ndos"),
    "priority": lambda: make.make_priority(theme=make.make_theme(), lead_agency=make.make_agency()),
    "agency": lambda: make.make_alias().agency,
    "place": lambda: make.make_place(),
    "period": lambda: make.make_period(due_at=make.NOON),
    "next step": lambda: make.make_next_step(areas=["child-labour"], agency=make.make_agency()),
    "assignment": lambda: make.make_assignment(),
    "whole update": lambda: whole_update(),
    "long action": lambda: make.make_action(
        starts_on=make.DAY, ends_on=make.DAY, areas=["forced-labour"], description="a\n\nb"
    ),
    "long answer": lambda: make.make_written_answer(
        choices=["yes", "no"], rating=3, narrative=make.paragraph("1,234 [x](y) *a*\n- b")
    ),
}


def whole_update(**fields):
    """An update with something in every field, and rows."""
    period = make.make_period()
    update = make.make_update(
        period=period,
        next_step=make.make_next_step(period=period),
        areas=["child-labour", "modern-slavery"],
        topics=["success"],
        reason="Porque\n\nsí",
        precision="interval",
        happened_to=make.DAY.replace(day=20),
        municipalities="Villa Victoria (Estado de México)",
        source_note="l. 12",
        **fields,
    )
    update.partners.set([make.make_agency()])
    update.places.set([make.make_place()])
    make.make_result(update=update, quantity="54750.50", female=1234, place=make.make_place())
    make.make_evidence(update=update)
    return update


@pytest.mark.parametrize("name", ALL_MAKERS)
def test_form_saved_untouched_changes_nothing(coordinator, client, name):
    row = ALL_MAKERS[name]()
    moving = ("version", "changed_at", "changed_by")
    before = stored(row, *moving)
    assert is_saved(save(client, row, open_form(client, row)))
    assert stored(row, *moving) == before


def test_rows_of_an_update_saved_untouched_stay(coordinator, client):
    update = whole_update()
    before = list(Result.objects.values()), list(Evidence.objects.values())
    assert is_saved(save(client, update, open_form(client, update)))
    assert (list(Result.objects.values()), list(Evidence.objects.values())) == before


@pytest.mark.parametrize("name", MAKERS)
def test_save_takes_the_next_version(coordinator, client, name):
    row = MAKERS[name]()
    type(row).objects.update(version=1234)
    assert is_saved(save(client, row, open_form(client, row)))
    assert stored(row)["version"] == 1235


STALE = {
    "update": ("title", "Lo mío", "Lo tuyo"),
    "action": ("title", "Lo mío", "Lo tuyo"),
    "project": ("name", "Lo mío", "Lo tuyo"),
    "written answer": ("other", "Lo mío", "Lo tuyo"),
}


@pytest.mark.parametrize("name", MAKERS)
def test_stale_save_comes_back_with_both_texts(coordinator, client, name):
    row = MAKERS[name]()
    field, mine, yours = STALE[name]
    opened = open_form(client, row)
    assert is_saved(save(client, row, opened | {field: yours}))
    theirs = stored(row)

    answer = save(client, row, opened | {field: mine})
    form = answer.context["adminform"].form
    assert (answer.status_code, form[field].value()) == (200, mine)
    assert [text for _label, text in form.newer] == [yours]
    assert (mine in answer.text, yours in answer.text) == (True, True)
    assert stored(row) == theirs

    again = form_data(answer, f"{row._meta.model_name}_form")
    assert again[field] == [mine]
    assert is_saved(save(client, row, again))
    assert stored(row)[field] == mine


@pytest.mark.parametrize("name", MAKERS)
def test_save_without_the_right_version_is_refused(coordinator, client, name):
    row = MAKERS[name]()
    field, mine, _yours = STALE[name]
    opened = open_form(client, row) | {field: mine}
    before = stored(row)
    unversioned = {n: v for n, v in opened.items() if n != "version"}
    for seen in ({"version": v} for v in ("", "0", "2", "abc", "9" * 30, "-1")):
        assert save(client, row, opened | seen).status_code == 200
    assert (save(client, row, unversioned).status_code, stored(row)) == (200, before)
    assert is_saved(save(client, row, opened))


def test_difference_of_every_kind_of_field_is_shown(coordinator, client):
    update = whole_update()
    opened = open_form(client, update)
    empty = {name: [""] for name in ("narrative", "title", "municipalities", "reason")}
    dropped = ("areas", "topics", "partners", "places", "priorities")
    mine = {name: v for name, v in (opened | empty).items() if name not in dropped}
    assert is_saved(save(client, update, opened))
    answer = save(client, update, mine)
    newer = dict(answer.context["adminform"].form.newer)
    texts = {str(text) for text in newer.values()}
    assert texts >= {"Se hizo algo.", "Se hizo algo", "Villa Victoria (Estado de México)"}
    assert len(newer) == len(empty) + len(dropped)
    assert all(texts)


def test_difference_of_ticked_choices_is_shown(coordinator, client):
    written = make.make_written_answer(choices=["yes"])
    opened = open_form(client, written)
    assert is_saved(save(client, written, opened | {"choices": "no"}))
    answer = save(client, written, opened)
    assert [text for _label, text in answer.context["adminform"].form.newer] == ["no"]


def test_stale_save_shows_the_rows_that_are_saved_now(coordinator, client):
    """A result that somebody else changed meanwhile is not overwritten unseen."""
    update = make.make_update()
    make.make_result(update=update, unit="cursos")
    opened = open_form(client, update)
    assert is_saved(save(client, update, opened | {"results-0-unit": "talleres"}))
    answer = save(client, update, opened | {"title": "Otro"})
    assert [text for _label, text in answer.context["adminform"].form.newer] == [
        "Se hizo algo",
        "24.00 talleres",
    ]


PROTECTED = {
    "status": "approved",
    "published_at": "2022-06-13",
    "published_at_0": "2022-06-13",
    "published_at_1": "12:00",
    "sent_at": "2022-06-13",
    "sent_on_behalf": "on",
    "uid": "00000000-0000-4000-8000-000000000000",
    "narrative_text": "forged",
    "created_at": "2000-01-01",
    "id": "99",
}


def test_protected_columns_can_not_be_posted(agency, client):
    update = make.make_update(agency=agency, written_by=None)
    stranger = make.make_user()
    forged = PROTECTED | {"written_by": stranger.pk, "sent_by": stranger.pk}
    before = stored(update, "title", "version", "changed_at")
    typed = open_form(client, update) | {"title": "Otro título"} | forged
    assert is_saved(save(client, update, typed))
    assert stored(update, "title", "version", "changed_at") == before
    assert stored(update)["title"] == "Otro título"
    assert stored(update)["version"] == 2


def test_new_update_is_the_writers_draft_whatever_is_posted(agency, client):
    make.make_period()
    stranger = make.make_user()
    forged = PROTECTED | {"written_by": stranger.pk, "version": 77}
    typed = open_empty_form(client, ProgressUpdate) | {"title": "Nuevo"} | forged
    assert is_saved(client.post(add_url(ProgressUpdate), typed))
    saved = ProgressUpdate.objects.get()
    assert (saved.status, saved.version, saved.published_at, saved.sent_at) == (
        "draft",
        1,
        None,
        None,
    )
    assert saved.written_by.agency_ids == {agency.pk}
    assert (saved.agency_id, str(saved.uid) == PROTECTED["uid"]) == (agency.pk, False)


def foreign_rows():
    """Rows that a contributor of one agency may not choose, by the field of the form."""
    other = make.make_agency()
    closed = make.make_period(year=2030, state="closed")
    return {
        "agency": other,
        "action": make.make_action(lead_agency=other, title="de otra"),
        "period": closed,
    }


def test_foreign_row_is_refused_like_an_unknown_one(agency, client):
    update = make.make_update(agency=agency)
    opened = open_form(client, update)
    before = stored(update)
    for field, row in foreign_rows().items():
        said = []
        for pk in (row.pk, 99_999, "abc", "9" * 30):
            answer = save(client, update, opened | {field: pk})
            said.append((list(errors(answer)), answer.context["adminform"].form.errors[field]))
            assert f"{row}" not in str(said[-1])
        assert (field, said) == (field, [([field], said[0][1])] * 4)
    assert stored(update) == before
    assert is_saved(save(client, update, opened))


def test_foreign_row_of_an_inline_is_refused_like_an_unknown_one(agency, client):
    update = make.make_update(agency=agency)
    make.make_result(update=update)
    foreign = make.make_result()
    before = stored(foreign)
    opened = open_form(client, update)
    said = []
    for pk in (foreign.pk, 99_999):
        forged = {"results-0-id": pk, "results-0-unit": "forged"}
        said.append(list(errors(save(client, update, opened | forged))))
    assert said[0] == said[1] != []
    assert stored(foreign) == before
    assert is_saved(save(client, update, opened))


def test_row_of_an_inline_stays_with_its_update(agency, client):
    update, foreign = make.make_update(agency=agency), make.make_update()
    result = make.make_result(update=update)
    save(client, update, open_form(client, update) | {"results-0-update": foreign.pk})
    assert stored(result)["update"] == update.pk


def test_lead_agency_must_be_ones_own(agency, client):
    make.make_roadmap()
    typed = open_empty_form(client, Action) | {
        "title": "Nueva",
        "roadmap": make.make_period().roadmap_id,
        "lead_agency": make.make_agency().pk,
    }
    assert list(errors(client.post(add_url(Action), typed))) == ["lead_agency"]
    assert is_saved(client.post(add_url(Action), typed | {"lead_agency": agency.pk}))


def test_partner_reads_the_action_and_does_not_change_it(agency, client):
    action = make.make_action(title="de otra")
    action.partners.add(agency)
    assert client.get(change_url(action)).status_code == 200
    assert save(client, action, {"title": "forged"}).status_code == 403
    assert stored(action)["title"] == "de otra"


@pytest.mark.parametrize("status", ["with-validator", "submitted", "approved"])
def test_update_under_review_is_shown_and_not_changed(agency, client, status):
    update = make.make_update(agency=agency)
    result = make.make_result(update=update)
    opened = open_form(client, update)
    ProgressUpdate.objects.update(status=status)
    before = stored(update), stored(result)
    assert client.get(change_url(update)).status_code == 200
    typed = opened | {"title": "Otro", "results-0-unit": "otra"}
    for forged in (typed, typed | {"results-0-DELETE": "on"}):
        assert save(client, update, forged).status_code == 403
    assert (stored(update), stored(result)) == before
    ProgressUpdate.objects.update(status="returned")
    assert is_saved(save(client, update, typed))


def test_two_new_results_of_one_number_are_an_error_of_the_form(agency, client):
    update = make.make_update(agency=agency)
    opened = open_form(client, update) | {"results-TOTAL_FORMS": "2"}
    rows = {
        f"results-{row}-{name}": value
        for row in (0, 1)
        for name, value in {
            "number": "1",
            "quantity": "3",
            "unit": "cursos",
            "qualifier": "exact",
            "basis": "counted",
        }.items()
    }
    answer = save(client, update, opened | rows)
    assert (answer.status_code, "results" in set(errors(answer))) == (200, True)
    assert is_saved(save(client, update, opened | rows | {"results-1-number": "2"}))
    assert Result.objects.count() == 2


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
        ({"precision": "day"}, ["happened_from"]),
        ({"precision": "interval", "happened_from": "2022-02-13"}, ["happened_to"]),
        (
            {"precision": "interval", "happened_from": "2022-02-13", "happened_to": "2022-02-12"},
            ["happened_to"],
        ),
        ({"precision": "month", "happened_from": "13 de junio"}, ["happened_from"]),
        # What was typed is never dropped without a word.
        ({"precision": "", "happened_from": "2022-06-13"}, ["precision"]),
        ({"precision": "", "happened_to": "2022-06-13"}, ["precision"]),
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


HOSTILE = {
    "control characters": "a\x01\x0b\x1f\x7f\x85b",
    "emoji": "👩🏽‍🏫" * 50,
    "right to left": "\u202eالأمانة\u202c",
    "template": "{{ 7*7 }} {% load x %}",
    "script": "<script>alert(1)</script>",
    "attribute": "\"'><img src=x onerror=alert(1)>",
    "200 kB": "palabra " * 25_000,
    "marks": "a" + "\u0301" * 20_000,
    "markdown": "[x](javascript:alert(1)) ![](http://x) `" * 20,
    "stars": "*" * 5000,
    "brackets": "[" * 5000,
    "quotes": "> " * 2000,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_text_comes_back_escaped(agency, client, case):
    text = HOSTILE[case]
    update = make.make_update(agency=agency)
    typed = open_form(client, update) | {"narrative": text, "source_note": text}
    typed |= {"title": text[:200], "municipalities": text[:200]}
    assert is_saved(save(client, update, typed))
    form = client.get(change_url(update))
    for page in (form, client.get(change_url(update) + "../../")):
        assert ("<script>alert" in page.text, "<img src=x" in page.text) == (False, False)
    before = stored(update, "version", "changed_at")
    assert is_saved(save(client, update, form_data(form, "progressupdate_form")))
    assert stored(update, "version", "changed_at") == before


IMPOSSIBLE = [
    ("title", "a\x00b"),
    ("narrative", "x" * 300_000),
    ("title", "x" * 301),
    ("results-0-quantity", "1e400"),
    ("results-0-quantity", "NaN"),
    ("results-0-quantity", "-1"),
    ("results-0-number", "9" * 30),
    ("results-0-female", "9" * 30),
    ("happened_from", "0000-00-00"),
    ("happened_from", "99999-01-01"),
    ("results-TOTAL_FORMS", "abc"),
    ("results-TOTAL_FORMS", "99999"),
    ("evidence-0-url", "javascript:alert(1)"),
    ("evidence-0-url", "https://[::1"),
    ("evidence-0-number", "-1"),
    ("kind", "nonsense"),
    ("precision", "nonsense"),
]


def test_impossible_value_is_refused_with_what_was_typed(agency, client):
    update = whole_update(agency=agency)
    before = stored(update)
    opened = open_form(client, update) | {"reason": "Mi razón"}
    for field, value in IMPOSSIBLE:
        answer = save(client, update, opened | {field: value})
        assert (field, answer.status_code, "Mi razón" in answer.text) == (field, 200, True)
    assert stored(update) == before
    assert is_saved(save(client, update, opened))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["update", "project"])
def test_of_two_savers_at_once_none_is_lost_silently(name):
    row = MAKERS[name]()
    field = STALE[name][0]
    people = []
    for _person in range(2):
        person = Client()
        person.force_login(make.make_user(group=COORDINATORS))
        people.append(person)
    for _round in range(5):
        opened = open_form(people[0], row)
        before = stored(row)["version"]
        answers = at_once(
            [
                lambda person=person, typed=opened | {field: text}: save(person, row, typed)
                for person, text in zip(people, ("Uno", "Dos"), strict=True)
            ]
        )
        saved, refused = sorted(answers, key=lambda answer: answer.status_code)[::-1]
        assert (saved.status_code, refused.status_code) == (302, 200)
        form = refused.context["adminform"].form
        assert {form[field].value(), stored(row)[field]} == {"Uno", "Dos"}
        assert stored(row)["version"] == before + 1


def at_once(jobs):
    """The answers to all jobs, which start together."""
    start, answers = threading.Barrier(len(jobs)), []

    def run(job):
        start.wait()
        try:
            answers.append(job())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_models_with_a_version_are_all_in_the_tables():
    versioned = {ProgressUpdate, Action, Project, WrittenAnswer}
    assert len(versioned) == len(MAKERS) == len(STALE)
