"""Whatever is posted: columns, rows and agencies that are not offered can not be reached."""

import pytest

from roadmap.models import Action, ProgressUpdate
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
        assert save(client, update, forged).headers["Location"] == change_url(update)
    assert (stored(update), stored(result)) == before
    ProgressUpdate.objects.update(status="returned")
    assert is_saved(save(client, update, typed))
