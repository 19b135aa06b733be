"""The version of what is published: it changes when, and only when, what is published changes."""

import datetime
import os
import random
import threading

import pytest
from django.db import connection, connections, transaction

from reports.models import Publication, ReportVersion
from roadmap.models import Agency, ProgressUpdate, PublicRecord, PublicState, Result
from roadmap.review import workflow
from roadmap.review.workflow import StepName
from tests import make
from tests.roadmap.api.asking import ask, everything, make_published, told


@pytest.fixture
def published(db, client):
    update = make_published()
    make.make_result(update=update)
    told(client, "progress-updates/")  # Its Markdown is written at the first reading.
    return update


def number():
    state = PublicState.objects.first()
    return state.number if state else 0


def by_sql(statement):
    def run(_update):
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


CHANGES = {
    "a save": lambda u: (setattr(u, "title", "Otro título"), u.save()),
    "a bulk update": lambda _u: ProgressUpdate.objects.update(title="Otro título"),
    "SQL": by_sql("UPDATE roadmap_progressupdate SET title = 'Otro título'"),
    "a result": lambda u: make.make_result(update=u),
    "a changed result": lambda _u: Result.objects.update(quantity=7),
    "a deleted result": lambda _u: Result.objects.all().delete(),
    "evidence": lambda u: make.make_evidence(update=u, is_public=True),
    "a place": lambda u: u.places.add(make.make_place()),
    "a partner": lambda u: u.partners.add(make.make_agency()),
    "a priority": lambda u: u.priorities.add(make.make_priority()),
    "a withdrawal": lambda _u: ProgressUpdate.objects.update(published_at=None),
    "a publication": lambda _u: make_published(),
    "an agency's name": lambda u: Agency.objects.filter(pk=u.agency_id).update(name="Otra"),
    "an agency's code": lambda u: Agency.objects.filter(pk=u.agency_id).update(code="OTRA"),
    "an action's title": lambda u: type(u.action).objects.update(title="Otra"),
    "many rows": lambda _u: Agency.objects.bulk_create(
        [Agency(code=f"B{n}", name=f"B {n}", kind="ministry", country="MX") for n in range(5)]
    ),
    "an assignment": lambda u: make.make_assignment(agency=u.agency),
    "a closed period": lambda u: (
        make.make_next_step(),
        type(u.period).objects.update(state="closed"),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_version_changes_with_what_is_published(published, client, change):
    before = ask(client, "")["ETag"]
    CHANGES[change](published)
    assert ask(client, "")["ETag"] != before


SILENT = {
    "nothing new": lambda u: u.save(),
    "what is not public": lambda _u: ProgressUpdate.objects.update(source_note="Interno"),
    "a draft": lambda _u: make.make_update(agency=Agency.objects.first(), action=None),
    "a draft's text": lambda _u: ProgressUpdate.objects.filter(status="draft").update(title="x"),
    "an internal piece of evidence": lambda u: make.make_evidence(update=u),
    "an action nobody has published about": lambda u: make.make_action(lead_agency=u.agency),
    "an action's description": lambda u: type(u.action).objects.update(description="Larga"),
    "a step still to come": lambda _u: make.make_next_step(),
    "a person": lambda u: make.make_user(agency=u.agency),
}


@pytest.mark.parametrize("change", SILENT)
def test_the_version_stays_with_what_is_published(published, client, change):
    make.make_update(agency=published.agency, action=published.action)
    before = ask(client, "")["ETag"]
    SILENT[change](published)
    assert ask(client, "")["ETag"] == before


def test_the_workflow_publishes_once_and_whole(db, client, coordinator):
    update = make.make_update(status="approved")
    make.make_result(update=update)
    workflow.move(update, StepName.PUBLISH, by=coordinator, version=update.version)
    before = number()
    row = told(client, f"progress-updates/{update.uid}/")["result"]
    assert row["narrative"]["markdown"] == "Se hizo algo."
    assert number() == before


@pytest.mark.parametrize("published_by", ["workflow", "SQL"])
def test_the_markdown_is_that_of_the_narrative(client, coordinator, published_by):
    tree = [
        {"type": "paragraph", "runs": [{"text": "Uno ", "bold": True}, {"text": "5 * 3 _x_"}]},
        {
            "type": "list",
            "ordered": True,
            "items": [make.paragraph("Ay\nuno"), make.paragraph("2")],
        },
    ]
    update = make.make_update(status="approved", narrative=tree)
    update.refresh_from_db()
    if published_by == "SQL":
        ProgressUpdate.objects.update(published_at=make.NOON)
    else:
        workflow.move(update, StepName.PUBLISH, by=coordinator, version=update.version)
    from roadmap.texts import markdown

    row = told(client, f"progress-updates/{update.uid}/")["result"]
    assert row["narrative"]["markdown"] == markdown.to_markdown(update.narrative)


@pytest.mark.parametrize("address", ["progress-updates/", "agencies/?limit=1", "dataset.zip", ""])
def test_what_is_known_is_not_sent_again(published, client, django_assert_num_queries, address):
    first = ask(client, address)
    b"".join(first)
    with django_assert_num_queries(1):
        again = ask(client, address, if_none_match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == "public, max-age=0, must-revalidate"
    make_published()
    assert ask(client, address, if_none_match=first["ETag"]).status_code == 200


HELD = {
    "{tag}": 304,
    "W/{tag}": 304,
    'W/"1-a", W/{tag}': 304,
    '"1-a", {tag}': 304,
    'W/"1-a"': 200,
    "W{tag}": 200,
    "": 200,
}


@pytest.mark.parametrize("held", HELD)
def test_what_is_known_may_have_been_compressed_on_its_way(published, client, held):
    """A proxy that compresses makes the tag a weak one; reading compares weakly (RFC 9110)."""
    tag = ask(client, "agencies/")["ETag"]
    answer = ask(client, "agencies/", if_none_match=held.format(tag=tag))
    assert answer.status_code == HELD[held]


def test_the_same_version_has_the_same_bytes(published, client):
    one, two = (ask(client, "progress-updates/?include=agency") for _time in range(2))
    assert one.content == two.content
    assert one["ETag"] == two["ETag"]


def test_what_is_withdrawn_leaves_its_name_and_nothing_else(published, client):
    since = told(client, "progress-updates/")["version"]
    ProgressUpdate.objects.update(published_at=None)
    body = told(client, f"progress-updates/?updated_since={since}")
    assert (body["results"], body["deleted"]) == ([], [str(published.uid)])
    left = PublicRecord.objects.get(key=str(published.uid))
    assert (left.body, left.facets, left.links, left.search, left.name) == ("", [], [], "", "")


def test_a_moment_can_be_asked_for_too(published, client):
    body = told(client, "progress-updates/?updated_since=2026-01-01T00:00:00Z")
    assert [row["id"] for row in body["results"]] == [str(published.uid)]
    assert told(client, "progress-updates/?updated_since=2100-01-01T00:00:00Z")["results"] == []


@pytest.mark.parametrize(("later", "told_again"), [(-1, True), (0, True), (60, True), (61, False)])
def test_a_moment_tells_the_minute_before_it_too(published, client, later, told_again):
    """What was being saved at that moment carries a moment before it."""
    changed = datetime.datetime(2023, 5, 1, 12, tzinfo=datetime.UTC)
    PublicRecord.objects.update(changed_at=changed)
    since = (changed + datetime.timedelta(seconds=later)).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = told(client, f"progress-updates/?updated_since={since}")
    assert [row["id"] for row in body["results"]] == [str(published.uid)] * told_again


def test_what_has_left_a_filter_is_told(published, client):
    kept = f"progress-updates/?agency={published.agency.code}"
    since = told(client, kept)["version"]
    ProgressUpdate.objects.update(agency=make.make_agency())
    assert told(client, f"{kept}&updated_since={since}")["deleted"] == [str(published.uid)]


# A consumer who asks again and again


def publish(_rows, dice):
    update = make_published(agency=dice.choice(Agency.objects.all()))
    ProgressUpdate.objects.filter(pk=update.pk).update(title=f"Avance {dice.random()}")


def withdraw(rows, dice):
    ProgressUpdate.objects.filter(pk=dice.choice(rows).pk).update(published_at=None)


def renumber(rows, dice):
    """Throw a result away and write another in its place: the same name, another row."""
    update = dice.choice(rows)
    update.results.all().delete()
    for quantity in range(dice.randrange(3)):
        make.make_result(update=update, quantity=quantity)


def change(rows, dice):
    ProgressUpdate.objects.filter(pk=dice.choice(rows).pk).update(title=f"Cambio {dice.random()}")


def rename(_rows, dice):
    agency = dice.choice(Agency.objects.all())
    Agency.objects.filter(pk=agency.pk).update(code=f"C{dice.randrange(10**6)}")


def delete(rows, dice):
    update = dice.choice(rows)
    update.delete()


def swap(_rows, dice):
    """Two agencies take each other's code in one statement."""
    one, two = dice.sample(list(Agency.objects.all()), 2)
    with connection.cursor() as cursor, transaction.atomic():
        Agency.objects.filter(pk=one.pk).update(code="TEMPORAL")
        cursor.execute("UPDATE roadmap_agency SET code = %s WHERE id = %s", [one.code, two.pk])
        cursor.execute("UPDATE roadmap_agency SET code = %s WHERE id = %s", [two.code, one.pk])


def decide(_rows, dice):
    """Publish a version of the report, or withdraw it."""
    version = dice.choice(ReportVersion.objects.order_by("pk").with_decision())
    decision = "withdraw" if version.is_published else "publish"
    Publication.objects.create(version=version, decision=decision, by=version.submitted_by)


STEPS = [publish, publish, withdraw, renumber, change, rename, delete, swap, decide]
COLLECTIONS = ["progress-updates", "results", "agencies", "reports", "report-answers"]


def test_who_asks_after_each_change_has_what_who_reads_everything_has(db, client):
    """CHANGES=1000 for the long run."""
    dice = random.Random(87)  # noqa: S311 - the same changes each time
    for _time in range(4):
        make_published()
    for _time in range(3):
        make.make_stored_report()
    held = {name: everything(client, f"/api/v1/{name}/?limit=500") for name in COLLECTIONS}
    seen = told(client, "")["version"]
    for _change in range(int(os.environ.get("CHANGES", "120"))):
        rows = list(ProgressUpdate.objects.filter(published_at__isnull=False))
        dice.choice(STEPS if len(rows) > 2 else [publish])(rows, dice)
        seen = catch_up(client, held, seen)
    for name in COLLECTIONS:
        assert held[name] == everything(client, f"/api/v1/{name}/?limit=500")


def catch_up(client, held, seen):
    """Ask what has changed since, and note the version of the first answer for the next time."""
    version = None
    for name in COLLECTIONS:
        address = f"{name}/?updated_since={seen}&limit=3"
        while address:
            body = told(client, address)
            version = version or body["version"]
            held[name] |= {row["id"]: row for row in body["results"]}
            for key in body["deleted"]:
                held[name].pop(key, None)
            address = body["next"] and body["next"].partition("/api/v1/")[2]
    return version


# Two at once


@pytest.mark.django_db(transaction=True)
def test_numbers_come_in_the_order_of_the_commits():
    """Who publishes second waits for the first; a reader in between sees neither half."""
    one, two = make.make_update(status="approved"), make.make_update(status="approved")
    began = threading.Event()

    def publish_second():
        began.wait(10)
        ProgressUpdate.objects.filter(pk=two.pk).update(published_at=make.NOON)
        connections.close_all()

    second = threading.Thread(target=publish_second)
    second.start()
    with transaction.atomic():
        ProgressUpdate.objects.filter(pk=one.pk).update(published_at=make.NOON)
        began.set()
        second.join(0.5)
        assert second.is_alive()
    second.join(10)
    changed = dict(
        PublicRecord.objects.filter(collection="progress-updates").values_list("key", "changed")
    )
    assert changed[str(one.uid)] < changed[str(two.uid)]


@pytest.mark.django_db(transaction=True)
def test_drafts_do_not_wait_for_who_publishes():
    public, draft = make.make_update(status="approved"), make.make_update()
    done = threading.Event()

    def write():
        ProgressUpdate.objects.filter(pk=draft.pk).update(title="Sigo escribiendo")
        make.make_result(update=draft)
        done.set()
        connections.close_all()

    writer = threading.Thread(target=write)
    with transaction.atomic():
        ProgressUpdate.objects.filter(pk=public.pk).update(published_at=make.NOON)
        writer.start()
        assert done.wait(10)
    writer.join(10)
