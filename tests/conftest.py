"""The suite's own PostgreSQL: the embedded engine in a temporary folder, or DATABASE_URL's.

It starts with the first test that uses the database and ends with the run, also after
Ctrl-C. Two runs at once have two servers; on one server of DATABASE_URL, two databases.
What a killed run left behind is removed by the next run.
"""

import fcntl
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import django
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.test import TransactionTestCase

from alliance87.database import configure
from alliance87.database.embedded import DATABASE, ROLE, EmbeddedServer

PREFIX = "alliance87-tests-"

# As the tables' owner: what no application's role may do.
ALTER_TRIGGERS = """
DO $$ DECLARE t regclass; BEGIN
    FOR t IN SELECT DISTINCT tgrelid FROM pg_trigger WHERE NOT tgisinternal LOOP
        EXECUTE format('ALTER TABLE %s {} TRIGGER USER', t);
    END LOOP;
END $$
"""

# `make test` does without what only `make browser` installs.
collect_ignore = [] if find_spec("playwright") else ["browser", "bench/test_editor.py"]


def pytest_configure() -> None:
    """Read the settings of the demo: they need nothing from outside.

    Were they named in pyproject.toml, pytest-django would read them before this file.
    """
    os.environ.setdefault("ALLIANCE87_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance87.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise pytest.UsageError(str(error)) from error


@pytest.fixture(scope="session", autouse=True)
def _flush_past_triggers() -> Iterator[None]:
    """A test with transaction=True ends with TRUNCATE of every table, which our triggers refuse.

    They are switched off for that moment, rather than made weaker for the tests' sake.
    """
    flush = TransactionTestCase._fixture_teardown

    def flush_past_triggers(case: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            cursor.execute(ALTER_TRIGGERS.format("DISABLE"))
        flush(case)
        with connection.cursor() as cursor:
            cursor.execute(ALTER_TRIGGERS.format("ENABLE"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_past_triggers)
        yield


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """The address of the suite's server; child processes find it in DATABASE_URL."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    with throw_away_server() as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        yield url


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    database_url: str, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Make pytest-django create its database on the suite's server, under a name of this run."""
    settings = connections.settings["default"]
    settings.pop("EMBEDDED", None)
    settings.update(configure(Path(), database_url))
    settings["TEST"]["NAME"] = f"test_{settings['NAME'][:40]}_{secrets.token_hex(6)}"


@contextmanager
def throw_away_server() -> Iterator[str]:
    """Run a server that forgets everything at the end, and yield its address."""
    remove_left_servers(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix="alliance87-new-"))
    with (folder / "owner").open("w") as owner:
        # Named for the other runs only once it is locked, so that none takes it for left over.
        fcntl.flock(owner, fcntl.LOCK_EX)
        folder = folder.rename(folder.with_name(PREFIX + secrets.token_hex(4)))
        server = EmbeddedServer(folder, durable=False)
        try:
            yield f"postgresql://{ROLE}@/{DATABASE}?host={server.start()}"
        finally:
            server.remove()


def remove_left_servers(temporary: Path) -> None:
    """Stop and delete the servers of runs that were killed; the kernel freed their locks."""
    for folder in temporary.glob(f"{PREFIX}*"):
        if is_ours(folder) and is_left(folder / "owner"):
            EmbeddedServer(folder, durable=False).remove()


def is_ours(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)


def is_left(owner: Path) -> bool:
    try:
        with owner.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
