"""Findings as the panel beside the editor shows them: by level, then by kind, with counts."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse

from reports.checks.finding import BLOCKER, WARNING, Finding, Place
from reports.checks.registry import CHECKS

_LONGEST_QUOTE = 220
_LONGEST_QUESTION = 70


@dataclass(frozen=True)
class Line:
    """One finding, the address of its place, and the beginning of its question's text."""

    finding: Finding
    address: str
    question: str

    @property
    def quote(self):
        """What is quoted, shortened; "" when the sentence quotes it already."""
        lines = self.finding.place.words.split("\n")
        if all(line in self.finding.sentence for line in lines):
            return ""
        return _shortened(" ".join(lines), _LONGEST_QUOTE)


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


def panel(findings, document, address: Callable[[Place], str]):
    """The panel of a document's findings; `address` says where a place is edited."""
    texts = {_about(question, question.id): question.text for question in document.questions}
    lines = [
        Line(finding, address(place), _beginning(texts, place))
        for finding in findings
        for place in [finding.place]
    ]
    return Panel(
        blockers=_kinds(line for line in lines if line.finding.level == BLOCKER),
        warnings=_kinds(
            line for line in lines if line.finding.level == WARNING and line.finding.stands
        ),
        accepted=tuple(line for line in lines if not line.finding.stands),
    )


def _about(place, question):
    return question, place.priority, place.next_step


def _beginning(texts, place):
    """ "" where the number of a priority or next step says more than the question's text."""
    repeats = place.priority or place.next_step
    return (
        ""
        if repeats
        else _shortened(texts.get(_about(place, place.question), ""), _LONGEST_QUESTION)
    )


def _shortened(text, length):
    text = " ".join(text.split())
    return text if len(text) <= length else f"{text[:length].rsplit(' ', 1)[0]} …"


def _kinds(lines):
    order = {identifier: place for place, identifier in enumerate(CHECKS)}
    ordered = sorted(lines, key=lambda line: order[line.finding.check])
    return tuple(
        Kind(CHECKS[identifier].title, CHECKS[identifier].advice, tuple(same))
        for identifier, same in groupby(ordered, key=lambda line: line.finding.check)
    )


def place_address(material, may_write, place):
    """Where the place is put right, or read by who may not write; "" where there is none."""
    period = material.facts.period
    for section in material.document.sections:
        for question in section.questions:
            if f"question-{question.place}" == place.anchor:
                return _question_address(period, section, question, may_write)
    for update in material.facts.updates:
        if str(update.uid) == place.update:
            return reverse("admin:roadmap_progressupdate_change", args=[update.pk])
    return ""


def _question_address(period, section, question, may_write):
    at = [period.roadmap.code, str(period)]
    if may_write:
        return (
            f"{reverse('reports:write-section', args=[*at, section.id])}#question-{question.place}"
        )
    return f"{reverse('reports:page', args=at)}#question-{question.number}"
