"""Lists as tables: CSV and XLSX, written while they are read."""

import csv
import io
import json
import zipfile
from decimal import Decimal
from xml.sax.saxutils import escape

from django.db import connection, transaction
from django.http import StreamingHttpResponse
from rest_framework import serializers

from roadmap.api.reading import asked
from roadmap.api.serializers.fields import WholeField
from roadmap.texts.spreadsheets import TYPES, for_csv, for_xlsx

CHUNK = 500


def columns(collection, fields=None):
    """(heading, path) of each column; the parts of a record have columns of their own.

    What is too large for a cell has none.
    """
    found = []
    for name, part in collection.row().fields.items():
        if isinstance(part, WholeField) or (fields is not None and name not in fields):
            continue
        if isinstance(part, serializers.Serializer):
            found += [(f"{name}.{inner}", (name, inner)) for inner in part.fields]
        else:
            found.append((name, (name,)))
    return found


def records(reading):
    """Every record that is asked for, as a dictionary; amounts are Decimals."""
    where, given = asked.conditions(reading)
    direction = "DESC" if reading.descends else "ASC"
    statement = (
        f"SELECT body FROM {asked.TABLE} WHERE {where}"  # noqa: S608
        f" ORDER BY {reading.column} {direction}, id {direction}"
    )
    # In a transaction the cursor is the server's, which keeps no copy of the rows.
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(statement, given)
        while found := cursor.fetchmany(CHUNK):
            for (body,) in found:
                yield json.loads(body, parse_float=Decimal)


def cells(record, wanted):
    """The values of a record in the order of the columns: text, number, bool or None."""
    found = []
    for _heading, path in wanted:
        value = record[path[0]]
        if len(path) == 2:
            value = value[path[1]]
        found.append(_flat(value))
    return found


def _flat(value):
    if not isinstance(value, list | dict):
        return value
    if isinstance(value, dict) or any(isinstance(part, dict) for part in value):
        return json.dumps(value, ensure_ascii=False, default=float)
    return "; ".join(value)


# CSV


def csv_lines(reading):
    """The table as text, a chunk at a time, with one line of headings."""
    wanted = columns(reading.collection, reading.fields)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([heading for heading, _path in wanted])
    for number, record in enumerate(records(reading)):
        writer.writerow([for_csv(value) for value in cells(record, wanted)])
        if number % CHUNK == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer):
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def as_csv(reading):
    return _download(csv_lines(reading), TYPES["csv"], f"{reading.collection.name}.csv")


# XLSX


class Pipe(io.RawIOBase):
    """What a ZIP file is written into, to be taken out again piece by piece."""

    def __init__(self):
        super().__init__()
        self.pieces = []

    def writable(self):
        return True

    def write(self, data):
        self.pieces.append(bytes(data))
        return len(data)

    def take(self):
        data, self.pieces = b"".join(self.pieces), []
        return data


SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PARTS = {
    "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}


def xlsx_pieces(reading):
    """The workbook's bytes, a chunk at a time: one sheet, with one row of headings."""
    pipe = Pipe()
    wanted = columns(reading.collection, reading.fields)
    name = reading.collection.name
    workbook = (
        f'{HEAD}<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="{name}" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in (PARTS | {"xl/workbook.xml": workbook}).items():
            archive.writestr(zipfile.ZipInfo(path), text)
        with entry(archive, "xl/worksheets/sheet1.xml") as sheet:
            sheet.write(f'{HEAD}<worksheet xmlns="{SHEET}"><sheetData>'.encode())
            sheet.write(_row([heading for heading, _path in wanted]))
            for record in records(reading):
                sheet.write(_row(cells(record, wanted)))
                yield pipe.take()
            sheet.write(b"</sheetData></worksheet>")
    yield pipe.take()


def entry(archive, path):
    """A file inside an archive, to be written piece by piece."""
    info = zipfile.ZipInfo(path)
    info.compress_type = zipfile.ZIP_DEFLATED
    return archive.open(info, "w", force_zip64=True)


def _row(found):
    return f"<row>{''.join(map(_cell, found))}</row>".encode()


def _cell(value):
    """Texts are texts, whatever they begin with: nothing in the sheet is a formula."""
    if value is None:
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | Decimal):
        return f"<c><v>{value}</v></c>"
    text = escape(for_xlsx(value))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def as_xlsx(reading):
    return _download(xlsx_pieces(reading), TYPES["xlsx"], f"{reading.collection.name}.xlsx")


def _download(pieces, content_type, name):
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


FORMATS = {"csv": as_csv, "xlsx": as_xlsx}
