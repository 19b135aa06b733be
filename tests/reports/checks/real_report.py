"""The real report of 2022-2023 as the answers, where its text is at hand.

The text is nobody's to copy: it is read from the folder of the sources, beside the project or in
ALLIANCE87_SOURCES, and the tests that need it are skipped where it is absent.
"""

import os
import re
from itertools import takewhile
from pathlib import Path

from reports.checks.pieces import words_of
from reports.models import WrittenAnswer
from roadmap.models import NextStep, Priority

NAME = "mexico-annual-report-2022-2023.md"
FOLDER = os.environ.get(
    "ALLIANCE87_SOURCES", Path(__file__).resolve().parents[4] / "shared" / "sources"
)
FILE = Path(FOLDER) / NAME
_HEADING = re.compile(r"(\d{1,2})\.\s*(\S.*)")
_BULLET = re.compile(r"(?:-|\d{1,2}\.)\s+(.*)")
_OPEN = re.compile(r"(?:,|\b(?:de|del|la|las|los|el|y|en|por|con|para|del))$")


def write_answers(period, document):
    """Written answers from the file's paragraphs under each question."""
    for question, lines in answers(document):
        narrative = _narrative(lines)
        if not narrative or question.kind != "text":
            continue
        about = {}
        if question.priority:
            about["priority"] = Priority.objects.get(number=question.priority)
        if question.next_step:
            about["next_step"] = NextStep.objects.get(period=period, number=question.next_step)
        WrittenAnswer.objects.create(
            period=period, question=question.id, narrative=narrative, **about
        )


def answers(document):
    """(question, lines of its answer) in the file's order; the table of contents left out."""
    body = FILE.read_text().partition("*Examinemos:")[2].split("\n\n", 1)[1]
    sections = {tuple(words_of(section.title))[:6] for section in document.sections}
    question, lines = None, []
    for line in body.split("\n"):
        text = _without_marks(line)
        found = _question(document, text)
        if found or tuple(words_of(text))[:6] in sections:
            yield from [(question, lines)] if question else []
            question, lines = found, []
        elif question and text not in _printed(question):
            lines.append(text)
    yield question, lines


def _printed(question):
    """What the form itself prints under the question."""
    return {
        question.help,
        *question.help.split(". "),
        *(option.label for option in question.options),
    }


def _without_marks(line):
    line = re.sub(r"\[<?([^\]>]*)>?\]\(<?[^)>]*>?\)", r"\1", line.strip())
    line = re.sub(r"^#+\s*|\*\*|\\\*", "", line)
    return re.sub(r"<(https?://[^>]*)>", r"\1", line).replace("\\", "").strip()


def _question(document, text):
    match = _HEADING.fullmatch(text)
    if not match:
        return None
    words = words_of(match[2])
    questions = document.questions
    shared = [_shared(words_of(each.text), words) for each in questions]
    if max(shared) < 5:
        return None
    fitting = [each for each, length in zip(questions, shared, strict=True) if length >= 5]
    number = int(match[1])
    best = questions[shared.index(max(shared))]
    return next((each for each in fitting if each.priority == number), best)


def _shared(one, other):
    """How many words two texts have in common at their beginning."""
    pairs = zip(one, other, strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def _narrative(lines):
    """Paragraphs and lists, what a page break parted put together again."""
    blocks = []
    for line in filter(None, lines):
        bullet = _BULLET.fullmatch(line)
        if blocks and not bullet and _goes_on(blocks[-1][1], line):
            blocks[-1][1] += f" {line}"
        else:
            blocks.append([bool(bullet), bullet[1] if bullet else line])
    return _tree(blocks)


def _goes_on(before, line):
    ended = before.endswith((".", ":", ";", "!", "?")) and not _OPEN.search(before)
    return not ended and bool(re.match(r"[a-záéíóúñ0-9(]", line) or _OPEN.search(before))


def _tree(blocks):
    tree = []
    for in_list, text in blocks:
        paragraph = {"type": "paragraph", "runs": [{"text": text}]}
        if in_list and tree and tree[-1]["type"] == "list":
            tree[-1]["items"].append([paragraph])
        elif in_list:
            tree.append({"type": "list", "ordered": False, "items": [[paragraph]]})
        else:
            tree.append(paragraph)
    return tree
