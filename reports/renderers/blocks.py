"""What a report prints, in order, as plain dictionaries and lists: one source for every format.

What a question prints are blocks, each with its "type": "note", "choices", "passage", "records".
"""

from reports.questionnaire.kinds import kind_of
from reports.renderers.drawing import draw
from reports.wording import WORDINGS
from roadmap.texts import narrative
from roadmap.texts.clean import clean

# So many letters and lines stand on one page beside others: a page break need not part them.
SHORT, FEW = 900, 16


def blocks(document):
    """The whole report, with clean texts only."""
    wording = WORDINGS[document.language]
    return _cleaned(
        {
            "language": document.language,
            "content_language": document.content_language,
            "country": document.country,
            "country_name": document.country_name,
            "period": document.period,
            "last_day": document.days[1].isoformat(),
            "title": document.title,
            "kind": wording["annual-report"],
            "colon": wording["colon"],
            "roadmap_label": wording["roadmap"],
            "roadmap": document.roadmap_title,
            "note": wording["working-edition"] if document.working_translation else "",
            "contents": wording["contents"],
            "page": wording["page"],
            "required": wording["required-sign"],
            "sections": [_section(section, wording) for section in document.sections],
            "figures_title": wording["year-in-figures"],
            "figures": [figure(chart) for chart in document.charts],
        }
    )


def _cleaned(value):
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {name: _cleaned(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    return value


def _section(section, wording):
    remark = f" ({wording['working-text']})" if section.working_translation else ""
    return {
        "id": section.id,
        "title": section.title or section.id,
        "introduction": section.introduction and section.introduction + remark,
        "questions": [_question(question, wording) for question in section.questions],
    }


def _question(question, wording):
    return {
        "number": question.number,
        "answer_name": question.answer_name,
        "text": question.text,
        "required": question.required,
        "help": question.help,
        "blocks": list(_blocks(question, wording)),
    }


def _blocks(question, wording):
    if not question.asked:
        yield {"type": "note", "text": not_asked(question, wording)}
        return
    if question.options:
        yield _choices(question, wording)
    for passage in question.answer.passages:
        yield _passage(question.answer, passage, wording)
    if question.answer.table:
        yield {"type": "records", **records(question, wording)}
    if not question.is_answered:
        yield {"type": "note", "text": wording["no-answer"]}


def _choices(question, wording):
    """The options; `has_more` is whether something of the same answer follows."""
    items = choices(question, wording)
    answer = question.answer
    return {
        "type": "choices",
        "rating": kind_of(question).is_scale,
        "items": items,
        "is_short": _is_short([item["label"] + item["text"] for item in items]),
        "has_more": not question.is_answered or bool(answer.passages or answer.table),
    }


def not_asked(question, wording):
    """Why a question has no answer; "" when it is asked."""
    if question.asked:
        return ""
    return wording["not-asked"].format(number=question.condition.number)


def choices(question, wording):
    """Every option with its box; `words` says what the box shows, `text` is what was written."""
    return [
        {
            "sign": kind_of(question).signs[option.chosen],
            "chosen": option.chosen,
            "words": wording["chosen" if option.chosen else "not-chosen"],
            "label": option.label,
            "colon": wording["colon"],
            "text": question.answer.other_text if option.takes_text else "",
        }
        for option in question.options
    ]


def _passage(answer, passage, wording):
    """A passage; `source` and what hangs on it are None where the coordination wrote it."""
    source = None if passage.source is None else answer.sources[passage.source]
    return {
        "type": "passage",
        "heading": passage.heading,
        "source": _source(source, wording) if source else None,
        "narrative": passage.narrative,
    }


def _source(source, wording):
    links = [{"title": link.title or link.url, "url": address(link)} for link in source.evidence]
    return {
        "agency": source.agency,
        "partners": partners(source, wording),
        "when": source.when,
        "results_label": wording["results"],
        "results": [result.text for result in source.results],
        "evidence_label": wording["evidence"],
        "evidence": links,
    }


def address(link):
    """Where a piece of evidence is; "" when that is no address that may be followed."""
    return link.url if narrative.is_link(link.url) else ""


def partners(source, wording):
    if source is None or not source.partners:
        return ""
    return wording["with-partners"].format(wording.join(source.partners))


def records(question, wording):
    """One record per row. What the form asks for shows that it is missing; the rest is left out."""
    table, asks = question.answer.table, kind_of(question).has_rows
    gap = (wording["not-stated"],) if asks else ()
    return {
        "caption": table.caption,
        "records": [_record(table.columns, row, gap) for row in table.rows],
    }


def _record(columns, row, gap):
    pairs = [(column, cell or gap) for column, cell in zip(columns, row, strict=True)]
    return {
        "name": "".join(row[0]) if row else "",
        "is_short": _is_short([text for cell in row for text in cell]),
        "pairs": [
            {"label": column.label, "many": column.many, "cell": list(cell)}
            for column, cell in pairs
            if cell
        ],
    }


def _is_short(texts):
    lines = sum(1 + text.count("\n") for text in texts)
    return lines <= FEW and sum(map(len, texts)) <= SHORT


def figure(chart):
    """A chart's drawing and the table with the same figures."""
    return {
        "id": chart.id,
        "title": chart.title,
        "caption": chart.caption,
        "alternative": chart.alternative,
        "drawing": draw(chart),
        "columns": list(chart.columns),
        "label_language": chart.label_language,
        "is_short": _is_short([bar.label for bar in chart.bars]),
        "rows": [[bar.label, str(bar.value)] for bar in chart.bars],
    }
