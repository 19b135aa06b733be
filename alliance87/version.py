"""Which version of the software runs: pyproject.toml says it, pages and API show it."""

import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"
VERSION = tomllib.loads(PROJECT.read_text())["project"]["version"]


def for_templates(_request):
    """The version under a name of its own: reports and records have versions too."""
    return {"software_version": VERSION}
