"""Findings as the panel beside the editor shows them: by level, then by kind, with counts."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reports.checks.finding import BLOCKER, WARNING, Finding, Place
from reports.checks.registry import CHECKS

_LONGEST_QUOTE = 220


@dataclass(frozen=True)
class Line:
    """One finding and the address of its place."""

    finding: Finding
    address: str

    @property
    def quote(self):
        """What is quoted, shortened; "" when the sentence quotes it already."""
        words = " ".join(self.finding.place.words.split())
        if words in self.finding.sentence:
            return ""
        return words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE].rstrip()}…"


@dataclass(frozen=True)
class Kind:
    """The findings of one check, with its advice said once."""

    title: Any
    advice: Any
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Panel:
    blockers: tuple[Kind, ...]
    warnings: tuple[Kind, ...]
    accepted: tuple[Line, ...]

    @property
    def blocker_count(self):
        return sum(len(kind.lines) for kind in self.blockers)

    @property
    def warning_count(self):
        return sum(len(kind.lines) for kind in self.warnings)


def panel(findings, address: Callable[[Place], str]):
    """The panel of these findings; `address` says where a place is edited."""
    lines = [Line(finding, address(finding.place)) for finding in findings]
    return Panel(
        blockers=_kinds(line for line in lines if line.finding.level == BLOCKER),
        warnings=_kinds(
            line for line in lines if line.finding.level == WARNING and line.finding.stands
        ),
        accepted=tuple(line for line in lines if not line.finding.stands),
    )


def _kinds(lines):
    order = {identifier: place for place, identifier in enumerate(CHECKS)}
    ordered = sorted(lines, key=lambda line: order[line.finding.check])
    return tuple(
        Kind(CHECKS[identifier].title, CHECKS[identifier].advice, tuple(same))
        for identifier, same in groupby(ordered, key=lambda line: line.finding.check)
    )
