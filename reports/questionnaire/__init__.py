"""Editions of the Alliance's annual questionnaire: one year's sections, questions and wording.

An edition is a TOML file in `reports/questionnaires/`, named after the period it is for. It is
data: official wording is never translated by the application, and numbers are never written in it.
"""

from functools import cache
from pathlib import Path

from reports.questionnaire.edition import Condition, Edition, Field, Option, Question, Section
from reports.questionnaire.reading import EditionError, read_edition

__all__ = [
    "FOLDER",
    "Condition",
    "Edition",
    "EditionError",
    "Field",
    "Option",
    "Question",
    "Section",
    "editions",
    "find_edition",
    "read_edition",
]

FOLDER = Path(__file__).parent.parent / "questionnaires"


@cache
def editions(folder=FOLDER):
    """All editions, the oldest first."""
    return tuple(read_edition(path) for path in sorted(Path(folder).glob("*.toml")))


def find_edition(period_label, folder=FOLDER):
    """The edition of the period, else the latest earlier one; LookupError when there is none."""
    fitting = [edition for edition in editions(folder) if edition.id <= period_label]
    if not fitting:
        raise LookupError(f"There is no edition of the questionnaire for {period_label}.")
    return fitting[-1]
