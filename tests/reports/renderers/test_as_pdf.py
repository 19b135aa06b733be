import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from reports.document import Answer, Passage
from reports.renderers import as_pdf
from tests.reports.documents import listing, paragraph, question, whole_document
from tests.reports.reading_back import pages_from, pdf_pages
from tests.reports.tools import needs


@pytest.fixture(scope="module")
def content():
    return as_pdf.render(whole_document())


def entries(pdf, items=None):
    """(title, page) of every entry of the outline, from top to bottom."""
    if items is None:
        with pdf.open_outline() as outline:
            return list(entries(pdf, outline.root))
    found = []
    for item in items:
        found += [(item.title, pages_from(pdf, item)), *entries(pdf, item.children)]
    return found


def test_pdf_says_what_it_is(content):
    assert as_pdf.is_accessible(content)
    with pikepdf.open(BytesIO(content)) as pdf, pdf.open_metadata() as about:
        assert str(pdf.Root.Lang) == "es-MX"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert about["dc:title"] == "México. Progresos de la Meta 8.7 (2022-2023)"
        assert (about["pdfuaid:part"], about["pdfaid:part"]) == ("1", "2")
        assert about["pdfaid:conformance"] == "A"


def test_bookmarks_are_the_headings(content):
    with pikepdf.open(BytesIO(content)) as pdf:
        titles = [title for title, _page in entries(pdf)]
    assert titles[:2] == ["Progresos", "1. ¿Qué se hizo en el punto 1?\xa0*"]
    assert titles[-3:] == ["El año en cifras", "Resultados", "Entidades"]


@needs("pdftotext")
def test_every_number_in_the_contents_is_the_page_of_the_heading(content):
    assert_contents_are_right(content, 14)


def assert_contents_are_right(content, count):
    """Every heading stands on the page that the contents say; there are so many."""
    with pikepdf.open(BytesIO(content)) as pdf:
        found = entries(pdf)
        pages = [" ".join(page.split()) for page in pdf_pages(content, 1, len(pdf.pages))]
    contents, place = " ".join(pages[1 : found[0][1] - 1]), 0
    for title, page in found:
        words = " ".join(title.split())
        place = contents.index(words, place) + len(words)
        number = contents[place:].lstrip(". \u2060").split()[0]
        assert (title, number) == (title, str(page))
        assert words in pages[page - 1]
    assert len(found) == count


def test_narratives_are_marked_in_their_own_language():
    content = as_pdf.render(whole_document(language="fr"))
    with pikepdf.open(BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang) == "fr-MX"
        languages = {str(e.Lang) for e in elements(pdf.Root.StructTreeRoot) if "/Lang" in e}
        marked = {str(o.Lang) for o in pdf.objects
                  if isinstance(o, pikepdf.Dictionary) and "/Lang" in o}  # fmt: skip
    assert "es-MX" in languages | marked


def elements(element):
    """Every structure element below one."""
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def test_pictures_have_their_text(content):
    with pikepdf.open(BytesIO(content)) as pdf:
        told = [str(e.Alt) for e in elements(pdf.Root.StructTreeRoot) if "/Alt" in e]
    assert told.count("Se ve esto.") == 2


def test_six_levels_of_lists_are_set():
    tree = [paragraph("fondo")]
    for _level in range(6):
        tree = [listing([paragraph("arriba"), *tree])]
    assert as_pdf.is_accessible(as_pdf.render(with_answer(tree)))


def with_answer(tree):
    document = whole_document()
    told = question(1, answer=Answer(passages=(Passage(tree),)))
    section = replace(document.sections[0], questions=(told,))
    return replace(document, sections=(section, *document.sections[1:]))


def test_what_can_not_be_accessible_becomes_a_plain_pdf_that_says_so(caplog):
    document = whole_document()
    charts = tuple(replace(chart, alternative="") for chart in document.charts)
    content = as_pdf.render(replace(document, charts=charts))
    assert content.startswith(b"%PDF-")
    assert not as_pdf.is_accessible(content)
    [record] = caplog.records
    assert "The report MX 2022-2023 is no PDF/UA" in record.message
    with pikepdf.open(BytesIO(content)) as pdf:
        assert "not accessible" in str(pdf.docinfo["/Keywords"])


def test_no_pdf_at_all_is_an_error_with_its_reason(caplog):
    tree = [paragraph("fondo")]
    for _level in range(60):
        tree = [listing(tree)]
    with pytest.raises(as_pdf.TypesettingError, match="recursion limit"):
        as_pdf.render(with_answer(tree))


@pytest.mark.parametrize(
    ("template", "status"),
    [
        ('#read("/etc/passwd")', 3),
        ('#read("../secret")', 3),
        ('#read("secret")', 3),
        ('#import "@preview/tablex:0.0.8": tablex', 3),
        ('#image("http://127.0.0.1:9/a.png")', 3),
        ("plain", 0),
    ],
)
def test_typesetter_reads_no_file_and_no_address(tmp_path, template, status):
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "root").mkdir()
    order = {
        "template": template, "inputs": {}, "fonts": str(as_pdf.FOLDER), "standards": [],
        "root": str(tmp_path / "root"), "timestamp": 0, "memory": as_pdf.MOST_MEMORY,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-I", str(as_pdf.TYPESETTER)],
        input=json.dumps(order).encode(), capture_output=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert (done.returncode, b"secret" in done.stdout) == (status, False)


def test_memory_is_limited(tmp_path):
    order = {
        "template": '#let x = range(100000000)', "inputs": {}, "fonts": str(as_pdf.FOLDER),
        "standards": [], "root": str(tmp_path), "timestamp": 0, "memory": 700 * 1024**2,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-I", str(as_pdf.TYPESETTER)],
        input=json.dumps(order).encode(), capture_output=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode not in {0, 3}
