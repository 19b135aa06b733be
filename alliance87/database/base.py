"""Django's PostgreSQL backend, with a server that starts by itself and clear refusals."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base, features
from django.db.utils import NotSupportedError

from alliance87.database.embedded import PATIENCE, EmbeddedServer
from alliance87.database.errors import DatabaseUnavailable

# What a server that is on its way up or down answers; any other FATAL is its last word.
PASSING = ("is starting up", "is shutting down", "in recovery mode", "not yet accepting")

ADVICE = {
    "authentication failed": "Correct the user or the password in DATABASE_URL.",
    "does not exist": "Create it on that server, or correct its name in DATABASE_URL.",
    "expected authentication": "Another program answers there; correct the host and port.",
    "too many": "Raise max_connections on that server, or stop other programs that use it.",
    "": "Start that server, or correct the host and port in DATABASE_URL.",
}


class DatabaseFeatures(features.DatabaseFeatures):
    minimum_database_version = (15,)


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; start the embedded server when it does not run, also after it was killed.

        Raises DatabaseUnavailable, an OperationalError, when there is no usable server.
        """
        if folder := self.settings_dict.get("EMBEDDED"):
            return self._connect_embedded(EmbeddedServer(Path(folder)), conn_params)
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError as error:
            raise DatabaseUnavailable(_explain(error)) from error

    def _connect_embedded(self, server: EmbeddedServer, conn_params: dict[str, Any]) -> Any:
        deadline = time.monotonic() + PATIENCE
        while True:
            # The port is fixed, as PGPORT in the environment would change libpq's default.
            here = {"host": server.socket_folder() or server.start(), "port": 5432}
            try:
                return super().get_new_connection(conn_params | here)
            except self.Database.OperationalError as error:
                if _is_final(error) or time.monotonic() > deadline:
                    raise DatabaseUnavailable(f"The embedded PostgreSQL said: {error}") from error
            server.start()
            time.sleep(0.05)

    def init_connection_state(self) -> None:
        """As Django's, and no query is compiled.

        PostgreSQL's compiler takes seconds for what the publishing triggers do in milliseconds.
        """
        super().init_connection_state()
        with self.connection.cursor() as cursor:
            cursor.execute("SET jit = off")
        if not self.get_autocommit():
            self.connection.commit()

    def check_database_version_supported(self) -> None:
        try:
            super().check_database_version_supported()
        except NotSupportedError as error:
            raise DatabaseUnavailable(f"{error} Name a newer server in DATABASE_URL.") from error


def _is_final(error: Exception) -> bool:
    text = str(error)
    return "FATAL:" in text and not any(phrase in text for phrase in PASSING)


def _explain(error: Exception) -> str:
    """Return one line: what libpq found (it never repeats the password) and what to do."""
    found = str(error).strip().partition("\n")[0]
    advice = next(advice for sign, advice in ADVICE.items() if sign in str(error))
    return f"The database server of DATABASE_URL cannot be used: {found}. {advice}"
