"""`python -m alliance87.database start|stop|status`: the embedded server of this checkout."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from alliance87.database import embedded_folder
from alliance87.database.embedded import DATABASE, ROLE, EmbeddedServer
from alliance87.database.errors import DatabaseUnavailable

CHECKOUT = Path(__file__).resolve().parents[2]


def start(server: EmbeddedServer) -> str:
    server.start()
    return status(server)


def stop(server: EmbeddedServer) -> str:
    return "The server is stopped." if server.stop() else "No server was running."


def status(server: EmbeddedServer) -> str:
    """Return one line; with a running server, an address that psql and pg_dump accept."""
    if not server.is_running():
        return "No server is running."
    return f"Running: postgresql://{ROLE}@/{DATABASE}?host={server.socket_folder()}"


def main() -> None:
    commands = {"start": start, "stop": stop, "status": status}
    parser = argparse.ArgumentParser(prog="alliance87.database", description=__doc__)
    parser.add_argument("command", choices=commands)
    command = commands[parser.parse_args().command]
    try:
        sys.stdout.write(command(EmbeddedServer(embedded_folder(CHECKOUT))) + "\n")
    except DatabaseUnavailable as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
