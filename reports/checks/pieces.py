"""Reading a composed report piece by piece: paragraphs, sentences and words.

A piece is one paragraph or one cell of free text. Addresses are no words: `plain` leaves them out.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from reports.checks.finding import at
from reports.document import Question, Source
from reports.wording import small_words
from reports.wording.detection import WORD
from roadmap.texts import narrative

URL = re.compile(r"(?:https?|ftp)://[^\s<>\"“”«»]+|\bwww\.[^\s<>\"“”«»]+", re.IGNORECASE)
# No part of an expression here may be tried again and again on one long run of characters.
_SENTENCE_MARKS = ".,;:!?\"'*"
_END = re.compile(r"(?<![.!?…])[.!?…]++[»”\")\]]*+(?=\s+[\"“«(¿¡]*[A-ZÁÉÍÓÚÜÑÀÂÇÈÊËÎÏÔÙÛŒ\d])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:art|arts|cap|dr|dra|etc|fig|inc|ing|lic|mr|mrs|ms|mtra|mtro|no|nos|núm|op|p|pp|pág|"
    r"sr|sra|st|vol|vs)|\b[A-Z]|\b(?:[A-Z]\.)+[A-Z])\.$",
    re.IGNORECASE,
)
# Columns of tables that people fill in with words of their own.
_FREE_COLUMNS = {"title", "objectives", "proof", "project", "sectors", "description"}


@dataclass(frozen=True)
class Piece:
    """A paragraph of an answer, or a cell or line of it that people write themselves.

    `passage` is None outside the passages. `lead` is the paragraph a list stands under; `ends`
    says whether nothing comes after it in its passage.
    """

    question: Question
    text: str
    passage: int | None = None
    depth: int = 0
    lead: str = ""
    ends: bool = False
    before_list: bool = False
    source: Source | None = None
    hrefs: tuple[str, ...] = ()

    @cached_property
    def plain(self):
        return URL.sub(_without_address, self.text)

    @cached_property
    def sentences(self):
        return tuple(split_sentences(self.plain))

    @cached_property
    def folded(self):
        return folded(self.plain)

    @cached_property
    def telling(self):
        """Its words that carry meaning, in order."""
        return telling_words(self.text)

    def place(self, words=""):
        update = self.source.update if self.source else ""
        return at(self.question, words, passage=self.passage, update=update)


def trimmed(address):
    """The address without the mark that ends the sentence, and a bracket opened before it."""
    alone = max(address.count(")") - address.count("("), 0)
    while (shorter := address.rstrip(_SENTENCE_MARKS)) != address or alone:
        if shorter == address and not address.endswith(")"):
            break
        alone -= shorter == address
        address = shorter if shorter != address else address[:-1]
    return address


def _without_address(match):
    return " " + match[0].removeprefix(trimmed(match[0]))


def split_sentences(text):
    """The text's sentences. Abbreviations and initials end none."""
    begin = 0
    for match in _END.finditer(text):
        if not _ABBREVIATION.search(text[begin : match.end()]):
            yield text[begin : match.end()].strip()
            begin = match.end()
    if rest := text[begin:].strip():
        yield rest


def pieces_of(document) -> Iterator[Piece]:
    """Every piece of the report from top to bottom."""
    for question in document.questions:
        for index, passage in enumerate(question.answer.passages):
            yield from _of_passage(question, index, passage)
        if question.answer.other_text:
            yield Piece(question, question.answer.other_text)
        yield from _of_table(question)


def _of_passage(question, index, passage):
    source = None if passage.source is None else question.answer.sources[passage.source]
    paragraphs = list(narrative.paragraphs(passage.narrative))
    lead = ""
    for place, paragraph in enumerate(paragraphs):
        text = "".join(run["text"] for run in paragraph.runs)
        following = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
        yield Piece(
            question=question,
            text=text,
            passage=index,
            depth=paragraph.depth,
            lead=lead if paragraph.depth else "",
            ends=following is None,
            before_list=following is not None and following.depth > paragraph.depth,
            source=source,
            hrefs=tuple(run["href"] for run in paragraph.runs if run.get("href")),
        )
        lead = lead if paragraph.depth else text


def _of_table(question):
    table = question.answer.table
    for row in table.rows if table else ():
        for column, cell in zip(table.columns, row, strict=True):
            if column.id in _FREE_COLUMNS:
                yield from (Piece(question, line) for text in cell for line in text.split("\n"))


def folded(text):
    """Lower case without accents, for comparing; it has as many characters as the text."""
    return text.lower() if text.isascii() else "".join(map(_folded_letter, text))


@cache
def _folded_letter(letter):
    base = unicodedata.normalize("NFD", letter)[0].lower()
    return base if len(base) == 1 else letter


def words_of(text):
    return [folded(word) for word in WORD.findall(text)]


# What joins words, in all languages: it says nothing by itself.
JOINING = small_words("joining")


def telling_words(text):
    """The words that carry meaning, in order."""
    return [word for word in words_of(text) if word not in JOINING]
