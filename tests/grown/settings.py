"""The demo's settings, with the grown migrations and the SQL that publishes the new column."""

import os
from pathlib import Path

from alliance87.settings import *  # noqa: F403
from roadmap.public import definitions

MIGRATION_MODULES = {"roadmap": "tests.grown.migrations"}
# Of two files of one name the later folder's counts.
definitions.FOLDERS.append(Path(os.environ["GROWN_SQL"]))
