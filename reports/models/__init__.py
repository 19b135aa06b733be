"""What the coordination makes of the facts: a country's report."""

from reports.models.accepted_warnings import AcceptedWarning
from reports.models.letterheads import Letterhead
from reports.models.past_reports import PastReport
from reports.models.versions import Publication, ReportFile, ReportVersion
from reports.models.written_answers import WrittenAnswer, WrittenPassage

__all__ = [
    "AcceptedWarning",
    "Letterhead",
    "PastReport",
    "Publication",
    "ReportFile",
    "ReportVersion",
    "WrittenAnswer",
    "WrittenPassage",
]
