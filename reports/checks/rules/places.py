"""Places: the same project told with other states in another answer."""

import re
from itertools import chain, combinations
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from reports.checks.finding import Found, Place, at
from reports.checks.pieces import folded

_FEWEST = 2  # states a sentence must name to be a list of a project's states


class Telling(NamedTuple):
    """States told of a project. Not `exact`: the sentence tells of several projects at once."""

    place: Place
    states: frozenset[str]
    exact: bool


def places_differ(material):
    """A cooperation project whose states are not the same in two answers, or in its own record."""
    states = _states_pattern(material.places)
    projects = [(project, _project_pattern(project)) for project in material.facts.projects]
    for project, pattern in projects:
        others = [other for other in projects if other[0] is not project]
        tellings = _distinct(
            chain(_tellings(material, pattern, states, others), _record(material, project))
        )
        for one, other in combinations(tellings, 2):
            if difference := _difference(one, other):
                yield _finding(project, one.place, other.place, difference)
                break


def _distinct(tellings):
    """The first of those that tell the same states in the same way."""
    first = {}
    for telling in tellings:
        first.setdefault((telling.states, telling.exact), telling)
    return first.values()


def _difference(one, other):
    """The states that only one of the two names, and the other ought to name."""
    if one.exact and other.exact:
        return one.states ^ other.states
    if one.exact or other.exact:
        exact, several = (one, other) if one.exact else (other, one)
        return exact.states - several.states
    return frozenset()


def _finding(project, place, other, difference):
    says = _(
        "The project “%(project)s” has other states in question %(number)s than in question"
        " %(other)s. Only one of them names %(difference)s."
    )
    names = ", ".join(sorted(difference))
    params = {"project": project.acronym or project.name, "difference": names}
    return Found(place, says, params | {"number": place.number, "other": other.number}, (names,))


def _states_pattern(places):
    names = sorted(places, key=len, reverse=True)
    return (
        re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b") if names else re.compile(r"(?!)")
    )


def _project_pattern(project):
    names = [re.escape(folded(name)) for name in (project.acronym, project.name) if name]
    return re.compile(rf"\b(?:{'|'.join(names)})\b")


def _tellings(material, project, states, others):
    for piece in material.pieces:
        if piece.passage is None or not project.search(piece.folded):
            continue
        for sentence in piece.sentences:
            text, named = folded(sentence), frozenset(states.findall(sentence))
            if len(named) < _FEWEST or not project.search(text):
                continue
            exact = not any(pattern.search(text) for _project, pattern in others)
            passage = frozenset(states.findall(piece.text))
            yield Telling(piece.place(sentence), named if exact else passage, exact)


def _record(material, project):
    """The states of the project's own record, where the report prints it."""
    for question in material.document.questions:
        table = question.answer.table
        if table and project.place_names and any(column.id == "states" for column in table.columns):
            yield Telling(at(question), frozenset(project.place_names), exact=True)
