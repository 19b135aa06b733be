"""The report as an accessible HTML page that needs no other file."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from reports.questionnaire.kinds import kind_of
from reports.renderers.blocks import address, choices, figure, not_asked, partners, records
from reports.renderers.paper import paper_of
from reports.wording import WORDINGS
from roadmap.texts.as_html import blocks_html

CONTENT_TYPE = "text/html; charset=utf-8"
SUFFIX = ".html"
STYLESHEET = "reports/report.css"


def render(document):
    """The whole page with its stylesheet inside, in UTF-8."""
    stylesheet = Path(finders.find(STYLESHEET)).read_text(encoding="utf-8")
    stylesheet = stylesheet.replace("size: A4", f"size: {paper_of(document.country).css}")
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
        "figures": [_figure(chart, document) for chart in document.charts],
        "annex": [_annex(table) for table in document.annex if table.rows],
    }


def _question(question, wording, addresses):
    answer = question.answer
    return {
        "question": question,
        "answer": answer,
        "options": choices(question, wording) if question.asked else [],
        "is_rating": kind_of(question).is_scale,
        "passages": [_passage(answer, passage, wording, addresses) for passage in answer.passages],
        "table": records(question, wording) if answer.table else None,
        "not_asked": not_asked(question, wording),
    }


def _passage(answer, passage, wording, addresses):
    source = None if passage.source is None else answer.sources[passage.source]
    return {
        "heading": passage.heading,
        "narrative": blocks_html(passage.narrative),
        "source": source,
        "evidence": [
            {"title": link.title or link.url, "url": address(link)} for link in source.evidence
        ]
        if source
        else [],
        "partners": partners(source, wording),
        "address": addresses.get(source.update, "") if source else "",
    }


def _figure(chart, document):
    is_foreign = chart.label_language != document.language
    return figure(chart) | {"foreign": document.content_language if is_foreign else ""}


def _annex(table):
    """A table of the annex with its cells beside their columns."""
    rows = [list(zip(table.columns, row, strict=True)) for row in table.rows]
    return {"table": table, "rows": rows}
