"""Narratives: formatted text stored as a small tree, so that nothing can be printed as markup.

A narrative is a list of blocks, and [] when it is empty:

    {"type": "paragraph", "runs": [run, …]}
    {"type": "list", "ordered": bool, "items": [[block, …], …]}

A run is {"text": str} with, where they apply, "bold": True, "italic": True and "href": str.
Clean a tree first and validate it then: `clean` mends what is only untidy.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from roadmap.texts.clean import clean as clean_text

MAX_LENGTH = 250_000
MAX_LINES = 10_000
MAX_RUNS = 20_000
# The PDF engine stops between 20 and 40 calls, and nobody can read more than six levels.
MAX_DEPTH = 6
# In Markdown, greater numbers at the start of a line are read as years and amounts.
MAX_ITEMS = 999
MAX_HREF = 2_000

_MARKS = ("bold", "italic", "href")
_PLAIN = (False, False, "")
_HREF = re.compile(r"(?:https?://|mailto:)[^\s<>\"\\]+", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{2,}")


class Paragraph(NamedTuple):
    """One paragraph of a flat narrative.

    `depth` is 0 outside lists. `number` is the place of the item that begins with this paragraph,
    from 1; None outside lists and for an item's further paragraphs, which have no bullet.
    """

    depth: int
    ordered: bool
    number: int | None
    runs: list[dict]


class _MalformedError(Exception):
    """Not a tree that can be cleaned."""


# Reading


def paragraphs(tree: list, depth: int = 0) -> Iterator[Paragraph]:
    """Every paragraph of a valid tree from top to bottom."""
    for block in tree:
        if block["type"] == "list":
            yield from _list_paragraphs(block, depth + 1)
        else:
            yield Paragraph(depth, False, None, block["runs"])


def _list_paragraphs(block: dict, depth: int) -> Iterator[Paragraph]:
    for number, item in enumerate(block["items"], start=1):
        for place, paragraph in enumerate(paragraphs(item, depth)):
            if paragraph.depth > depth:
                yield paragraph
            else:
                first = number if place == 0 else None
                yield paragraph._replace(ordered=block["ordered"], number=first)


def plain_text(tree: list) -> str:
    """The words of a valid tree, one line per paragraph, without bullets and numbers.

    The SQL function narrative_text, made by a migration, must say the same.
    """
    return "\n".join(
        "".join(run["text"] for run in paragraph.runs) for paragraph in paragraphs(tree)
    )


def is_empty(tree: list) -> bool:
    return not plain_text(tree).strip()


def word_count(tree: list) -> int:
    """How many words a valid tree has: what stands between spaces and has a letter or a digit."""
    return sum(any(map(str.isalnum, word)) for word in plain_text(tree).split())


def is_link(href: object) -> bool:
    """Whether this is an address that a narrative may point to."""
    if not isinstance(href, str) or len(href) > MAX_HREF or not _HREF.fullmatch(href):
        return False
    # What can not be seen in an address could make it look like another one.
    return href.isprintable() and _has_host(href)


def _has_host(href: str) -> bool:
    """Whether the address has a host, or needs none, and can be taken apart."""
    try:
        parts = urlsplit(href)
        return parts.scheme == "mailto" or bool(parts.hostname and parts.port != 0)
    except ValueError:
        return False


# Validating


def validate(tree: object) -> None:
    """Raise ValidationError, and never anything else, if this is not a narrative."""
    if not isinstance(tree, list):
        raise _unknown()
    _check_blocks(tree, depth=0)
    _check_size(tree)


def _check_size(tree: list) -> None:
    text = plain_text(tree)
    runs = [run for paragraph in paragraphs(tree) for run in paragraph.runs]
    if len(text) + sum(len(run.get("href", "")) for run in runs) > MAX_LENGTH:
        raise _refusal(
            _("The text is too long: with its links it may have %(limit)s characters."), MAX_LENGTH
        )
    if text.count("\n") >= MAX_LINES:
        raise _refusal(_("The text is too long: it may have %(limit)s lines."), MAX_LINES)
    if len(runs) > MAX_RUNS:
        raise _refusal(
            _("The text changes too often between plain, bold, italic and links: %(limit)s times."),
            MAX_RUNS,
        )


def _check_blocks(blocks: list, depth: int) -> None:
    for block in blocks:
        match block:
            case {"type": "paragraph", "runs": list(runs), **rest} if runs and not rest:
                for run in runs:
                    _check_run(run)
            case {"type": "list", "ordered": bool(), "items": list(items), **rest} if (
                items and not rest
            ):
                _check_list(block, depth + 1)
            case _:
                raise _unknown()


def _check_list(block: dict, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise _refusal(_("Lists may be nested %(limit)s levels deep, not deeper."), MAX_DEPTH)
    if block["ordered"] and len(block["items"]) > MAX_ITEMS:
        raise _refusal(_("A numbered list may have %(limit)s items."), MAX_ITEMS)
    for item in block["items"]:
        if not isinstance(item, list) or not item:
            raise _unknown()
        _check_blocks(item, depth)


def _check_run(run: object) -> None:
    match run:
        case {"text": str(text), **marks} if text and marks.keys() <= set(_MARKS):
            _check_marks(marks)
        case _:
            raise _unknown()


def _check_marks(marks: dict) -> None:
    if any(marks.get(name, True) is not True for name in ("bold", "italic")):
        raise _unknown()
    if "href" in marks and not is_link(marks["href"]):
        raise ValidationError(
            _(
                "A link must be a whole address without spaces that begins with http://,"
                " https:// or mailto:, in at most %(limit)s characters."
            ),
            code="link",
            params={"limit": MAX_HREF},
        )


def _refusal(message, limit: int) -> ValidationError:
    return ValidationError(message, code="limit", params={"limit": limit})


def _unknown() -> ValidationError:
    return ValidationError(
        _("The text has a part that is not a paragraph, a list, bold, italic or a link."),
        code="unknown",
    )


# Cleaning


def clean(tree: object) -> object:
    """The one tree that stands for all that look like this one; the tree itself if malformed.

    Characters are cleaned, neighbouring runs with the same marks and neighbouring bulleted lists
    are one, what is empty is gone, paragraphs and their lines have no white space around them,
    a blank line parts two paragraphs, and white space has the marks of the words on both sides.
    """
    try:
        return _clean_blocks(tree, depth=0)
    except _MalformedError:
        return tree


def _clean_blocks(blocks: object, depth: int) -> list:
    if not isinstance(blocks, list) or depth > MAX_DEPTH:
        raise _MalformedError
    cleaned = []
    for block in blocks:
        for new in _clean_block(block, depth):
            if cleaned and _is_bulleted(cleaned[-1]) and _is_bulleted(new):
                cleaned[-1]["items"] += new["items"]
            else:
                cleaned.append(new)
    return cleaned


def _clean_block(block: object, depth: int) -> list:
    match block:
        case {"type": "paragraph", "runs": list(runs), **rest} if not rest:
            return _clean_paragraph(runs)
        case {"type": "list", "ordered": bool(ordered), "items": list(items), **rest} if not rest:
            kept = [item for item in (_clean_blocks(each, depth + 1) for each in items) if item]
            return [{"type": "list", "ordered": ordered, "items": kept}] if kept else []
    raise _MalformedError


def _is_bulleted(block: dict) -> bool:
    return block["type"] == "list" and not block["ordered"]


def _clean_paragraph(runs: list) -> list:
    """The paragraphs in these runs, parted at blank lines."""
    pieces = _merged(map(_text_and_marks, runs))
    # Twice, for a letter and its accent can come in two runs and meet only after the first.
    for _time in range(2):
        pieces = _merged((clean_text(text), marks) for text, marks in pieces)
    pieces = _merged(_with_own_space(pieces))
    pieces = [(_strip_lines(text), marks) for text, marks in pieces]
    lines = filter(None, map(_strip_ends, _split_at_blank_lines(pieces)))
    return [{"type": "paragraph", "runs": [_run(*piece) for piece in line]} for line in lines]


def _text_and_marks(run: object) -> tuple[str, tuple]:
    """The run's text and its marks, in the order of _MARKS."""
    match run:
        case {"text": str(text), **marks} if marks.keys() <= set(_MARKS):
            return text, tuple(map(_clean_mark, map(marks.get, _MARKS), _PLAIN))
    raise _MalformedError


def _clean_mark(value: object, plain: bool | str) -> bool | str:
    if value is None or value is False or value == "":
        return plain
    if isinstance(value, type(plain)):
        return clean_text(value).strip() if isinstance(value, str) else value
    raise _MalformedError


def _merged(pieces) -> list[tuple[str, tuple]]:
    """The pieces that have a text, neighbours with the same marks as one."""
    groups = groupby(((text, marks) for text, marks in pieces if text), key=itemgetter(1))
    return [("".join(text for text, _marks in group), marks) for marks, group in groups]


def _with_own_space(pieces) -> list[tuple[str, tuple]]:
    """The pieces with the white space between them set apart, in the marks they share."""
    found = [("", _PLAIN)]
    space = ""
    for text, marks in pieces:
        inner = text.strip()
        before, after = text.split(inner, 1) if inner else (text, "")
        space += before
        if inner:
            found += [(space, _marks_in_common(found[-1][1], marks)), (inner, marks)]
            space = after
    return found


def _marks_in_common(left: tuple, right: tuple) -> tuple:
    if left == right:
        return left
    trios = zip(left, right, _PLAIN, strict=True)
    bold, italic, href = (one if one == other else plain for one, other, plain in trios)
    # A link must have something to click on besides this white space.
    return (bold, italic, href if (bold, italic, href) in (left, right) else "")


def _strip_lines(text: str) -> str:
    """The text without the white space around its line breaks."""
    first, *others = text.split("\n")
    if not others:
        return text
    return "\n".join([first.rstrip(), *map(str.strip, others[:-1]), others[-1].lstrip()])


def _split_at_blank_lines(pieces: list) -> list[list]:
    """The pieces of each paragraph, parted where there are blank lines."""
    lines = [[]]
    for text, marks in pieces:
        first, *others = _BLANK_LINES.split(text)
        lines[-1].append((first, marks))
        lines += [[(other, marks)] for other in others]
    return lines


def _strip_ends(line: list) -> list:
    """The pieces without the white space before the first and after the last."""
    line = [piece for piece in line if piece[0]]
    if line:
        line[0] = (line[0][0].lstrip(), line[0][1])
        line[-1] = (line[-1][0].rstrip(), line[-1][1])
    return [piece for piece in line if piece[0]]


def _run(text: str, marks: tuple) -> dict:
    return {"text": text} | {
        name: value for name, value in zip(_MARKS, marks, strict=True) if value
    }
