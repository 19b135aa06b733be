"""No save overwrites another: the later one sees both texts and decides."""

import os
from collections import Counter
from itertools import count

import pytest
from django.template import Template
from django.test import Client
from django.urls import reverse

from reports.models import WrittenAnswer
from roadmap.models import Action, Evidence, KeptText, ProgressUpdate, Project, Result
from roadmap.models.people import COORDINATORS
from tests import make
from tests.roadmap.pages import (
    change_url,
    errors,
    form_data,
    form_id,
    is_saved,
    open_form,
    save,
    stored,
)
from tests.roadmap.threads import at_once
from tests.roadmap.versioned import FIELDS, MAKERS

# How many saves meet in the long test.
STALE_SAVES = int(os.environ.get("STALE_SAVES", "200"))


def texts(parts):
    return "".join(part.text for part in parts)


def newer(answer):
    """What the page shows beside the form: (label, saved text, typed text) of each."""
    changes = answer.context["adminform"].form.newer
    return [(str(c["label"]), texts(c["saved"]), texts(c["typed"])) for c in changes]


def test_models_with_a_version_are_all_in_the_tables():
    versioned = {ProgressUpdate, Action, Project, WrittenAnswer}
    assert len(versioned) == len(MAKERS) == len(FIELDS)


@pytest.mark.parametrize("name", MAKERS)
def test_save_takes_the_next_version(coordinator, client, name):
    row = MAKERS[name]()
    type(row).objects.update(version=1234)
    assert is_saved(save(client, row, open_form(client, row)))
    assert stored(row)["version"] == 1235


@pytest.mark.parametrize("name", MAKERS)
def test_stale_save_comes_back_with_both_texts(coordinator, client, name):
    row, field = MAKERS[name](), FIELDS[name]
    mine, yours = "Lo mío va aquí", "Lo tuyo va aquí"
    opened = open_form(client, row)
    assert is_saved(save(client, row, opened | {field: yours}))
    theirs = stored(row)

    answer = save(client, row, opened | {field: mine})
    form = answer.context["adminform"].form
    assert (answer.status_code, form[field].value()) == (200, mine)
    [change] = form.newer
    assert [tuple(part) for part in change["saved"]] == [
        ("Lo ", False),
        ("tuyo ", True),
        ("va aquí", False),
    ]
    assert [tuple(part) for part in change["typed"]] == [
        ("Lo ", False),
        ("mío ", True),
        ("va aquí", False),
    ]
    assert ("<ins>mío </ins>" in answer.text, "<ins>tuyo </ins>" in answer.text) == (True, True)
    assert stored(row) == theirs

    again = form_data(answer, form_id(type(row)))
    assert again[field] == [mine]
    assert is_saved(save(client, row, again))
    assert stored(row)[field] == mine


@pytest.mark.parametrize("name", MAKERS)
def test_save_without_the_right_version_is_refused(coordinator, client, name):
    row = MAKERS[name]()
    opened = open_form(client, row) | {FIELDS[name]: "Lo mío"}
    before = stored(row)
    unversioned = {n: v for n, v in opened.items() if n != "version"}
    for seen in ({"version": v} for v in ("", "0", "2", "abc", "9" * 30, "-1")):
        assert save(client, row, opened | seen).status_code == 200
    assert (save(client, row, unversioned).status_code, stored(row)) == (200, before)
    assert is_saved(save(client, row, opened))


def test_difference_of_every_kind_of_field_is_shown(coordinator, client):
    update = make.make_whole_update()
    opened = open_form(client, update)
    empty = {name: [""] for name in ("narrative", "title", "municipalities", "reason")}
    dropped = ("areas", "topics", "partners", "places", "priorities")
    mine = {name: v for name, v in (opened | empty).items() if name not in dropped}
    assert is_saved(save(client, update, opened))
    shown = newer(save(client, update, mine))
    saved = {saved for _label, saved, _typed in shown}
    assert saved >= {"Se hizo algo.", "Se hizo algo", "Villa Victoria (Estado de México)"}
    assert (len(shown), "" in saved) == (len(empty) + len(dropped), False)
    assert {typed for _label, _saved, typed in shown} == {""}


def test_difference_of_ticked_choices_is_shown(coordinator, client):
    written = make.make_written_answer(question="initiatives", choices=["yes"])
    opened = open_form(client, written)
    assert is_saved(save(client, written, opened | {"choices": "no"}))
    [(_label, saved, typed)] = newer(save(client, written, opened))
    assert (saved, typed) == ("no", "yes")


def test_text_that_can_not_be_saved_is_shown_as_it_was_typed(coordinator, client):
    update = make.make_update()
    opened = open_form(client, update)
    save(client, update, opened | {"title": "Otro", "happened_from": "2022-06-14"})
    shown = newer(save(client, update, opened | {"happened_from": "hoy", "narrative": "[x](y:z)"}))
    assert [(saved, typed) for _label, saved, typed in shown] == [
        ("Otro", "Se hizo algo"),
        ("Se hizo algo.", "[x](y:z)"),
        ("2022-06-14", "hoy"),
        ("2022-06-14", "2022-06-13"),
    ]


# The rows inside an update.


def test_row_that_was_changed_meanwhile_is_shown_and_not_overwritten_unseen(coordinator, client):
    update = make.make_update()
    make.make_result(update=update, unit="cursos")
    opened = open_form(client, update)
    assert is_saved(save(client, update, opened | {"results-0-unit": "talleres"}))
    answer = save(client, update, opened)
    [(_label, saved, typed)] = newer(answer)
    assert saved.replace("talleres", "cursos") == typed
    assert ("talleres" in saved, "24" in saved, "<ins>talleres\n</ins>" in answer.text) == (
        True,
        True,
        True,
    )
    assert is_saved(save(client, update, form_data(answer, "update-form")))
    assert Result.objects.get().unit == "cursos"


def test_row_that_was_added_meanwhile_is_shown_and_stays(coordinator, client):
    update = make.make_update()
    opened = open_form(client, update)
    assert is_saved(save(client, update, opened | {"evidence-0-title": "Suyo"}))
    answer = save(client, update, opened | {"evidence-0-title": "Mío"})
    [(_label, saved, typed)] = newer(answer)
    assert (saved.endswith(": Suyo"), typed) == (True, "")
    assert is_saved(save(client, update, form_data(answer, "update-form")))
    assert list(Evidence.objects.values_list("number", "title")) == [(1, "Suyo"), (2, "Mío")]


def test_row_that_was_deleted_meanwhile_comes_back_as_a_new_one(coordinator, client):
    update = make.make_update()
    make.make_result(update=update, unit="primero")
    make.make_result(update=update, unit="segundo")
    opened = open_form(client, update)
    assert is_saved(save(client, update, opened | {"results-0-DELETE": "on"}))
    answer = save(client, update, opened | {"results-0-unit": "cursos", "title": "Otro"})
    shown = [(saved, "cursos" in typed) for _label, saved, typed in newer(answer)]
    assert (answer.status_code, shown) == (200, [("Se hizo algo", False), ("", True)])
    again = form_data(answer, "update-form")
    assert (again["results-0-id"], again["results-0-unit"]) == ([""], ["cursos"])
    assert is_saved(save(client, update, again))
    assert sorted(Result.objects.values_list("unit", flat=True)) == ["cursos", "segundo"]


def test_row_that_was_deleted_meanwhile_stays_away_when_it_is_emptied(coordinator, client):
    update = make.make_update()
    make.make_result(update=update)
    opened = open_form(client, update)
    assert is_saved(save(client, update, opened | {"results-0-DELETE": "on"}))
    again = form_data(save(client, update, opened), "update-form")
    empty = {"results-0-unit": "", "results-0-quantity": ""}
    assert is_saved(save(client, update, again | empty))
    assert not Result.objects.exists()


def test_row_that_vanished_without_a_new_version_does_not_block_the_form(coordinator, client):
    update = make.make_update()
    make.make_result(update=update)
    opened = open_form(client, update)
    Result.objects.all().delete()
    answer = save(client, update, opened)
    assert (answer.status_code, list(errors(answer))) == (200, ["results", "results-0-id"])
    assert is_saved(save(client, update, form_data(answer, "update-form")))
    assert Result.objects.get().unit == "cursos"


# Many at once.


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["update", "project"])
def test_of_two_savers_at_once_none_is_lost_silently(name):
    row, field = MAKERS[name](), FIELDS[name]
    people = [log_in_coordinator() for _person in range(2)]
    for _round in range(5):
        opened = [open_form(person, row) for person in people]
        before = stored(row)["version"]
        answers = at_once(
            [
                lambda person=person, typed=form | {field: text}: save(person, row, typed)
                for person, form, text in zip(people, opened, ("Uno", "Dos"), strict=True)
            ]
        )
        saved, refused = sorted(answers, key=lambda answer: answer.status_code)[::-1]
        assert (saved.status_code, refused.status_code) == (302, 200)
        form = refused.context["adminform"].form
        assert {form[field].value(), stored(row)[field]} == {"Uno", "Dos"}
        assert stored(row)["version"] == before + 1


def log_in_coordinator():
    client = Client()
    client.force_login(make.make_user(group=COORDINATORS))
    return client


SAVERS = 4


@pytest.fixture
def bare_templates(monkeypatch):
    """Templates without the test client's notes, which are slow and mixed up between threads."""
    monkeypatch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))


@pytest.mark.django_db(transaction=True)
def test_of_many_stale_saves_none_is_lost(bare_templates):
    """Form, autosave and admin: each round all save what they had opened before; one gets through.

    Every text is afterwards in the record, or it was given back on the page, or it is kept.
    """
    rows = {"form": make.make_update(), "admin": make.make_project()}
    people = [log_in_coordinator() for _person in range(SAVERS)]
    outcomes, number = Counter(), count(1)
    while sum(outcomes.values()) < STALE_SAVES:
        for way, row in rows.items():
            outcomes += one_round(way, row, people, number)
    assert set(outcomes) == {
        *("form saved", "form given back", "admin saved", "admin given back", "kept")
    }
    rounds = outcomes["kept"] // SAVERS
    assert outcomes["form saved"] == outcomes["admin saved"] == rounds
    assert outcomes["form given back"] == outcomes["admin given back"] == rounds * (SAVERS - 1)


def one_round(way, row, people, number):
    """What became of one save by each person, all of the same version: a Counter."""
    opened = {person: open_form(person, row) for person in people}
    field = {"form": "title", "admin": "name"}[way]
    typed = {f"Texto{next(number)}": person for person in people}
    jobs = [
        lambda text=text, person=person: fate(
            way, row, person, opened[person] | {field: text}, field
        )
        for text, person in typed.items()
    ]
    fates = at_once(jobs)
    assert [text for text, became in fates if became == "saved"] == [stored(row)[field]]
    assert sorted(text for text, _became in fates) == sorted(typed)
    outcomes = Counter(f"{way} {became}" for _text, became in fates)
    return outcomes + (kept_by_all(row, typed) if way == "form" else Counter())


def fate(way, row, person, typed, field):
    """(text, what became of it). Autosave comes first and is not touched by the save."""
    text = typed[field]
    if way == "form":
        keep = reverse("keep")
        assert person.post(keep, typed | {"form_key": f"update:{row.pk}"}).status_code == 200
    answer = person.post(change_url(row), typed)
    if answer.status_code == 302:
        return text, "saved"
    assert form_data(answer, form_id(type(row)))[field] == [text]
    for shown in (text, stored(row)[field]):
        assert f"<ins>{shown}</ins>" in answer.text
    return text, "given back"


def kept_by_all(row, typed):
    """Everybody's text was kept; that of the one whose save went through is not needed any more."""
    kept = {dict(pairs)["title"] for pairs in KeptText.objects.values_list("data", flat=True)}
    assert kept | {stored(row)["title"]} == set(typed)
    KeptText.objects.all().delete()
    return Counter({"kept": len(typed)})
