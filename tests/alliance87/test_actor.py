import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ConnectionHandler
from django.http import HttpResponse
from django.urls import resolve

from alliance87.actor import ActorMiddleware, acting
from alliance87.database import configure
from roadmap.models import Agency, Change
from tests import make
from tests.databases import throw_away_server

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


def page_of(rf, address):
    """What is said to the database of a POST to this address."""
    request, found = rf.post(address), resolve(address)
    with acting() as actor:
        middleware = ActorMiddleware(lambda _request: HttpResponse())
        middleware.process_view(request, found.func, found.args, found.kwargs)
        return actor.said["page"]


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/staff/roadmap/agency/1/change/", "/staff/roadmap/agency/1/change/"),
        ("/invitation/Zm9vYmFy-_1/", "/invitation/…/"),
        ("/accounts/password/reset/key/3-set-password/", "/accounts/password/reset/key/…-…/"),
    ],
)
def test_page_is_named_without_what_is_secret_in_its_address(rf, address, page):
    assert page_of(rf, address) == page


def test_page_that_is_only_read_names_nobody(client, db):
    client.get("/")
    make.make_agency()
    assert Change.objects.last().said is None


def test_what_follows_a_post_is_not_told_under_its_name(client, transactional_db):
    client.force_login(make.make_user())
    client.post("/language/", {"language": "fr"})
    make.make_agency()
    assert Change.objects.last().said is None


def rename(sql, params=None, many=False):
    with connection.cursor() as cursor:
        (cursor.executemany if many else cursor.execute)(sql, params)
        return cursor.rowcount


RENAME = "UPDATE roadmap_agency SET acronym = acronym || %s"


@pytest.mark.parametrize(
    ("sql", "params", "many"),
    [
        (RENAME, ["A"], False),
        (RENAME, [["A"], ["B"]], True),
        (RENAME.replace("%s", "%(a)s"), {"a": "A"}, False),
        (RENAME.replace("%s", "'100%s'"), None, False),
        (f"\n  with a as ({RENAME} RETURNING 1) SELECT 1 FROM a".replace("%s", "'A'"), None, False),
        (f"DO $$ BEGIN {RENAME}; END $$".replace("%s", "'%'"), None, False),
    ],
)
def test_every_way_to_write_is_told(db, sql, params, many):
    make.make_agency()
    with acting(page="/100%/%s/'") as actor:
        rename(sql, params, many=many)
    change = Change.objects.last()
    assert (change.table, change.operation) == ("roadmap_agency", "update")
    assert (change.said, change.request) == ({"page": "/100%/%s/'"}, actor.id)


def test_number_of_rows_is_that_of_the_statement(db):
    make.make_agency(), make.make_agency()
    with acting(command="x"):
        assert rename(RENAME, ["A"]) == 2


def test_what_reads_is_sent_as_it_is(db, django_assert_num_queries):
    make.make_agency()
    with acting(command="x"), django_assert_num_queries(1) as asked:
        assert len(list(Agency.objects.iterator(chunk_size=1))) == 1
    assert "set_config" not in asked[0]["sql"]
    with acting(command="x"), django_assert_num_queries(1) as asked:
        rename(RENAME, ["A"])
    assert "set_config" in asked[0]["sql"]


def test_who_acts_inside_another_acts_with_it(db):
    with acting(command="x") as outer:
        with acting(page="/y/") as inner:
            make.make_agency()
        make.make_agency(name="B", code="B")
    assert inner is outer
    assert {change.request for change in Change.objects.all()} == {outer.id}
    assert Change.objects.last().said == {"command": "x", "page": "/y/"}


def test_after_an_error_the_next_one_is_told_alone(transactional_db):
    make.make_agency(name="B", code="B")
    with pytest.raises(IntegrityError), acting(command="x"), transaction.atomic():
        rename("UPDATE roadmap_agency SET acronym = NULL")
    with acting(page="/y/"):
        make.make_agency()
    assert Change.objects.last().said == {"page": "/y/"}


# Everything that a migrated database consists of, one line each.
CONSISTS_OF = """
    SELECT 'column ' || attrelid::regclass || ' ' || attname || ' ' ||
        format_type(atttypid, atttypmod) || ' ' || attnotnull || ' ' ||
        coalesce(pg_get_expr(adbin, adrelid), '')
    FROM pg_attribute LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum)
    WHERE attnum > 0 AND NOT attisdropped
        AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    UNION ALL
    SELECT 'constraint ' || conrelid::regclass || ' ' || conname || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL
    SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT 'function ' || oid::regprocedure || prosrc
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'trigger ' || tgenabled::text || pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'migration ' || app || ' ' || name FROM django_migrations
    UNION ALL
    SELECT 'permission ' || codename FROM auth_permission
    ORDER BY 1
"""


def test_empty_database_is_migrated_from_the_command_line(db):
    """As a new installation does it: by manage.py, which names itself to the database.

    What comes of it is the control of the tests' own database, which was copied from a kept one.
    """
    with throw_away_server() as url:
        done = subprocess.run(
            [sys.executable, MANAGE, "migrate", "--verbosity", "0"],
            env=os.environ | {"DATABASE_URL": url, "ALLIANCE87_DEMO": "1"},
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stderr) == (0, "")
        migrated = ConnectionHandler({"default": configure(Path(), url)})["default"]
        parts = parts_of(migrated)
        migrated.close()
    assert len(parts) > 1000
    assert parts == parts_of(connection)


def parts_of(connection):
    with connection.cursor() as cursor:
        cursor.execute(CONSISTS_OF)
        return [line for (line,) in cursor.fetchall()]
