"""Tables: CSV, XLSX and the archive hold what the list holds, and nothing that calculates."""

import csv
import io
import json
import zipfile

import openpyxl
import pytest

from roadmap.api.reading import tables
from roadmap.api.reading.collections import COLLECTIONS
from roadmap.models import ProgressUpdate
from tests import make
from tests.roadmap.api.asking import ask, make_published, told
from tests.roadmap.api.reading.test_asked import make_rows

pytestmark = pytest.mark.django_db

FORMULAS = ["=1+1", "+1", "-1", "@A1", "\t=1", "＝1", "－1", "＋1", "＠A1", "=cmd|' /C calc'!A0"]


def body(client, address):
    response = ask(client, address)
    assert response.status_code == 200
    assert response.streaming
    return b"".join(response)


def csv_rows(data):
    return list(csv.reader(io.StringIO(data.decode())))


@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_table_has_the_rows_of_the_list(client, name):
    make_rows(2)
    listed = told(client, f"{name}/")["results"]
    heading, *rows = csv_rows(body(client, f"{name}/?format=csv"))
    sheet = openpyxl.load_workbook(
        io.BytesIO(body(client, f"{name}/?format=xlsx")), read_only=True
    ).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in rows] == [record["id"] for record in listed]
    assert heading == cells[0] == [name for name, _path in tables.columns(COLLECTIONS[name])]
    assert [row[0] for row in cells[1:]] == [record["id"] for record in listed]


def test_a_table_keeps_to_filters_order_and_fields(client):
    make_published(title="Uno", kind="no-progress", reason="x")
    make_published(title="Dos")
    make_published(title="Tres")
    text = body(client, "progress-updates/?format=csv&kind=progress&order=title&fields=title")
    assert text.decode() == "title\r\nDos\r\nTres\r\n"


def test_a_record_is_flat_in_a_table(client):
    update = make_published(areas=["child-labour", "forced-labour"])
    make.make_result(update=update, quantity="54750.50")
    heading, row = csv_rows(body(client, "progress-updates/?format=csv"))
    found = dict(zip(heading, row, strict=True))
    assert found["narrative.text"] == found["narrative.markdown"] == "Se hizo algo."
    assert (found["occurred.precision"], found["occurred.from"]) == ("day", "2022-06-13")
    assert (found["areas"], found["next_step"]) == ("child-labour; forced-labour", "")
    heading, row = csv_rows(body(client, "results/?format=csv"))
    assert dict(zip(heading, row, strict=True))["quantity"] == "54750.5"


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_in_a_table_calculates(client, text):
    make_published()
    ProgressUpdate.objects.update(title=text)
    title = ProgressUpdate.objects.get().title
    _heading, row = csv_rows(body(client, "progress-updates/?format=csv&fields=title"))
    assert row == [f"'{title}"]
    data = body(client, "progress-updates/?format=xlsx&fields=title")
    cell = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (title, "s")


def test_a_number_stays_a_number(client):
    make.make_result(update=make_published(), quantity=24, female=7)
    data = body(client, "results/?format=xlsx&fields=quantity,female,unit")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert [cell.value for cell in sheet[2]] == [24, "cursos", 7]


def test_the_archive_holds_every_list_and_says_what_it_is(client):
    make_rows(2)
    with zipfile.ZipFile(io.BytesIO(body(client, "dataset.zip"))) as archive:
        assert archive.testzip() is None
        package = json.loads(archive.read("datapackage.json"))
        assert archive.namelist() == ["datapackage.json", *(f"{n}.csv" for n in COLLECTIONS)]
        for resource in package["resources"]:
            heading, *rows = csv_rows(archive.read(resource["path"]))
            assert heading == [field["name"] for field in resource["schema"]["fields"]]
            assert len(rows) >= 2
    assert package["version"] == str(told(client, "")["version"])
    assert package["licenses"][0]["name"] == "LIBRE-USO-MX"


@pytest.mark.parametrize("path", ["progress-updates/?format=csv", "dataset.zip"])
def test_a_table_costs_the_same_queries_whatever_its_length(
    client, django_assert_num_queries, path
):
    make_rows(1)
    told(client, "")
    # One for the count; per list a savepoint, the cursor's statement, and the savepoint's end.
    number = 1 + 3 * (15 if path.endswith("zip") else 1)
    with django_assert_num_queries(number):
        body(client, path)
    make_rows(3)
    told(client, "")
    with django_assert_num_queries(number):
        body(client, path)


def test_the_public_page_leads_to_the_description_of_the_data(client):
    make_published()
    page = client.get("/").content.decode()
    address = "/api/v1/dataset.jsonld"
    assert f'<link rel="describedby" type="application/ld+json" href="{address}">' in page
    response = client.get(address)
    data = json.loads(response.content)
    assert (response["Content-Type"], data["@type"]) == ("application/ld+json", "Dataset")
    assert data["license"] == "https://datos.gob.mx/libreusomx"
    assert len(data["distribution"]) == 1 + len(COLLECTIONS)
