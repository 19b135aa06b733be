"""The base document of a Word report: the country's letterhead, its styles, lists and package.

Headers, footers, page and styles are the base's; what it holds as text is left out, and a style
that it lacks comes from the document that ships with the application.
"""

import io
from copy import deepcopy
from functools import cache
from pathlib import Path

import docx
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.parts.numbering import NumberingPart
from lxml import etree

from reports.renderers.archive import repacked
from reports.renderers.word import NAMESPACES, add, name

# What belongs to the base itself; all else belongs to the text that is left out.
KEPT = {
    *(RT.STYLES, RT.SETTINGS, RT.NUMBERING, RT.THEME, RT.FONT_TABLE, RT.WEB_SETTINGS),
    *(RT.HEADER, RT.FOOTER, RT.FOOTNOTES, RT.ENDNOTES),
}
SHIPPED = Path(__file__).with_name("letterhead.docx")
BULLETS = ("•", "–", "▪")
# Points times twenty, per level of a list.
STEP = 360


class Letterhead:
    """A Word document without content, ready to be written into."""

    def __init__(self, content=None):
        """Open a base, or the one that ships; whatever the library raises for a bad one."""
        self.package = docx.Document(io.BytesIO(content or shipped()))
        self.part = self.package.part
        self._cut_template()
        self.body = self._emptied()
        self.styles = self._styles()
        self.numbering = self._numbering()
        self._links, self._lists = {}, 0
        self.bullets = self._new_list(0)

    def _cut_template(self):
        """Forget the template that the base was made from: Word would look for it elsewhere."""
        settings = self.part._settings_part
        for template in settings.element.findall(name("w:attachedTemplate")):
            settings.element.remove(template)
        for identifier, relation in list(settings.rels.items()):
            if relation.is_external:
                del settings.rels[identifier]

    def points_outside(self):
        """Whether a header or another part shows something that is fetched from elsewhere."""
        return any(
            relation.is_external and relation.reltype != RT.HYPERLINK
            for part in self.part.package.iter_parts()
            for relation in part.rels.values()
        )

    def _emptied(self):
        """A root of our own, that knows all prefixes, with the base's last section in it."""
        old = self.part.element
        root = etree.Element(name("w:document"), nsmap=NAMESPACES)
        root.set(name("mc:Ignorable"), "w14")
        etree.SubElement(root, name("w:body"))
        section = old.body.find(name("w:sectPr"))
        self.section = _plain_section() if section is None else section
        for identifier, relation in list(self.part.rels.items()):
            if relation.reltype not in KEPT:
                del self.part.rels[identifier]
        root = parse_xml(etree.tostring(root))
        self.part._element = root
        return root[0]

    def _styles(self):
        """Our style ids and the base's, which Word knows by the same names; adds what lacks."""
        element = self.part.styles.element
        ids = {_style_name(style): style.get(name("w:styleId")) for style in _styles_of(element)}
        taken, shipped_ones, new = set(ids.values()), _styles_of(_shipped_styles()), []
        for style in shipped_ones:
            label, identifier = _style_name(style), style.get(name("w:styleId"))
            if label not in ids:
                ids[label] = identifier if identifier not in taken else f"Shipped{identifier}"
                new.append(deepcopy(style))
        ours = {style.get(name("w:styleId")): ids[_style_name(style)] for style in shipped_ones}
        for style in new:
            element.append(_renamed(style, ours))
        return ours

    def set_language(self, language):
        """The language of everything that is not marked otherwise."""
        for style in _styles_of(self.part.styles.element):
            if style.get(name("w:styleId")) == self.styles["Normal"]:
                properties = style.find(name("w:rPr"))
                if properties is None:
                    properties = add(style, "w:rPr")
                for old in properties.findall(name("w:lang")):
                    properties.remove(old)
                add(properties, "w:lang", val=language)

    def _numbering(self):
        """The element of lists, with our two kinds of list in it."""
        related = [rel for rel in self.part.rels.values() if rel.reltype == RT.NUMBERING]
        if related:
            element = related[0].target_part.element
        else:
            element = parse_xml(f'<w:numbering xmlns:w="{NAMESPACES["w"]}"/>')
            path = PackURI("/word/numbering.xml")
            part = NumberingPart(path, CT.WML_NUMBERING, element, self.part.package)
            self.part.relate_to(part, RT.NUMBERING)
        self._kinds = self._add_kinds(element)
        self._next_list = 1 + max(
            (int(num.get(name("w:numId"))) for num in element.findall(name("w:num"))), default=0
        )
        return element

    def _add_kinds(self, element):
        """Bullets and numbers; kinds stand before the lists that are made of them."""
        old = element.findall(name("w:abstractNum"))
        first = 1 + max((int(kind.get(name("w:abstractNumId"))) for kind in old), default=0)
        place = element.index(old[-1]) + 1 if old else 0
        for number, is_ordered in enumerate((False, True)):
            element.insert(place + number, _kind(first + number, is_ordered))
        return first, first + 1

    def _new_list(self, kind):
        """The number of a new list."""
        number, self._next_list = self._next_list, self._next_list + 1
        num = add(self.numbering, "w:num", numId=number)
        add(num, "w:abstractNumId", val=self._kinds[kind])
        return number

    def new_numbers(self, level):
        """A numbered list that begins with 1 at this level."""
        number = self._new_list(1)
        override = add(self.numbering[-1], "w:lvlOverride", ilvl=level)
        add(override, "w:startOverride", val=1)
        return number

    def link(self, address):
        """The relation that leads to an address; the same address has one."""
        if address not in self._links:
            # Named here: the library would look through all of them for a free name.
            relation = f"rIdLink{len(self._links) + 1}"
            self.part.rels.add_relationship(RT.HYPERLINK, address, relation, is_external=True)
            self._links[address] = relation
        return self._links[address]

    def image(self, content):
        """The relation that leads to a picture."""
        return self.part.get_or_add_image(io.BytesIO(content))[0]

    @property
    def text_width(self):
        """Between the margins, in twentieths of a point."""
        size, margins = self.section.find(name("w:pgSz")), self.section.find(name("w:pgMar"))
        if size is None or margins is None:
            return 9300
        return int(size.get(name("w:w"))) - sum(
            int(margins.get(name(f"w:{side}"))) for side in ("left", "right")
        )

    def set_paper(self, paper):
        """Print on this paper, whatever the base document has."""
        size = self.section.find(name("w:pgSz"))
        size.set(name("w:w"), str(paper.width))
        size.set(name("w:h"), str(paper.height))

    def save(self):
        """The file, the same bytes for the same content."""
        self.body.append(self.section)
        target = io.BytesIO()
        self.package.save(target)
        return repacked(target.getvalue())


@cache
def shipped():
    """The base document that ships with the application."""
    return SHIPPED.read_bytes()


@cache
def _shipped_styles():
    return docx.Document(io.BytesIO(shipped())).part.styles.element


def _styles_of(element):
    return element.findall(name("w:style"))


def _style_name(style):
    return style.find(name("w:name")).get(name("w:val")).lower()


def _renamed(style, ids):
    """A shipped style with the ids that the base has for it and for what it refers to."""
    style.set(name("w:styleId"), ids[style.get(name("w:styleId"))])
    style.attrib.pop(name("w:default"), None)
    for tag in ("w:basedOn", "w:next"):
        for reference in style.findall(name(tag)):
            reference.set(name("w:val"), ids[reference.get(name("w:val"))])
    return style


def _plain_section():
    """The shipped page, without its header and footer, for a base that has none of its own."""
    section = deepcopy(docx.Document(io.BytesIO(shipped())).part.element.body.sectPr)
    for tag in ("w:headerReference", "w:footerReference"):
        for reference in section.findall(name(tag)):
            section.remove(reference)
    return section


def _kind(number, is_ordered):
    """A kind of list with nine levels."""
    root = etree.Element(name("w:abstractNum"), nsmap={"w": NAMESPACES["w"]})
    root.set(name("w:abstractNumId"), str(number))
    add(root, "w:multiLevelType", val="multilevel")
    for level in range(9):
        element = add(root, "w:lvl", ilvl=level)
        add(element, "w:start", val=1)
        add(element, "w:numFmt", val="decimal" if is_ordered else "bullet")
        text = f"%{level + 1}." if is_ordered else BULLETS[level % len(BULLETS)]
        add(element, "w:lvlText", val=text)
        add(element, "w:lvlJc", val="left")
        add(add(element, "w:pPr"), "w:ind", left=STEP * (level + 1), hanging=STEP)
    return root
