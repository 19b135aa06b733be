"""Narratives as Markdown, for a plain textarea.

A small dialect: paragraphs, lists, **bold**, *italic*, [links](https://…) and <https://…>. Whoever
knows nothing of Markdown loses no word in it, and sees few signs that they did not type.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode

from roadmap.texts import narrative
from roadmap.texts.clean import clean as clean_text

MAX_LENGTH = 300_000
MAX_LINES = 2 * narrative.MAX_LINES
# markdown-it drops, without a word, what is nested deeper than it may be; a list counts twice.
_MAX_NESTING = 100

_SIGN = re.compile(r"\*+|_+")
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.)+)\]", re.DOTALL)
_TARGET = re.compile(r"\(((?:[^\s()\\]|\\[()]|\([^\s()\\]*\))+)\)")
_LONG_NUMBER = re.compile(
    r"^((?:[ \t]|[-+*][ \t]|[0-9]{1,3}[.)][ \t])*[0-9]{4,9})(?=[.)](?:[ \t]|$))", re.MULTILINE
)
_ONLY_MARKERS = re.compile(r"^([ \t]*)(?=(?:[-+*][ \t]+)+[-+*][ \t]*$)", re.MULTILINE)
_LINE_START = re.compile(r"^(?=[-+*](?:[ \t]|$))|^[0-9]{1,3}(?=[.)](?:[ \t]|$))", re.MULTILINE)
# What a sign of emphasis does not open before, nor close after: "(*) Nota (*)" has none.
_CLOSING = frozenset(".,:;!?)]}")
_OPENING = frozenset("([{")
_PARTS = {1: ("italic",), 2: ("bold",), 3: ("bold", "italic")}

_ESCAPE = re.compile(
    r"""
    \\ (?=[!-/:-@\[-`{-~\n]|\Z)                 # a backslash that would escape what follows
    | (?<![ ])\* | \*(?![ ])                    # an asterisk, except in "5 * 3"
    | (?<!\w)_{1,2}(?!_) | (?<!_)_{1,2}(?!\w)   # an underscore, except in "nombre_con_guion"
    | [\[\]<]
    """,
    re.VERBOSE,
)


@dataclass
class _Piece:
    """A part of a paragraph: a text, or a sign of emphasis until it has found its partner."""

    text: str
    href: str = ""
    sign: dict | None = None
    bold: bool = False
    italic: bool = False


# From Markdown


def from_markdown(text: str) -> list:
    """The clean, valid narrative that was typed; ValidationError if it is too long or too deep."""
    text = clean_text(text)
    if len(text) > MAX_LENGTH or text.count("\n") >= MAX_LINES:
        raise ValidationError(
            _("The text is too long: it may have %(characters)s characters and %(lines)s lines."),
            code="limit",
            params={"characters": MAX_LENGTH, "lines": MAX_LINES},
        )
    tokens = _PARSER.parse(_escape_lines(text))
    if any(token.level >= _MAX_NESTING - 2 for token in tokens):
        raise ValidationError(_("The lists are nested too deep."), code="limit")
    tree = narrative.clean(_read_blocks(SyntaxTreeNode(tokens).children, depth=0))
    narrative.validate(tree)
    return tree


def _escape_lines(text: str) -> str:
    """The text in which "2022. Fue un año" and "* * *" are not lists."""
    return _ONLY_MARKERS.sub(r"\1\\", _LONG_NUMBER.sub(r"\1\\", text))


def _read_blocks(nodes: list[SyntaxTreeNode], depth: int) -> list:
    blocks = []
    for node in nodes:
        if node.type == "paragraph":
            blocks.append(_paragraph(_read_runs(node.children[0].children)))
        elif node.type in ("bullet_list", "ordered_list"):
            blocks += _read_list(node, depth + 1)
        else:
            raise _unknown(node)
    return blocks


def _read_list(node: SyntaxTreeNode, depth: int) -> list:
    items = [(child, _read_blocks(child.children, depth)) for child in node.children]
    if not any(blocks for _item, blocks in items):
        return [_paragraph([{"text": _marker(item)}]) for item, _blocks in items]
    if depth > narrative.MAX_DEPTH:
        return [block for _item, blocks in items for block in blocks]
    if node.type == "bullet_list":
        return [_list([blocks for _item, blocks in items], ordered=False)]
    return _read_numbered(items)


def _read_numbered(items: list) -> list:
    """Lists of the items that count 1, 2, 3, and paragraphs of the others, with their number."""
    found = []
    expected = 1
    for item, blocks in items:
        number = int(item.info)
        if number == expected and number > 1:
            found[-1]["items"].append(blocks)
        elif number == 1:
            found.append(_list([blocks], ordered=True))
        else:
            found += _with_marker(item, blocks)
            number = 0
        expected = number + 1
    return found


def _with_marker(item: SyntaxTreeNode, blocks: list) -> list:
    if blocks and blocks[0]["type"] == "paragraph":
        first, *others = blocks
        return [_paragraph([{"text": f"{_marker(item)} "}, *first["runs"]]), *others]
    return [_paragraph([{"text": _marker(item)}]), *blocks]


def _marker(item: SyntaxTreeNode) -> str:
    return item.info + item.markup


def _paragraph(runs: list) -> dict:
    return {"type": "paragraph", "runs": runs}


def _list(items: list, *, ordered: bool) -> dict:
    return {"type": "list", "ordered": ordered, "items": items}


def _read_runs(nodes: list[SyntaxTreeNode]) -> list:
    pieces = list(_read_pieces(nodes, href=""))
    _set_bold_and_italic(pieces)
    return [
        {"text": piece.text, "bold": piece.bold, "italic": piece.italic, "href": piece.href}
        for piece in pieces
        if piece.text
    ]


def _read_pieces(nodes: list[SyntaxTreeNode], href: str) -> Iterator[_Piece]:
    for node in nodes:
        if node.type == "text":
            yield _Piece(node.content, href)
        elif node.type in ("softbreak", "hardbreak"):
            yield _Piece("\n", href)
        elif node.type == "sign":
            yield from (_Piece(text, href, sign) for text, sign in _bold_and_italic_signs(node))
        elif node.type == "link":
            yield from _read_pieces(node.children, node.attrs["href"])
        else:
            raise _unknown(node)


def _unknown(node: SyntaxTreeNode) -> ValidationError:
    return ValidationError(
        _("This part of the text cannot be read: %(part)s"),
        code="unknown",
        params={"part": node.type},
    )


# Emphasis. CommonMark's rules show "**Título:**Ejecución" with its asterisks, and cannot write
# every bold next to every letter. Here a sign switches bold or italic on and off.


def _sign(state: StateInline, silent: bool) -> bool:
    """markdown-it's rule for "*", "**", "***", "_" and "__"; longer rows are text."""
    match = _SIGN.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        _push_sign(state, match)
    state.pos = match.end()
    return True


def _push_sign(state: StateInline, match: re.Match) -> None:
    row = match.group()
    before = state.src[max(match.start() - 2, 0) : match.start()]
    after = state.src[match.end() : match.end() + 1]
    if len(row) > (2 if row[0] == "_" else 3):
        state.pending += row
        return
    token = state.push("sign", "", 0)
    token.content = row
    token.meta = {"opens": _opens(row, before, after), "closes": _closes(row, before, after)}


def _opens(row: str, before: str, after: str) -> bool:
    if not after.strip() or after in _CLOSING:
        return False
    return row[0] == "*" or not before[-1:].isalnum()


def _closes(row: str, before: str, after: str) -> bool:
    if not before[-1:].strip() or (before[-1] in _OPENING and before[:-1] != "\\"):
        return False
    return row[0] == "*" or not after.isalnum()


def _bold_and_italic_signs(node: SyntaxTreeNode) -> list[tuple[str, dict]]:
    """The sign's text and meaning for bold and for italic."""
    character = node.content[0]
    return [
        (character * (2 if part == "bold" else 1), {"switch": (character, part), **node.meta})
        for part in _PARTS[len(node.content)]
    ]


def _set_bold_and_italic(pieces: list[_Piece]) -> None:
    """Set bold and italic between the signs that have a partner, and empty those signs."""
    opened = {}
    for place, piece in enumerate(pieces):
        if piece.sign is None:
            continue
        switch = piece.sign["switch"]
        if switch in opened and piece.sign["closes"]:
            _mark(pieces, opened.pop(switch), place)
        elif piece.sign["opens"]:
            opened[switch] = place


def _mark(pieces: list[_Piece], start: int, end: int) -> None:
    _character, part = pieces[start].sign["switch"]
    pieces[start].text = pieces[end].text = ""
    for piece in pieces[start:end]:
        setattr(piece, part, True)


# Links. markdown-it's rule takes the square of the number of brackets, rewrites addresses, and
# forgets titles.


def _link(state: StateInline, silent: bool) -> bool:
    """markdown-it's rule for [label](address)."""
    label = _LABEL.match(state.src, state.pos, state.posMax)
    target = label and _TARGET.match(state.src, label.end(), state.posMax)
    if not target or not label.group(1).strip():
        return False
    href = re.sub(r"\\(.)", r"\1", target.group(1))
    if not narrative.is_link(href):
        return False
    if not silent:
        _push_link(state, href, label.span(1))
    state.pos = target.end()
    return True


def _push_link(state: StateInline, href: str, label: tuple[int, int]) -> None:
    end = state.posMax
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.pos, state.posMax = label
    state.md.inline.tokenize(state)
    state.posMax = end
    state.push("link_close", "a", -1)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"maxNesting": _MAX_NESTING})
    parser.enable(["list", "autolink", "escape", "newline"])
    parser.inline.ruler.push("sign", _sign)
    parser.inline.ruler.push("labelled_link", _link)
    parser.validateLink = narrative.is_link
    parser.normalizeLink = parser.normalizeLinkText = str
    return parser


_PARSER = _parser()


# To Markdown


def to_markdown(tree: list) -> str:
    """Markdown of which `from_markdown` makes the clean tree again."""
    return _write_blocks(narrative.clean(tree), "\n\n")


def _write_blocks(blocks: list, gap: str) -> str:
    """The blocks; `gap` is what stands between a paragraph and its list."""
    written = ""
    for before, block in zip([None, *blocks], blocks, strict=False):
        if before is not None:
            is_introduced = (before["type"], block["type"]) == ("paragraph", "list")
            written += gap if is_introduced else "\n\n"
        written += _write_list(block) if block["type"] == "list" else _write_runs(block["runs"])
    return written


def _write_list(block: dict) -> str:
    return "\n".join(
        _write_item(f"{number}. " if block["ordered"] else "- ", item)
        for number, item in enumerate(block["items"], start=1)
    )


def _write_item(marker: str, item: list) -> str:
    indent = " " * len(marker)
    first, *others = _write_blocks(item, "\n").split("\n")
    return "\n".join([marker + first, *(indent + line if line else "" for line in others)])


def _write_runs(runs: list) -> str:
    """The paragraph as a person would type it, if it is read like that; else with escapes."""
    simple = _write(runs, escaped=False)
    nodes = SyntaxTreeNode(_PARSER.parseInline(simple)).children[0].children
    paragraph = [_paragraph(runs)]
    is_understood = narrative.clean([_paragraph(_read_runs(nodes))]) == paragraph
    return simple if is_understood else _write(runs, escaped=True)


def _write(runs: list, *, escaped: bool) -> str:
    written = ""
    for before, run, after in zip([{}, *runs], runs, [*runs[1:], {}], strict=False):
        text = _escape(run["text"]) if escaped else run["text"]
        if escaped and "href" not in run:
            text = _escape_edges(text, opens=_has_more(run, before), closes=_has_more(run, after))
        written += _switch(before, run) + _write_link(text, run)
    return _LINE_START.sub(r"\g<0>\\", written + _switch(runs[-1], {}))


def _write_link(text: str, run: dict) -> str:
    href = run.get("href")
    if href is None:
        return text
    if run["text"] == href:
        return f"<{href}>"
    target = re.sub(r"[()]", r"\\\g<0>", href)
    return f"[{text}]({target})"


def _switch(before: dict, after: dict) -> str:
    """The asterisks between two runs."""
    bold, italic = (before.get(name) != after.get(name) for name in ("bold", "italic"))
    return "*" * (2 * bold + italic)


def _has_more(run: dict, neighbour: dict) -> bool:
    """Whether the run is bold or italic where its neighbour is not."""
    return any(name in run and name not in neighbour for name in ("bold", "italic"))


def _escape(text: str) -> str:
    return _ESCAPE.sub(lambda match: "".join(f"\\{sign}" for sign in match.group()), text)


def _escape_edges(text: str, *, opens: bool, closes: bool) -> str:
    """Escape what a sign of emphasis does not begin before or end after."""
    if opens and text[0] in _CLOSING:
        text = "\\" + text
    if closes and text[-1] in _OPENING and text[-2:-1] != "\\":
        text = text[:-1] + "\\" + text[-1]
    return text
