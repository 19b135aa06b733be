"""Tables as files for a spreadsheet program, in which no text can become a formula.

What such a program takes for a formula, and what it takes in a cell, is written here alone: for the
matrix, the API's lists and the report's annex.
"""

import csv
import io
import re

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from roadmap.texts.clean import clean

# Excel also reads the wide forms of these signs.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MARK = "\ufeff"  # By which spreadsheet programs know UTF-8.
# What Excel itself takes in a cell; in a sheet's name it takes 31, and equal names get a number.
LONGEST, LONGEST_NAME = 32_767, 28
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


def for_csv(value):
    """The value of a CSV file's cell: an apostrophe stands before what would be a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    # Some programs trim the spaces before they look at the first sign.
    is_formula = isinstance(value, str) and value.lstrip(" ").startswith(FORMULA)
    return f"'{value}" if is_formula else value


def for_xlsx(text):
    """The text as an XLSX file's cell takes it: what XML refuses left out, and cut at the end."""
    text = clean(text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def xlsx_cell(sheet, value):
    """A cell of an openpyxl sheet; a text is a text, whatever it begins with."""
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value=value)
    cell = WriteOnlyCell(sheet, value=for_xlsx(value))
    cell.data_type = "s"
    return cell


def sheet_name(text):
    """The text as Excel takes it for a sheet's name."""
    return NOT_IN_NAMES.sub(" ", clean(text)).strip("' ")[:LONGEST_NAME] or "1"


def as_csv(head, rows):
    """The table as bytes of a CSV file."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([for_csv(value) for value in row] for row in [head, *rows])
    return (MARK + file.getvalue()).encode()


def as_xlsx(head, rows, *, title, widths):
    """The table as bytes of an XLSX file with a fixed head; every text is a text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_name(title))
    sheet.freeze_panes = "B2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_heading(sheet, value) for value in head])
    for row in rows:
        sheet.append([xlsx_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _heading(sheet, value):
    cell = xlsx_cell(sheet, value)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    return cell
