"""Submitting: what is frozen, what stops it, and that nothing ever changes it."""

import hashlib
import json
import os
import random
import re
import secrets
from pathlib import Path

import psycopg2
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from reports.checks import check_report
from reports.composing.compose import compose
from reports.document import to_dict
from reports.models import Publication, ReportFile, ReportVersion, WrittenAnswer
from reports.publishing import publishing
from reports.publishing.publishing import (
    Blocked,
    Changed,
    NotRendered,
    NotSigned,
    SignOff,
    WrongDecision,
    decide,
    find_published,
    submit,
)
from reports.questionnaire import FOLDER
from reports.renderers import RENDERERS
from reports.wording import WORDINGS
from roadmap.models import Agency, NextStep, ProgressUpdate, PublicRecord, Status
from tests import make

# What becomes of them later is told by a state machine of this many steps.
OPERATIONS = int(os.environ.get("FROZEN_OPERATIONS", "100"))
SIGNED = SignOff("Ana Pérez", "Directora General")
PUBLISH, WITHDRAW = Publication.Decision.PUBLISH, Publication.Decision.WITHDRAW
TABLES = ["reports_reportversion", "reports_reportfile", "reports_publication"]


@pytest.fixture
def period(db):
    make.make_roadmap(code="MX-2019")
    make.make_priority()
    period = make.make_period(year=2022)
    make.make_update(period=period, status=Status.APPROVED, title="Un curso")
    make.make_written_answer(period=period, question="lessons")
    return make.make_whole_report(period=period)


@pytest.fixture
def coordinator(db):
    return make.make_user(group="coordinators")


def seen(period):
    return publishing.hash_of(publishing.canonical(compose(period)))


def stored():
    """Everything that was submitted, with its bytes."""
    versions = list(ReportVersion.objects.order_by("id").values())
    files = [(*row[:-1], bytes(row[-1])) for row in ReportFile.objects.order_by("id").values_list()]
    return versions, files, list(Publication.objects.order_by("id").values())


# What is stored


def test_submission_stores_the_document_its_sources_and_its_files(period, coordinator):
    update = ProgressUpdate.objects.get()
    written = WrittenAnswer.objects.for_period(period).order_by("id")
    document = compose(period)
    version = submit(period, SIGNED, by=coordinator, seen=seen(period), at=make.NOON)
    version.refresh_from_db()
    edition = (FOLDER / f"{document.edition}.toml").read_bytes()
    assert (version.number, version.language, version.replaces, version.correction) == (
        1, "es", None, ""
    )  # fmt: skip
    assert (version.signed_by, version.signed_as) == ("Ana Pérez", "Directora General")
    assert (version.submitted_by, version.submitted_at) == (coordinator, make.NOON)
    assert version.document == to_dict(document)
    assert (
        version.document_hash
        == hashlib.sha256(
            json.dumps(
                version.document, ensure_ascii=False, sort_keys=True, separators=(",", ":")
            ).encode()
        ).hexdigest()
    )
    assert version.edition_text.encode() == edition
    assert version.edition_hash == hashlib.sha256(edition).hexdigest()
    assert version.sources == {
        "updates": [{"uid": str(update.uid), "version": update.version}],
        "answers": [
            {
                "question": answer.question,
                "priority__number": answer.priority.number if answer.priority else None,
                "next_step__number": None,
                "version": answer.version,
            }
            for answer in written
        ],
    }


def test_every_renderers_bytes_are_stored(period, coordinator):
    documents = {"": compose(period), ".en": compose(period, "en"), ".fr": compose(period, "fr")}
    version = submit(period, SIGNED, by=coordinator, seen=seen(period))
    found = {file.suffix: file for file in version.files.all()}
    names = [(mark, name) for mark in documents for name in RENDERERS]
    assert list(found) == [f"{mark}{RENDERERS[name].SUFFIX}" for mark, name in names]
    for mark, name in names:
        file = found[f"{mark}{RENDERERS[name].SUFFIX}"]
        content = bytes(file.content)
        assert content == RENDERERS[name].render(documents[mark])
        assert file.sha256 == hashlib.sha256(content).hexdigest()
        told = (file.format, file.language, file.size)
        assert told == (name, documents[mark].language, len(content))


def test_correction_is_a_new_version_that_says_what_it_replaces(period, coordinator):
    first = submit(period, SIGNED, by=coordinator, seen=seen(period))
    before = stored()
    ProgressUpdate.objects.update(title="Otro curso")
    again = SignOff("Ana Pérez", "Directora General", "El título del curso.")
    second = submit(period, again, by=coordinator, seen=seen(period))
    assert (second.number, second.replaces, second.correction) == (2, first, "El título del curso.")
    assert stored()[0][:1] == before[0]
    assert second.document_hash != first.document_hash


def test_first_version_corrects_nothing_whatever_is_sent(period, coordinator):
    sign_off = SignOff("Ana Pérez", "Directora General", "De más.")
    version = submit(period, sign_off, by=coordinator, seen=seen(period))
    version.refresh_from_db()
    assert (version.number, version.replaces, version.correction) == (1, None, "")


def test_submission_promises_the_next_steps_of_the_coming_period_alone(period, coordinator):
    elsewhere = make.make_roadmap(code="PE-1", country="PE")
    coming, *others = (
        make.make_period(roadmap=roadmap, year=year)
        if not roadmap.periods.filter(year=year)
        else roadmap.periods.get(year=year)
        for roadmap, year in ((period.roadmap, 2023), (period.roadmap, 2024), (elsewhere, 2023))
    )
    for each in (coming, *others):
        make.make_next_step(period=each, title="Prometido")
    submit(period, SIGNED, by=coordinator, seen=seen(period), at=make.NOON)
    steps = NextStep.objects.filter(title="Prometido")
    assert [step.promised_at for step in steps.filter(period=coming)] == [make.NOON]
    assert [step.promised_at for step in steps.filter(period__in=others)] == [None, None]


# What stops it


@pytest.mark.parametrize(
    "person", [{"group": "observers"}, {"agency": True}, {}], ids=["observer", "agency", "nobody"]
)
def test_only_the_coordination_submits_and_decides(period, coordinator, person):
    agency = make.make_agency() if "agency" in person else None
    other = make.make_user(group=person.get("group"), agency=agency)
    with pytest.raises(PermissionDenied):
        submit(period, SIGNED, by=other, seen=seen(period))
    assert not ReportVersion.objects.exists()
    version = submit(period, SIGNED, by=coordinator, seen=seen(period))
    with pytest.raises(PermissionDenied):
        decide(version, PUBLISH, by=other)
    assert not Publication.objects.exists()


def test_finding_that_blocks_stops_the_submission(period, coordinator):
    WrittenAnswer.objects.get(question="progress-rating").delete()
    with pytest.raises(Blocked) as error:
        submit(period, SIGNED, by=coordinator, seen=seen(period))
    assert [finding.check for finding in error.value.findings] == ["choice-missing"]
    assert not ReportVersion.objects.exists()
    make.make_whole_report(period=period)
    assert submit(period, SIGNED, by=coordinator, seen=seen(period)).number == 1


def test_warning_does_not_stop_the_submission(period, coordinator):
    make.make_update(period=period, status=Status.APPROVED, priorities=[])
    assert {finding.level for finding in check_report(period)} == {"warning"}
    assert submit(period, SIGNED, by=coordinator, seen=seen(period)).number == 1


@pytest.mark.parametrize(
    "sign_off", [SignOff("", "Titular"), SignOff("Ana", " \n"), SignOff("\x01 ", "Titular")]
)
def test_nobody_submits_without_a_name_and_a_position(period, coordinator, sign_off):
    with pytest.raises(NotSigned):
        submit(period, sign_off, by=coordinator, seen=seen(period))
    assert not ReportVersion.objects.exists()


def test_second_press_of_the_button_gives_the_version_of_the_first(period, coordinator):
    first = submit(period, SIGNED, by=coordinator, seen=seen(period))
    assert submit(period, SIGNED, by=coordinator, seen=seen(period)) == first
    correction = SignOff("Ana Pérez", "Directora General", "Firma otra persona.")
    second = submit(period, correction, by=coordinator, seen=seen(period))
    assert submit(period, correction, by=coordinator, seen=seen(period)) == second
    assert list(ReportVersion.objects.order_by("number")) == [first, second]


def test_correction_without_a_word_about_it_is_refused(period, coordinator):
    submit(period, SIGNED, by=coordinator, seen=seen(period))
    ProgressUpdate.objects.update(narrative=make.paragraph("Otra cosa."))
    with pytest.raises(NotSigned):
        submit(period, SIGNED, by=coordinator, seen=seen(period))
    assert ReportVersion.objects.count() == 1


def test_report_that_was_changed_since_it_was_seen_is_not_sent(period, coordinator):
    old = seen(period)
    ProgressUpdate.objects.update(title="Otro curso", narrative=make.paragraph("Otra cosa."))
    with pytest.raises(Changed):
        submit(period, SIGNED, by=coordinator, seen=old)
    assert not ReportVersion.objects.exists()


class Broken:
    """A renderer that fails."""

    CONTENT_TYPE, SUFFIX = "application/x-broken", ".broken"

    @staticmethod
    def render(_document):
        raise ZeroDivisionError


def test_renderer_that_fails_stops_the_submission_and_is_named(period, coordinator, monkeypatch):
    monkeypatch.setitem(RENDERERS, "broken", Broken)
    with pytest.raises(NotRendered) as error:
        submit(period, SIGNED, by=coordinator, seen=seen(period))
    assert error.value.format == "broken"
    assert stored() == ([], [], [])


# Publishing


def test_publishing_is_a_decision_of_its_own_that_stays_written_down(period, coordinator):
    version = make.make_report_version(period=period)
    public = ReportVersion.objects.published()
    assert list(public) == []
    decide(version, PUBLISH, by=coordinator)
    assert list(public.all()) == [version]
    decide(version, WITHDRAW, by=coordinator, reason="Un dato personal.")
    assert list(public.all()) == []
    decide(version, PUBLISH, by=coordinator)
    assert list(public.all()) == [version]
    told = version.publications.values_list("decision", "by", "reason")
    assert list(told) == [
        ("publish", coordinator.pk, ""),
        ("withdraw", coordinator.pk, "Un dato personal."),
        ("publish", coordinator.pk, ""),
    ]


def test_what_is_published_is_whole_at_once(db, coordinator):
    """The first program that reads does not wait until its Markdown has been written."""
    version = make.make_stored_report(published=False)
    decide(version, PUBLISH, by=coordinator)
    answers = PublicRecord.objects.filter(collection="report-answers")
    assert list(answers.values_list("is_whole", flat=True).distinct()) == [True]


@pytest.mark.parametrize("published", [True, False])
def test_what_is_decided_already_is_not_decided_again(period, coordinator, published):
    version = make.make_report_version(period=period, published=published)
    with pytest.raises(WrongDecision):
        decide(version, PUBLISH if published else WITHDRAW, by=coordinator)
    assert Publication.objects.count() == published


@pytest.mark.parametrize(
    ("person", "numbers"),
    [
        ({"group": "administrators"}, [1, 2]),
        ({"group": "coordinators"}, [1, 2]),
        ({"group": "observers"}, [1, 2]),
        ({"agency": True}, [2]),
        ({}, [2]),
    ],
)
def test_unpublished_version_is_for_readers_of_reports(period, person, numbers):
    make.make_report_version(period=period)
    make.make_report_version(period=period, published=True)
    agency = make.make_agency() if "agency" in person else None
    user = make.make_user(group=person.get("group"), agency=agency)
    visible = ReportVersion.objects.visible_to(user).order_by("number")
    assert list(visible.values_list("number", flat=True)) == numbers


def test_file_is_found_by_its_hash_once_it_is_published(period, coordinator):
    version = make.make_report_version(period=period)
    sha256 = version.files.first().sha256
    assert find_published(sha256) == []
    decide(version, PUBLISH, by=coordinator)
    assert [(held.version, held.file.format) for held in find_published(sha256)] == [
        (version, "html")
    ]
    assert [held.file for held in find_published(version.document_hash)] == [None]
    assert find_published("0" * 64) == []


def test_of_what_was_published_twice_the_latest_comes_first(db):
    """Whoever verifies a file is told of the version that counts before those it replaced."""
    content = b"the same bytes"
    sha256 = hashlib.sha256(content).hexdigest()
    fields = {"format": "html", "language": "es", "suffix": ".html", "content_type": "text/html"}
    fields |= {"content": content, "size": len(content), "sha256": sha256}
    versions = [make.make_stored_report() for _time in range(3)]
    versions.append(make.make_stored_report(published=False))
    for version in versions:
        ReportFile.objects.create(version=version, **fields)
    told = [(held.version.number, held.file is None) for held in find_published("0" * 64)]
    assert told == [(3, True), (2, True), (1, True)]
    told = [(held.version.number, held.file.version_id) for held in find_published(sha256)]
    assert told == [(version.number, version.pk) for version in reversed(versions[:3])]


# Nothing changes it


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


STATEMENTS = [
    "UPDATE {} SET id = id",
    "DELETE FROM {}",
    "TRUNCATE {} CASCADE",
]


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("table", TABLES)
def test_what_was_submitted_refuses_its_owner(period, table, statement):
    make.make_report_version(period=period, published=True)
    before = stored()
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    with (
        pytest.raises(IntegrityError, match="is refused: what is written there stays"),
        transaction.atomic(),
    ):
        execute(statement.format(table))
    assert stored() == before
    # The control: more can be added.
    make.make_report_version(period=period, published=True)


@pytest.fixture(scope="session")
def role(django_db_setup):
    """A new role that the tests' own role may become; it needs the server's superuser.

    Made once and outside of any test: dropping it would wait for the test's transaction.
    """
    name, own = f"alliance87_app_{secrets.token_hex(4)}", connection.settings_dict
    try:
        superuser = psycopg2.connect(
            host=own["HOST"], port=own["PORT"] or None, dbname="postgres", user="postgres"
        )
    except psycopg2.OperationalError:
        pytest.skip("This server lets nobody in as postgres, who would make a second role.")
    superuser.autocommit = True
    with superuser.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name}; GRANT {name} TO {own['USER']}")
        yield name
        cursor.execute(f"DROP ROLE {name}")
    superuser.close()


@pytest.fixture
def application_role(db, role):
    """The role with the rights that docs/deployment.md gives to the application's."""
    text = (Path(__file__).parents[3] / "docs" / "deployment.md").read_text()
    [grants] = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    with connection.cursor() as cursor:
        cursor.execute(grants.replace("alliance87_app", role))
    return role


@pytest.mark.parametrize(
    "statement",
    [*STATEMENTS, "ALTER TABLE {} DISABLE TRIGGER ALL", "DROP TRIGGER append_only ON {}"],
)
@pytest.mark.parametrize("table", [*TABLES, "roadmap_change"])
def test_what_was_submitted_refuses_the_applications_role(
    period, application_role, table, statement
):
    make.make_report_version(period=period, published=True)
    before = stored()
    execute(f"SET CONSTRAINTS ALL IMMEDIATE; SET ROLE {application_role}")
    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        transaction.atomic(),
    ):
        execute(statement.format(table))
    assert stored() == before
    # The control: the same role submits, and what it changes elsewhere is written down.
    make.make_report_version(period=period, published=True)
    execute("RESET ROLE")


def test_database_refuses_a_file_that_is_not_its_hash(period):
    version = make.make_report_version(period=period)
    fields = {"version": version, "format": "x", "language": "es", "content_type": "x/x"}
    right = {"content": b"abc", "size": 3, "sha256": hashlib.sha256(b"abc").hexdigest()}
    for number, wrong in enumerate([{"content": b"abd"}, {"size": 4}, {"sha256": "0" * 64}]):
        with pytest.raises(IntegrityError, match="report_file_is_its_hash"), transaction.atomic():
            ReportFile.objects.create(**fields | right | wrong, suffix=f".{number}")
    ReportFile.objects.create(**fields, **right, suffix=".x")


class Later:
    """What may happen after a submission: anything, in any order, with a seed."""

    def __init__(self, period):
        self.period = period
        self.chance = random.Random(5)  # noqa: S311 - not a secret
        self.ways = [
            self.change_updates,
            self.new_update,
            self.delete_update,
            self.change_steps,
            self.rename_agencies,
            self.write_answers,
            self.change_the_roadmap,
            self.send_a_correction,
        ]

    def one(self):
        with transaction.atomic():
            self.chance.choice(self.ways)()

    def word(self):
        return f"Palabra {self.chance.randint(0, 10**9)}"

    def change_updates(self):
        ProgressUpdate.objects.update(
            title=self.word(),
            narrative=make.paragraph(self.word()),
            version=self.chance.randint(2, 99),
        )

    def new_update(self):
        status = self.chance.choice(Status.values)
        update = make.make_update(period=self.period, status=status, title=self.word())
        make.make_result(update=update, quantity=self.chance.randint(1, 999))

    def delete_update(self):
        pks = list(ProgressUpdate.objects.values_list("pk", flat=True))
        ProgressUpdate.objects.filter(pk=self.chance.choice([*pks, 0])).delete()

    def change_steps(self):
        title = " ".join("".join(self.chance.choices("abcdefghij", k=8)) for _word in range(5))
        make.make_next_step(period=self.period, title=title)
        NextStep.objects.update(status=self.chance.choice(["", "completed"]))

    def rename_agencies(self):
        for agency in Agency.objects.order_by("?")[:3]:
            Agency.objects.filter(pk=agency.pk).update(name=self.word(), acronym=self.word()[:40])

    def write_answers(self):
        WrittenAnswer.objects.filter(period=self.period).delete()
        question = self.chance.choice(["lessons", "main-successes", "difficulties"])
        narrative = make.paragraph(self.word())
        make.make_written_answer(period=self.period, question=question, narrative=narrative)

    def change_the_roadmap(self):
        self.period.roadmap.priorities.update(text=self.word(), short_name=self.word())
        type(self.period.roadmap).objects.update(title=self.word())

    def send_a_correction(self):
        if ReportVersion.objects.count() < 6:
            make.make_report_version(period=self.period, at=timezone.now())


def test_what_happens_later_leaves_every_submitted_version_as_it_is(period):
    version = make.make_report_version(period=period, published=True)
    later, known = Later(period), {}
    for _ in range(OPERATIONS):
        later.one()
        for row in ReportFile.objects.values("id", "content", "sha256", "size"):
            known.setdefault(row["id"], bytes(row["content"]))
            assert bytes(row["content"]) == known[row["id"]]
            assert hashlib.sha256(bytes(row["content"])).hexdigest() == row["sha256"]
    assert len(known) == len(RENDERERS) * len(WORDINGS) * ReportVersion.objects.count()
    assert ReportVersion.objects.count() > 2
    version.refresh_from_db()
    frozen = version.document_hash
    # The control: the report in the making is another one by now.
    assert seen(period) != frozen
