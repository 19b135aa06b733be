"""The one engine: PostgreSQL, embedded under `var/` or a server named by DATABASE_URL.

How long the embedded server lives: it starts when the first connection is needed and then
stays in the background, shared by every process of this checkout, until `make stop`
(`python -m alliance87.database stop`) or the end of the machine. Stopping it with its last
user would need a count of users that a killed process never corrects; a server that simply
stays has no such state, and costs about 30 MB while idle.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alliance87.database.embedded import DATABASE, ROLE
from alliance87.database.errors import DatabaseUnavailable
from alliance87.database.url import parse

__all__ = ["DatabaseUnavailable", "configure", "embedded_folder"]

COMMON = {"ENGINE": "alliance87.database", "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def configure(base_dir: Path, url: str | None) -> dict[str, Any]:
    """Return Django's settings of one database; no server is contacted or started.

    Without `url` (None) that is the embedded server under `base_dir`/var. A wrong `url`
    raises ImproperlyConfigured with a sentence for people, never showing the password.
    """
    if url is not None:
        return COMMON | parse(url)
    return COMMON | {"NAME": DATABASE, "USER": ROLE, "EMBEDDED": str(embedded_folder(base_dir))}


def embedded_folder(base_dir: Path) -> Path:
    """Return the folder of the embedded server of the checkout `base_dir`."""
    return base_dir / "var" / "postgres"
