"""Programs of the system that judge or read our files; where one is missing, tests say so."""

import os
import shutil

import pytest


def needs(*programs):
    """Skips a test for want of a program; never where CI is set, there it fails."""
    lacking = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(
        bool(lacking) and not os.environ.get("CI"), reason=f"not installed: {', '.join(lacking)}"
    )
