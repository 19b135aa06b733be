import re
import tomllib
from pathlib import Path

import pytest

from alliance87.version import VERSION
from roadmap.models.people import ADMINISTRATORS
from tests import make

ROOT = Path(__file__).resolve().parents[2]


def test_version_is_that_of_the_project_and_has_its_place_in_the_changelog():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION
    headings = re.findall(r"^## ([\d.]+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == VERSION
    assert headings == sorted(headings, key=lambda one: [*map(int, one.split("."))], reverse=True)


@pytest.mark.parametrize(
    ("language", "words"), [("es", "Versión"), ("en", "Version"), ("fr", "Version")]
)
def test_foot_of_a_page_shows_it(client, db, language, words):
    foot = client.get("/", headers={"accept-language": language}).content.decode()
    assert f"{words} {VERSION}</span>" in foot.partition("<footer")[2]


@pytest.mark.parametrize("address", ["/staff/", "/staff/roadmap/agency/"])
def test_foot_of_the_staffs_pages_shows_it(client, db, address):
    client.force_login(make.make_user(group=ADMINISTRATORS))
    page = client.get(address, headers={"accept-language": "en"})
    assert page.status_code == 200
    assert f"Version {VERSION}</span>" in page.content.decode().partition("<footer")[2]


def test_index_of_the_api_shows_it(client, db):
    assert client.get("/api/v1/").json()["software"] == VERSION
