"""What all tests stand on: their database, and what is made once for all of them.

The database is the embedded engine's in a temporary folder, or one on the server of DATABASE_URL;
`tests.databases` makes it. It is there with the first test that uses it. Two runs at once have two
servers; on one server of DATABASE_URL, two databases.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import django
import pytest
import pytest_django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.template import Context, Template
from django.test import TransactionTestCase
from whitenoise.middleware import WhiteNoiseMiddleware

from alliance87.database import configure
from tests.databases import migrated_database, migrated_server
from tests.rendered import rendered_once

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
    # The real hash takes a third of a second on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_finish() -> None:
    """Keep the garbage collector from what stays to the end, and let it come less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


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


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_looked_for_once() -> Iterator[None]:
    """Each client of a test starts the site anew, which begins with a walk over all static files.

    The demo's settings, which the tests have, let it find them where they are written.
    """
    found, look = {}, WhiteNoiseMiddleware.add_files_from_finders

    def look_once(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            look(middleware)
            found.update(middleware.files)
        middleware.files = found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _notes_are_of_pages(django_test_environment: None) -> Iterator[None]:
    """The test client notes each template with a copy of its context, for `answer.context`.

    It does so for each included one and each field of a form; the page and what it extends do.
    """
    note = Template._render

    def note_pages(template: Template, context: Context) -> str:
        is_page = context.template is template and not (template.name or "").startswith("django/")
        if is_page or "block_context" in context.render_context:
            return note(template, context)
        return template.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", note_pages)
        yield


@pytest.fixture(scope="session", autouse=True)
def _files_are_rendered_once() -> Iterator[None]:
    with rendered_once():
        yield


@pytest.fixture(autouse=True)
def _numbers_begin_anew() -> None:
    """The same test makes the same data, whatever ran before it."""
    from tests import make  # Models can be imported once Django is set up.

    make.begin_numbers()


@pytest.fixture(scope="session")
def database_url(django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[str]:
    """The address of the suite's database; child processes find it in DATABASE_URL."""
    given = os.environ.get("DATABASE_URL")
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            made = migrated_database(given) if given else migrated_server()
            url = stack.enter_context(made)
        stack.enter_context(pytest.MonkeyPatch.context()).setenv("DATABASE_URL", url)
        yield url


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_url: str) -> None:
    own = connections.settings["default"]
    own.pop("EMBEDDED", None)
    own.update(configure(Path(), database_url))


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None
) -> Iterator[None]:
    """Instead of pytest-django's, which would migrate: the database is whole already."""
    yield
    connection.close()
