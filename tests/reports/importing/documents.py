"""Past reports for the tests, in our own words: one list of parts, written as three kinds of file.

A part is (kind, text, number, mark, depth); `parts_of` makes them of a composed report, so that the
form's wording is the edition's and the answers are what the test says.
"""

import io
from typing import NamedTuple

import docx
from docx.shared import Pt

from tests import make

SIGNS = {True: "☒", False: "☐"}
MARKDOWN = {True: "[x]", False: "[ ]"}


class Part(NamedTuple):
    """`kind` is title, section, question, help, option, text, item or label."""

    kind: str
    text: str
    number: int | None = None
    mark: bool | None = None
    depth: int = 0


def text(words):
    return Part("text", words)


def item(words, *, number=None, depth=1):
    return Part("item", words, number, depth=depth)


def parts_of(document, answers):
    """The composed report's form, and under each question what `answers` has for it.

    `answers` is by (question, priority or next step): a set of ticked options, or a list of parts.
    """
    yield Part("title", document.title)
    for section in document.sections:
        yield Part("section", section.title)
        if section.introduction:
            yield Part("help", section.introduction)
        for question in section.questions:
            yield from _question(question, answers)


def _question(question, answers):
    yield Part("question", question.text, question.number)
    if question.help:
        yield Part("help", question.help)
    said = answers.get((question.id, question.priority or question.next_step), [])
    ticked = said if isinstance(said, set) else None
    for option in question.options:
        mark = None if ticked is None else option.id in ticked
        yield Part("option", option.label, mark=mark)
    yield from () if ticked is not None else said


def as_markdown(parts):
    return "\n\n".join(map(_markdown, parts)) + "\n"


def _markdown(part):
    if part.kind in ("title", "section"):
        return f"{'#' if part.kind == 'title' else '##'} {part.text}"
    if part.kind == "question":
        number = "" if part.number is None else f"{part.number}. "
        return f"**{number}{part.text}** \\*"
    if part.kind == "option":
        sign = "" if part.mark is None else f"{MARKDOWN[part.mark]} "
        return f"- {sign}{part.text}"
    if part.kind == "item":
        return "    " * (part.depth - 1) + f"{_marker(part)} {part.text}"
    return f"*{part.text}*" if part.kind == "help" else part.text


def as_text(parts):
    return "\n\n".join(map(_plain, parts)) + "\n"


def _plain(part):
    if part.kind == "question" and part.number is not None:
        return f"{part.number}. {part.text} *"
    if part.kind == "option":
        return part.text if part.mark is None else f"{SIGNS[part.mark]} {part.text}"
    if part.kind == "item":
        return "    " * (part.depth - 1) + f"{_marker(part)} {part.text}"
    return part.text


def _marker(part):
    return "-" if part.number is None else f"{part.number}."


def as_word(parts):
    """The same as a Word file, with Word's own headings and lists."""
    word = docx.Document()
    for part in parts:
        _add(word, part)
    return saved(word)


def saved(word):
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _add(word, part):
    if part.kind in ("title", "section"):
        word.add_heading(part.text, level=1)
    elif part.kind == "question":
        number = "" if part.number is None else f"{part.number}. "
        word.add_paragraph().add_run(f"{number}{part.text} *").bold = True
    elif part.kind == "option":
        sign = "" if part.mark is None else f"{SIGNS[part.mark]} "
        word.add_paragraph(sign + part.text, style="List Bullet")
    elif part.kind == "item":
        style = "List Bullet" if part.number is None else "List Number"
        deeper = f" {part.depth}" if part.depth > 1 else ""
        word.add_paragraph(part.text, style=style + deeper)
    else:
        word.add_paragraph().add_run(part.text).font.size = Pt(11)


WRITERS = {
    "md": lambda parts: as_markdown(parts).encode(),
    "txt": lambda parts: as_text(parts).encode(),
    "docx": as_word,
}


def small_roadmap():
    """The roadmap of a small country: two priorities."""
    roadmap = make.make_roadmap(code="MX-2019", title="Hoja de ruta contra el trabajo infantil")
    make.make_priority(roadmap=roadmap, text="Prevenir el trabajo infantil en el campo.")
    make.make_priority(roadmap=roadmap, text="Atender a las víctimas de trata de personas.")
    return roadmap


def small_period():
    """Its period 2022-2023, with two next steps."""
    period = make.make_period(roadmap=small_roadmap(), year=2022)
    make.make_next_step(period=period, title="Encuesta nacional")
    make.make_next_step(period=period, title="Mesas de diálogo")
    return period
