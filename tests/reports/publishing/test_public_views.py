"""What everybody may read: published files byte for byte, and whether a file is one of them."""

import base64
import datetime
import hashlib
import re

import pytest

from reports.models import Publication
from reports.publishing.publishing import decide
from roadmap.models import ProgressUpdate, Roadmap, Status
from tests import make

REPORT = "/reports/MX-2019/2022-2023/"
FILE = f"{REPORT}v1/report.html"
PUBLIC = ["/reports/published/MX/", f"{REPORT}v1/", FILE, f"{REPORT}v1/report.json"]


@pytest.fixture
def period(db):
    make.make_roadmap(code="MX-2019")
    make.make_priority()
    period = make.make_period(year=2022)
    make.make_update(period=period, status=Status.APPROVED)
    return period


def content(version, suffix=".html"):
    return bytes(version.files.get(suffix=suffix).content)


# Byte for byte, for ever


@pytest.mark.parametrize("suffix", [".html", ".json"])
def test_published_file_is_served_as_it_was_stored_whatever_happens(client, period, suffix):
    version = make.make_report_version(period=period, published=True)
    before = content(version, suffix)
    ProgressUpdate.objects.update(title="Otro", narrative=make.paragraph("Otra cosa."))
    make.make_report_version(period=period, published=True)
    answer = client.get(f"{REPORT}v1/report{suffix}")
    assert (answer.status_code, answer.content) == (200, before)
    assert client.get(f"{REPORT}v2/report{suffix}").content != before


def test_published_file_may_be_kept_for_ever_and_runs_nothing(client, period):
    version = make.make_report_version(period=period, published=True)
    headers = client.get(FILE).headers
    file = version.files.get(suffix=".html")
    assert headers["ETag"] == f'"{file.sha256}"'
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Language"] == "es"
    assert "Set-Cookie" not in headers
    css = content(version).split(b"<style>")[1].split(b"</style>")[0]
    digest = base64.b64encode(hashlib.sha256(css).digest()).decode()
    assert headers["Content-Security-Policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )


def test_version_is_there_in_every_language_of_its_frame(client, period):
    version = make.make_report_version(period=period, published=True)
    question = "¿Qué retos anticipa en este proceso?"
    for language in ("es", "en", "fr"):
        mark = "" if language == "es" else f".{language}"
        page = client.get(f"{REPORT}v1/report{mark}.html")
        assert page.content == content(version, f"{mark}.html")
        assert page.headers["Content-Language"] == language
        assert "style-src 'sha256-" in page.headers["Content-Security-Policy"]
        assert (question in page.content.decode()) == (language == "es")
        saved = client.get(f"{REPORT}v1/report{mark}.docx").headers["Content-Disposition"]
        assert saved == f'attachment; filename="report{mark}.docx"'
    shown = client.get(f"{REPORT}v1/").content.decode()
    assert re.findall(r'<h3 lang="(..)">', shown) == ["es", "en", "fr"]
    listed = client.get("/reports/published/MX/").content.decode()
    assert listed.count("report.en.pdf") == listed.count("report.fr.pdf") == 1


@pytest.mark.parametrize(("tag", "status"), [("own", 304), ('"0"', 200), ("weak", 200), ("*", 304)])
def test_file_that_is_known_is_not_sent_again(client, period, tag, status):
    version = make.make_report_version(period=period, published=True)
    own = f'"{version.files.get(suffix=".html").sha256}"'
    given = {"own": own, "weak": '"' + "1" * 64 + '"'}.get(tag, tag)
    answer = client.get(FILE, headers={"if-none-match": given})
    assert (answer.status_code, bool(answer.content)) == (status, status == 200)
    assert answer.headers["ETag"] == own


def test_unpublished_file_is_for_readers_and_for_no_cache(client, period):
    make.make_report_version(period=period)
    client.force_login(make.make_user(group="observers"))
    answer = client.get(FILE)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")


# Who


@pytest.mark.parametrize("url", PUBLIC[1:])
@pytest.mark.parametrize(
    ("person", "before"),
    [
        ({"group": "coordinators"}, 200),
        ({"group": "observers"}, 200),
        ({"agency": True}, 404),
        ({}, 404),
        (None, 404),
    ],
)
def test_version_is_everybodys_once_it_is_published(client, period, url, person, before):
    version = make.make_report_version(period=period)
    if person is not None:
        agency = make.make_agency() if "agency" in person else None
        client.force_login(make.make_user(group=person.get("group"), agency=agency))
    by = make.make_user(group="coordinators")
    found = [client.get(url).status_code]
    for decision in Publication.Decision:
        decide(version, decision, by=by)
        found.append(client.get(url).status_code)
    assert found == [before, 200, before]


@pytest.mark.parametrize(
    "url",
    [
        f"{REPORT}v2/report.html",
        f"{REPORT}v1/report.exe",
        f"{REPORT}v1/report.html/",
        "/reports/MX-2019/2023-2024/v1/report.html",
        "/reports/PE-2019/2022-2023/v1/report.html",
        f"{REPORT}v99999999999999999999/report.html",
        "/reports/published/XX/",
        f"{REPORT}compare/",
    ],
)
def test_what_is_not_there_is_not_found(client, period, url):
    make.make_report_version(period=period, published=True)
    assert client.get(FILE).status_code == 200
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", [*PUBLIC, "/verify/", f"{REPORT}compare/"])
def test_public_pages_are_only_read(client, period, url):
    make.make_report_version(period=period, published=True)
    make.make_report_version(period=period, published=True)
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 405


def test_list_shows_what_is_published_and_nothing_else(client, period):
    make.make_report_version(period=period, published=True)
    make.make_report_version(period=period)
    page = client.get("/reports/published/MX/").text
    assert [f"{REPORT}v{number}/" in page for number in (1, 2)] == [True, False]
    assert "/reports/published/MX/" in client.get("/").text


@pytest.mark.parametrize("times", [1, 3])
def test_list_asks_the_database_a_constant_number_of_times(
    client, period, times, django_assert_num_queries
):
    for _ in range(times):
        make.make_report_version(period=period, published=True)
    with django_assert_num_queries(2):
        client.get("/reports/published/MX/")


# Two versions


def test_versions_are_compared_among_those_the_person_sees(client, period):
    texts = ["Uno fue.", "Dos fueron.", "Tres fueron."]
    for text, published in zip(texts, [True, False, True], strict=True):
        ProgressUpdate.objects.update(narrative=make.paragraph(text))
        make.make_report_version(period=period, published=published)
    url = f"{REPORT}compare/?from=1&to=2"
    page = client.get(url)
    assert [version.number for version in page.context["versions"]] == [1, 3]
    assert "<ins>Tres fueron</ins>" in page.text
    assert "Dos fueron" not in page.text
    client.force_login(make.make_user(group="coordinators"))
    assert "<ins>Dos fueron</ins>" in client.get(url).text


# Verifying


def test_file_is_verified_by_its_hash(client, period):
    version = make.make_report_version(period=period, published=True)
    sha256 = hashlib.sha256(content(version)).hexdigest()
    asked = client.get("/verify/", {"sha256": f" {sha256.upper()[:32]} {sha256[32:]}\n"})
    assert asked.url == f"/verify/{sha256}/"
    page = client.get(asked.url)
    assert [(held.version, held.file.format) for held in page.context["found"]] == [
        (version, "html")
    ]
    assert f"{REPORT}v1/" in page.text


def test_unpublished_file_is_not_verified_even_for_the_coordination(client, period):
    version = make.make_report_version(period=period)
    client.force_login(make.make_user(group="coordinators"))
    sha256 = hashlib.sha256(content(version)).hexdigest()
    assert client.get(f"/verify/{sha256}/").context["found"] == []


@pytest.mark.parametrize("typed", ["", "abc", "g" * 64, "0" * 65, "<script>alert(1)</script>"])
def test_what_is_no_sha256_is_said_to_be_none(client, db, typed):
    answer = client.get("/verify/", {"sha256": typed})
    assert (answer.status_code, answer.context["is_wrong"]) == (200, True)
    assert "<script>alert" not in answer.text


def test_any_hash_has_an_address(client, db):
    assert client.get(f"/verify/{'0' * 64}/").context["found"] == []
    assert client.get(f"/verify/{'A' * 64}/").url == f"/verify/{'a' * 64}/"
    assert client.get("/verify/nothing/").context["is_wrong"]


@pytest.mark.parametrize(
    ("time_zone", "day", "moment"),
    [
        ("America/Mexico_City", "2 May 2023", "2 May 2023 at 17:30"),
        ("Indian/Antananarivo", "3 May 2023", "3 May 2023 at 02:30"),
    ],
)
def test_every_page_says_by_the_countrys_clock_when_a_report_was_sent(
    client, period, time_zone, day, moment
):
    at = datetime.datetime(2023, 5, 2, 23, 30, tzinfo=datetime.UTC)
    Roadmap.objects.update(time_zone=time_zone)
    for _version in range(2):
        version = make.make_report_version(period=period, published=True, at=at)
    client.force_login(make.make_user(group="coordinators"))
    english = {"accept-language": "en"}
    pages = {
        f"{REPORT}v2/": f"{moment}</time> ({time_zone})",
        f"{REPORT}v2/receipt/": f"{moment}</time> ({time_zone})",
        REPORT: f"{moment}</time>",
        f"{REPORT}submit/": f"{moment}</time>",
        f"{REPORT}compare/": f"v2, {day}</option>",
        "/reports/published/MX/": f"Submitted on {day}, ",
        f"/verify/{version.document_hash}/": f"Submitted on {day}, ",
    }
    assert [
        url for url, said in pages.items() if said not in client.get(url, headers=english).text
    ] == []
