"""Programs of the system that judge or read our files; where one is missing, tests say so."""

import os
import shutil

import pytest

from reports.renderers import RENDERERS


def needs(*programs):
    """Skips a test for want of a program; never where CI is set, there it fails."""
    lacking = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(
        bool(lacking) and not os.environ.get("CI"), reason=f"not installed: {', '.join(lacking)}"
    )


# The formats that have the questionnaire in words.
WORDED = [
    pytest.param(name, marks=needs("pdftotext") if name == "pdf" else ())
    for name in sorted(set(RENDERERS) - {"xlsx"})
]
