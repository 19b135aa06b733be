"""The report as an accessible HTML page that needs no other file."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from reports.wording import WORDINGS
from roadmap.html import blocks_html

CONTENT_TYPE = "text/html; charset=utf-8"
SUFFIX = ".html"
STYLESHEET = "reports/report.css"
SIGNS = {
    "multiple-choice": {True: "☒", False: "☐"},
    "single-choice": {True: "◉", False: "○"},
    "rating": {True: "◉", False: "○"},
}


def render(document):
    """The whole page with its stylesheet inside, in UTF-8."""
    stylesheet = Path(finders.find(STYLESHEET)).read_text(encoding="utf-8")
    # Not user data: the file that the site links to.
    page = context(document) | {"stylesheet": mark_safe(stylesheet)}  # noqa: S308
    return render_to_string("reports/report.html", page).encode()


def context(document, addresses=None):
    """What the templates print. `addresses` leads from an update's uid to its page, if anywhere."""
    wording = WORDINGS[document.language]
    content_lang = document.content_language
    return {
        "report": document,
        "say": {name.replace("-", "_"): text for name, text in wording.words.items()},
        "content_lang": content_lang if content_lang != document.language else "",
        "sections": [
            {
                "section": section,
                "questions": [_question(q, wording, addresses or {}) for q in section.questions],
            }
            for section in document.sections
        ],
    }


def _question(question, wording, addresses):
    answer = question.answer
    return {
        "question": question,
        "answer": answer,
        "options": [_option(question, option, wording) for option in question.options],
        "is_rating": question.kind == "rating",
        "passages": [_passage(answer, passage, wording, addresses) for passage in answer.passages],
        "table": _table(question, wording) if answer.table else None,
        "not_asked": _not_asked(question, wording),
    }


def _not_asked(question, wording):
    if question.asked:
        return ""
    return wording["not-asked"].format(number=question.condition.number)


def _option(question, option, wording):
    return {
        "option": option,
        "sign": SIGNS[question.kind][option.chosen],
        "words": wording["chosen" if option.chosen else "not-chosen"],
        "text": question.answer.other_text if option.takes_text else "",
    }


def _passage(answer, passage, wording, addresses):
    source = None if passage.source is None else answer.sources[passage.source]
    return {
        "heading": passage.heading,
        "narrative": blocks_html(passage.narrative),
        "source": source,
        "partners": _partners(source, wording),
        "address": addresses.get(source.update, "") if source else "",
    }


def _partners(source, wording):
    if source is None or not source.partners:
        return ""
    return wording["with-partners"].format(wording.join(source.partners))


def _table(question, wording):
    """One record per row. What the form asks for shows that it is missing; the rest is left out."""
    table, asks = question.answer.table, question.kind == "next-steps"
    gap = (wording["not-stated"],) if asks else ()
    return {
        "caption": table.caption,
        "records": [_record(table.columns, row, gap) for row in table.rows],
    }


def _record(columns, row, gap):
    pairs = [(column, cell or gap) for column, cell in zip(columns, row, strict=True)]
    return {"name": "".join(row[0]), "pairs": [(column, cell) for column, cell in pairs if cell]}
