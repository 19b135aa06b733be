"""Past reports as Markdown or plain text, line by line.

Such files come out of a PDF or a word processor: their lines are cut anywhere, so a line is judged
by how it begins and ends and not by the rules of one dialect.
"""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from reports.importing.blocks import Block, plain
from roadmap.texts import narrative
from roadmap.texts.markdown import from_markdown

_ITEM = re.compile(
    r"(?P<indent>[ \t]*)(?:[-+*•·▪◦‣][ \t]+"
    r"|(?P<number>\d{1,3})[.)](?:[ \t]+|(?=[¿¡“\"«A-ZÁÉÍÓÚÑ])))"
    r"(?P<rest>\S.*)"
)
_INDENT = re.compile(r"[ \t]*")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+")
# Expressions look at the end of a line only, where they can not be slow.
_ENTRY = re.compile(r"(?:\t|[.…]{3,}|\*[ \t]*|</b>[ \t]*<b>)[ \t]*\d{1,3}(?:</b>|\*\*)?[ \t]*\Z")
_LONGEST_ENTRY = 24
_BREAKS = ("  ", "\\", "<br>", "<br/>", "<br />")
_BOLD_TAG = re.compile(r"</?b>")
_OTHER_TAG = re.compile(r"<br ?/?>|</?(?:u|sup|sub)>")
_FORMATTED = re.compile(r"[*_\\\[<]")


def read_text(content, *, is_markdown):
    """The blocks of a text; `place` is the number of the line on which a block begins."""
    reader = _Reader(is_markdown)
    for number, line in enumerate(content.split("\n"), start=1):
        for page, piece in enumerate(line.split("\f")):
            if page:
                reader.turn_page()
            reader.read(number, piece)
    reader.close()
    return reader.blocks


@dataclass
class _Reader:
    """The block that is being read, and those that are whole."""

    is_markdown: bool
    blocks: list = field(default_factory=list)
    indents: list = field(default_factory=list)
    block: dict | None = None
    lines: list = field(default_factory=list)
    after_page: bool = False

    def turn_page(self):
        self.close()
        if self.blocks:
            last = self.blocks[-1]
            self.blocks[-1] = Block(**(vars(last) | {"at_edge": True}))
        self.after_page = True

    def read(self, number, line):
        if not line.strip() or (self.is_markdown and _is_rule(line)):
            self.close()
        elif self.is_markdown and line.lstrip().startswith("|"):
            self._read_row(number, line)
        else:
            self._read_line(number, line)

    def _read_row(self, number, line):
        """The cells of a table's row, one after the other."""
        for cell in re.split(r"(?<!\\)\|", line.strip().strip("|")):
            if cell.strip():
                self.close()
                self._read_line(number, cell.strip())
        self.close()

    def _read_line(self, number, line):
        heading = _HEADING.match(line) if self.is_markdown else None
        item = None if heading else _ITEM.fullmatch(line)
        stands_alone = heading or _is_bold(line.strip())
        if item or stands_alone:
            self.close()
        if self.block is None:
            self._open(number, line, item)
        text = line[heading.end() :].rstrip().rstrip("#") if heading else line
        text = item["rest"] if item else text
        self.lines.append((text.removesuffix("\\") if self.is_markdown else text).strip(" \t"))
        if stands_alone or _ENTRY.search(line[-_LONGEST_ENTRY:]) or line.endswith(_BREAKS):
            self.close()

    def _open(self, number, line, item):
        indent = len(_INDENT.match(line).group().expandtabs(4))
        depth = self._depth(indent, is_item=item is not None)
        counted = int(item["number"]) if item and item["number"] else None
        self.block = {"place": number, "depth": depth, "is_item": item is not None}
        self.block |= {"number": counted, "at_edge": self.after_page}
        self.after_page = False

    def _depth(self, indent, *, is_item):
        """How deep in lists a line stands that begins after so much white space."""
        while self.indents and indent < self.indents[-1] + (0 if is_item else 2):
            self.indents.pop()
        if is_item and (not self.indents or indent >= self.indents[-1] + 2):
            self.indents.append(indent)
        return min(len(self.indents), narrative.MAX_DEPTH)

    def close(self):
        if self.block is not None:
            runs = self._runs(" ".join(self.lines))
            self.blocks.append(Block(runs=runs, **self.block))
        self.block, self.lines = None, []

    def _runs(self, text):
        if not self.is_markdown or not _FORMATTED.search(text):
            return plain(text)
        return _markdown_runs(_OTHER_TAG.sub(" ", _BOLD_TAG.sub("**", text)))


def _is_rule(line):
    """Whether a line only draws: a rule, or what stands under the head of a table."""
    signs = set(line) - {" ", "\t"}
    is_rule = len(signs) == 1 and signs <= set("-_*=") and len(line.strip()) >= 3
    return is_rule or ("|" in signs and "-" in signs and signs <= set("|:-"))


def _is_bold(line):
    return line.startswith(("**", "<b>")) and line.endswith(("**", "</b>")) and len(line) > 4


def _markdown_runs(text):
    """The runs of one paragraph of Markdown; what is no Markdown stays as it was typed."""
    try:
        tree = from_markdown(text)
    except ValidationError:
        return plain(text)
    paragraphs = list(narrative.paragraphs(tree))
    if any(paragraph.depth for paragraph in paragraphs):
        return plain(text)
    runs = [run for paragraph in paragraphs for run in ({"text": "\n"}, *paragraph.runs)]
    return tuple(map(_with_own_address, runs[1:]))


def _with_own_address(run):
    """An address that is shown as itself, without the backslashes that converters leave in it."""
    shown = run["text"].replace("\\", "")
    return run | {"text": shown} if shown.endswith(run.get("href", " ")) else run
