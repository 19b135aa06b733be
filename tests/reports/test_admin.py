"""The form of the coordination's written answers."""

import pytest

from reports.models import WrittenAnswer
from roadmap.models import Period
from roadmap.models.people import COORDINATORS, OBSERVERS
from tests import make
from tests.roadmap.pages import add_url, change_url, errors, is_saved, open_empty_form, save


@pytest.fixture
def coordinator(db, client):
    user = make.make_user(group=COORDINATORS)
    client.force_login(user)
    return user


def typed(client, **fields):
    """What a coordinator types into an empty form."""
    period = Period.objects.first() or make.make_period()
    return (
        open_empty_form(client, WrittenAnswer)
        | {
            "period": period.pk,
            "question": "assessment-tools",
            "narrative": "Se aprendió **mucho**.",
            "choices": "surveys, other",
        }
        | fields
    )


def test_answer_is_kept_with_who_wrote_it(coordinator, client):
    assert is_saved(client.post(add_url(WrittenAnswer), typed(client, other="Padrones")))
    written = WrittenAnswer.objects.get()
    assert (written.question, written.choices) == ("assessment-tools", ["surveys", "other"])
    assert written.other == "Padrones"
    assert (written.changed_by, written.version) == (coordinator, 1)
    assert written.narrative == [
        {
            "type": "paragraph",
            "runs": [
                {"text": "Se aprendió "},
                {"text": "mucho", "bold": True},
                {"text": "."},
            ],
        }
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("period", "99999"),
        ("question", "con espacios"),
        ("question", "achievements"),
        ("question", ""),
        ("priority", "99999"),
        ("next_step", "abc"),
        ("choices", "con espacios"),
        ("choices", "surveys, dreams"),
        ("choices", "surveys, not-applicable"),
        ("rating", "3"),
        ("rating", "-1"),
        ("rating", "99999999999"),
        ("other", "x" * 301),
    ],
)
def test_impossible_value_is_refused(coordinator, client, field, value):
    answer = client.post(add_url(WrittenAnswer), typed(client, **{field: value}))
    assert list(errors(answer)) == [field]
    assert not WrittenAnswer.objects.exists()


def test_second_answer_to_a_question_is_refused(coordinator, client):
    make.make_written_answer(question="assessment-tools")
    answer = client.post(add_url(WrittenAnswer), typed(client))
    assert answer.status_code == 200
    assert len(answer.context["adminform"].form.non_field_errors()) == 1
    again = typed(client, priority=make.make_priority().pk)
    assert is_saved(client.post(add_url(WrittenAnswer), again))


@pytest.mark.parametrize(
    ("person", "reads", "writes"),
    [
        ({"group": COORDINATORS}, 200, 200),
        ({"group": OBSERVERS}, 200, 403),
        ({"agency": True}, 403, 403),
    ],
)
def test_only_the_coordination_writes(db, client, person, reads, writes):
    written = make.make_written_answer(other="Antes")
    agency = make.make_agency() if "agency" in person else None
    client.force_login(make.make_user(**person | {"agency": agency}))
    assert client.get(change_url(written)).status_code == reads
    assert save(client, written, {"other": "Forged", "version": 7}).status_code == writes
    written.refresh_from_db()
    assert written.other == "Antes"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7*7 }}", "a\x0bb\x01", "👩🏽‍🏫"])
def test_hostile_text_comes_back_escaped(coordinator, client, text):
    written = make.make_written_answer()
    assert is_saved(client.post(add_url(WrittenAnswer), typed(client, narrative=text, other=text)))
    saved = WrittenAnswer.objects.exclude(pk=written.pk).get()
    page = client.get(change_url(saved))
    assert (page.status_code, "<script>alert" in page.text) == (200, False)
