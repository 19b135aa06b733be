"""From a file to blocks: which files are taken, and how each kind is read."""

import io

from django.utils.translation import gettext_lazy as _

from reports.importing.blocks import tidy, with_mark
from reports.importing.text_files import read_text
from reports.importing.word_files import read_word
from roadmap.files.evidence import EMPTY, suffix_of
from roadmap.files.office import ARCHIVE, Refused

MOST_BYTES = 20 * 1024 * 1024
# Fifty times the report of 2022-2023, which is one of the long ones.
MOST_BLOCKS = 20_000
MOST_LETTERS = 5_000_000
KINDS = ("md", "txt", "docx")
WRONG_KIND = _("Only Markdown (.md), plain text (.txt) and Word (.docx) are taken.")
TOO_LARGE = _("The file is larger than 20 MB.")
TOO_LONG = _("The text is too long: it may have 20,000 paragraphs and 5,000,000 letters.")
NOT_TEXT = _("The file is not text in UTF-8: save it as UTF-8, or as a Word file.")
NO_WORDS = _("There are no words in the file.")


def read_file(name, content):
    """The blocks of a file with this name and these bytes, in their order.

    Refused, with a sentence for the person, where it is none that can be taken.
    """
    suffix = suffix_of(name)
    if suffix not in KINDS:
        raise Refused(WRONG_KIND)
    if not content:
        raise Refused(EMPTY)
    if len(content) > MOST_BYTES:
        raise Refused(TOO_LARGE)
    found = read_word(io.BytesIO(content)) if suffix == "docx" else _read_text(suffix, content)
    if len(found) > MOST_BLOCKS or sum(len(block.text) for block in found) > MOST_LETTERS:
        raise Refused(TOO_LONG)
    blocks = [with_mark(block) for block in tidy(found)]
    if not blocks:
        raise Refused(NO_WORDS)
    return blocks


def counts_lines(name):
    """Whether the blocks of such a file are counted by lines; else by paragraphs."""
    return suffix_of(name) != "docx"


def _read_text(suffix, content):
    if content.startswith(ARCHIVE) or b"\0" in content:
        raise Refused(NOT_TEXT)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(NOT_TEXT) from error
    return read_text(text.replace("\r\n", "\n").replace("\r", "\n"), is_markdown=suffix == "md")
