"""What stands in the way of sending a report, and what somebody should look at first.

Blockers stop the submission and can not be accepted; warnings can, with a reason.
"""

from collections.abc import Iterator
from dataclasses import replace

from reports.checks.accepting import standing_acceptances
from reports.checks.finding import BLOCKER, WARNING, Acceptance, Finding, Place
from reports.checks.material import Material, material_of, read_material
from reports.checks.registry import CHECKS

__all__ = [
    "BLOCKER",
    "CHECKS",
    "WARNING",
    "Acceptance",
    "Finding",
    "Material",
    "Place",
    "blockers",
    "check",
    "check_report",
    "material_of",
    "read_material",
    "with_acceptances",
]


def check_report(period, language=None):
    """All findings about the period's report, blockers first, else in the report's order.

    The words of people stay as they wrote them; sentences are translated when they are read.
    LookupError when no edition fits the period or it does not have the language.
    """
    return with_acceptances(period, check(read_material(period, language)))


def blockers(material):
    """What must be put right before the report can be sent; empty when nothing must."""
    return tuple(finding for finding in check(material) if finding.level == BLOCKER)


def with_acceptances(period, findings):
    """The findings, each warning with its acceptance where somebody accepted it."""
    accepted = {row.key: _acceptance(row) for row in standing_acceptances(period)}
    return tuple(
        replace(finding, accepted=accepted.get(finding.key))
        if finding.level == WARNING
        else finding
        for finding in findings
    )


def _acceptance(row):
    return Acceptance(row.pk, row.reason, str(row.accepted_by), row.accepted_at)


def check(material):
    """All findings, each once; nothing but the material is looked at."""
    found = {}
    for finding in _findings(material):
        found.setdefault(finding.key, finding)
    return tuple(sorted(found.values(), key=_order))


def _findings(material) -> Iterator[Finding]:
    for each in CHECKS.values():
        for place, says, params, also in each.find(material):
            yield Finding(each.id, each.level, each.title, place, says, each.advice, params, also)


def _order(finding):
    return finding.level != BLOCKER, finding.place.number or 0
