"""The fonts that the report brings along: what they can draw, and how wide a text is.

They are Noto Sans with its symbols and mathematical signs, under fonts/ with their licence.
"""

import re
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from reports.document import to_dict
from roadmap.texts.clean import clean

FOLDER = Path(__file__).parent / "fonts"
FILES = ("NotoSans-Regular.ttf", "NotoSansSymbols2-Regular.ttf", "NotoSansMath-Regular.ttf")
FAMILIES = ("Noto Sans", "Noto Sans Symbols 2", "Noto Sans Math")
REPLACEMENT = "\ufffd"
# Selectors and joiners: they draw nothing themselves, and nothing is lost without them.
INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\U000e0100-\U000e01ef]")
LINE_SIGNS = frozenset("\n\t")


@cache
def drawable():
    """The numbers of the characters that one of the fonts draws."""
    codes = set()
    for name in FILES:
        with TTFont(FOLDER / name, lazy=True) as font:
            codes |= set(font.getBestCmap())
    return frozenset(codes)


def missing(text):
    """The characters of a text that no font draws, each once and sorted."""
    if text.isascii():
        return []
    known = drawable()
    letters = set(INVISIBLE.sub("", text)) - LINE_SIGNS
    return sorted(letter for letter in letters if ord(letter) not in known)


def with_replacements(text):
    """The text with U+FFFD for every character that no font draws, without invisible ones."""
    if text.isascii():
        return text
    text = INVISIBLE.sub("", text)
    return text.translate({ord(letter): REPLACEMENT for letter in missing(text)})


def missing_in(document):
    """(number, characters) of each question that has characters the PDF can not draw."""
    for question in document.questions:
        if found := missing(clean("".join(_texts(to_dict(question))))):
            yield question.number, found


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


@cache
def _widths():
    """The advance of each character of the regular font, in parts of its size."""
    with TTFont(FOLDER / FILES[0], lazy=True) as font:
        size, advances = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: advances[name][0] / size for code, name in font.getBestCmap().items()}


def width(text, size):
    """How wide a text is in the regular font of this size; unknown characters count as wide."""
    widths = _widths()
    return size * sum(widths.get(ord(letter), 1) for letter in text)
