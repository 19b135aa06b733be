"""The report as JSON for programs: the questionnaire in order, each question with its answer."""

import json

from reports.document import to_dict
from reports.wording import WORDINGS
from roadmap.texts import narrative

CONTENT_TYPE = "application/json"
SUFFIX = ".json"


def render(document):
    """UTF-8 JSON, the same bytes for the same document.

    `answer.text` is the plain text of the passages, and `answer.passages` the same one by one, each
    with the index of its source. A row of `answer.rows` has one value per column, a list where the
    column holds several. `answer.sources` are the updates behind the text, in its order. The annex
    has one list per table, its numbers as decimals in text and its dates in ISO 8601.
    """
    body = {
        "country": document.country,
        "period": document.period,
        "edition": document.edition,
        "language": document.language,
        "title": document.title,
        "country_name": document.country_name,
        "roadmap": {"code": document.roadmap, "title": document.roadmap_title},
        "content_language": document.content_language,
        "sections": [_section(section, document.language) for section in document.sections],
        "charts": [to_dict(chart) for chart in document.charts],
        "annex": {table.id: _rows(table) for table in document.annex},
    }
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()


def _section(section, language):
    questions = [_question(question, WORDINGS[language]) for question in section.questions]
    return {"id": section.id, "title": section.title, "questions": questions}


def _question(question, wording):
    answer = question.answer
    return {
        "number": question.number,
        "id": question.id,
        "text": question.text,
        "help": question.help,
        "kind": question.kind,
        "required": question.required,
        "asked": question.asked,
        "options": [{"id": option.id, "label": option.label} for option in question.options],
        "answer": {
            "text": _text(question, wording),
            "passages": [_passage_parts(passage) for passage in answer.passages],
            "choices": list(question.choices),
            "other_text": answer.other_text,
            "rows": _rows(answer.table),
            "sources": [to_dict(source) for source in answer.sources],
        },
    }


def _text(question, wording):
    answer = question.answer
    parts = [_passage(passage) for passage in answer.passages]
    if answer.other_text:
        parts.insert(0, f"{_other_label(question, wording)}{wording['colon']} {answer.other_text}")
    return "\n\n".join(part for part in parts if part)


def _passage_parts(passage):
    text = narrative.plain_text(passage.narrative)
    return {"heading": passage.heading, "text": text, "source": passage.source}


def _passage(passage):
    text = narrative.plain_text(passage.narrative)
    return f"{passage.heading}\n{text}" if passage.heading else text


def _other_label(question, wording):
    labels = [option.label for option in question.options if option.takes_text]
    return labels[0] if labels else wording["other"]


def _rows(table):
    if table is None:
        return []
    return [
        {
            column.id: list(cell) if column.many else "\n".join(cell)
            for column, cell in zip(table.columns, row, strict=True)
        }
        for row in table.rows
    ]
