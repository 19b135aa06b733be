"""The paper of a report: A4, and for a country that prints on another what it prints on."""

import io
from dataclasses import replace

import docx
import pikepdf
import pytest

from reports.renderers import as_docx, as_html, as_pdf, paper
from tests.reports.documents import whole_document


def sizes(document):
    """(width, height) of the pages of PDF and Word in points, and what the HTML asks for."""
    with pikepdf.open(io.BytesIO(as_pdf.render(document))) as pdf:
        _left, _bottom, width, height = pdf.pages[0].mediabox
    section = docx.Document(io.BytesIO(as_docx.render(document))).sections[0]
    html = as_html.render(document).decode()
    return (
        (round(width), round(height)),
        (round(section.page_width.pt), round(section.page_height.pt)),
        html.split("@page { ")[1].split(";")[0],
    )


@pytest.mark.parametrize(
    ("country", "size", "asked"),
    [("MX", (595, 842), "size: A4"), ("US", (612, 792), "size: letter")],
)
def test_a_report_is_on_its_countrys_paper(monkeypatch, country, size, asked):
    monkeypatch.setitem(paper.OTHERS, "US", paper.LETTER)
    document = replace(whole_document(), country=country)
    assert sizes(document) == (size, size, asked)
