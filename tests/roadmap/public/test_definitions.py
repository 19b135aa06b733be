"""What the database publishes: made anew when its files have changed, and only then."""

import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from django.db import connection
from django.db.models import DateTimeField, Value

from alliance87.database import configure
from roadmap.models import Evidence, ProgressUpdate, PublicRecord, PublicState, Status
from roadmap.models.updates import is_published
from roadmap.public import definitions
from tests import make
from tests.databases import throw_away_server
from tests.roadmap.api.asking import make_published, told

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture
def changed(monkeypatch):
    """Lets a file say something else for the test."""

    def change(name, before, after):
        texts = dict(definitions.files())
        assert before in texts[name]
        texts[name] = texts[name].replace(before, after)
        monkeypatch.setattr(definitions, "files", lambda: texts)

    return change


def numbers():
    return dict(PublicRecord.objects.values_list("collection", "changed"))


def test_nothing_is_made_anew_where_nothing_differs(db):
    make_published()
    number = PublicState.objects.get().number
    assert definitions.apply_definitions() == []
    assert PublicState.objects.get().number == number


def test_a_changed_file_makes_its_own_records_anew(db, client, changed):
    update = make_published(title="Un avance")
    told(client, "progress-updates/")
    before = numbers()
    changed("progress-updates", "u.reason, u.title,", "u.reason, upper(u.title) AS title,")
    concerned = definitions.apply_definitions()
    assert "progress-updates" in concerned
    assert "agencies" not in concerned
    assert json.loads(PublicRecord.objects.get(key=str(update.uid)).body)["title"] == "UN AVANCE"
    after = numbers()
    assert {name for name in after if after[name] != before[name]} == {"progress-updates"}
    assert definitions.apply_definitions() == []


def test_what_builds_on_a_changed_file_is_looked_at_too(db, changed):
    changed("keeping", "most CONSTANT integer := 500", "most CONSTANT integer := 501")
    concerned = definitions.apply_definitions()
    assert {"keeping", "agencies", "reports", "report-answers"} <= set(concerned)
    assert "shared" not in concerned


def test_triggers_follow_what_is_changed_after_the_definitions_were_made_anew(db, client, changed):
    changed("agencies", "-- needs: keeping", "-- needs: keeping\n-- made anew")
    assert definitions.apply_definitions() == ["agencies"]
    agency = make.make_agency(name="Una institución")
    agency.name = "Otro nombre"
    agency.save()
    assert [row["name"] for row in told(client, "agencies/")["results"]] == ["Otro nombre"]


def test_a_failing_file_leaves_everything_as_it_was(db, changed):
    make_published()
    changed("themes", "t.title\n", "t.no_such_column AS title\n")
    with pytest.raises(Exception, match="no_such_column"):
        definitions.apply_definitions()
    assert triggers() > 50


def test_what_is_taken_away_is_made_anew_at_the_end(db):
    with connection.schema_editor() as editor:
        definitions.take_away(None, editor)
    assert triggers() == 0
    assert set(definitions.apply_definitions()) == set(definitions.files())
    assert triggers() > 50


def triggers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'public\\_%'")
        return cursor.fetchone()[0]


# Public is what both say


@pytest.mark.parametrize(
    ("status", "published_at"), [*itertools.product(Status.values, [None, make.NOON])]
)
def test_sql_and_python_call_the_same_public(db, status, published_at):
    with connection.cursor() as cursor:
        cursor.execute("SELECT public_is(%s, %s)", [status, published_at])
        in_sql = cursor.fetchone()[0]
    values = {"status": Value(status), "published_at": Value(published_at, DateTimeField())}
    assert in_sql is is_published().check(values)
    assert in_sql is (status == "approved" and published_at is not None)


@pytest.mark.parametrize("is_public", [True, False])
@pytest.mark.parametrize(
    ("status", "published_at"),
    [*((status, None) for status in Status.values), ("approved", make.NOON)],
)
def test_what_is_recorded_is_what_python_finds(db, status, published_at, is_public):
    """Over every state that the database takes."""
    update = make.make_update(status=status, published_at=published_at)
    make.make_evidence(update=update, is_public=is_public)
    recorded = PublicRecord.objects.filter(is_deleted=False, collection="progress-updates")
    assert recorded.count() == ProgressUpdate.objects.published().count()
    recorded = PublicRecord.objects.filter(is_deleted=False, collection="evidence")
    assert recorded.count() == Evidence.objects.published().count()


def test_the_condition_stands_once_in_sql():
    texts = "".join(definitions.files().values())
    assert len(re.findall(r"'approved'", texts)) == 1


# A published column that a migration adds


@pytest.fixture
def grown(tmp_path):
    """Runs manage.py as it will be when it has grown, on the database of this address."""
    sql = definitions.files()["progress-updates"].replace("municipalities", "towns")
    sql = sql.replace("u.towns,", "u.towns AS municipalities, u.budget,")
    (tmp_path / "progress-updates.sql").write_text(sql)

    def run(url, *words, is_grown=True):
        settings = "tests.grown.settings" if is_grown else "alliance87.settings"
        env = {"DATABASE_URL": url, "ALLIANCE87_DEMO": "1", "DJANGO_SETTINGS_MODULE": settings}
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            env=os.environ | env | {"GROWN_SQL": str(tmp_path)},
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stderr) == (0, "")

    return run


def ask_database(url, statement):
    given = configure(Path(), url)
    with psycopg2.connect(host=given["HOST"], dbname=given["NAME"], user=given["USER"]) as session:
        cursor = session.cursor()
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


SOURCE = "SELECT prosrc FROM pg_proc WHERE proname = 'public_progress_updates'"
RECORDS = "SELECT key, body::jsonb, changed FROM roadmap_publicrecord WHERE collection = '{}'"


def test_a_column_is_published_on_an_empty_database_and_on_one_with_data(grown):
    with throw_away_server() as url:
        grown(url, "migrate", "--verbosity", "0")
        assert "u.budget" in ask_database(url, SOURCE)[0][0]
    with throw_away_server() as url:
        grown(url, "migrate", "--verbosity", "0", is_grown=False)
        grown(url, "load_mexico", is_grown=False)
        ask_database(url, "UPDATE roadmap_progressupdate SET published_at = now()")
        before = ask_database(url, RECORDS.format("progress-updates"))
        others = ask_database(url, RECORDS.format("agencies"))
        grown(url, "migrate", "--verbosity", "0")
        after = ask_database(url, RECORDS.format("progress-updates"))
        assert len(after) == len(before) > 50
        assert {body.pop("budget") for _key, body, _changed in after} == {"1 MXN"}
        assert {key: body for key, body, _changed in after} == {
            key: body for key, body, _changed in before
        }
        assert min(changed for *_, changed in after) > max(changed for *_, changed in before)
        assert ask_database(url, RECORDS.format("agencies")) == others
