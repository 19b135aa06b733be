"""The report's own words, dates and numbers, in the report's language.

They do not come from the screen's translations: a Spanish report reads the same for a coordinator
whose screen is French. The questionnaire's wording is in the editions.
"""

from reports.wording.english import ENGLISH
from reports.wording.french import FRENCH
from reports.wording.language import Wording
from reports.wording.spanish import SPANISH

__all__ = ["JOINTS", "WORDINGS", "Wording", "either", "small_words"]

WORDINGS = {wording.language: wording for wording in (SPANISH, ENGLISH, FRENCH)}
# What stands before the last of several things, in any of the languages.
JOINTS = tuple(
    dict.fromkeys(w[name] for w in WORDINGS.values() for name in ("and", "and-before-i"))
)


def either(part):
    """One regular expression that matches what `part` gives of a language, for any of them."""
    return "|".join(found for wording in WORDINGS.values() if (found := part(wording)))


def small_words(part):
    """The small words of all languages together; `part` is a field of SmallWords."""
    return frozenset().union(*(getattr(wording.small, part) for wording in WORDINGS.values()))
