"""The queue: what waits, reading with what has changed, deciding, and the doors."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from roadmap.models import ProgressUpdate, SeenVersion, Status, Step
from roadmap.models.people import COORDINATORS, OBSERVERS
from roadmap.review import workflow
from roadmap.review.workflow import StepName
from tests import make
from tests.roadmap.pages import form_data, open_form, save, stored

QUEUE = reverse("queue")
APPROVE = reverse("queue-approve")


def reading(update):
    return reverse("queue-reading", args=[update.pk])


def sent(**fields):
    """An update that its agency has sent in."""
    update = make.make_update(**fields)
    return send(update)


def send(update):
    by = make.make_user(agency=update.agency)
    return workflow.move(update, StepName.SUBMIT, by=by, version=update.version)


def corrected(update, by, **changes):
    """The update after it was returned, changed and sent in again."""
    returned = workflow.move(
        update, StepName.RETURN, by=by, version=update.version, comment="Falta."
    )
    for name, value in changes.items():
        setattr(returned, name, value)
    returned.version += 1
    returned.save()
    return send(returned)


def decide(client, update, step, version, comment=""):
    return client.post(reading(update), {"step": step, "version": version, "comment": comment})


# What waits.


def test_queue_is_what_was_sent_in_the_oldest_first(coordinator, client):
    for status in Status.values:
        make.make_update(title=status, status=status, sent_at=make.NOON)
    make.make_update(title="older", status="submitted", sent_at=make.NOON - timedelta(days=1))
    page = client.get(QUEUE)
    assert [update.title for update in page.context["page"]] == ["older", "submitted"]
    assert [update.title for update in page.context["stuck"]] == ["with-validator"]


def test_queue_tells_what_is_new_what_changed_and_what_was_read(coordinator, client):
    updates = [sent(title=title) for title in ("new", "read", "changed")]
    for update in updates[1:]:
        client.get(reading(update))
    corrected(updates[2], by=make.make_user(group=COORDINATORS))
    SeenVersion.objects.create(by=make.make_user(), update=updates[0], version=2)
    seen = {u.title: (u.seen_version, u.version) for u in client.get(QUEUE).context["page"]}
    assert seen == {"new": (None, 2), "read": (2, 2), "changed": (2, 5)}


def test_long_queue_has_pages(coordinator, client):
    for _number in range(26):
        make.make_update(status="submitted")
    assert len(client.get(QUEUE).context["page"]) == 25
    assert len(client.get(f"{QUEUE}?page=2").context["page"]) == 1


# Reading.


def marks(answer, field):
    """The marked passages of a field: [(text, kind), …] of each."""
    [part] = [part for part in answer.context["parts"] if part.field == field]
    return [p.marks and [tuple(change) for change in p.marks] for p in part.passages]


def test_what_has_changed_since_it_was_seen_is_marked_in_the_text(coordinator, client):
    narrative = [*make.paragraph("Se dieron cursos."), *make.paragraph("En Chiapas.")]
    update = sent(narrative=narrative)
    assert marks(client.get(reading(update)), "narrative") == [None, None]
    changed = [*make.paragraph("Se dieron seis cursos."), *make.paragraph("En Chiapas.")]
    update = corrected(update, by=coordinator, narrative=changed, title="Otro título")
    for _look in range(2):  # Looking again must not take the marks away.
        page = client.get(reading(update))
        assert marks(page, "narrative") == [
            [("Se dieron ", "same"), ("seis ", "added"), ("cursos.", "same")],
            None,
        ]
        assert marks(page, "title") == [[("Se hizo algo", "removed"), ("Otro título", "added")]]
        assert "<ins>seis </ins>" in page.text
        assert [p.field for p in page.context["parts"] if p.has_changed] == ["title", "narrative"]


def test_marks_are_ones_own(coordinator, client):
    update = sent()
    client.get(reading(update))
    update = corrected(update, by=coordinator, title="Otro título")
    client.force_login(make.make_user(group=COORDINATORS))
    page = client.get(reading(update))
    assert (marks(page, "title"), page.context["since"]) == ([None], None)
    first = Step.objects.exclude(content=None).first()
    page = client.get(f"{reading(update)}?with={first.pk}")
    assert marks(page, "title") == [[("Se hizo algo", "removed"), ("Otro título", "added")]]


def test_every_field_can_be_marked(coordinator, client):
    update = send(make.make_whole_update())
    client.get(reading(update))
    update = corrected(update, by=coordinator)
    page = client.get(reading(update))
    assert not [part.field for part in page.context["parts"] if part.has_changed]
    emptied = {"areas": [], "topics": ["challenge"], "municipalities": "", "reason": ""}
    update.results.update(quantity=3)
    update.evidence.update(title="Otro")
    update.places.set([make.make_place(name="Puebla")])
    update.partners.clear()
    update.priorities.add(make.make_priority())
    update = corrected(
        update, by=coordinator, precision="day", happened_to=make.DAY, title="T", **emptied
    )
    changed = [p.field for p in client.get(reading(update)).context["parts"] if p.has_changed]
    assert changed == [
        *("title", "reason", "precision", "priorities", "topics", "areas", "places"),
        *("municipalities", "partners", "results", "evidence"),
    ]


def test_text_of_a_draft_is_not_read_here(coordinator, client):
    for status in ("draft", "returned"):
        update = make.make_update(status=status)
        answer = client.get(reading(update))
        assert answer.url == reverse("admin:roadmap_progressupdate_change", args=[update.pk])
    assert not SeenVersion.objects.exists()


def test_next_and_previous_follow_the_queue(coordinator, client):
    updates = [
        make.make_update(status="submitted", sent_at=make.NOON + timedelta(days=day))
        for day in range(3)
    ]
    found = [client.get(reading(update)).context for update in updates]
    ids = [update.pk for update in updates]
    assert [(c["place"], c["previous"], c["next"]) for c in found] == [
        (1, None, ids[1]),
        (2, ids[0], ids[2]),
        (3, ids[1], None),
    ]


# Deciding.


def test_approving_goes_on_to_the_next(coordinator, client):
    first, second = sent(), sent()
    answer = decide(client, first, "approve", first.version)
    assert answer.url == reading(second)
    assert stored(first)["status"] == "approved"
    assert decide(client, second, "approve", second.version).url == QUEUE


def test_returning_needs_a_reason_and_keeps_it_whole(coordinator, client):
    update = sent()
    before = stored(update)
    for reason in ("", "  \n "):
        assert decide(client, update, "return", update.version, reason).status_code == 200
    assert stored(update) == before
    decide(client, update, "return", update.version, "Falta la fecha.\n\nY el lugar.")
    step = update.steps.last()
    assert (stored(update)["status"], step.comment) == (
        "returned",
        "Falta la fecha.\n\nY el lugar.",
    )


@pytest.mark.parametrize("step", ["approve", "return"])
def test_text_that_was_not_seen_is_not_decided_on(coordinator, client, step):
    update = sent()
    old = form_data(client.get(reading(update)), "decision")["version"][0]
    update = corrected(update, by=make.make_user(group=COORDINATORS), title="Otro título")
    before = stored(update)
    answer = decide(client, update, step, old, "Mi razón")
    assert (answer.status_code, stored(update)) == (200, before)
    assert marks(answer, "title") == [[("Se hizo algo", "removed"), ("Otro título", "added")]]
    again = form_data(answer, "decision")
    assert again["comment"][0].strip() == "Mi razón"
    decide(client, update, step, again["version"][0], "Mi razón")
    assert stored(update)["status"] == {"approve": "approved", "return": "returned"}[step]


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 30])
def test_decision_without_a_version_is_refused(coordinator, client, version):
    update = sent()
    before = stored(update)
    assert decide(client, update, "approve", version).status_code == 200
    assert stored(update) == before


@pytest.mark.parametrize("step", ["publish", "reopen", "submit", "", "x"])
def test_other_steps_are_not_taken_here(coordinator, client, step):
    update = sent()
    before = stored(update)
    assert decide(client, update, step, update.version, "Razón").status_code == 200
    assert stored(update) == before


def test_decision_on_what_was_decided_meanwhile_leads_back(coordinator, client):
    update = sent()
    version = update.version
    workflow.move(update, StepName.APPROVE, by=coordinator, version=version)
    before = stored(update)
    assert decide(client, update, "approve", version).url == QUEUE
    assert stored(update) == before


def test_nobody_decides_on_their_own_agency(coordinator, client):
    update = sent()
    make.make_membership(user=coordinator, agency=update.agency)
    before = stored(update)
    page = client.get(reading(update))
    assert (page.context["may_approve"], page.context["may_return"]) == (False, False)
    for step in ("approve", "return"):
        assert decide(client, update, step, update.version, "Razón").status_code == 403
    answer = client.post(APPROVE, {"chosen": f"{update.pk}:{update.version}"})
    assert (len(answer.context["refused"]), stored(update)) == (1, before)
    client.force_login(make.make_user(group=COORDINATORS))
    assert decide(client, update, "approve", update.version).status_code == 302


# Many at once.


def test_many_are_approved_and_the_others_listed_with_the_reason(coordinator, client):
    good = [sent(title=f"good {number}") for number in range(3)]
    own, gone, changed = sent(title="own"), sent(title="gone"), sent(title="changed")
    gap = sent(title="gap")
    chosen = [f"{u.pk}:{u.version}" for u in (*good, own, gone, changed, gap)]
    make.make_membership(user=coordinator, agency=own.agency)
    other = make.make_user(group=COORDINATORS)
    workflow.move(gone, StepName.APPROVE, by=other, version=gone.version)
    corrected(changed, by=other)
    ProgressUpdate.objects.filter(pk=gap.pk).update(title="")
    with override("en"):
        answer = client.post(
            APPROVE,
            {"chosen": [*chosen, "x", "1:", "999999:1", f"{good[0].pk}"]},
            headers={"accept-language": "en"},
        )
    assert [u.title for u in answer.context["approved"]] == [u.title for u in good]
    with override("en"):
        refused = [(u.pk, str(reason)) for u, reason in answer.context["refused"]]
    assert refused == [
        (own.pk, "It is of your own agency: somebody else decides on it."),
        (gone.pk, "It no longer waits: somebody has decided on it."),
        (changed.pk, "It has changed since you opened the page: read it again."),
        (gap.pk, "Give it a title: one line that says what happened."),
    ]
    steps = Step.objects.filter(name="approve", by=coordinator)
    assert [step.update_id for step in steps.order_by("pk")] == [u.pk for u in good]


def test_form_of_the_queue_names_the_versions_on_the_page(coordinator, client):
    update = sent()
    page = client.get(QUEUE).text
    assert f'value="{update.pk}:{update.version}"' in page
    assert "Se hizo algo." in page


# The doors.


def doors(update):
    """Each page with the method it is opened by."""
    return [
        (QUEUE, "get"),
        (APPROVE, "post"),
        (reading(update), "get"),
        (reading(update), "post"),
        (reverse("queue-comment", args=[update.pk]), "post"),
    ]


PEOPLE = {
    "coordinator": [200, 200, 200, 200, 302],
    "observer": [403] * 5,
    "member": [403] * 5,
    "somebody": [403] * 5,
    "stranger": [302] * 5,
}


@pytest.mark.parametrize("person", PEOPLE)
def test_doors(db, client, person):
    update = sent()
    groups = {"coordinator": COORDINATORS, "observer": OBSERVERS}
    own = {"agency": update.agency} if person == "member" else {}
    if person != "stranger":
        client.force_login(make.make_user(group=groups.get(person), **own))
    before = stored(update)
    posted = {"chosen": "", "step": "", "field": "title", "text": "Falta."}
    found = [getattr(client, way)(url, posted).status_code for url, way in doors(update)]
    assert (found, stored(update)) == (PEOPLE[person], before)


def test_agency_whose_page_was_open_can_not_save_over_what_was_approved(coordinator, client):
    update = make.make_update()
    opened = open_form(client, update)
    update = send(update)
    decide(client, update, "approve", update.version)
    before = stored(update)
    save(client, update, opened | {"title": "Otro"})
    assert stored(update) == before


def test_pages_ask_as_often_for_one_row_as_for_many(coordinator, client, django_assert_num_queries):
    update = None
    for rows in (1, 3, 10):
        for _row in range(rows):
            make.make_update(status="with-validator")
            update = send(make.make_whole_update())
            make.make_comment(update=update)
        client.get(QUEUE)
        client.get(reading(update))
        with django_assert_num_queries(14):
            client.get(QUEUE)
        with django_assert_num_queries(22):
            client.get(reading(update))
