"""Telling Spanish, English and French apart, by the small words that only one of them has."""

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SPANISH = """el los las del al y o u con por para una su sus se lo que en como más sobre entre
desde hasta fue son está este esta estos estas así también muy no sin nos han había ser"""
_ENGLISH = """the of and to in is was were are with for by on at from that this these those which
has have had been its their between an as or not it will through"""
_FRENCH = """le les des du et ou à au aux avec pour par une dans sur ce cette ces qui que est sont
été leur leurs nous vous il elle ne pas entre afin ainsi plus ont"""
_SMALL = {
    language: frozenset(words.split())
    for language, words in (("es", _SPANISH), ("en", _ENGLISH), ("fr", _FRENCH))
}
_ELISION = re.compile(r"(?:l|d|qu|n|s|c|j)['’]", re.IGNORECASE)
FEWEST_WORDS = 8
_FEWEST_SIGNS = 4


def language_of(text):
    """The language of a text among those of the reports; "" where it does not tell."""
    words = _WORD.findall(text.lower())
    if len(words) < FEWEST_WORDS:
        return ""
    scores = {name: sum(word in small for word in words) for name, small in _SMALL.items()}
    scores["fr"] += sum(bool(_ELISION.match(word)) for word in words)
    (first, best), (_second, next_best), _third = sorted(
        scores.items(), key=lambda pair: pair[1], reverse=True
    )
    return first if best >= _FEWEST_SIGNS and best >= 2 * next_best else ""


def sentences(text):
    """The sentences of a text, roughly."""
    return [part for part in re.split(r"(?<=[.!?…])\s+", text) if part.strip()]
