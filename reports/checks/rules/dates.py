"""Dates: inside the period, and the same wherever the same thing is told."""

import re
from collections import defaultdict
from datetime import date
from itertools import chain

from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from reports.checks.finding import Found, Place
from reports.checks.moments import Moment, is_limit, is_told_as_done, moments
from reports.checks.named import names_in, starts_of_bodies
from reports.checks.pieces import telling_words
from reports.wording import WORDINGS, either

# What was done to a thing on a day. Two days for one of these are one too many.
_DEEDS = tuple(dict.fromkeys(deed for w in WORDINGS.values() for deed in w.tellings.deeds))
_DEED = re.compile(
    "|".join(
        rf"(?P<{deed}>\b(?:{either(lambda wording, deed=deed: wording.tellings.deeds.get(deed))}))"
        for deed in _DEEDS
    ),
    re.IGNORECASE,
)
_REACH = 60  # characters between the deed and the thing it was done to


# In the words of whoever reads the finding.
_day = lazy(date_format, str)


def date_outside_period(material):
    """A day outside the period at which something is told as done."""
    begins, ends = material.document.days
    for piece in material.pieces:
        if piece.passage is None:
            continue
        for sentence in piece.sentences:
            yield from _days_outside(piece, sentence, begins, ends)


def _days_outside(piece, sentence, begins, ends):
    told = list(moments(sentence))
    inside = any(moment.last >= begins and moment.first <= ends for moment in told)
    for moment in told:
        late, early = moment.first > ends, moment.last < begins and not inside
        if not (late or early) or is_limit(sentence, moment):
            continue
        if is_told_as_done(sentence, moment, before=early):
            says = (
                _("Question %(number)s tells “%(date)s” as done, after the end of the period.")
                if late
                else _("Question %(number)s tells “%(date)s” as done, before the period began.")
            )
            params = {"number": piece.question.number, "date": moment.words}
            yield Found(piece.place(sentence), says, params)


def dates_differ(material):
    """One thing that was done on two days, by the words of the answers or by the updates."""
    return chain(_differ_in_words(material), _differ_in_updates(material))


def _differ_in_words(material):
    bodies = starts_of_bodies(material.bodies)
    told = defaultdict(list)
    for piece in material.pieces:
        for sentence in piece.sentences if piece.passage is not None else ():
            for key, name, moment in _dated_acts(sentence, bodies):
                told[key].append((piece, sentence, name, moment))
    for tellings in told.values():
        yield from _contradiction(tellings)


def _dated_acts(sentence, bodies):
    """(deed and thing, the thing's name, the day) where a sentence tells one day."""
    told = list(moments(sentence))
    if len(told) != 1:
        return
    names = [name for name in names_in(sentence) if name.key not in bodies]
    for match in _DEED.finditer(sentence):
        after = [name for name in names if 0 <= name.begin - match.end() <= _REACH]
        if after:
            yield (match.lastgroup, after[0].key), after[0].words, told[0]


def _contradiction(tellings):
    """One finding for a thing, at the first telling that another contradicts."""
    latest = max(moment.first for _piece, _sentence, _name, moment in tellings)
    earliest = min(moment.last for _piece, _sentence, _name, moment in tellings)
    for piece, sentence, name, moment in tellings:
        if moment.first > earliest or moment.last < latest:
            others = [other for other in tellings if not other[3].meets(moment)]
            days = {found[3].words: found[0].question.number for found in reversed(tellings)}
            listed = ", ".join(
                f"{words} ({number})" for words, number in reversed(list(days.items()))
            )
            says = _(
                "“%(name)s” is told with different dates, here with the questions that tell them:"
                " %(dates)s."
            )
            params = {"name": name, "dates": listed}
            yield Found(piece.place(sentence), says, params, tuple(o[1] for o in others))
            return


def _differ_in_updates(material):
    """Updates of one action under one title, on days that do not meet."""
    same = defaultdict(list)
    for update in material.facts.updates:
        if update.action_id and update.happened_from and len(telling_words(update.title)) >= 3:
            same[update.action_id, tuple(telling_words(update.title))].append(update)
    for updates in same.values():
        first, *others = updates
        for other in others:
            if not _moment(first).meets(_moment(other)):
                says = _("Two updates tell “%(title)s”, one on %(first)s, the other on %(other)s.")
                days = {"first": _day(first.happened_from), "other": _day(other.happened_from)}
                place = Place(update=str(first.uid), words=first.title)
                yield Found(place, says, days | {"title": first.title}, (str(other.uid),))


def _moment(update):
    return Moment(update.happened_from, update.happened_to or update.happened_from, 0, 0, "")


def date_differs_from_record(material):
    """A passage whose dates are all others than the day that stands in its update."""
    for piece in _first_pieces(material):
        source = piece.source
        told = [
            (sentence, moment) for each in _passage(material, piece)
            for sentence in each.sentences for moment in moments(sentence)
        ]  # fmt: skip
        recorded = Moment(
            date.fromisoformat(source.happened_from),
            date.fromisoformat(source.happened_to or source.happened_from), 0, 0, source.when,
        )  # fmt: skip
        done = [
            (sentence, moment) for sentence, moment in told
            if is_told_as_done(sentence, moment, before=True) and not is_limit(sentence, moment)
        ]  # fmt: skip
        if done and not any(moment.meets(recorded) for _sentence, moment in told):
            sentence, moment = done[0]
            says = _("The text of question %(number)s says “%(date)s”; its update says “%(when)s”.")
            params = {"number": piece.question.number, "date": moment.words, "when": source.when}
            yield Found(piece.place(sentence), says, params, (source.happened_from,))


def _first_pieces(material):
    """One piece of each passage that came from an update with a day."""
    seen = set()
    for piece in material.pieces:
        if piece.source and piece.source.happened_from and piece.source.update not in seen:
            seen.add(piece.source.update)
            yield piece


def _passage(material, first):
    return (
        piece for piece in material.pieces
        if piece.question is first.question and piece.passage == first.passage
    )  # fmt: skip
