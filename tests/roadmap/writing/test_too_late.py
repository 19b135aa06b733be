"""A form that comes too late: its update was sent in or deleted meanwhile; the text is kept."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from roadmap.models import KeptText, ProgressUpdate, Result
from roadmap.models.people import OBSERVERS
from tests import make
from tests.roadmap.pages import (
    change_url,
    form_data,
    is_saved,
    open_form,
    save,
    stored,
)

KEEP = reverse("keep")
DISCARD = reverse("discard")
TYPED = {"title": "Lo que escribí", "narrative": "Con **fuerza**.", "reason": "Porque sí"}
SENT = ["with-validator", "submitted", "approved"]


@pytest.mark.parametrize("status", SENT)
def test_text_that_came_too_late_is_kept_and_shown(agency, client, status):
    update = make.make_update(agency=agency)
    opened = open_form(client, update)
    ProgressUpdate.objects.update(status=status)
    before = stored(update)
    answer = save(client, update, opened | TYPED)
    assert (answer.status_code, answer.headers["Location"]) == (302, change_url(update))
    page = client.get(change_url(update))
    assert [message.level_tag for message in page.context["messages"]] == ["warning"]
    assert [row["text"] for row in page.context["unsaved"]] == [
        TYPED["title"],
        TYPED["narrative"],
        TYPED["reason"],
    ]
    assert all(text in page.text for text in TYPED.values())
    assert stored(update) == before

    answer = client.post(DISCARD, {"form": f"update:{update.pk}"})
    assert answer.headers["Location"] == change_url(update)
    assert "unsaved" not in client.get(change_url(update)).context
    assert not KeptText.objects.exists()


def test_text_from_the_editor_is_shown_as_markdown(agency, client):
    update = make.make_update(agency=agency)
    runs = [{"text": "Con "}, {"text": "fuerza", "bold": True}]
    tree = json.dumps([{"type": "paragraph", "runs": runs}])
    form = {"form_key": f"update:{update.pk}", "narrative": tree, "narrative_format": "tree"}
    client.post(KEEP, form | {"title": ""})
    ProgressUpdate.objects.update(status="submitted")
    page = client.get(change_url(update))
    assert [row["text"] for row in page.context["unsaved"]] == ["Con **fuerza**"]


def test_kept_text_of_an_update_under_review_is_no_refusal_and_nobody_elses(agency, client):
    update = make.make_update(agency=agency)
    client.post(KEEP, {"form_key": f"update:{update.pk}", **TYPED})
    ProgressUpdate.objects.update(status="submitted")
    assert TYPED["title"] in client.get(change_url(update)).text
    other = Client()
    other.force_login(make.make_user(agency=agency))
    page = other.get(change_url(update))
    assert (page.status_code, TYPED["title"] in page.text) == (200, False)


def test_kept_text_is_a_form_again_once_the_update_comes_back(agency, client):
    update = make.make_update(agency=agency)
    opened = open_form(client, update)
    ProgressUpdate.objects.update(status="submitted")
    save(client, update, opened | TYPED)
    ProgressUpdate.objects.update(status="returned")
    page = client.get(change_url(update))
    assert page.context["adminform"].form["title"].value() == TYPED["title"]
    assert is_saved(save(client, update, form_data(page, "update-form")))
    assert stored(update)["title"] == TYPED["title"]


def test_stranger_who_comes_too_late_learns_and_leaves_nothing(agency, client):
    foreign = make.make_update(status="submitted")
    answers = [client.post(change_url(foreign), TYPED).status_code]
    client.force_login(make.make_user(group=OBSERVERS))
    answers.append(client.post(change_url(foreign), TYPED).status_code)
    ProgressUpdate.objects.update(status="approved")
    answers.append(client.post(change_url(foreign), TYPED).status_code)
    assert (answers, KeptText.objects.count()) == ([404, 404, 403], 0)


# The update is gone.


def test_text_of_a_deleted_update_becomes_a_new_one(agency, client):
    update = make.make_update(agency=agency)
    make.make_result(update=update)
    opened = open_form(client, update)
    client.post(change_url(update).replace("change", "delete"), {"post": "yes"})
    assert not ProgressUpdate.objects.exists()
    answer = client.post(change_url(update), opened | TYPED)
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"])
    again = form_data(page, "update-form")
    assert again["title"] == [TYPED["title"]]
    assert is_saved(client.post(answer.headers["Location"], again))
    saved = ProgressUpdate.objects.get()
    assert (saved.title, saved.reason) == (TYPED["title"], TYPED["reason"])
    assert (Result.objects.get().unit, KeptText.objects.count()) == ("cursos", 0)


@pytest.mark.parametrize("who", ["", "forged"])
def test_unknown_update_is_unknown_to_whom_no_form_was_made_for(agency, client, who):
    unknown = reverse("admin:roadmap_progressupdate_change", args=[99_999])
    foreign = change_url(make.make_update())
    answers = [client.post(url, TYPED | {"who": who}) for url in (unknown, foreign)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert not KeptText.objects.exists()


def test_foreign_update_is_like_an_unknown_one_to_whom_a_form_was_made_for(agency, client):
    opened = open_form(client, make.make_update(agency=agency))
    unknown = reverse("admin:roadmap_progressupdate_change", args=[99_999])
    foreign = change_url(make.make_update())
    answers = [client.post(url, opened | TYPED) for url in (unknown, foreign)]
    said = [(a.status_code, a.headers["Location"].partition("=")[0]) for a in answers]
    assert said == [(302, reverse("admin:roadmap_progressupdate_add") + "?kept")] * 2
    assert ProgressUpdate.objects.filter(title=TYPED["title"]).count() == 0


# What is kept for whom.


@pytest.mark.parametrize(
    "key",
    [
        "new:" + "a" * 41,
        "new:ñ",
        "new:a\0",
        "update:" + "9" * 30,
        "update:" + "9" * 5000,
        "update:٣",
    ],
    ids=ascii,
)
def test_odd_key_is_refused_and_no_error(agency, client, key):
    answer = client.post(KEEP, {"form_key": key, **TYPED})
    assert (answer.status_code, KeptText.objects.count()) == (404, 0)


def test_observer_keeps_nothing(db, client):
    update = make.make_update(status="approved")
    client.force_login(make.make_user(group=OBSERVERS))
    keys = [f"update:{update.pk}", "new:abc"]
    assert [client.post(KEEP, {"form_key": key}).status_code for key in keys] == [404, 404]
    upload = reverse("upload")
    assert client.post(upload).status_code == 403
    assert not KeptText.objects.exists()
