"""Clean text: the one door through which typed or pasted words come in."""

import re
import sys
import unicodedata
from collections.abc import Iterable
from itertools import groupby

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_NON_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, sys.maxunicode, 0x10000)
)
# What XML 1.0 refuses, what no font draws, and what turns the reading direction of a page around.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb"
    f"{_NON_CHARACTERS}]"
)


def _ranges(codes: Iterable[int]) -> str:
    """The characters as ranges for a set in a regular expression, which is slow without."""
    groups = groupby(enumerate(codes), key=lambda pair: pair[1] - pair[0])
    runs = ([code for _place, code in group] for _difference, group in groups)
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


# Normalising takes the square of the number of marks on one letter (42 s for 200,000), and no
# language puts 30 there: https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format
_MARKS = _ranges(code for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)))
_MANY_MARKS = re.compile(f"([{_MARKS}]{{30}})[{_MARKS}]+")


def clean(text: str) -> str:
    """The text in Unicode NFC, lines ended by "\\n", without characters that break a document.

    Word's soft line break (U+000B) and the page break become a line break. Other control
    characters except the tab, lone surrogates, non-characters, soft hyphens, U+FEFF and overrides
    of the writing direction are dropped, and all marks on one letter after the thirtieth.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _UNWANTED.sub("", _LINE_BREAKS.sub("\n", text))
    text = unicodedata.normalize("NFC", _MANY_MARKS.sub(r"\1", text))
    # Some marks are two after normalising; cut again, so that cleaning twice changes nothing.
    return _MANY_MARKS.sub(r"\1", text)


def clean_line(text: str) -> str:
    """The cleaned text as one line: every run of white space is one space."""
    return " ".join(clean(text).split())
