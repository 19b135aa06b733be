"""The report as a Word document: headings, a table of contents, boxes to tick, lists, tables."""

import logging
from datetime import UTC, datetime
from itertools import count

import resvg_py

from reports.questionnaire.kinds import BOXES, CIRCLES
from reports.renderers import word
from reports.renderers.blocks import blocks
from reports.renderers.fonts import FILES, FOLDER
from reports.renderers.letterhead import STEP, Letterhead
from reports.renderers.paper import paper_of
from roadmap.texts import narrative

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SUFFIX = ".docx"
# Where the labels and the figures of a table stand, and how many rows a long one begins with.
SIDES, FIRST_ROWS = ("", "right"), 3
GOLD, PALE = "6F5218", "F7F4EF"
# How many points of a picture stand for one of its drawing, so that it prints sharp.
SHARPNESS = 3
BOLD = "NotoSans-Bold.ttf"

log = logging.getLogger(__name__)


def render(document, letterhead=None):
    """The file, the same bytes for the same document and letterhead.

    `letterhead` are the bytes of a base document; without one, or where it can not be opened, it
    is the one that ships with the application.
    """
    base = _open_letterhead(letterhead)
    if letterhead is None:
        base.set_paper(paper_of(document.country))
    return Writer(blocks(document), base).write()


def _open_letterhead(content):
    try:
        return Letterhead(content)
    except Exception:  # whatever a damaged package makes the library raise
        if content is None:
            raise
        log.exception("The letterhead can not be opened; the shipped one is used.")
        return Letterhead()


class Writer:
    """Writes one report into a base document."""

    def __init__(self, report, base):
        self.report, self.base, self.body = report, base, base.body
        self.headings, self.bookmarks, self.controls = count(1), count(1), count(1)
        country = report["country"]
        self.language = f"{report['language']}-{country}"
        is_foreign = report["language"] != report["content_language"]
        self.foreign = f"{report['content_language']}-{country}" if is_foreign else ""

    def write(self):
        self.base.set_language(self.language)
        self._properties()
        self._cover()
        self._contents()
        for section in self.report["sections"]:
            self._section(section)
        self._figures()
        return self.base.save()

    def paragraph(self, style, parent=None, **options):
        parent = self.body if parent is None else parent
        return word.paragraph(parent, self.base.styles[style], **options)

    def text(self, style, text, parent=None, *, keep=False, align="", **look):
        """A paragraph of one run."""
        word.run(self.paragraph(style, parent, keep=keep, align=align), text, **look)

    def _properties(self):
        report, about = self.report, self.base.package.core_properties
        about.title = f"{report['country_name']}. {report['title']} ({report['period']})"[:255]
        about.author = about.last_modified_by = report["country_name"][:255]
        about.language = self.language
        about.revision = 1
        last_day = datetime.fromisoformat(report["last_day"]).replace(tzinfo=UTC)
        about.created = about.modified = last_day

    def _cover(self):
        report = self.report
        self.text("ReportKind", f"{report['kind']} · {report['period']}")
        self.text("Title", report["country_name"])
        self.text("Subtitle", report["title"])
        roadmap = self.paragraph("Normal")
        word.run(roadmap, f"{report['roadmap_label']}{report['colon']} ")
        word.run(roadmap, report["roadmap"], language=self.foreign)
        if report["note"]:
            self.text("ReportNote", report["note"])
        word.add(word.add(self.paragraph("Normal"), "w:r"), "w:br", type="page")

    def _contents(self):
        """A field that Word can renew, with entries that lead to their headings already now.

        On which page they stand only Word knows: it writes the numbers when the field is renewed.
        """
        frame = word.contents(self.body, next(self.controls))
        self.text("TOCHeading", self.report["contents"], frame)
        entries = list(self._entries())
        for number, (level, text) in enumerate(entries):
            entry = self.paragraph(f"TOC{level}", frame, keep=level == 1)
            if number == 0:
                word.field(entry, "begin", 'TOC \\o "1-2" \\h \\z \\u')
                word.field(entry, "separate")
            word.run(word.link_to(entry, anchor=f"_Toc{number + 1}"), text)
            if number == len(entries) - 1:
                word.field(entry, "end")
        self.text("Caption", self.report["required"])

    def _entries(self):
        """(level, text) of every heading, in order; each gets the mark of its place."""
        for section in self.report["sections"]:
            yield 1, section["title"]
            for question in section["questions"]:
                yield 2, heading(question)
        if self.report["figures"]:
            yield 1, self.report["figures_title"]
            for figure in self.report["figures"]:
                yield 2, figure["title"]

    def heading(self, level, text):
        element = self.paragraph(f"Heading{level}")
        word.run(element, text)
        self._bookmark(element, element, f"_Toc{next(self.headings)}")

    def _bookmark(self, first, last, label):
        word.bookmark(first, last, next(self.bookmarks), label)

    def _section(self, section):
        self.heading(1, section["title"])
        if section["introduction"]:
            self.text("ReportNote", section["introduction"])
        for question in section["questions"]:
            self.heading(2, heading(question))
            if question["help"]:
                self.text("Normal", question["help"], keep=True, colour="55555B")
            self._answer(question)

    def _answer(self, question):
        """What is answered, with a bookmark by which people and programs find it."""
        before = self.body[-1]
        for block in question["blocks"]:
            getattr(self, f"_{block['type']}")(block)
        if (first := before.getnext()) is not None:
            self._bookmark(first, self.body[-1], question["answer_name"])

    def _note(self, block):
        self.text("ReportNote", block["text"])

    def _choices(self, block):
        """One option per line; a rating's points stand beside each other."""
        more, last = block["has_more"], len(block["items"])
        line = self.paragraph("Normal", keep=more) if block["rating"] else None
        for number, item in enumerate(block["items"], 1):
            keep = more if number == last else block["is_short"]
            element = self.paragraph("ReportChoice", keep=keep) if line is None else line
            self._option(element, item)
            if item["text"]:
                word.run(element, f"{item['colon']} ")
                word.run(element, item["text"], language=self.foreign)
            if line is not None:
                word.run(element, "   ")

    def _option(self, element, item):
        signs = next((signs[True], signs[False]) for signs in (BOXES, CIRCLES)
                     if item["sign"] in signs.values())  # fmt: skip
        number = 1000 + next(self.controls)
        word.checkbox(element, number, sign=item["sign"], chosen=item["chosen"],
                      label=item["label"], signs=signs)  # fmt: skip
        word.run(element, f" {item['label']}", bold=item["chosen"])

    def _passage(self, block):
        if block["heading"]:
            self.text("Heading3", block["heading"])
        source = block["source"]
        if source:
            self._source(source)
        self._narrative(block["narrative"])
        if source:
            self._add_results_and_evidence(source)

    def _source(self, source):
        line = self.paragraph("ReportSource")
        word.run(line, source["agency"], bold=True, colour=GOLD, language=self.foreign)
        if source["partners"]:
            word.run(line, f", {source['partners']}")
        if source["when"]:
            word.run(line, f" · {source['when']}")

    def _narrative(self, tree):
        """Paragraphs and lists; each numbered list begins anew."""
        lists = {}
        for item in narrative.paragraphs(tree):
            level = item.depth - 1
            if item.number is None:
                indent = STEP * item.depth if item.depth else None
                element = self.paragraph("ListParagraph" if item.depth else "Normal", indent=indent)
            else:
                if item.number == 1 and item.ordered:
                    lists[level] = self.base.new_numbers(level)
                number = lists[level] if item.ordered else self.base.bullets
                element = self.paragraph("ListParagraph", number=(level, number))
            for piece in item.runs:
                self._run(element, piece)

    def _run(self, element, piece):
        marks = {"bold": piece.get("bold", False), "italic": piece.get("italic", False)}
        href = piece.get("href", "")
        if narrative.is_link(href):
            element = word.link_to(element, relation=self.base.link(href))
            marks["style"] = self.base.styles["Hyperlink"]
        word.run(element, piece["text"], language=self.foreign, **marks)

    def _add_results_and_evidence(self, source):
        """Results and evidence, each as a list."""
        if source["results"]:
            self.text("ReportLabel", source["results_label"])
        for result in source["results"]:
            word.run(self._bullet(), result)
        if source["evidence"]:
            self.text("ReportLabel", source["evidence_label"])
        for piece in source["evidence"]:
            self._run(self._bullet(), {"text": piece["title"], "href": piece["url"]})

    def _bullet(self):
        return self.paragraph("ListParagraph", number=(0, self.base.bullets))

    def _records(self, block):
        """One table per record; its first line stands on every page again."""
        self.text("Heading3", block["caption"])
        width = self.base.text_width
        widths = [width * 27 // 100, width - width * 27 // 100]
        for record in block["records"]:
            table = word.table(self.body, self.base.styles["ReportTable"], widths)
            last = len(record["pairs"]) - 1
            for number, pair in enumerate(record["pairs"]):
                is_whole, is_header = record["is_short"], number == 0 < last
                row = word.row(table, is_header=is_header, is_whole=is_whole)
                keep = number < (last if is_whole else min(last, FIRST_ROWS))
                label, value = (
                    word.cell(row, widths[0], fill=PALE),
                    word.cell(row, widths[1]),
                )
                self.text("ReportCell", pair["label"], label, keep=keep, bold=True)
                for text in pair["cell"] if pair["many"] else ["\n".join(pair["cell"])]:
                    look = {"language": self.foreign, "bold": number == 0}
                    self.text("ReportCell", text, value, keep=keep, **look)
            self.paragraph("ReportCell")

    def _figures(self):
        if self.report["figures"]:
            self.heading(1, self.report["figures_title"])
        for figure in self.report["figures"]:
            self._figure(figure)

    def _figure(self, figure):
        self.heading(2, figure["title"])
        self.text("Caption", figure["caption"], keep=True)
        content, pixels = as_png(figure["drawing"])
        word.picture(
            self.paragraph("Normal", keep=True),
            next(self.controls),
            relation=self.base.image(content),
            pixels=pixels,
            alternative=figure["alternative"],
            most=self.base.text_width / 15,
        )
        self._rows(figure)
        self.paragraph("ReportCell")

    def _rows(self, figure):
        width = self.base.text_width
        widths = [width * 3 // 4, width - width * 3 // 4]
        table = word.table(self.body, self.base.styles["ReportTable"], widths)
        head = word.row(table, is_header=True)
        for text, wide, align in zip(figure["columns"], widths, SIDES, strict=True):
            cell = word.cell(head, wide, fill=PALE)
            self.text("ReportCell", text, cell, keep=True, align=align, bold=True)
        is_foreign = figure["label_language"] != self.report["language"]
        language = self.foreign if is_foreign else ""
        for number, texts in enumerate(figure["rows"], 1):
            row = word.row(table, is_whole=True)
            keep = number < (len(figure["rows"]) if figure["is_short"] else FIRST_ROWS)
            for text, wide, align in zip(texts, widths, SIDES, strict=True):
                cell = word.cell(row, wide)
                self.text("ReportCell", text, cell, keep=keep, align=align, language=language)


def heading(question):
    """A question as its heading: 12. What has been done? *"""
    mark = "\u00a0*" if question["required"] else ""
    return f"{question['number']}. {question['text']}{mark}"


def as_png(drawing):
    """A drawing as a picture three times as sharp, and its size in points of the drawing."""
    content = resvg_py.svg_to_bytes(
        svg_string=drawing,
        zoom=SHARPNESS,
        skip_system_fonts=True,
        font_files=[str(FOLDER / name) for name in (*FILES, BOLD)],
        font_family="Noto Sans",
        sans_serif_family="Noto Sans",
        background="#ffffff",
    )
    wide, high = (int.from_bytes(content[place : place + 4]) for place in (16, 20))
    return bytes(content), (wide / SHARPNESS, high / SHARPNESS)
