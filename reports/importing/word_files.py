"""Past reports as Word files: what stands in them once every tracked change is accepted."""

import re
import zipfile
from dataclasses import dataclass, field
from itertools import count

from django.utils.translation import gettext_lazy as _
from lxml import etree

from reports.importing.blocks import Block
from roadmap.files import office
from roadmap.files.office import DAMAGED, Refused
from roadmap.texts import narrative

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ANSWER_NAME = re.compile(r"resp_[a-z0-9_]+")
NOT_WORD = _("This is not a Word file.")
# What is no part of the text: deleted or moved away, codes of fields, and second copies.
_GONE = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{MC}Fallback", f"{W}pPr"}
_TEXTS = {
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "‑",
}
# Boxes as the symbol fonts of Word have them.
_SYMBOLS = {
    **{("wingdings", code): "☒" for code in ("F0FE", "F078", "F0FD", "F0FC", "F0A4")},
    **{("wingdings", code): "☐" for code in ("F0A8", "F06F", "F0A1", "F071", "F072")},
    **{("wingdings 2", code): "☒" for code in ("F051", "F052", "F053", "F054", "F098")},
    **{("wingdings 2", code): "☐" for code in ("F0A3", "F02A", "F099")},
}
_ASIDES = ("footnotes", "endnotes", "comments", "header", "footer")
# Lists that have a style of their own for each level.
_DEEPER = re.compile(r"list (?:bullet|number|continue) ([2-5])")
_IN_CONTENTS = re.compile(r"(?:toc|tdc|tm|índice|indice)[ ]?\d", re.IGNORECASE)


def read_word(file):
    """The blocks of a Word file; `place` counts its paragraphs. Refused where it is none."""
    if office.kind_of(file) != "docx":
        raise Refused(NOT_WORD)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if _is_read(name)}
    body = _xml(parts["word/document.xml"]).find(f"{W}body") if _has_body(parts) else None
    if body is None:
        raise Refused(DAMAGED)
    reader = _Reader(_links(parts), _Numbering(parts), _styles(parts))
    reader.read_all(body, "")
    for name in sorted(parts):
        if aside := next((kind for kind in _ASIDES if name.startswith(f"word/{kind}")), None):
            reader.read_all(_xml(parts[name]), aside.removesuffix("s"))
    return reader.blocks


def _is_read(name):
    return name.startswith("word/") and name.endswith((".xml", "document.xml.rels"))


def _has_body(parts):
    return "word/document.xml" in parts


def _xml(content):
    """A part of the file; Refused where it is no XML, or declares a type of its own."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(DAMAGED) from error
    if root.getroottree().docinfo.doctype:
        raise Refused(DAMAGED)
    return root


def _links(parts):
    """The addresses of links by the ids that the text has for them."""
    content = parts.get("word/_rels/document.xml.rels")
    relations = _xml(content) if content else ()
    return {
        relation.get("Id"): relation.get("Target")
        for relation in relations
        if narrative.is_link(relation.get("Target"))
    }


def _styles(parts):
    """(name in lower case, list) of every paragraph style, by id."""
    content = parts.get("word/styles.xml")
    styles = _xml(content).iter(f"{W}style") if content else ()
    return {
        style.get(f"{W}styleId"): (_value(style, "name").lower(), style.find(f"{W}pPr/{W}numPr"))
        for style in styles
    }


def _value(element, path, default=""):
    """The w:val of what stands at the path."""
    found = element.find("/".join(f"{W}{name}" for name in path.split("/")))
    return default if found is None else found.get(f"{W}val", default)


class _Numbering:
    """Which numbers Word prints before the items of its lists."""

    def __init__(self, parts):
        content = parts.get("word/numbering.xml")
        root = _xml(content) if content else etree.Element("none")
        bullets = {
            (abstract.get(f"{W}abstractNumId"), level.get(f"{W}ilvl"))
            for abstract in root.iter(f"{W}abstractNum")
            for level in abstract.iter(f"{W}lvl")
            if _value(level, "numFmt") in ("bullet", "none")
        }
        self.abstract = {
            number.get(f"{W}numId"): _value(number, "abstractNumId")
            for number in root.iter(f"{W}num")
        }
        self.bullets = bullets
        self.reached = {}

    def item(self, properties):
        """(depth, number or None) of a paragraph with these properties, None outside lists."""
        identifier, level = _value(properties, "numId", "0"), _value(properties, "ilvl", "0")
        if identifier == "0" or not level.isdecimal():
            return None
        depth = min(int(level), 8)
        if (self.abstract.get(identifier), str(depth)) in self.bullets:
            return depth + 1, None
        for deeper in range(depth + 1, 9):
            self.reached.pop((identifier, deeper), None)
        self.reached[identifier, depth] = self.reached.get((identifier, depth), 0) + 1
        return depth + 1, self.reached[identifier, depth]


@dataclass
class _Reader:
    links: dict
    numbering: _Numbering
    styles: dict
    blocks: list = field(default_factory=list)
    places: count = field(default_factory=lambda: count(1))
    marked: dict = field(default_factory=dict)
    aside: str = ""

    def read_all(self, element, aside):
        self.aside = aside
        self._read(element, "", None)

    def _read(self, element, name, mark):
        """Every paragraph below the element, in the field of this name."""
        for child in element:
            if child.tag in _GONE:
                continue
            if child.tag == f"{W}p":
                self._read_paragraph(child, name, mark)
            elif child.tag == f"{W}sdt":
                self._read_control(child, name)
            else:
                self._follow_bookmark(child)
                self._read(child, name, mark)

    def _read_control(self, control, name):
        properties = control.find(f"{W}sdtPr")
        content = control.find(f"{W}sdtContent")
        if content is None:
            return
        own = _value(properties, "tag") if properties is not None else ""
        before = self.aside
        self.aside = _aside_of(properties) or before
        self._read(content, own if ANSWER_NAME.fullmatch(own) else name, _mark_of(properties))
        self.aside = before

    def _follow_bookmark(self, element):
        """Bookmarks named like answers stay where a program has thrown the controls away.

        LibreOffice begins a long one twice, and ends it once: the name ends with the first end.
        """
        if element.tag == f"{W}bookmarkStart":
            found = element.get(f"{W}name", "")
            if ANSWER_NAME.fullmatch(found):
                self.marked[element.get(f"{W}id")] = found
        elif element.tag == f"{W}bookmarkEnd":
            ended = self.marked.get(element.get(f"{W}id"))
            self.marked = {n: name for n, name in self.marked.items() if name != ended}

    def _read_paragraph(self, paragraph, name, mark):
        place = next(self.places)
        properties = paragraph.find(f"{W}pPr")
        style, in_style = self.styles.get(_style_of(properties), ("", None))
        own = properties.find(f"{W}numPr") if properties is not None else None
        listed = in_style if own is None else own
        item = None if listed is None else self.numbering.item(listed)
        text = _Text(self, field=next(iter(self.marked.values()), ""))
        text.read(paragraph, {})
        aside = self.aside or ("contents" if _IN_CONTENTS.match(style) else text.aside)
        found = text.mark if mark is None else mark
        depth, number = item or (0, None)
        if depth == 1 and (deeper := _DEEPER.fullmatch(style)):
            depth = int(deeper.group(1))
        field_name = name or text.field
        for own, runs in (*text.before, (found, tuple(text.runs))):
            block = Block(place, runs, depth, item is not None, number, own, field_name, aside)
            self.blocks.append(block)
        for box in text.boxes:
            self._read(box, name, None)


def _style_of(properties):
    return "" if properties is None else _value(properties, "pStyle")


def _aside_of(properties):
    """What a content control holds that is no answer: a table of contents, or "Click here"."""
    if properties is None:
        return ""
    if properties.find(f"{W}showingPlcHdr") is not None:
        return "placeholder"
    gallery = _value(properties, "docPartObj/docPartGallery")
    return "contents" if gallery == "Table of Contents" else ""


def _mark_of(properties):
    """Whether the control is a ticked box; None where it is no box."""
    box = None if properties is None else properties.find(f"{W14}checkbox")
    if box is None:
        return None
    ticked = box.find(f"{W14}checked")
    return ticked is not None and ticked.get(f"{W14}val", "1") in ("1", "true", "on")


@dataclass
class _Text:
    """The runs of one paragraph, with the boxes and the text frames inside it."""

    reader: _Reader
    runs: list = field(default_factory=list)
    boxes: list = field(default_factory=list)
    before: list = field(default_factory=list)
    mark: bool | None = None
    field: str = ""
    aside: str = ""

    def read(self, element, marks):
        for child in element:
            if child.tag in _GONE:
                continue
            if child.tag == f"{W}txbxContent":
                self.boxes.append(child)
            elif child.tag == f"{W}r":
                self.read(child, marks | _marks(child))
            elif child.tag == f"{W}sdt":
                self._read_control(child, marks)
            else:
                self._read_other(child, marks)

    def _read_other(self, child, marks):
        if child.tag == f"{W}t":
            self._say(child.text or "", marks)
        elif child.tag in _TEXTS:
            is_page = child.get(f"{W}type") in ("page", "column")
            self._say(" " if is_page else _TEXTS[child.tag], marks)
        elif child.tag == f"{W}sym":
            font, code = child.get(f"{W}font", ""), child.get(f"{W}char", "")
            self._say(_SYMBOLS.get((font.lower(), code.upper()), ""), marks)
        elif child.tag == f"{W}checkBox":
            checked = child.find(f"{W}checked")
            self._begin_box(_is_on(child.find(f"{W}default") if checked is None else checked))
        else:
            self.reader._follow_bookmark(child)
            self._note_bookmark()
            self.read(child, marks | self._link(child))

    def _begin_box(self, mark):
        """The text behind a box is its own: a scale has all its boxes in one line."""
        if self.mark is not None:
            self.before.append((self.mark, tuple(self.runs)))
            self.runs = []
        self.mark = mark

    def _note_bookmark(self):
        self.field = self.field or next(iter(self.reader.marked.values()), "")

    def _read_control(self, control, marks):
        properties, content = control.find(f"{W}sdtPr"), control.find(f"{W}sdtContent")
        mark = _mark_of(properties)
        if mark is not None:
            self._begin_box(mark)
        elif content is not None:
            tag = "" if properties is None else _value(properties, "tag")
            self.field = self.field or (tag if ANSWER_NAME.fullmatch(tag) else "")
            self.aside = self.aside or _aside_of(properties)
            self.read(content, marks)

    def _link(self, element):
        href = (
            self.reader.links.get(element.get(f"{R}id")) if element.tag == f"{W}hyperlink" else None
        )
        return {"href": href} if href else {}

    def _say(self, text, marks):
        if text:
            self.runs.append({"text": text} | marks)


def _marks(run):
    """Bold and italic, where the run has them."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        return {}
    names = {"bold": "b", "italic": "i"}
    return {mark: True for mark, name in names.items() if _is_on(properties.find(f"{W}{name}"))}


def _is_on(element):
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "off")
