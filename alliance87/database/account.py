"""The operating-system account the embedded server runs under: PostgreSQL refuses root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alliance87.database.errors import DatabaseUnavailable

# Nothing of the caller's environment: PGPORT, PGDATA or a locale would change the server.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Account:
    """Who the server runs as. Only root can be somebody else than itself."""

    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Give `path` to this account, when root made it."""
        if os.geteuid() == 0 and path.stat().st_uid == 0:
            os.chown(path, self.uid, self.gid)

    def run(
        self, arguments: Sequence[str], reach: Sequence[Path], **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run a program under this account, which must get to the paths in `reach`."""
        prefix: list[str] = []
        if os.geteuid() == 0:
            if any(self._is_closed(path) for path in reach):
                prefix = self._through_closed_folders()
            else:
                options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(  # noqa: S603 - our own fixed programs, no shell
            [*prefix, *arguments],
            capture_output=True,
            text=True,
            cwd="/",
            env=ENVIRONMENT,
            check=False,
            **options,
        )

    def _is_closed(self, path: Path) -> bool:
        """Tell whether a folder on the way to `path`, or a program itself, is closed to us."""
        way = [*path.parents, path]
        return any(s.st_uid != self.uid and not s.st_mode & 0o001 for s in map(os.stat, way))

    def _through_closed_folders(self) -> list[str]:
        """Return the command that lets a server of root's pass through folders like /root.

        The other way would be to open root's folders to everybody. The application cannot
        use this privilege: its database role is no superuser and touches no files.
        """
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            raise DatabaseUnavailable(
                "PostgreSQL does not run as root and this project lies in a folder closed to "
                "others. Move it to an open folder, run as an ordinary user, or install setpriv."
            )
        capability = "dac_override"
        return [
            setpriv,
            *(f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"),
            *(f"--inh-caps=+{capability}", f"--ambient-caps=+{capability}"),
            # PostgreSQL's programs ask for themselves with access(), which otherwise
            # answers as if an account that is not root had no capability.
            "--securebits=+no_setuid_fixup",
        ]


def account_for(folder: Path) -> Account:
    """Return who runs the server of `folder`: the caller; for root, the owner or nobody.

    The owner is that of the folder, or of the one or two above it (a checkout that root
    visits stays usable for the person it belongs to).
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for path in (folder, *folder.parents[:2]):
        if path.exists() and _is_person(path.stat().st_uid):
            return Account(path.stat().st_uid, path.stat().st_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def _is_person(uid: int) -> bool:
    """Tell whether initdb would accept this owner: not root, and known to the system."""
    try:
        return pwd.getpwuid(uid).pw_uid != 0
    except KeyError:
        return False
