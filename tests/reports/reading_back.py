"""What a file says under each question, read with public tools, to compare it with its document.

`expected` and `read_back` give the same for a good file: {number: (heading, answer)}, each a list
of words. Lists have their marks only in a PDF, where these are text like any other.
"""

import io
import json
import re
import subprocess
from html.parser import HTMLParser

import docx
import pikepdf
from docx.table import Table
from markdown_it import MarkdownIt

from reports.wording import WORDINGS
from roadmap.texts import narrative

SIGNS = {"multiple-choice": "☐☒", "single-choice": "○◉", "rating": "○◉"}
BULLETS = ("•", "‣", "–")
VOID = frozenset(["meta", "link", "br", "img", "meter"])
LINES = frozenset(["p", "li", "td", "th", "div", "h4", "caption", "ul", "ol", "table"])
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# A line may end after these without a space having been there.
BREAKS = re.compile(r"(?<=[-–—/?=&_.@:;,)])\s+(?=\S)|\s+(?=[-–—/])")


def read_back(name, content, document):
    """The words under each question of a file in the format of this name."""
    return {"pdf": read_pdf, "json": read_json}.get(
        name, lambda content, _document: READERS[name](content)
    )(content, document)


def expected(document, *, marks=False):
    """The words that the document has under each question."""
    wording = WORDINGS[document.language]
    return {
        question.number: (_heading(question), _words(*_answer(question, wording, marks)))
        for question in document.questions
    }


def words(text):
    """The words of a text without its punctuation."""
    return re.findall(r"\w+", text)


def said_in(question):
    """What people have said in the answer: its passages and the cells of its table."""
    table = question.answer.table
    cells = [text for row in table.rows for cell in row for text in cell] if table else []
    passages = [narrative.plain_text(passage.narrative) for passage in question.answer.passages]
    return "\n".join([*passages, *cells])


def _words(*texts):
    return [word for text in texts for word in text.split()]


def _heading(question):
    return _words(f"{question.number}. {question.text}", "*" if question.required else "")


def _answer(question, wording, marks):
    yield question.help
    if not question.asked:
        yield wording["not-asked"].format(number=question.condition.number)
        return
    for option in question.options:
        more = question.answer.other_text if option.takes_text else ""
        label = f"{option.label}{wording['colon']} {more}" if more else option.label
        yield f"{SIGNS[question.kind][option.chosen]} {label}"
    for passage in question.answer.passages:
        yield passage.heading
        source = None if passage.source is None else question.answer.sources[passage.source]
        if source:
            yield source_line(source, wording)
        yield from _narrative(passage.narrative, marks)
        if source:
            yield from _told(source, wording, marks)
    yield from _table(question, wording, marks)
    if not question.is_answered:
        yield wording["no-answer"]


def source_line(source, wording):
    partners = wording.join(source.partners) if source.partners else ""
    text = source.agency + (f", {wording['with-partners'].format(partners)}" if partners else "")
    return f"{text} · {source.when}" if source.when else text


def _narrative(tree, marks, depth=0, numbers=0):
    for block in tree:
        if block["type"] == "paragraph":
            yield "".join(run["text"] for run in block["runs"])
            continue
        for number, item in enumerate(block["items"], start=1):
            if marks:
                yield f"{number}." if block["ordered"] else BULLETS[(depth - numbers) % 3]
            yield from _narrative(item, marks, depth + 1, numbers + block["ordered"])


def _told(source, wording, marks):
    bullet = BULLETS[0] if marks else ""
    if source.results:
        yield wording["results"]
    for result in source.results:
        yield f"{bullet} {result.text}"
    if source.evidence:
        yield wording["evidence"]
    for link in source.evidence:
        yield f"{bullet} {link.title or link.url}"


def _table(question, wording, marks):
    table = question.answer.table
    if table is None:
        return
    gap = (wording["not-stated"],) if question.kind == "next-steps" else ()
    yield table.caption
    for row in table.rows:
        for column, cell in zip(table.columns, row, strict=True):
            if cell or gap:
                yield column.label
                is_list = marks and column.many and len(cell) > 1
                yield from (f"{BULLETS[0]} {text}" if is_list else text for text in cell or gap)


class _Page(HTMLParser):
    """The words under each question of a page, without what is not to be seen."""

    def __init__(self, content):
        super().__init__()
        self.open, self.found, self.question = [], {}, None
        self.feed(content.decode())
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        name = attributes.get("id") or ""
        if tag == "div" and re.fullmatch(r"question-\d+", name):
            self.question = int(name.partition("-")[2])
            self.found[self.question] = ["", ""]
        if tag == "section":
            self.question = None
        if self.question is not None and tag in LINES:
            self.found[self.question][1] += " "
        if tag not in VOID:
            self.open.append((tag, attributes.get("class") or ""))

    def handle_endtag(self, tag):
        self.open.pop()
        if self.question is not None and tag in LINES:
            self.found[self.question][1] += " "

    def handle_data(self, text):
        hidden = any("unseen" in kind.split() for _tag, kind in self.open)
        if self.question is not None and not hidden:
            is_heading = any(tag == "h3" for tag, _kind in self.open)
            dot = "· " if self.open[-1] == ("span", "when") else ""
            self.found[self.question][not is_heading] += dot + text


def read_html(content):
    """The page; the dot before a date comes from its stylesheet."""
    found = _Page(content).found
    return {n: (heading.split(), answer.split()) for n, (heading, answer) in found.items()}


def _grouped(pieces):
    """{number: (heading, answer)} of (level of heading or 0, text); level 1 ends a question."""
    found, question = {}, None
    for level, text in pieces:
        match = re.match(r"(\d+)\. ", text)
        if level == 1:
            question = None
        elif level == 2:
            question = int(match.group(1)) if match else None
            if question is not None:
                found[question] = (text.split(), [])
        elif question is not None:
            found[question][1].extend(text.split())
    return found


def read_docx(content):
    """Paragraphs and tables in order, by python-docx; the boxes' signs are inside controls."""
    return _grouped(_word_pieces(docx.Document(io.BytesIO(content)).iter_inner_content()))


def _word_pieces(blocks):
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from _word_pieces(cell.iter_inner_content())
        else:
            level = re.fullmatch(r"Heading ([12])", block.style.name)
            yield int(level.group(1)) if level else 0, _word_text(block)


def _word_text(paragraph):
    signs = {f"{W}t": lambda element: element.text or "", f"{W}br": lambda _: "\n",
             f"{W}tab": lambda _: "\t"}  # fmt: skip
    parts = [signs[e.tag](e) for e in paragraph._p.iter() if e.tag in signs]
    return "".join(parts)


def read_markdown(content):
    """As CommonMark with tables."""
    return _grouped(_markdown_pieces(MarkdownIt("commonmark").enable("table"), content.decode()))


def _markdown_pieces(parser, text):
    level = 0
    for token in parser.parse(text):
        if token.type == "heading_open":
            # Title, sections, questions, and what is inside an answer.
            level = {"h1": 1, "h2": 1, "h3": 2}.get(token.tag, 0)
        elif token.type == "heading_close":
            level = 0
        elif token.type == "inline":
            yield level, "".join(_markdown_texts(token.children))


def _markdown_texts(children):
    for child in children:
        assert child.type not in {"html_inline", "image", "code_inline"}
        if child.type in {"softbreak", "hardbreak"}:
            yield "\n"
        else:
            yield child.content


def read_json(content, document):
    """What the JSON has, with the words of the frame around it."""
    body = json.loads(content)
    wording = WORDINGS[body["language"]]
    questions = [question for section in body["sections"] for question in section["questions"]]
    captions = {
        question.number: question.answer.table for question in document.questions
        if question.answer.table
    }  # fmt: skip
    return {
        question["number"]: (
            _words(
                f"{question['number']}. {question['text']}", "*" if question["required"] else ""
            ),
            _words(*_json_answer(question, wording, captions.get(question["number"]), document)),
        )
        for question in questions
    }


def _json_answer(question, wording, table, document):
    answer = question["answer"]
    yield question["help"]
    if not question["asked"]:
        [condition] = [q.condition for q in document.questions if q.number == question["number"]]
        yield wording["not-asked"].format(number=condition.number)
        return
    for option in question["options"]:
        chosen = option["id"] in answer["choices"]
        more = f"{wording['colon']} {answer['other_text']}" if option["id"] == "other" else ""
        label = option["label"] + (more if answer["other_text"] else "")
        yield f"{SIGNS[question['kind']][chosen]} {label}"
    for passage in answer["passages"]:
        yield passage["heading"]
        source = None if passage["source"] is None else answer["sources"][passage["source"]]
        if source:
            yield _json_source(source, wording)
        yield passage["text"]
        if source:
            yield from _json_told(source, wording)
    yield from _json_rows(question, answer["rows"], table, wording)
    if not (answer["choices"] or answer["passages"] or answer["other_text"] or answer["rows"]):
        yield wording["no-answer"]


def _json_source(source, wording):
    partners = wording.join(source["partners"]) if source["partners"] else ""
    with_partners = f", {wording['with-partners'].format(partners)}" if partners else ""
    when = f" · {source['when']}" if source["when"] else ""
    return f"{source['agency']}{with_partners}{when}"


def _json_told(source, wording):
    if source["results"]:
        yield wording["results"]
    yield from (result["text"] for result in source["results"])
    if source["evidence"]:
        yield wording["evidence"]
    yield from (link["title"] or link["url"] for link in source["evidence"])


def _json_rows(question, rows, table, wording):
    """The caption and the columns' words are the form's: JSON has the ids of the columns."""
    if table is None:
        return
    gap = wording["not-stated"] if question["kind"] == "next-steps" else ""
    yield table.caption
    for row in rows:
        for column in table.columns:
            value = row[column.id] or gap
            if value:
                yield column.label
                yield from value if isinstance(value, list) else [value]


READERS = {"html": read_html, "docx": read_docx, "markdown": read_markdown}


def read_pdf(content, document):
    """The text of the questionnaire's pages as pdftotext gives it, cut at the questions' headings.

    Running heads and feet are left out by place.
    """
    text = pdf_text(content, *pages_of_the_questionnaire(content))
    place, cuts = 0, []
    titles = {section.questions[0].number: section for section in document.sections
              if section.questions}  # fmt: skip
    for question in document.questions:
        if question.number in titles:
            section = titles[question.number]
            place = _find(text, _words(section.title, section.introduction), place)[1]
        start, end = _find(text, _heading(question), place)
        cuts.append((question.number, place, start, end))
        place = end
    ends = [start for _n, _place, start, _end in cuts[1:]] + [len(text)]
    return {
        number: (text[start:end], _without_section(text[end:until], number + 1, titles, document))
        for (number, _place, start, end), until in zip(cuts, ends, strict=True)
    }


def _without_section(words, following, titles, document):
    """The words of an answer without the heading of the section that begins behind it."""
    if following not in titles:
        return words
    section = titles[following]
    remark = WORDINGS[document.language]["working-text"] if section.working_translation else ""
    tail = _words(section.title, section.introduction, f"({remark})" if remark else "")
    assert words[len(words) - len(tail) :] == tail
    return words[: len(words) - len(tail)]


def _find(words, wanted, start):
    """Where these words stand in a row."""
    for place in range(start, len(words) - len(wanted) + 1):
        if words[place : place + len(wanted)] == wanted:
            return place, place + len(wanted)
    raise AssertionError(f"not in the PDF: {' '.join(wanted)[:200]}")


def pages_of_the_questionnaire(content):
    """The first and the last page, from 1, between the contents and the year in figures."""
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as outline:
        tops = [pages_from(pdf, item) for item in outline.root if _is_heading(item)]
        has_figures = not re.match(r"\d+\. ", outline.root[-1].children[0].title)
        return tops[0], tops[-1] - 1 if has_figures else len(pdf.pages)


def _is_heading(item):
    return bool(item.children)


def pages_from(pdf, item):
    """The number of the page, from 1, that an entry of the outline leads to."""
    target = item.destination if item.destination is not None else item.action.D
    if not isinstance(target, pikepdf.Array):
        target = named_destination(pdf, target)
    return pikepdf.Page(target[0]).index + 1


def named_destination(pdf, name):
    names = pikepdf.NameTree(pdf.Root.Names.Dests)
    found = names[str(name)]
    return found.D if isinstance(found, pikepdf.Dictionary) else found


def pdf_text(content, first, last):
    """The words of these pages in their order, without head and foot."""
    return [word for page in pdf_pages(content, first, last) for word in page.split()]


def pdf_pages(content, first, last):
    """The text of each of these pages, without head and foot."""
    box = ["-x", "0", "-y", "60", "-W", "596", "-H", "720"]
    command = ["pdftotext", "-raw", "-f", str(first), "-l", str(last), *box, "-", "-"]
    done = subprocess.run(command, input=content, capture_output=True, check=True, timeout=60)
    return done.stdout.decode().split("\f")[:-1]


def unbroken(words):
    """The words with those joined that a line's end may have parted."""
    return BREAKS.sub("", " ".join(words)).split()


def whole(read):
    return {n: (unbroken(heading), unbroken(answer)) for n, (heading, answer) in read.items()}
