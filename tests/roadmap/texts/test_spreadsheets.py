"""What a spreadsheet's cell takes: the rules that the matrix, the API and the annex share."""

import pytest
from openpyxl import Workbook

from reports.renderers import as_xlsx
from roadmap.api.reading import tables
from roadmap.texts import spreadsheets

FORMULAS = [
    "=1",
    "+1",
    "-1",
    "@A1",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    " =1",
    "  -1",
]
HARMLESS = ["", "a=1", "1-2", "'=1", "¡=!", "  a"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_a_text_in_csv(text):
    assert spreadsheets.for_csv(text) == f"'{text}"


@pytest.mark.parametrize("value", [*HARMLESS, -1, 0, 1.5, None])
def test_what_is_no_formula_stays_as_it_is_in_csv(value):
    assert spreadsheets.for_csv(value) is value


def test_yes_and_no_are_words_in_csv():
    assert [spreadsheets.for_csv(value) for value in (True, False)] == ["true", "false"]


@pytest.mark.parametrize("text", [*FORMULAS, *HARMLESS, "{=1}", "#N/A"])
def test_every_text_is_a_text_in_xlsx(text):
    cell = spreadsheets.xlsx_cell(Workbook(write_only=True).create_sheet(), text)
    assert (cell.data_type, cell.value) == ("s", text.replace("\r", "\n"))


def test_a_number_stays_one_in_xlsx():
    cell = spreadsheets.xlsx_cell(Workbook(write_only=True).create_sheet(), 24)
    assert (cell.data_type, cell.value) == ("n", 24)


def test_a_text_is_cleaned_and_cut_for_xlsx():
    assert spreadsheets.for_xlsx("a\x00b\x0bc\u202e\ufffe") == "ab\nc"
    assert spreadsheets.for_xlsx("x" * 32_767) == "x" * 32_767
    assert spreadsheets.for_xlsx("x" * 32_768) == "x" * 32_766 + "…"


@pytest.mark.parametrize("writer", [tables, as_xlsx])
def test_every_writer_of_tables_has_its_rules_from_here(writer):
    rules = {spreadsheets.for_csv, spreadsheets.for_xlsx, spreadsheets.xlsx_cell}
    assert rules & {value for value in vars(writer).values() if callable(value)}
    assert not {"FORMULA", "NOT_XML", "LONGEST"} & vars(writer).keys()
