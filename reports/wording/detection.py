"""Telling the languages of the reports apart, by the small words no language can do without."""

import re

from reports.wording import WORDINGS

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
QUOTED = re.compile(r"“[^“”]{0,400}”|«[^«»]{0,400}»|\"[^\"]{0,400}\"")
_APOSTROPHE = re.compile("['’]")
_FEWEST_WORDS = 8
_FEWEST_SMALL = 3


def language_of(text):
    """The language that a text is clearly in; "" where it does not tell.

    Titles in quotation marks may be in any language.
    """
    words = [word.lower() for word in WORD.findall(QUOTED.sub(" ", text))]
    if len(words) < _FEWEST_WORDS:
        return ""
    counts = {name: _count(words, wording.small) for name, wording in WORDINGS.items()}
    best = max(counts, key=lambda name: counts[name])
    others = max(count for name, count in counts.items() if name != best)
    is_clear = counts[best] >= max(_FEWEST_SMALL, 2 * others)
    return best if is_clear else ""


def _count(words, small):
    """How many of the words are small ones, alone or before an apostrophe."""
    elided = [_APOSTROPHE.split(word)[0] for word in words if _APOSTROPHE.search(word)]
    return sum(word in small.telling for word in words) + sum(e in small.elided for e in elided)
