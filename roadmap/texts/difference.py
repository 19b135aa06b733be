"""Two texts side by side, with what differs marked."""

import re
from difflib import SequenceMatcher
from itertools import takewhile
from typing import NamedTuple

_WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
_LINES = re.compile(r"[^\n]*\n?")
# Beyond this the comparison of single words would take too long for a page: lines are compared.
MOST_WORDS = 20_000


class Part(NamedTuple):
    """A run of text, and whether the other text has something else there."""

    text: str
    differs: bool


class Change(NamedTuple):
    """A run of text that is the "same" in both, "added" in the other or "removed" from the one."""

    text: str
    kind: str


def side_by_side(one, other):
    """Both texts as lists of parts; put together, the parts are the whole text again."""
    left, right = _WORDS.findall(one), _WORDS.findall(other)
    first = _same(left, right)
    last = _same(left[first:][::-1], right[first:][::-1])
    begin, end = "".join(left[:first]), "".join(left[len(left) - last :])
    middle = _compare(left[first : len(left) - last], right[first : len(right) - last])
    return tuple(_joined([Part(begin, False), *parts, Part(end, False)]) for parts in middle)


def in_one(one, other):
    """The other text with what is new in it, and at its place what was taken out: Changes.

    Without the removed runs it is the other text; without the added ones, the one.
    """
    left, right = (list(parts)[::-1] for parts in side_by_side(one, other))
    changes = []
    while left or right:
        if left and left[-1].differs:
            changes += _replaced(left, right)
        elif right and right[-1].differs:
            changes.append(Change(right.pop().text, "added"))
        else:
            changes.append(Change(_take_both(left, right), "same"))
    return changes


def _replaced(left, right):
    """What was taken out and what came instead; where one only goes on, what they begin with."""
    old = left.pop().text
    new = right.pop().text if right and right[-1].differs else ""
    same = old if new.startswith(old) else new if old.startswith(new) else ""
    found = ((same, "same"), (old[len(same) :], "removed"), (new[len(same) :], "added"))
    return [Change(text, kind) for text, kind in found if text]


def _take_both(left, right):
    """Take from both ends of unchanged parts as much as they have in common."""
    texts = left.pop().text, right.pop().text
    length = min(map(len, texts))
    for parts, text in zip((left, right), texts, strict=True):
        if text[length:]:
            parts.append(Part(text[length:], False))
    return texts[0][:length]


def _same(left, right):
    """How many pieces are the same from the beginning on."""
    pairs = zip(left, right, strict=False)
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _compare(left, right):
    if len(left) + len(right) > MOST_WORDS:
        left, right = (_LINES.findall("".join(pieces)) for pieces in (left, right))
    # What stands everywhere in a long text is no mark to find one's place by, and slow.
    matcher = SequenceMatcher(None, left, right, autojunk=True)
    parts_left, parts_right = [], []
    for kind, a, b, c, d in matcher.get_opcodes():
        parts_left.append(Part("".join(left[a:b]), kind != "equal"))
        parts_right.append(Part("".join(right[c:d]), kind != "equal"))
    return parts_left, parts_right


def _joined(parts):
    """The parts without empty ones, neighbours of one kind as one."""
    joined = []
    for part in parts:
        if joined and joined[-1].differs == part.differs:
            joined[-1] = Part(joined[-1].text + part.text, part.differs)
        elif part.text:
            joined.append(part)
    return joined
