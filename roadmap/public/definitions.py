"""What the database publishes: one SQL file per collection, applied after all migrations.

A file may be changed at any time. Which files the database has is written, with their hashes, on
one of its functions; where something differs, all definitions are made anew in one transaction,
and the records of the collections that are concerned with them. A new published column is thus a
migration that adds it, and a line in a file here.

A migration that renames or drops a column which these files read must take the triggers away
first, for they would fail: it begins with `RunPython(take_away)`.
"""

import hashlib
import json
import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

# An app above adds its own.
FOLDERS = [Path(__file__).with_name("sql")]
# The function on which it is written which definitions the database has.
MARKED = "public_refresh_all()"
# Any number: of two that migrate at once, one waits.
LOCK = 8_787_001

TRIGGERS = """
DO $$ DECLARE found record; BEGIN
    FOR found IN
        SELECT tgname, tgrelid::regclass AS source FROM pg_trigger
        WHERE NOT tgisinternal AND tgname LIKE 'public\\_%'
    LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', found.tgname, found.source);
    END LOOP;
END $$
"""
KNOWN = "SELECT obj_description(to_regprocedure(%s), 'pg_proc')"


@cache
def files():
    """{name: SQL} of every file, each after those that its line “needs:” names."""
    texts = {path.stem: path.read_text() for folder in FOLDERS for path in folder.glob("*.sql")}
    order = TopologicalSorter({name: sorted(needs(texts[name])) for name in sorted(texts)})
    return {name: texts[name] for name in order.static_order()}


def needs(text):
    """The files that a file builds on."""
    line = re.search(r"^-- needs: (.+)$", text, re.MULTILINE)
    return set(line[1].split(", ")) if line else set()


def hashes():
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files().items()}


def apply_definitions(using="default"):
    """Bring the database to what the files say; the names of the files that were concerned."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        concerned = _concerned(_known(cursor))
        if not concerned:
            return []
        cursor.execute(TRIGGERS)
        for text in files().values():
            cursor.execute(text)
        for name in concerned & _collections(cursor):
            cursor.execute("SELECT public_refresh(%s, NULL)", [name])
        _remember(cursor)
    return sorted(concerned)


def _known(cursor):
    cursor.execute(KNOWN, [MARKED])
    written = cursor.fetchone()[0]
    return json.loads(written) if written else {}


def _concerned(known):
    """The files that differ, and all that build on them."""
    now, concerned = hashes(), set()
    for name, text in files().items():
        if known.get(name) != now[name] or needs(text) & concerned:
            concerned.add(name)
    return concerned


def _collections(cursor):
    cursor.execute(
        "SELECT replace(substr(proname, 8), '_', '-') FROM pg_proc"
        " WHERE proretset AND prorettype = 'public_row'::regtype"
    )
    return {name for (name,) in cursor.fetchall()}


def _remember(cursor):
    cursor.execute(f"COMMENT ON FUNCTION {MARKED} IS %s", [json.dumps(hashes(), sort_keys=True)])


def take_away(_apps, schema_editor):
    """Take the triggers away and forget what they came from: all is made anew at the end."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        cursor.execute(KNOWN, [MARKED])
        if cursor.fetchone()[0]:
            cursor.execute(f"COMMENT ON FUNCTION {MARKED} IS NULL")


def after_migrate(using, plan=None, **_signal):
    """Django says this after `migrate` (with its plan), and after tests have emptied all tables."""
    if plan is None:
        return
    executor = MigrationExecutor(connections[using])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return  # Only a part was migrated: the tables are not there yet.
    apply_definitions(using)
