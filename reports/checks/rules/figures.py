"""Figures: those of a text against the results of its update, and against each other."""

import re
from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from reports.checks.finding import Found
from reports.checks.moments import moments
from reports.checks.pieces import Piece, telling_words, words_of
from reports.wording import WORDINGS

_MULTIPLIERS = {
    word: value for w in WORDINGS.values() for word, value in w.numbers.multipliers.items()
}
_NUMBER = re.compile(
    r"(?<![\w.,/-])(\d{1,3}(?:[.,\u00a0\u202f]\d{3})+|\d+)"
    rf"(\s+(?:{'|'.join(_MULTIPLIERS)}))?(?![\w%ªº/-]|[.,]\d)"
)
_IN_WORDS = {
    word: value
    for wording in WORDINGS.values()
    for value, forms in enumerate(wording.numbers.words, start=1)
    for word in forms.split()
}
_LIKENESS = 0.75  # of two sentences' words, to tell one fact
_MOST = 300  # sentences about one kind of thing that are compared with each other
_FEWEST = 7  # words that carry meaning in such a sentence


class Telling(NamedTuple):
    """A sentence with its words that carry meaning and its numbers; see `numbers_in`."""

    piece: Piece
    sentence: str
    words: frozenset[str]
    numbers: tuple


def figure_differs_from_result(material):
    """A text that counts what its update counts, and never comes to the same number."""
    texts = defaultdict(list)
    for piece in material.pieces:
        if piece.source and piece.source.results:
            texts[piece.question.number, piece.passage].append(piece)
    for pieces in texts.values():
        for unit, values, said in _units(pieces[0].source.results):
            yield from _differing(pieces, unit, values, said)


def _units(results):
    """Each unit with all numbers it comes with, and the first result's words."""
    by_unit = defaultdict(list)
    for result in results:
        if unit := tuple(map(_stem, telling_words(result.unit)[:2])):
            by_unit[unit].append(result)
    for unit, same in by_unit.items():
        numbers = {n for r in same for n in (r.quantity, r.quantity_to, r.out_of) if n is not None}
        yield unit, {Decimal(number) for number in numbers}, same[0].text


def _differing(pieces, unit, values, said):
    told = [
        (piece, sentence, number, words)
        for piece in pieces
        for sentence in piece.sentences
        for number, words, following in numbers_in(sentence)
        if following[: len(unit)] == list(unit)
    ]
    if told and not any(number in values for _piece, _sentence, number, _words in told):
        piece, sentence, _number, words = told[0]
        says = _(
            "The text of question %(number)s says “%(figure)s”; the result of its update says"
            " “%(result)s”."
        )
        params = {"number": piece.question.number, "figure": words, "result": said}
        yield Found(piece.place(sentence), says, params, (said,))


def two_figures(material):
    """Two sentences that tell the same in nearly the same words, with different numbers."""
    seen = set()
    for same in _by_what_is_counted(material).values():
        for index, telling in enumerate(same):
            for other in same[index + 1 :]:
                pair = frozenset((telling.sentence, other.sentence))
                if pair not in seen and _tell_one_fact(telling, other):
                    seen.add(pair)
                    yield _differing_figures(telling, other)


def _by_what_is_counted(material):
    """The tellings by the two words after a number; each sentence once."""
    buckets = defaultdict(dict)
    for piece in material.pieces:
        for sentence in piece.sentences if piece.passage is not None else ():
            numbers = tuple(numbers_in(sentence))
            words = frozenset(telling_words(sentence))
            if len(words) >= _FEWEST:
                telling = Telling(piece, sentence, words, numbers)
                for first in {tuple(following[:2]) for _n, _w, following in numbers if following}:
                    buckets[first].setdefault(sentence, telling)
    return {first: tuple(found.values())[:_MOST] for first, found in buckets.items()}


def _tell_one_fact(one, other):
    """Whether the words are nearly the same and a number of the same thing is another."""
    if one.piece.source and one.piece.source is other.piece.source:
        return False
    shared, all_words = one.words & other.words, one.words | other.words
    return (
        len(shared) >= _LIKENESS * len(all_words)
        and _values(one) != _values(other)
        and _days(one) == _days(other)
    )


def _days(telling):
    return {moment.words for moment in moments(telling.sentence)}


def _values(telling):
    return sorted(number for number, _words, _following in telling.numbers)


def _differing_figures(one, other):
    figures = [
        ", ".join(words for number, words, _f in telling.numbers if number not in _values(against))
        for telling, against in ((one, other), (other, one))
    ]
    says = _(
        "Question %(number)s says “%(figure)s” where question %(other)s says “%(second)s” in nearly"
        " the same words."
    )
    params = {"number": one.piece.question.number, "other": other.piece.question.number}
    params |= {"figure": figures[0], "second": figures[1]}
    return Found(one.piece.place(one.sentence), says, params, (other.sentence,))


def numbers_in(sentence):
    """(value, its words, stems of the words that follow) of each number that is no date's."""
    dates = {place for moment in moments(sentence) for place in range(moment.begin, moment.end)}
    for match in _NUMBER.finditer(sentence):
        if match.start() in dates:
            continue
        value = Decimal(re.sub(r"\D", "", match[1]))
        value *= _MULTIPLIERS.get((match[2] or "").strip(), 1)
        following = list(map(_stem, telling_words(sentence[match.end() : match.end() + 60])[:3]))
        unit = " ".join(sentence[match.end() : match.end() + 60].split()[:2])
        yield value, f"{match[0]} {unit}".rstrip(" ,;.:)"), following
    yield from _numbers_in_words(sentence)


def _numbers_in_words(sentence):
    words = words_of(sentence)
    for index, word in enumerate(words):
        if word in _IN_WORDS and index + 1 < len(words):
            following = list(map(_stem, telling_words(" ".join(words[index + 1 : index + 5]))[:3]))
            # One is as often an article.
            if _IN_WORDS[word] > 1:
                yield Decimal(_IN_WORDS[word]), f"{word} {words[index + 1]}", following


def _stem(word):
    """Singular and plural alike."""
    return re.sub(r"(?:es|s|x)$", "", word) if len(word) > 3 else word
