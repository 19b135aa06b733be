"""Reading files into blocks: what Markdown, plain text and Word have, and what is refused."""

import io
import re
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from reports.importing.blocks import tree_of
from reports.importing.reading import (
    MOST_BYTES,
    NO_WORDS,
    NOT_TEXT,
    TOO_LARGE,
    WRONG_KIND,
    counts_lines,
    read_file,
)
from reports.importing.word_files import NOT_WORD
from roadmap.files.evidence import EMPTY
from roadmap.files.office import DAMAGED, MACROS, PROTECTED, TOO_MUCH, Refused
from tests import files
from tests.reports.importing.documents import saved

W = nsdecls("w")


def blocks_of(content, name="a.md"):
    return read_file(name, content.encode() if isinstance(content, str) else content)


def shown(blocks):
    return [(block.place, block.depth, block.number, block.text) for block in blocks]


LINES = [
    ("Uno\ndos\n\ntres", [(1, 0, None, "Uno dos"), (4, 0, None, "tres")]),
    ("- Uno\n- Dos", [(1, 1, None, "Uno"), (2, 1, None, "Dos")]),
    ("1. Uno\n2) Dos", [(1, 1, 1, "Uno"), (2, 1, 2, "Dos")]),
    ("20.¿Qué?", [(1, 1, 20, "¿Qué?")]),
    ("1.5 millones", [(1, 0, None, "1.5 millones")]),
    ("- Uno\n    - Dos\n- Tres", [(1, 1, None, "Uno"), (2, 2, None, "Dos"), (3, 1, None, "Tres")]),
    ("- Uno\n\n  Más", [(1, 1, None, "Uno"), (3, 1, None, "Más")]),
    ("Uno\\\nDos", [(1, 0, None, "Uno"), (2, 0, None, "Dos")]),
    ("- Sí  \n No", [(1, 1, None, "Sí"), (2, 0, None, "No")]),
    ("Uno\fDos", [(1, 0, None, "Uno"), (1, 0, None, "Dos")]),
    ("# Uno\nDos", [(1, 0, None, "Uno"), (2, 0, None, "Dos")]),
    ("**Uno**\nDos", [(1, 0, None, "Uno"), (2, 0, None, "Dos")]),
    ("<b>Uno</b>", [(1, 0, None, "Uno")]),
    ("Uno * 3\nDos", [(1, 0, None, "Uno * 3"), (2, 0, None, "Dos")]),
    ("| Uno | Dos |\n|---|---|\n| 3 | 4 |", [
        (1, 0, None, "Uno"), (1, 0, None, "Dos"), (3, 0, None, "3"), (3, 0, None, "4")
    ]),
    ("Uno\n\n---\n\nDos", [(1, 0, None, "Uno"), (5, 0, None, "Dos")]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "found"), LINES)
def test_lines_become_blocks(content, found):
    assert shown(blocks_of(content)) == found


def test_markdown_has_bold_italic_and_links():
    [block] = blocks_of("Un **curso** *breve* en [la red](https://a.example/x)")
    assert block.runs == (
        {"text": "Un "},
        {"text": "curso", "bold": True},
        {"text": " "},
        {"text": "breve", "italic": True},
        {"text": " en "},
        {"text": "la red", "href": "https://a.example/x"},
    )


def test_address_that_is_shown_as_itself_has_no_backslashes():
    [block] = blocks_of(r"[https://a.example/x\\_y](https://a.example/x_y)")
    assert block.runs == ({"text": "https://a.example/x_y", "href": "https://a.example/x_y"},)


def test_plain_text_stays_as_it_was_typed():
    [block] = blocks_of("Un **curso** [1](https://a.example)", "a.txt")
    assert block.runs == ({"text": "Un **curso** [1](https://a.example)"},)


BOXES = [("☒ Sí", True), ("[x] Sí", True), ("Sí ☑", True), ("☐ Sí", False), ("[ ] Sí", False)]


@pytest.mark.parametrize(("text", "mark"), [*BOXES, ("Sí", None)])
def test_box_is_no_part_of_the_text(text, mark):
    [block] = blocks_of(text, "a.txt")
    assert (block.text, block.mark) == ("Sí", mark)


def test_numbered_list_goes_on_behind_the_end_of_a_page():
    tree = tree_of(blocks_of("1. Uno\n2. Dos\n\n\n\n3. Tres", "a.txt"))
    assert [len(block["items"]) for block in tree] == [3]


def test_number_out_of_order_stays_a_word():
    tree = tree_of(blocks_of("5. Cinco", "a.txt"))
    assert tree == [{"type": "paragraph", "runs": [{"text": "5. Cinco"}]}]


# Word


def word(*paragraphs, after=""):
    """A Word file with these paragraphs as XML."""
    document = docx.Document()
    for xml in paragraphs:
        namespaces = (
            nsdecls("w", "r") + ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
        )
        body = re.sub(r"^<w:(\w+)", rf"<w:\1 {namespaces}", xml)
        document.element.body.insert(-1, parse_xml(body))
    return saved(document)


def run(words, inside="w:t"):
    return f'<w:r><{inside} xml:space="preserve">{words}</{inside}></w:r>'


TRACKED = (
    f"<w:p>{run('Se abrió ')}<w:ins w:id='1' w:author='x'>{run('un ')}</w:ins>"
    f"<w:del w:id='2' w:author='x'>{run('otro ', 'w:delText')}</w:del>{run('centro')}</w:p>"
)
BOX = (
    "<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='{}'/></w14:checkbox></w:sdtPr>"
    "<w:sdtContent><w:r><w:t>{}</w:t></w:r></w:sdtContent></w:sdt>"
)
LEGACY = (
    "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:sizeAuto/><w:checked/>"
    "</w:checkBox></w:ffData></w:fldChar></w:r>"
)
SYMBOL = "<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>"
WORD_TEXTS = [
    (TRACKED, "Se abrió un centro", None),
    (f"<w:p>{BOX.format(1, '☒')}{run(' Sí')}</w:p>", "Sí", True),
    (f"<w:p>{BOX.format(0, '☐')}{run(' Sí')}</w:p>", "Sí", False),
    (f"<w:p>{LEGACY}{run(' Sí')}</w:p>", "Sí", True),
    (f"<w:p>{SYMBOL}{run(' Sí')}</w:p>", "Sí", True),
    (f"<w:p>{run('Uno')}<w:r><w:tab/></w:r>{run('dos')}</w:p>", "Uno dos", None),
    (f"<w:p>{run('Uno')}{run('HYPERLINK', 'w:instrText')}{run(' dos')}</w:p>", "Uno dos", None),
    (f"<w:sdt><w:sdtContent><w:p>{run('Uno')}</w:p></w:sdtContent></w:sdt>", "Uno", None),
]


@pytest.mark.parametrize(("xml", "text", "mark"), WORD_TEXTS)
def test_word_is_read_as_it_is_printed(xml, text, mark):
    [block] = blocks_of(word(xml), "a.docx")
    assert (block.text.strip(), block.mark) == (text, mark)


def test_every_box_of_a_line_has_its_own_text():
    """As a scale has them."""
    scale = f"<w:p>{BOX.format(0, '○')}{run(' 1 ')}{BOX.format(1, '◉')}{run(' 2')}</w:p>"
    found = [(block.text.strip(), block.mark) for block in blocks_of(word(scale), "a.docx")]
    assert found == [("1", False), ("2", True)]


def control(tag, words, more=""):
    return (
        f"<w:sdt><w:sdtPr><w:tag w:val='{tag}'/>{more}</w:sdtPr><w:sdtContent>"
        f"<w:p>{run(words)}</w:p></w:sdtContent></w:sdt>"
    )


def test_content_control_knows_its_question():
    [block] = blocks_of(word(control("resp_lessons", "Empezar antes.")), "a.docx")
    assert (block.field, block.text) == ("resp_lessons", "Empezar antes.")


def test_bookmark_stands_in_where_a_program_has_dropped_the_control():
    bookmarked = (
        f"<w:p><w:bookmarkStart w:id='7' w:name='resp_lessons'/>{run('Uno')}</w:p>",
        f"<w:p>{run('Dos')}<w:bookmarkEnd w:id='7'/></w:p>",
        f"<w:p>{run('Tres')}</w:p>",
    )
    found = [(block.field, block.text) for block in blocks_of(word(*bookmarked), "a.docx")]
    assert found == [("resp_lessons", "Uno"), ("resp_lessons", "Dos"), ("", "Tres")]


def test_bookmark_that_libreoffice_begins_twice_ends_once():
    bookmarked = (
        f"<w:p><w:bookmarkStart w:id='7' w:name='resp_lessons'/>{run('Uno')}</w:p>",
        f"<w:p>{run('Dos')}<w:bookmarkStart w:id='8' w:name='resp_lessons'/>"
        "<w:bookmarkEnd w:id='8'/></w:p>",
        f"<w:p>{run('Tres')}</w:p>",
    )
    found = [(block.field, block.text) for block in blocks_of(word(*bookmarked), "a.docx")]
    assert found == [("resp_lessons", "Uno"), ("resp_lessons", "Dos"), ("", "Tres")]


def test_placeholder_is_no_answer():
    [block] = blocks_of(
        word(control("resp_lessons", "Escriba aquí", "<w:showingPlcHdr/>")), "a.docx"
    )
    assert block.aside == "placeholder"


def test_heads_and_feet_are_told_from_the_text():
    document = docx.Document()
    document.add_paragraph("Uno")
    document.sections[0].header.paragraphs[0].text = "Gobierno de México"
    found = [(block.aside, block.text) for block in blocks_of(saved(document), "a.docx")]
    assert found == [("", "Uno"), ("header", "Gobierno de México")]


def test_word_has_bold_links_and_tables():
    document = docx.Document()
    document.add_paragraph().add_run("Uno").bold = True
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Título", "Abrir"
    first, *cells = blocks_of(saved(document), "a.docx")
    assert first.runs == ({"text": "Uno", "bold": True},)
    assert [cell.text for cell in cells] == ["Título", "Abrir"]


# Refused


def repacked(change):
    """A whole Word file with the XML of its text changed."""
    source, target = zipfile.ZipFile(io.BytesIO(word(f"<w:p>{run('Uno')}</w:p>"))), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            data = source.read(name)
            archive.writestr(name, change(data) if name == "word/document.xml" else data)
    return target.getvalue()


def with_entities(xml):
    declared = b'<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return re.sub(rb"\?>\s*", b"?>" + declared, xml, count=1).replace(b"Uno", b"&b;")


def nested(xml):
    deep = b"<w:sdt><w:sdtContent>" * 5_000 + b"</w:sdtContent></w:sdt>" * 5_000
    return xml.replace(b"<w:sectPr", deep + b"<w:sectPr", 1)


REFUSED = [
    ("a.pdf", files.PDF, WRONG_KIND),
    ("a.doc", b"\xd0\xcf\x11\xe0", WRONG_KIND),
    ("a.md", b"", EMPTY),
    ("a.md", b"Uno\0dos", NOT_TEXT),
    ("a.txt", "Niñez".encode("latin-1"), NOT_TEXT),
    ("a.md", files.docx(), NOT_TEXT),
    ("a.md", b"\n \n***\n", NO_WORDS),
    ("a.txt", b"x" * (MOST_BYTES + 1), TOO_LARGE),
    ("a.docx", files.xlsx(), NOT_WORD),
    ("a.docx", b"PK\x03\x04 and then nothing", DAMAGED),
    ("a.docx", files.docx(), DAMAGED),
    ("a.docx", files.docx(files.zeros("word/media/a.bin", 400_000_000)), TOO_MUCH),
    ("a.docx", files.docx(files.Part("word/vbaProject.bin")), MACROS),
    ("a.docx", files.docx(files.Part("word/a.bin", flags=1)), PROTECTED),
    ("a.docx", repacked(with_entities), DAMAGED),
    ("a.docx", repacked(nested), DAMAGED),
    ("a.docx", repacked(lambda xml: xml[:-40]), DAMAGED),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED, ids=range(len(REFUSED)))
def test_file_is_refused_with_a_sentence(name, content, sentence):
    with pytest.raises(Refused) as refused:
        read_file(name, content)
    assert refused.value.args[0] == sentence


def test_the_same_file_unchanged_is_read():
    assert [block.text for block in blocks_of(repacked(bytes), "a.docx")] == ["Uno"]


HOSTILE = [
    "- " * 5_000 + "x",
    "* " * 5_000 + "x",
    "\n".join("  " * depth + "- x" for depth in range(2_000)),
    "[" * 50_000 + "x",
    "**" * 50_000 + "x",
    "<b>" * 50_000 + "x",
    "1. " * 5_000 + "x",
    "¿" * 100_000 + "x",
    " " * 200_000 + "x",
    "x\n" * 20_000,
    "a\u0301" * 50_000,
]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_read_and_no_letter_is_lost(content):
    blocks = blocks_of(content)
    letters = sum(len(re.findall(r"[xá]", block.text)) for block in blocks)
    assert letters == len(re.findall(r"x|a\u0301", content))
    assert max(block.depth for block in blocks) <= 6
    tree_of(blocks)


@pytest.mark.parametrize(("name", "lines"), [("a.md", True), ("a.TXT", True), ("a.docx", False)])
def test_places_are_lines_or_paragraphs(name, lines):
    assert counts_lines(name) == lines
