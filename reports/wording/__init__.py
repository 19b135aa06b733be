"""The report's own words, dates and numbers, in the report's language.

They do not come from the screen's translations: a Spanish report reads the same for a coordinator
whose screen is French. The questionnaire's wording is in the editions.
"""

from reports.wording.english import ENGLISH
from reports.wording.french import FRENCH
from reports.wording.language import Wording
from reports.wording.spanish import SPANISH

__all__ = ["WORDINGS", "Wording"]

WORDINGS = {wording.language: wording for wording in (SPANISH, ENGLISH, FRENCH)}
