"""Paragraphs that the end of a page has cut in two, and what is printed at that end."""

import re
from collections import Counter
from dataclasses import replace

from reports.importing.blocks import plain

# Shorter lines are not cut by a page: they are short.
_SHORTEST_CUT = 40
_ENDS = re.compile(r"[.:;!?…][\s”\"»’)\]]*\Z|[”\"»]\s*\Z")
_GOES_ON = re.compile(r"\s*(?:[a-záéíóúüñàâçèêëîïôùûœ(]|\d)")
_OPEN_WORD = re.compile(
    r"(?:,|-|[“«(]|\b(?:a|al|ante|con|de|del|e|el|en|entre|la|las|lo|los|o|para|por|que|se|sin|"
    r"sobre|su|sus|u|un|una|y|the|of|and|or|to|in|with|for|by|from|le|les|des|du|et|ou|à|au|aux|"
    r"avec|pour|par|dans|sur))\s*\Z",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"\s*(?:p[áa]gina|p[áa]g\.?|page|p\.)?\s*[-–—]?\s*\d{1,4}\s*[-–—]?\s*(?:(?:de|of|sur|/)\s*\d{1,4})?\s*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_FEWEST_PAGES, _LONGEST_HEAD = 3, 120


def is_cut(before, after):
    """Whether the second block goes on in the middle of the first one's sentence."""
    text = before.text.rstrip()
    if (
        after.is_item
        or after.mark is not None
        or len(text) < _SHORTEST_CUT
        or _ENDS.search(text[-8:])
    ):
        return False
    return bool(_OPEN_WORD.search(text[-12:]) or _GOES_ON.match(after.text))


def mended(blocks):
    """(the blocks with what was cut put together, the places at which that was done)."""
    whole, places = [], []
    for block in blocks:
        if whole and is_cut(whole[-1], block):
            runs = (*whole[-1].runs, *plain(" "), *block.runs)
            whole[-1] = replace(whole[-1], runs=runs)
            places.append(block.place)
        else:
            whole.append(block)
    return whole, places


def edges_of_pages(blocks):
    """The indexes of the blocks that are printed on every page: its number, its head, its foot.

    A text is one where it stands three times or more beside the end of a page or a page's number.
    What stands in a field of the form is an answer, whatever it looks like.
    """
    typed = {index for index, block in enumerate(blocks) if block.field}
    numbers = {index for index, block in enumerate(blocks) if _is_page_number(block)} - typed
    # One or two lonely numbers may well be answers.
    if len(numbers) < _FEWEST_PAGES:
        numbers = {index for index in numbers if blocks[index].at_edge}
    beside = {index for index, block in enumerate(blocks) if block.at_edge}
    beside |= {index + step for index in numbers for step in (-1, 1)} & set(range(len(blocks)))
    beside -= numbers | typed
    texts = {index: _DIGITS.sub("", blocks[index].text).strip() for index in beside}
    times = Counter(texts.values())
    return numbers | {
        index
        for index, text in texts.items()
        if times[text] >= _FEWEST_PAGES and len(text) <= _LONGEST_HEAD
    }


def _is_page_number(block):
    """A paragraph of nothing but the number of a page."""
    return not block.depth and block.mark is None and bool(_PAGE_NUMBER.fullmatch(block.text))
