import io
import logging
import re
import zipfile
from dataclasses import replace
from datetime import datetime

import docx
import pytest
from docx.text.paragraph import Paragraph

from reports.document import Answer, Column, Option, Passage, Table
from reports.renderers import as_docx
from reports.renderers.archive import DATE
from reports.renderers.letterhead import Letterhead, shipped
from tests.reports.documents import listing, paragraph, question, whole_document
from tests.reports.reading_back import expected, read_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


@pytest.fixture(scope="module")
def content():
    return as_docx.render(whole_document())


@pytest.fixture(scope="module")
def word(content):
    return docx.Document(io.BytesIO(content))


def headings(word):
    levels = {f"Heading {n}": n for n in (1, 2, 3)}
    return [(levels[p.style.name], p.text) for p in word.paragraphs if p.style.name in levels]


def test_headings_are_real_ones(word):
    assert headings(word) == [
        (1, "Progresos"),
        (2, "1. ¿Qué se hizo en el punto 1?\xa0*"),
        (2, "2. ¿Qué se hizo en el punto 2?"),
        (3, "Próximo paso 1"),
        *((2, f"{n}. ¿Qué se hizo en el punto {n}?") for n in (3, 4, 5)),
        (1, "Futuro"),
        *((2, f"{n}. ¿Qué se hizo en el punto {n}?") for n in (6, 7)),
        (3, "Próximos pasos"),
        (2, "8. ¿Qué se hizo en el punto 8?"),
        (3, "Proyectos"),
        (2, "9. ¿Qué se hizo en el punto 9?"),
        (1, "El año en cifras"),
        (2, "Resultados"),
        (2, "Entidades"),
    ]


def test_contents_are_a_field_whose_entries_lead_to_the_headings(word):
    body = word.element.body
    assert [text.text for text in body.iter(f"{W}instrText")] == [' TOC \\o "1-2" \\h \\z \\u ']
    signs = [sign.get(f"{W}fldCharType") for sign in body.iter(f"{W}fldChar")]
    assert signs == ["begin", "separate", "end"]
    [gallery] = body.iter(f"{W}docPartGallery")
    assert gallery.get(f"{W}val") == "Table of Contents"
    frame = gallery.getparent().getparent().getparent()
    paragraphs = [Paragraph(p, word) for p in frame.find(f"{W}sdtContent")]
    assert paragraphs[0].style.name == "TOC Heading"
    assert {p.style.name for p in paragraphs[1:]} == {"toc 1", "toc 2"}
    sections = [p.style.name == "toc 1" for p in paragraphs[1:]]
    assert [kept(p._p) for p in paragraphs[1:]] == sections
    told = [text for level, text in headings(word) if level < 3]
    assert [p.text for p in paragraphs[1:]] == told
    anchors = [link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")]
    marks = [name for name in bookmarks(word) if name.startswith("_Toc")]
    assert [anchor for anchor in anchors if anchor] == marks
    assert [bookmarks(word)[name] for name in marks] == [[text] for text in told]


def bookmarks(word):
    """The paragraphs of every bookmark by its name, those in tables with the others."""
    found, open_ones = {}, {}
    for element in word.element.body.iter(f"{W}p", f"{W}bookmarkStart", f"{W}bookmarkEnd"):
        if element.tag == f"{W}p":
            for name in open_ones.values():
                found[name].append(Paragraph(element, word).text)
        elif element.tag == f"{W}bookmarkEnd":
            del open_ones[element.get(f"{W}id")]
        else:
            name = open_ones[element.get(f"{W}id")] = element.get(f"{W}name")
            assert name not in found
            found[name] = [Paragraph(element.getparent(), word).text]
    assert open_ones == {}
    return found


def test_every_answer_has_a_bookmark_of_its_name(word):
    found = {name: texts for name, texts in bookmarks(word).items() if "_Toc" not in name}
    assert list(found) == [f"resp_question_{n}" for n in range(1, 10)]
    first, last = "Se hizo mucho, y bien; véase el boletín.", "Dentro"
    assert (found["resp_question_1"][0], found["resp_question_1"][-1]) == (first, last)
    assert found["resp_question_2"][0] == "Próximo paso 1"
    assert [text.strip() for text in found["resp_question_4"]] == ["Sí", "No", "Otros"]
    assert found["resp_question_5"] == ["No procede por la respuesta a la pregunta 4."]
    assert found["resp_question_7"][:3] == ["Próximos pasos", "Título", "Plan"]


def test_choices_are_boxes_that_word_knows(word):
    boxes = [
        (box.find(f"{W14}checked").get(f"{W14}val"), control.findtext(f".//{W}t"))
        for control in word.element.body.iter(f"{W}sdt")
        for box in control.iter(f"{W14}checkbox")
    ]
    ticked = [("1", "☒"), ("0", "☐"), ("1", "☒"), ("0", "○"), ("1", "◉"), ("0", "○")]
    assert boxes[:6] == ticked
    assert boxes[6:] == [("1" if n == 3 else "0", "◉" if n == 3 else "○") for n in range(1, 11)]


def test_every_number_that_is_given_once_is_given_once(word):
    root = word.element
    for tag, name in [("sdtPr/w:id", "val"), ("bookmarkStart", "id")]:
        found = [e.get(f"{W}{name}") for e in root.iterfind(
            f".//w:{tag}", {"w": W[1:-1]})]  # fmt: skip
        assert len(found) == len(set(found)) > 0
    drawn = [e.get("id") for e in root.iter(f"{WP}docPr")]
    assert len(drawn) == len(set(drawn)) == 2


def test_numbered_lists_begin_anew(word):
    """Two numbered lists of the first answer: (level, list) of their items."""
    kinds = {num.get(f"{W}numId"): num for num in word.part.numbering_part.element}
    items = [
        (p.text, p._p.pPr.numPr.ilvl.val, str(p._p.pPr.numPr.numId.val))
        for p in word.paragraphs
        if p._p.pPr.numPr is not None
    ]
    lists = {text: number for text, _level, number in items[:8]}
    assert [(text, level) for text, level, _n in items[:8]] == [
        ("Uno", 0), ("Dos", 0), ("Dos, a", 1), ("Dos, b", 1), ("Otro uno", 0), ("Otro dos", 0),
        ("Punto", 0), ("Dentro", 1),
    ]  # fmt: skip
    assert lists["Uno"] == lists["Dos"] != lists["Otro uno"] == lists["Otro dos"]
    assert lists["Dos, a"] == lists["Punto"] == lists["Dentro"]
    start = kinds[lists["Otro uno"]].find(f"{W}lvlOverride/{W}startOverride")
    assert start.get(f"{W}val") == "1"


def test_tables_repeat_their_head(word):
    heads = [table.rows[0]._tr.find(f"{W}trPr/{W}tblHeader") is not None for table in word.tables]
    assert heads == [True, True, True, False, True, True]


def test_language_is_told_of_the_whole_and_of_what_differs():
    word = docx.Document(io.BytesIO(as_docx.render(whole_document(language="fr"))))
    normal = word.styles["Normal"].element.find(f"{W}rPr/{W}lang")
    assert normal.get(f"{W}val") == "fr-MX"
    marked = {run.find(f"{W}rPr/{W}lang").get(f"{W}val") for run in word.element.iter(f"{W}r")
              if run.find(f"{W}rPr/{W}lang") is not None}  # fmt: skip
    assert marked == {"es-MX"}
    runs = list(docx.Document(io.BytesIO(as_docx.render(whole_document()))).element.iter(f"{W}r"))
    assert [run for run in runs if run.find(f"{W}rPr/{W}lang") is not None] == []


def test_pictures_have_their_text(word):
    assert [e.get("descr") for e in word.element.iter(f"{WP}docPr")] == ["Se ve esto."] * 2


def test_properties_and_dates_are_fixed(content, word):
    about = word.core_properties
    assert about.title == "México. Progresos de la Meta 8.7 (2022-2023)"
    assert (about.author, about.revision) == ("México", 1)
    assert about.created.replace(tzinfo=None) == datetime(2023, 4, 30)  # noqa: DTZ001
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {DATE}


def test_links_lead_where_they_say(word):
    targets = [r.target_ref for r in word.part.rels.values() if r.is_external]
    assert targets == [
        "https://e.org/a?b=1&c=2", "https://e.org/boletin", "https://e.org/sin-titulo"
    ]  # fmt: skip


def letterhead(change=None):
    """A country's own base document, as the library's template has it."""
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Secretaría del Trabajo"
    word.add_paragraph("Texto que sobra")
    if change:
        change(word)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def test_letterhead_gives_its_head_and_page_and_no_text():
    document = whole_document()
    content = as_docx.render(document, letterhead())
    word = docx.Document(io.BytesIO(content))
    assert word.sections[0].header.paragraphs[0].text == "Secretaría del Trabajo"
    assert "Texto que sobra" not in content.decode("latin-1") + str(read_docx(content))
    assert read_docx(content) == expected(document)
    assert {"Report Note", "toc 1"} <= {style.name for style in word.styles}


def test_letterhead_in_another_language_keeps_its_own_styles():
    def rename(word):
        style = word.styles["Heading 1"]
        style.element.set(f"{W}styleId", "Ttulo1")

    word = docx.Document(io.BytesIO(as_docx.render(whole_document(), letterhead(rename))))
    headings = [p for p in word.paragraphs if p.style.name == "Heading 1"]
    assert {heading._p.pPr.pStyle.val for heading in headings} == {"Ttulo1"}


@pytest.mark.parametrize("damaged", [b"no zip", b"PK\x03\x04", shipped()[:-100]])
def test_damaged_letterhead_gives_way_to_the_shipped_one(caplog, damaged):
    caplog.set_level(logging.ERROR)
    document = whole_document()
    assert as_docx.render(document, damaged) == as_docx.render(document)
    assert "The letterhead can not be opened" in caplog.text


def test_what_is_fetched_from_elsewhere_is_found():
    def link_picture(word):
        word.sections[0].header.part.rels.get_or_add_ext_rel(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image",
            "http://127.0.0.1:9/logo.png",
        )

    assert Letterhead(letterhead(link_picture)).points_outside()
    assert not Letterhead(letterhead()).points_outside()
    assert not Letterhead().points_outside()


def test_words_are_read_with_line_breaks_and_tabs():
    tree = [paragraph("uno\tdos\ntres"), listing([paragraph("cuatro")])]
    document = whole_document()
    told = question(1, answer=Answer(passages=(Passage(tree),)))
    section = replace(document.sections[0], questions=(told,))
    content = as_docx.render(replace(document, sections=(section,)))
    assert read_docx(content)[1][1] == ["uno", "dos", "tres", "cuatro"]
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")
    assert re.search(rb"uno</w:t><w:tab/>.*dos</w:t><w:br/>", xml)


def kept(element):
    """Whether no page break may part the paragraph, or the row, from the next one."""
    paragraphs = list(element.iter(f"{W}p"))
    keeps = {p.find(f"{W}pPr/{W}keepNext") is not None for p in paragraphs}
    assert len(keeps) == 1
    return keeps.pop()


def test_options_stay_together_and_with_what_says_that_none_is_chosen(word):
    options = [p for p in word.paragraphs if p.style.name == "Report Choice"]
    assert [kept(p._p) for p in options] == [True, True, False, True, True, False]
    unanswered = question(1, kind="single-choice", answer=Answer(), options=nothing_chosen())
    word = docx.Document(io.BytesIO(as_docx.render(with_question(unanswered))))
    options = [p for p in word.paragraphs if p.style.name == "Report Choice"]
    assert [kept(p._p) for p in options] == [True, True]


def nothing_chosen():
    return (Option("yes", "Sí", False), Option("no", "No", False))


def with_question(only):
    document = whole_document()
    section = replace(document.sections[0], questions=(only,))
    return replace(document, sections=(section,))


@pytest.mark.parametrize(("words", "is_short"), [("Breve", True), ("Largo " * 200, False)])
def test_rows_of_a_short_record_stay_together_and_of_a_long_one_its_first(words, is_short):
    columns = tuple(Column(f"c{n}", f"Columna {n}") for n in range(6))
    table = Table("Proyectos", columns, (((words,), *[("Algo",)] * 5),))
    content = as_docx.render(with_question(question(1, answer=Answer(table=table))))
    rows = [row._tr for row in docx.Document(io.BytesIO(content)).tables[0].rows]
    assert [kept(row) for row in rows] == [n < (5 if is_short else 3) for n in range(6)]
    whole = [row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows]
    assert whole == [n == 0 or is_short for n in range(6)]


def test_figures_stand_right_under_their_picture(word):
    captions = [p for p in word.paragraphs if p.text == "Lo que se cuenta."]
    assert [kept(p._p) for p in captions] == [True, True]
    for table in word.tables[-2:]:
        assert [kept(row._tr) for row in table.rows] == [True] * (len(table.rows) - 1) + [False]
        sides = {cell.paragraphs[0]._p.find(f"{W}pPr/{W}jc").get(f"{W}val")
                 for cell in table.columns[1].cells}  # fmt: skip
        assert sides == {"right"}
