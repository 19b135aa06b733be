import io
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest

from reports.document import Column, Table
from reports.renderers import as_xlsx
from tests.reports.documents import whole_document


def book_of(document):
    return openpyxl.load_workbook(io.BytesIO(as_xlsx.render(document)))


def one_cell(text, kind="text"):
    table = Table("Hoja", (Column("a", "A", type=kind),), (((text,),),), "a")
    return book_of(replace(whole_document(), annex=(table,)))["Hoja"]["A2"]


def test_every_table_is_a_sheet_with_typed_cells():
    book = book_of(whole_document())
    assert book.sheetnames == ["Resultados", "Acciones"]
    rows = [[cell.value for cell in row] for row in book["Resultados"].rows]
    assert rows == [
        ["Institución", "Cantidad", "Desde", "Enlace", "Prioridades"],
        ["SNDIF", 54750.5, datetime(2022, 6, 13), "https://e.org", "1\n2"],  # noqa: DTZ001
        ["=1+1", None, None, None, None],
    ]
    assert (book["Resultados"].freeze_panes, book["Resultados"].auto_filter.ref) == ("A2", "A1:E3")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "'=1", "\t=1"])
def test_text_is_never_a_formula(text):
    cell = one_cell(text)
    assert (cell.data_type, cell.value) == ("s", text)


def test_text_that_excel_would_refuse_is_cut_or_cleaned():
    assert one_cell("a\x00b\x0bc").value == "ab\nc"
    assert one_cell("x" * 40_000).value == "x" * 32_766 + "…"


def test_large_number_stays_a_number():
    assert one_cell("12345678901234", "number").value == 12345678901234


@pytest.mark.parametrize("caption", ["a/b:c*?[d]\\", "", "x" * 60, "'"])
def test_any_caption_makes_a_name(caption):
    tables = tuple(Table(caption, (Column("a", "A"),), (), str(n)) for n in range(3))
    names = book_of(replace(whole_document(), annex=tables)).sheetnames
    assert len(set(names)) == 3
    assert max(map(len, names)) <= 31


def test_document_without_an_annex_is_an_empty_sheet():
    assert book_of(replace(whole_document(), annex=())).sheetnames == ["Anexo"]


def test_file_tells_the_end_of_the_period():
    about = book_of(whole_document()).properties
    assert (about.created, about.modified) == (datetime(2023, 4, 30),) * 2  # noqa: DTZ001
