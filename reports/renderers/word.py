"""The parts of a Word document as XML elements: paragraphs, runs, links, boxes, tables, pictures.

Every function appends to the element it is given and looks at nothing else: time grows with the
text and no faster.
"""

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
NAMESPACES = {"w": W, "w14": W14, "r": R, "wp": WP, "a": A, "pic": PIC, "mc": MC}
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# English Metric Units in one pixel of 96 to the inch.
EMU = 9525


def name(short):
    """w:p as lxml wants it."""
    prefix, _colon, local = short.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def add(parent, tag, **values):
    """Append an element; its values belong to the same namespace: add(p, "w:jc", val="left")."""
    space = f"{{{NAMESPACES[tag.partition(':')[0]]}}}"
    given = {f"{space}{key}": str(value) for key, value in values.items()}
    return etree.SubElement(parent, name(tag), given)


def paragraph(parent, style, *, number=None, indent=None, keep=False, align=""):
    """A paragraph; `number` is (level, numbering) of a list, `indent` in twentieths of a point.

    No page break parts it from the next one where it is to `keep` with it.
    """
    element = etree.SubElement(parent, name("w:p"))
    properties = add(element, "w:pPr")
    add(properties, "w:pStyle", val=style)
    if keep:
        add(properties, "w:keepNext")
    if number is not None:
        of_list = add(properties, "w:numPr")
        add(of_list, "w:ilvl", val=number[0])
        add(of_list, "w:numId", val=number[1])
    if indent is not None:
        add(properties, "w:ind", left=indent)
    if align:
        add(properties, "w:jc", val=align)
    return element


def run(parent, text, **look):
    """A run of text, looking as `_look` says; line breaks and tabs become Word's."""
    element = etree.SubElement(parent, name("w:r"))
    if any(look.values()):
        _look(add(element, "w:rPr"), **look)
    for number, line in enumerate(text.split("\n")):
        if number:
            add(element, "w:br")
        _line(element, line)
    return element


def _look(properties, *, style="", fonts="", bold=False, italic=False, colour="", language=""):
    """How a run looks and which language it is in, in the order that Word's schema asks for."""
    if style:
        add(properties, "w:rStyle", val=style)
    if fonts:
        add(properties, "w:rFonts", ascii=fonts, hAnsi=fonts, eastAsia=fonts, cs=fonts)
    for tag in ("w:b",) * bold + ("w:i",) * italic:
        add(properties, tag)
    if colour:
        add(properties, "w:color", val=colour)
    if language:
        add(properties, "w:lang", val=language)


def _line(element, line):
    for number, piece in enumerate(line.split("\t")):
        if number:
            add(element, "w:tab")
        if piece:
            text = add(element, "w:t")
            text.set(SPACE, "preserve")
            text.text = piece


def link_to(parent, *, relation="", anchor=""):
    """A link to an address or to a bookmark of the document; runs go inside."""
    element = etree.SubElement(parent, name("w:hyperlink"))
    if relation:
        element.set(name("r:id"), relation)
    else:
        element.set(name("w:anchor"), anchor)
    element.set(name("w:history"), "1")
    return element


def bookmark(first, last, number, label):
    """Mark everything from the beginning of one paragraph to the end of another.

    Both ends are inside: LibreOffice would carry an end between two paragraphs into the second.
    """
    start = add(first, "w:bookmarkStart", id=number, name=label)
    first.insert(1, start)  # behind its properties
    add(last, "w:bookmarkEnd", id=number)


def field(parent, kind, instruction=None):
    """One sign of a field: "begin" with its instruction, "separate" or "end"."""
    add(add(parent, "w:r"), "w:fldChar", fldCharType=kind)
    if instruction:
        text = add(add(parent, "w:r"), "w:instrText")
        text.set(SPACE, "preserve")
        text.text = f" {instruction} "


SIGN_FONT = "Segoe UI Symbol"


def checkbox(parent, number, *, sign, chosen, label, signs):
    """A box to tick that Word knows as one; `signs` are those for ticked and not ticked."""
    control = add(parent, "w:sdt")
    properties = add(control, "w:sdtPr")
    add(properties, "w:alias", val=label[:60])
    add(properties, "w:id", val=number)
    box = add(properties, "w14:checkbox")
    add(box, "w14:checked", val=int(chosen))
    for state, shown in zip(("checkedState", "uncheckedState"), signs, strict=True):
        add(box, f"w14:{state}", val=f"{ord(shown):04X}", font=SIGN_FONT)
    run(add(control, "w:sdtContent"), sign, fonts=SIGN_FONT, colour="611232" if chosen else "")


def contents(parent, number):
    """A frame that Word knows as a table of contents and offers to renew; entries go inside."""
    frame = add(parent, "w:sdt")
    properties = add(frame, "w:sdtPr")
    add(properties, "w:id", val=number)
    kind = add(properties, "w:docPartObj")
    add(kind, "w:docPartGallery", val="Table of Contents")
    add(kind, "w:docPartUnique")
    return add(frame, "w:sdtContent")


def table(parent, style, widths):
    """An empty table over the whole width; `widths` in twentieths of a point."""
    element = add(parent, "w:tbl")
    properties = add(element, "w:tblPr")
    add(properties, "w:tblStyle", val=style)
    add(properties, "w:tblW", w=sum(widths), type="dxa")
    add(properties, "w:tblLayout", type="fixed")
    grid = add(element, "w:tblGrid")
    for width in widths:
        add(grid, "w:gridCol", w=width)
    return element


def row(parent, *, is_header=False, is_whole=False):
    """A row; a header stands on every page again, and no page break cuts it or a whole one."""
    element = add(parent, "w:tr")
    if is_header or is_whole:
        properties = add(element, "w:trPr")
        add(properties, "w:cantSplit")
        if is_header:
            add(properties, "w:tblHeader")
    return element


def cell(parent, width, *, fill=""):
    """A cell; it needs a paragraph at its end."""
    element = add(parent, "w:tc")
    properties = add(element, "w:tcPr")
    add(properties, "w:tcW", w=width, type="dxa")
    if fill:
        add(properties, "w:shd", val="clear", color="auto", fill=fill)
    return element


def picture(parent, number, *, relation, pixels, alternative, most):
    """A picture in the line, with its alternative text, no wider than `most` pixels."""
    wide, high = pixels
    scale = min(1, most / wide)
    size = {"cx": str(round(wide * scale * EMU)), "cy": str(round(high * scale * EMU))}
    inline = add(add(add(parent, "w:r"), "w:drawing"), "wp:inline")
    for side in "TBLR":
        inline.set(f"dist{side}", "0")
    etree.SubElement(inline, name("wp:extent"), size)
    label = {"id": str(number), "name": f"Picture {number}", "descr": alternative}
    etree.SubElement(inline, name("wp:docPr"), label)
    data = etree.SubElement(etree.SubElement(inline, name("a:graphic")), name("a:graphicData"))
    data.set("uri", PIC)
    drawn = etree.SubElement(data, name("pic:pic"))
    about = etree.SubElement(drawn, name("pic:nvPicPr"))
    etree.SubElement(about, name("pic:cNvPr"), {"id": str(number), "name": label["name"]})
    etree.SubElement(about, name("pic:cNvPicPr"))
    filled = etree.SubElement(drawn, name("pic:blipFill"))
    etree.SubElement(filled, name("a:blip")).set(name("r:embed"), relation)
    etree.SubElement(etree.SubElement(filled, name("a:stretch")), name("a:fillRect"))
    shape = etree.SubElement(drawn, name("pic:spPr"))
    placed = etree.SubElement(shape, name("a:xfrm"))
    etree.SubElement(placed, name("a:off"), {"x": "0", "y": "0"})
    etree.SubElement(placed, name("a:ext"), size)
    form = etree.SubElement(shape, name("a:prstGeom"), {"prst": "rect"})
    etree.SubElement(form, name("a:avLst"))
