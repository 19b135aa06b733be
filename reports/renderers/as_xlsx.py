"""The annex as an Excel file: results, actions, projects and evidence, one sheet each."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal

from lxml import etree
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from reports.renderers.archive import repacked
from reports.wording import WORDINGS
from roadmap.texts.clean import clean
from roadmap.texts.spreadsheets import TYPES, sheet_name, xlsx_cell

CONTENT_TYPE = TYPES["xlsx"]
SUFFIX = ".xlsx"
WIDTHS = {"number": 14, "date": 14, "link": 60}
HEAD = {
    "font": Font(name="Noto Sans", bold=True, color="FFFFFF"),
    "fill": PatternFill("solid", fgColor="611232"),
    "alignment": Alignment(wrap_text=True, vertical="top"),
}
BODY = {
    "font": Font(name="Noto Sans"),
    "alignment": Alignment(wrap_text=True, vertical="top"),
}
CORE, STYLES = "docProps/core.xml", "xl/styles.xml"
FONT = ("b", "i", "strike", "u", "sz", "color", "name", "family", "charset", "scheme")
WRITTEN_NOW = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def render(document):
    """The file, the same bytes for the same document."""
    book = Workbook(write_only=True)
    wording = WORDINGS[document.language]
    name = clean(document.country_name)
    book.properties.title = f"{name}. {wording['annex']} ({document.period})"
    book.properties.creator = name
    for table in document.annex:
        _sheet(book, table)
    if not document.annex:
        book.create_sheet(sheet_name(wording["annex"]))
    target = io.BytesIO()
    book.save(target)
    return _finished(target.getvalue(), document.days[1])


def _finished(content, last_day):
    """The file as if written on the period's last day: the library writes the present moment.

    It also writes what a font is in another order than Excel's schema has it.
    """
    ends = f"{last_day.isoformat()}T00:00:00Z".encode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        core, styles = archive.read(CORE), etree.fromstring(archive.read(STYLES))
    for font in styles.iter("{*}font"):
        font[:] = sorted(font, key=lambda part: FONT.index(etree.QName(part).localname))
    dated = WRITTEN_NOW.sub(rb"\g<1>" + ends, core)
    return repacked(content, {CORE: dated, STYLES: etree.tostring(styles)})


def _sheet(book, table):
    sheet = book.create_sheet(sheet_name(table.caption))
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = WIDTHS.get(column.type, 32)
    if table.columns:
        last = get_column_letter(len(table.columns))
        sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
    sheet.append([_cell(sheet, column.label, HEAD) for column in table.columns])
    for row in table.rows:
        pairs = zip(table.columns, row, strict=True)
        sheet.append([_value(sheet, column, texts) for column, texts in pairs])


def _value(sheet, column, texts):
    """A number or a date as one, all else as text; an empty cell for nothing."""
    if not texts:
        return None
    text = "\n".join(texts)
    if column.type in READ:
        return _cell(sheet, READ[column.type](text), BODY)
    return _cell(sheet, text, BODY)


READ = {"number": Decimal, "date": date.fromisoformat}


def _cell(sheet, value, look):
    cell = xlsx_cell(sheet, value)
    if not isinstance(value, str):
        cell.number_format = "yyyy-mm-dd" if isinstance(value, date) else "#,##0.##"
    for name, setting in look.items():
        setattr(cell, name, setting)
    return cell
