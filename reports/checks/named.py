"""Names of things in sentences: what stands in quotation marks, and runs of capitalised words."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from reports.checks.pieces import telling_words
from reports.wording import small_words
from reports.wording.detection import QUOTED

_CAPITAL = r"(?:[dl][’'])?[A-ZÁÉÍÓÚÜÑÀÂÇÈÊËÎÔ][\w’'-]*"
_JOINT = f"(?:{'|'.join(sorted(small_words('in_names')))})"
_RUN = re.compile(rf"{_CAPITAL}(?:\s+(?:{_JOINT}\s+){{0,3}}{_CAPITAL})+(?:\s+\w+)?")
LENGTH = 4  # words that carry meaning; fewer do not tell one thing from another


class Name(NamedTuple):
    """A thing's name; `key` is the same for shorter and longer forms of it."""

    key: tuple[str, ...]
    words: str
    begin: int


def names_in(sentence) -> Iterator[Name]:
    """Names long enough to be one thing's, in order."""
    found = [*QUOTED.finditer(sentence), *_RUN.finditer(sentence)]
    for match in sorted(found, key=lambda match: match.start()):
        if (key := key_of(match[0])) is not None:
            yield Name(key, match[0].strip('“”«»" '), match.start())


def key_of(text):
    """The first words that carry meaning, or None when the name has too few."""
    words = telling_words(text)
    return tuple(words[:LENGTH]) if len(words) >= LENGTH else None


def starts_of_bodies(bodies):
    """The keys of all bodies' names: they do things, nothing is done to them."""
    names = (name for body in bodies for name in (body.name, *body.others))
    return {key for name in names if (key := key_of(name)) is not None}
