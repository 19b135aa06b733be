"""Servers and databases for the tests: migrated once for what the code is, and copied from then on.

Migrating takes longer than most files of tests. What it made is kept in var/tests/, under a hash
of everything that can make a difference to it: what is found there is never of another code. On a
server of DATABASE_URL it is a database to copy from, which the last run that uses it removes.

A server ends with the run, also after Ctrl-C; one that a killed run left is removed by the next.
"""

import ast
import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.db.backends.utils import CursorWrapper
from django.db.utils import ConnectionHandler

from alliance87.database import configure
from alliance87.database.embedded import DATABASE, ROLE, EmbeddedServer

PREFIX = "alliance87-tests-"
CHECKOUT = Path(__file__).resolve().parents[1]
KEPT = CHECKOUT / "var" / "tests"
# So that two branches can be worked on in turn; each takes about 60 MB.
MOST_KEPT = 3
MIGRATED = "test_alliance87"
APPS = ("alliance87", "roadmap", "reports")
# What migrating begins with; what these import is followed.
BEGINNINGS = ("apps.py", "migrations/*.py", "models/*.py", "settings.py", "database/*.py")


# What a migrated database is made from


@cache
def key() -> str:
    """A hash of all that decides what migrating makes."""
    digest = hashlib.sha256(f"{sys.version} {django.__version__}".encode())
    files = [path for app in APPS for path in (CHECKOUT / app).rglob("*.sql")]
    # Of other people's migrations and of PostgreSQL, the versions.
    files += (CHECKOUT / "requirements").glob("*.txt")
    for path in sorted({*files, *sources(), Path(__file__)}):
        name = str(path.relative_to(CHECKOUT)).encode()
        digest.update(b"%d %b %b" % (len(name), name, hashlib.sha256(path.read_bytes()).digest()))
    return digest.hexdigest()[:24]


def sources() -> set[Path]:
    """The modules of this project that migrating reads, whichever way they come in."""
    found: set[Path] = set()
    left = [path for app in APPS for name in BEGINNINGS for path in (CHECKOUT / app).glob(name)]
    while left:
        path = left.pop()
        if path not in found:
            found.add(path)
            left += (file for name in imported(path) for file in files_of(name))
    return found


def imported(path: Path) -> Iterator[str]:
    """The names that a module imports; of what it imports from, also as if it were a package."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files_of(name: str) -> Iterator[Path]:
    """The modules of this project that importing this name runs, packages and all."""
    parts = name.split(".")
    for length in range(1, len(parts) + 1 if parts[0] in APPS else 1):
        place = CHECKOUT.joinpath(*parts[:length])
        yield from filter(Path.is_file, (place.with_suffix(".py"), place / "__init__.py"))


def migrate(url: str) -> None:
    """Migrate an empty database, as a new installation does it."""
    subprocess.run(
        [sys.executable, str(CHECKOUT / "manage.py"), "migrate", "--verbosity", "0"],
        env=os.environ | {"DATABASE_URL": url, "ALLIANCE87_DEMO": "1"},
        check=True,
    )


# The embedded server


@contextmanager
def migrated_server() -> Iterator[str]:
    """Run a server of one's own with a migrated database, and yield this one's address."""
    with empty_folder() as folder:
        server = EmbeddedServer(folder, durable=False)
        try:
            fill(server)
            yield f"postgresql://{ROLE}@/{MIGRATED}?host={server.start()}"
        finally:
            server.remove()


@contextmanager
def throw_away_server() -> Iterator[str]:
    """Run a server that forgets everything at the end, and yield its empty database's address."""
    with empty_folder() as folder:
        server = EmbeddedServer(folder, durable=False)
        try:
            yield f"postgresql://{ROLE}@/{DATABASE}?host={server.start()}"
        finally:
            server.remove()


@contextmanager
def empty_folder() -> Iterator[Path]:
    """A folder for a server, which is told from those of killed runs as long as this lasts."""
    remove_left_servers(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix="alliance87-new-"))
    with (folder / "owner").open("w") as owner:
        # Named for the other runs only once it is locked, so that none takes it for left over.
        fcntl.flock(owner, fcntl.LOCK_EX)
        yield folder.rename(folder.with_name(PREFIX + secrets.token_hex(4)))


def fill(server: EmbeddedServer) -> None:
    """Give a new server the migrated data; the first who comes makes and keeps them."""
    make_folder()
    if not os.access(KEPT, os.W_OK):
        make(server)
        return
    with alone():
        # Root's server runs as somebody else than the user's, who could not read its data.
        kept = KEPT / f"{key()}-{server.account.uid}"
        if kept.exists():
            os.utime(kept)
            copy(kept, server.data)
        else:
            make(server)
            keep(server.data, kept)


def make_folder() -> None:
    """Make the folder of what is kept; where root makes it, it is the checkout's owner's."""
    KEPT.mkdir(parents=True, exist_ok=True)
    owner = CHECKOUT.stat()
    if os.geteuid() == 0:
        os.chown(KEPT, owner.st_uid, owner.st_gid)


@contextmanager
def alone() -> Iterator[None]:
    """Keep every other run from looking at what is kept, or changing it."""
    folder = os.open(KEPT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def make(server: EmbeddedServer) -> None:
    """Migrate a database on this server, and stop it."""
    folder = server.start()
    with maintenance(f"postgresql://{ROLE}@/{DATABASE}?host={folder}") as cursor:
        cursor.execute(f"CREATE DATABASE {MIGRATED}")
    migrate(f"postgresql://{ROLE}@/{MIGRATED}?host={folder}")
    server.stop()


def keep(data: Path, kept: Path) -> None:
    """Keep a copy of the data of a stopped server, and of what is kept already the latest."""
    for unfinished in KEPT.glob("new-*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    copy(data, new := kept.with_name(f"new-{kept.name}"))
    new.rename(kept)
    for old in sorted(filter(Path.is_dir, KEPT.iterdir()), key=age_of)[MOST_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def copy(data: Path, place: Path) -> None:
    """Copy a folder of data with its owners, which only root may give away."""
    subprocess.run(["cp", "-a", str(data), str(place)], check=True)


def age_of(folder: Path) -> float:
    return -folder.stat().st_mtime


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


# A given server


@contextmanager
def migrated_database(url: str) -> Iterator[str]:
    """Make a migrated database of one's own on the server of this address, and yield its address.

    All runs of the same code copy the same one, which goes with the last of them.
    """
    template = f"alliance87_tests_{key()}"
    own = f"test_{urlsplit(url).path.lstrip('/')[:40]}_{secrets.token_hex(6)}"
    with maintenance(url) as cursor:
        with locked(cursor, "making"):
            make_template(cursor, url, template)
            cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE {template}')
            cursor.execute("SELECT pg_advisory_lock_shared(%s)", [number_of("using")])
        try:
            yield address_of(url, own)
        finally:
            cursor.execute(f'DROP DATABASE "{own}" WITH (FORCE)')
            with locked(cursor, "making"):
                cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [number_of("using")])
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [number_of("using")])
                if cursor.fetchone()[0]:
                    cursor.execute(f"DROP DATABASE {template}")


@contextmanager
def locked(cursor: CursorWrapper, what: str) -> Iterator[None]:
    cursor.execute("SELECT pg_advisory_lock(%s)", [number_of(what)])
    yield
    cursor.execute("SELECT pg_advisory_unlock(%s)", [number_of(what)])


def number_of(what: str) -> int:
    """The number by which runs of the same code know a lock."""
    return int(hashlib.sha256(f"{key()} {what}".encode()).hexdigest()[:15], 16)


def make_template(cursor: CursorWrapper, url: str, name: str) -> None:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if not cursor.fetchone():
        cursor.execute(f"DROP DATABASE IF EXISTS {name}_new")
        cursor.execute(f"CREATE DATABASE {name}_new")
        migrate(address_of(url, f"{name}_new"))
        cursor.execute(f"ALTER DATABASE {name}_new RENAME TO {name}")


def address_of(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()


@contextmanager
def maintenance(url: str) -> Iterator[CursorWrapper]:
    """A cursor outside of any transaction, in a database that is none of ours."""
    connection = ConnectionHandler({"default": configure(Path(), url)})["default"]
    with connection._nodb_cursor() as cursor:
        yield cursor
