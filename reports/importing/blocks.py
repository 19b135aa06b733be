"""What a past report's file consists of, whatever kind of file it is: blocks in their order."""

import re
from dataclasses import dataclass, replace

from roadmap.texts import narrative
from roadmap.texts.clean import clean

TICKED = "☒☑✓✔🗹🗵◉●⦿"
UNTICKED = "☐○◯⬜⃞□❏"
_SIGN = re.compile(
    rf"[ \t]*(?:(?P<ticked>[{TICKED}]|\[[xX]\]|\([xX]\))"
    rf"|(?P<unticked>[{UNTICKED}]|\[[ ]?\]|\([ ]\)))[ \t]*"
)
_LAST_SIGN = re.compile(rf"[ \t]*(?P<sign>[{TICKED}{UNTICKED}]|\[[xX ]?\])[ \t]*\Z")
_SPACES = re.compile(r"[ \t]{2,}")
_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Block:
    """One paragraph or list item.

    `place` is the line on which it begins, in a Word file the number of its paragraph. `depth` is 0
    outside lists; `number` is what stands before an item of a numbered list, and None before other
    items and before an item's further paragraphs, which are not `is_item`. `mark` tells a ticked
    box (True) from an empty one (False). `field` names the form's field in which it was typed.
    `aside` is "" in the text itself, else where it stands: contents, placeholder, header, footer,
    footnote, endnote or comment. `at_edge` is True beside the end of a page.
    """

    place: int
    runs: tuple
    depth: int = 0
    is_item: bool = False
    number: int | None = None
    mark: bool | None = None
    field: str = ""
    aside: str = ""
    at_edge: bool = False

    @property
    def text(self):
        return "".join(run["text"] for run in self.runs)


def plain(text):
    """The runs of a text without bold, italic and links."""
    return ({"text": text},) if text else ()


def cut(runs, start, end=None):
    """The runs of a part of the text, counted in characters."""
    found, place = [], 0
    for run in runs:
        stop = place + len(run["text"])
        first, last = max(start, place), stop if end is None else min(end, stop)
        if first < last:
            found.append(run | {"text": run["text"][first - place : last - place]})
        place = stop
    return tuple(found)


def with_mark(block):
    """The block without the sign of a box before or behind its text, and with what it says."""
    if block.mark is not None:
        return block
    text = block.text
    if match := _SIGN.match(text):
        runs = cut(block.runs, match.end())
        return replace(block, runs=runs, mark=match["ticked"] is not None)
    if match := _LAST_SIGN.search(text[-8:]):
        runs = cut(block.runs, 0, len(text) - len(match.group()))
        return replace(block, runs=runs, mark=match["sign"] in f"{TICKED}[x][X]")
    return block


def tidy(blocks):
    """The blocks with clean characters and single spaces, without those that say nothing."""
    for block in blocks:
        texts = ((run, _SPACES.sub(" ", clean(run["text"]))) for run in block.runs)
        runs = tuple(run | {"text": _LINES.sub("\n\n", text)} for run, text in texts if text)
        if "".join(run["text"] for run in runs).strip():
            yield replace(block, runs=runs)


def tree_of(blocks):
    """The narrative that the blocks are: paragraphs and lists, in their order.

    A numbered list that does not count 1, 2, 3 keeps its numbers as words.
    """
    tree = []
    for block in blocks:
        _add(tree, block, min(block.depth, narrative.MAX_DEPTH))
    return narrative.clean(tree)


def _add(tree, block, depth):
    inner, level = tree, 0
    while level < depth - 1 and inner and inner[-1]["type"] == "list":
        inner, level = inner[-1]["items"][-1], level + 1
    paragraph = {"type": "paragraph", "runs": list(block.runs)}
    listed = inner[-1] if inner and inner[-1]["type"] == "list" else None
    if depth and not block.is_item and listed:
        listed["items"][-1].append(paragraph)
    elif depth and block.is_item:
        _add_item(inner, block, paragraph, listed)
    else:
        inner.append(paragraph)


def _add_item(inner, block, paragraph, listed):
    ordered = block.number is not None
    following = len(listed["items"]) + 1 if listed and listed["ordered"] == ordered else 1
    has_room = following <= narrative.MAX_ITEMS
    if ordered and (block.number != following or not has_room) and block.number != 1:
        runs = [{"text": f"{block.number}. "}, *block.runs]
        inner.append({"type": "paragraph", "runs": runs})
    elif following > 1 and (not ordered or block.number == following):
        listed["items"].append([paragraph])
    else:
        inner.append({"type": "list", "ordered": ordered, "items": [[paragraph]]})
