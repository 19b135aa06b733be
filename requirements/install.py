"""Put the packages of one lock file into .venv: `python3 requirements/install.py base`.

Uses nothing newer than Python 3.6, so that an old one can say that it is too old. Does nothing when
nothing changed. Two at once wait for each other; one that was killed halfway is repeated.
"""

import argparse
import fcntl
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
HERE = Path(__file__).resolve().parent
VENV = HERE.parent / ".venv"
PYTHON = VENV / "bin" / "python"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lock", choices=sorted(path.stem for path in HERE.glob("*.txt")))
    parser.add_argument("--port", help="a port of 127.0.0.1 that must be free")
    arguments = parser.parse_args()
    check_python()
    if arguments.port is not None:
        check_port(arguments.port)
    with open(HERE / "install.py") as lock:  # noqa: PTH123 - one file that is always there
        fcntl.flock(lock, fcntl.LOCK_EX)
        install(arguments.lock)


def check_python():
    if sys.version_info < OLDEST:
        sys.exit(
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed, and {sys.executable} is "
            f"{sys.version.split()[0]}. Name a newer one: make PYTHON=python3.12 ..."
        )
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            "This Python cannot make virtual environments. Install its venv module (on Debian and "
            "Ubuntu: apt install python3-venv), or name another one: make PYTHON=python3.12 ..."
        )


def check_port(port):
    """Refuse a port before any work is done for it."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        sys.exit(f"PORT={port} is not a port; it must be a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except PermissionError:
            sys.exit(f"Port {port} is reserved for root. Use another: make run PORT=8001")
        except OSError:
            other = 8001 if port == "8000" else 8000
            sys.exit(f"Port {port} is taken by another program. Use another: make run PORT={other}")


def install(name):
    """Bring .venv to the state of the lock file `name`."""
    lock = HERE / f"{name}.txt"
    stamp = VENV / f"{name}.installed"
    wanted = sys.version + "\n" + lock.read_text()
    unfinished = VENV / "unfinished"
    if stamp.is_file() and stamp.read_text() == wanted and not unfinished.exists():
        return
    make_venv(unfinished)
    unfinished.touch()
    sys.stdout.write(f"Installing requirements/{name}.txt into .venv\n")
    sys.stdout.flush()
    pip("install", "--require-hashes", "--only-binary", ":all:", "--requirement", str(lock))
    stamp.write_text(wanted)
    unfinished.unlink()


def make_venv(unfinished):
    """Make .venv, or make it anew after an unfinished installation or for another Python."""
    version = VENV / "python"
    if version.is_file() and version.read_text() == sys.version and not unfinished.exists():
        return
    shutil.rmtree(str(VENV), ignore_errors=True)
    run(sys.executable, "-m", "venv", str(VENV))
    version.write_text(sys.version)


def pip(*arguments):
    run(str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments)


def run(*command):
    environment = {name: os.environ[name] for name in os.environ if name != "PYTHONPATH"}
    done = subprocess.run(command, env=environment)  # noqa: S603 - our own commands
    if done.returncode:
        sys.exit(
            "The packages could not be installed; the reason is above. Is the network reachable?"
        )


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
