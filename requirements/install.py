"""Put the packages of one lock file into .venv: `python3 requirements/install.py base`.

Uses nothing newer than Python 3.6, so that an old one can say that it is too old. Does nothing when
nothing changed. Two at once wait for each other; one that was killed halfway is repeated.
"""

import argparse
import fcntl
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
HERE = Path(__file__).resolve().parent
VENV = HERE.parent / ".venv"
PYTHON = VENV / "bin" / "python"
FAILED = "The packages could not be installed; the reason is above. Is the network reachable?"


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
    other = 8001 if port == "8000" else 8000
    taken = f"Port {port} is taken by another program. Use another: make run PORT={other}"
    if answers_as_localhost(int(port)):
        sys.exit(taken)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except PermissionError:
            sys.exit(f"Port {port} is reserved for root. Use another: make run PORT=8001")
        except OSError:
            sys.exit(taken)


def answers_as_localhost(port):
    """Whether browsers would find another program there: they try localhost as ::1 first."""
    if not socket.has_ipv6:
        return False
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.settimeout(2)
            return probe.connect_ex(("::1", port)) == 0
    except OSError:
        return False  # a kernel without IPv6


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
    say(f"Fetching the packages of requirements/{name}.txt for .venv")
    install_packages(lock)
    stamp.write_text(wanted)
    unfinished.unlink()
    say("The packages are installed")


def pinned(lock):
    """The names that a lock file pins, in small letters."""
    names = re.findall(r"^([\w.-]+)(?:\[.*\])?==", lock, re.MULTILINE)
    return {one_spelling(name) for name in names}


def one_spelling(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def install_packages(lock):
    """Run pip, with a line for each package that it takes up; its other words are for failures."""
    left = pinned(lock.read_text())
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-color", "install"]
    command += ["--progress-bar", "off", "--require-hashes", "--only-binary", ":all:"]
    command += ["--requirement", str(lock)]
    said = []
    with subprocess.Popen(  # noqa: S603 - our own command
        command, env=clean_environment(), stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout:
            said.append(line)
            tell_progress(line, left)
    if process.returncode:
        sys.stdout.write("".join(said[-20:]))
        sys.exit(FAILED)


def tell_progress(line, left):
    """Say which package is fetched now and how many are `left`, which is kept up to date."""
    # "Ignoring name: …" is for other systems; "Processing …/name-1.2.whl" lies on this one.
    taken = re.match(r"(Collecting|Ignoring) ([\w.-]+)|Processing .*?([^/]+?)-\d", line)
    name = one_spelling(taken.group(2) or taken.group(3)) if taken else None
    if name in left:
        left.remove(name)
        if taken.group(1) != "Ignoring":
            say(f"  {name}, {len(left)} more" if left else f"  {name}")
    elif line.startswith("Installing collected packages"):
        say("Unpacking them")


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def make_venv(unfinished):
    """Make .venv, or make it anew after an unfinished installation or for another Python."""
    version = VENV / "python"
    if version.is_file() and version.read_text() == sys.version and not unfinished.exists():
        return
    say(f"Making .venv with Python {sys.version.split()[0]}")
    shutil.rmtree(str(VENV), ignore_errors=True)
    run(sys.executable, "-m", "venv", str(VENV))
    version.write_text(sys.version)


def run(*command):
    done = subprocess.run(command, env=clean_environment())  # noqa: S603 - our own commands
    if done.returncode:
        sys.exit(FAILED)


def clean_environment():
    return {name: os.environ[name] for name in os.environ if name != "PYTHONPATH"}


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
