"""The real migrations of `roadmap`, and the one beside this file."""

from pathlib import Path

import roadmap.migrations

__path__ = [*roadmap.migrations.__path__, str(Path(__file__).parent)]
