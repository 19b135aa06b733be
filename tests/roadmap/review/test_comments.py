"""Remarks on a field or a paragraph: the agency sees them, answers, and nothing is lost."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from roadmap.models import Comment
from roadmap.models.people import COORDINATORS, OBSERVERS
from roadmap.review import workflow
from roadmap.review.workflow import StepName
from tests import make
from tests.roadmap.pages import change_url, stored

TEXT = [*make.paragraph("Se dieron cursos."), *make.paragraph("En Chiapas.")]


@pytest.fixture
def update(db):
    update = make.make_update(narrative=TEXT)
    by = make.make_user(agency=update.agency)
    return workflow.move(update, StepName.SUBMIT, by=by, version=update.version)


def remark(client, update, **posted):
    url = reverse("queue-comment", args=[update.pk])
    return client.post(url, {"field": "title", "version": update.version, "text": "¿Y?"} | posted)


def reading(update):
    return reverse("queue-reading", args=[update.pk])


def parts(answer):
    """Where each comment stands: {field or (field, paragraph): texts}."""
    found = {}
    for part in answer.context["parts"]:
        found[part.field] = [comment.text for comment in part.comments]
        for passage in part.passages:
            found[part.field, passage.paragraph] = [c.text for c in passage.comments]
    return {place: texts for place, texts in found.items() if texts}


def test_comment_leaves_the_update_where_it_is(update, coordinator, client):
    before = stored(update)
    assert remark(client, update, text="¿Cuándo?").status_code == 302
    comment = Comment.objects.get()
    assert (comment.field, comment.quote, comment.version, comment.text, comment.by) == (
        *("title", "", update.version, "¿Cuándo?"),
        coordinator,
    )
    assert stored(update) == before


def test_comment_quotes_its_paragraph_and_stands_beside_it(update, coordinator, client):
    remark(client, update, field="narrative", paragraph="1", text="¿Dónde?")
    remark(client, update, text="Más corto.")
    assert Comment.objects.first().quote == "En Chiapas."
    assert parts(client.get(reading(update))) == {
        "title": ["Más corto."],
        ("narrative", 1): ["¿Dónde?"],
    }


def test_comment_on_a_text_that_has_changed_keeps_its_quote(update, coordinator, client):
    old = update.version
    client.get(reading(update))
    update = workflow.move(update, StepName.RETURN, by=coordinator, version=old, comment="Falta.")
    update.narrative = [*TEXT[:1], *make.paragraph("En Puebla.")]
    update.save()
    by = make.make_user(agency=update.agency)
    update = workflow.move(update, StepName.SUBMIT, by=by, version=update.version)
    remark(client, update, field="narrative", paragraph="1", version=old, text="¿Dónde?")
    assert Comment.objects.get().quote == "En Chiapas."
    assert parts(client.get(reading(update))) == {"narrative": ["¿Dónde?"]}


@pytest.mark.parametrize(
    "posted",
    [
        {"text": ""},
        {"text": " \n"},
        {"field": "status"},
        {"field": ""},
        {"field": "narrative", "paragraph": "2"},
    ],
)
def test_comment_about_nothing_is_refused(update, coordinator, client, posted):
    assert remark(client, update, **posted).status_code == 302
    assert not Comment.objects.exists()


@pytest.mark.parametrize("version", ["", "x", "0", "999", "9" * 30])
def test_comment_of_an_unknown_version_is_about_the_present_one(
    update, coordinator, client, version
):
    remark(client, update, version=version)
    assert Comment.objects.get().version == update.version


def test_agency_sees_the_comment_beside_the_field_of_its_form(update, coordinator, client):
    remark(client, update, field="narrative", paragraph="0", text="¿Cuántos?")
    remark(client, update, field="results", text="¿Y las cifras?")
    member = make.make_user(agency=update.agency)
    client.force_login(member)
    page = client.get(change_url(update))  # Sent in: no form.
    assert ("¿Cuántos?" in page.text, "¿Y las cifras?" in page.text) == (True, True)
    workflow.move(update, StepName.RETURN, by=coordinator, version=update.version, comment="Falta.")
    page = client.get(change_url(update))
    fields = page.context["adminform"].form.fields
    assert [comment.text for comment in fields["narrative"].comments] == ["¿Cuántos?"]
    assert [c.beside for c in page.context["comments"]] == [True, False]
    [comment] = fields["narrative"].comments
    assert page.text.index('id="id_narrative"') < page.text.index(f'id="comment-{comment.pk}"')
    assert "Se dieron cursos.</blockquote>" in page.text


def test_agency_answers_and_the_coordination_calls_it_settled(update, coordinator, client):
    remark(client, update)
    comment = Comment.objects.get()
    url = reverse("comment-answer", args=[comment.pk])
    member = make.make_user(agency=update.agency)
    client.force_login(member)
    assert client.post(url, {"text": ""}).status_code == 302
    assert client.post(url, {"text": "Así fue."}).status_code == 302
    [answer] = comment.answers.all()
    assert (answer.text, answer.by, answer.update) == ("Así fue.", member, update)
    settle = reverse("comment-resolve", args=[comment.pk])
    assert client.post(settle).status_code == 403
    client.force_login(coordinator)
    assert "Así fue." in client.get(reading(update)).text
    for _press in range(2):
        assert client.post(settle).status_code == 302
    comment.refresh_from_db()
    assert comment.resolved_by == coordinator
    page = client.get(reading(update))
    assert (parts(page), [c.text for c in page.context["resolved"]]) == ({}, ["¿Y?"])
    assert Comment.objects.count() == 2


# Reading, answering, settling.
PEOPLE = {
    "coordinator": (200, 302, 302),
    "member": (200, 302, 403),
    "other member": (404, 404, 404),
    "observer": (404, 404, 404),
    "stranger": (302, 302, 302),
}


@pytest.mark.parametrize("person", PEOPLE)
def test_doors(update, client, person):
    author = make.make_user(group=COORDINATORS)
    comment = Comment.objects.create(update=update, field="title", version=2, text="¿Y?", by=author)
    user = {
        "coordinator": lambda: make.make_user(group=COORDINATORS),
        "member": lambda: make.make_user(agency=update.agency),
        "other member": lambda: make.make_user(agency=make.make_agency()),
        "observer": lambda: make.make_user(group=OBSERVERS),
    }.get(person)
    if user:
        client.force_login(user())
    url = reverse("comment-answer", args=[comment.pk])
    found = (
        client.get(url).status_code,
        client.post(url, {"text": "Sí."}).status_code,
        client.post(reverse("comment-resolve", args=[comment.pk])).status_code,
    )
    assert found == PEOPLE[person]
    comment.refresh_from_db()
    assert Comment.objects.filter(answer_to=comment).exists() == (found[0] == 200)
    assert (comment.resolved_at is not None) == (person == "coordinator")


def test_observer_of_what_is_approved_reads_no_comments(update, coordinator, client):
    remark(client, update)
    workflow.move(update, StepName.APPROVE, by=coordinator, version=update.version)
    client.force_login(make.make_user(group=OBSERVERS))
    url = reverse("comment-answer", args=[Comment.objects.get().pk])
    assert client.get(url).status_code == 403
    page = client.get(change_url(update))
    assert (page.status_code, "¿Y?" in page.text) == (200, False)


def test_nobody_comments_on_their_own_agency(update, coordinator, client):
    make.make_membership(user=coordinator, agency=update.agency)
    assert remark(client, update).status_code == 403
    assert not Comment.objects.exists()


def test_draft_that_nobody_sent_is_not_commented_on(coordinator, client):
    assert remark(client, make.make_update()).status_code == 403


@pytest.mark.parametrize(
    "fields", [{"text": ""}, {"resolved_at": make.NOON}, {"resolved_by": True}]
)
def test_database_refuses_half_a_comment(update, coordinator, fields):
    if "resolved_by" in fields:
        fields = {"resolved_by": coordinator}
    whole = {"update": update, "field": "title", "version": 1, "text": "¿Y?", "by": coordinator}
    Comment.objects.create(**whole)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.create(**whole | fields)
