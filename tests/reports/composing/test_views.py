import json

import pytest

from reports.composing.compose import compose
from reports.composing.progress import progress
from reports.renderers import RENDERERS, as_json, as_pdf
from tests import make

LIST = "/reports/"
PAGE = "/reports/MX-2019/2022-2023/"
JSON = "/reports/MX-2019/2022-2023.json"
PDF = "/reports/MX-2019/2022-2023/report.pdf"
# Session, person, groups, period; compose's ten; the updates' addresses; what was sent.
PAGE_QUERIES = 16


@pytest.fixture
def period(db):
    make.make_roadmap(code="MX-2019")
    make.make_priority()
    return make.make_period(year=2022)


@pytest.fixture
def coordinator(db):
    return make.make_user(group="coordinators")


@pytest.mark.parametrize("url", [LIST, PAGE, JSON, PDF])
@pytest.mark.parametrize(
    ("group", "status"),
    [("administrators", 200), ("coordinators", 200), ("observers", 200), (None, 403)],
)
def test_report_is_for_the_coordination_and_observers(client, period, url, group, status):
    client.force_login(make.make_user(group=group, agency=make.make_agency()))
    assert client.get(url).status_code == status


@pytest.mark.parametrize("url", [LIST, PAGE, JSON, PDF])
def test_stranger_is_asked_to_log_in(client, period, url):
    response = client.get(url)
    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next={url}"


@pytest.mark.parametrize("url", [LIST, PAGE, JSON, PDF])
def test_report_is_only_read(client, period, coordinator, url):
    client.force_login(coordinator)
    assert client.post(url).status_code == 405


@pytest.mark.parametrize(
    "url",
    [
        "/reports/MX-1990/2022-2023/",
        "/reports/MX-2019/2030-2031/",
        "/reports/MX-2019/2022.json",
        f"{PAGE}?language=de",
        f"{JSON}?language=de",
        f"{PDF}?language=de",
        f"{PAGE}report.exe",
        "/reports/MX-1990/2022-2023/report.pdf",
    ],
)
def test_report_that_is_not_there_is_not_found(client, period, coordinator, url):
    client.force_login(coordinator)
    assert client.get(url).status_code == 404


def test_period_before_the_first_edition_is_not_found(client, period, coordinator):
    make.make_period(year=2019)
    client.force_login(coordinator)
    assert client.get("/reports/MX-2019/2019-2020/").status_code == 404


def test_list_leads_to_every_period(client, period, coordinator):
    make.make_period(year=2023)
    client.force_login(coordinator)
    content = client.get(LIST).content.decode()
    assert content.index("/reports/MX-2019/2023-2024/") < content.index(PAGE)


def test_list_without_a_period_says_so(client, coordinator):
    client.force_login(coordinator)
    assert client.get(LIST).status_code == 200


def test_page_leads_to_the_update_behind_each_passage(client, period, coordinator):
    update = make.make_update(period=period, status="approved")
    client.force_login(coordinator)
    content = client.get(PAGE).content.decode()
    assert f'href="/staff/roadmap/progressupdate/{update.pk}/change/"' in content


@pytest.mark.parametrize("times", [1, 20])
def test_page_asks_the_database_a_constant_number_of_times(
    client, period, coordinator, times, django_assert_num_queries
):
    for _ in range(times):
        update = make.make_update(period=period, status="approved")
        make.make_result(update=update)
        make.make_evidence(update=update, is_public=True)
    client.force_login(coordinator)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(PAGE)


def test_page_keeps_to_the_strict_policy(client, period, coordinator):
    make.make_update(period=period, status="approved")
    client.force_login(coordinator)
    response = client.get(PAGE)
    content = response.content.decode()
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert content.count("<h1") == 1
    assert "<style" not in content
    assert "<script" not in content
    assert ' style="' not in content


def test_page_can_be_asked_for_in_a_language(client, period, coordinator):
    client.force_login(coordinator)
    content = client.get(f"{PAGE}?language=en").content.decode()
    assert "What challenges do you anticipate in this process?" in content


def test_json_is_what_the_renderer_makes(client, period, coordinator):
    make.make_update(period=period, status="approved")
    client.force_login(coordinator)
    response = client.get(f"{JSON}?language=fr")
    assert response.headers["Content-Type"] == "application/json"
    assert response.content == as_json.render(compose(period, "fr"))
    assert json.loads(response.content)["language"] == "fr"


@pytest.mark.parametrize("name", sorted(RENDERERS))
def test_every_format_is_a_file_to_keep(client, period, coordinator, name):
    make.make_update(period=period, status="approved")
    client.force_login(coordinator)
    renderer = RENDERERS[name]
    address = f"{PAGE}report{renderer.SUFFIX}?language=fr"
    assert f'href="{address}"' in client.get(f"{PAGE}?language=fr").content.decode()
    response = client.get(address)
    assert response.headers["Content-Type"] == renderer.CONTENT_TYPE
    kept_as = f'attachment; filename="MX-2019-2022-2023-fr{renderer.SUFFIX}"'
    assert response.headers["Content-Disposition"] == kept_as
    assert response.content == renderer.render(compose(period, "fr"))


def test_pdf_that_can_not_be_made_leads_back_to_the_page(client, period, coordinator, monkeypatch):
    monkeypatch.setattr(as_pdf, "LONGEST", 0.01)
    client.force_login(coordinator)
    response = client.get(PDF, follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert "No se pudo hacer el PDF" in response.content.decode()


def test_progress_counts_what_is_asked_and_answered(period):
    make.make_update(period=period, status="approved", topics=["lesson"])
    make.make_written_answer(period=period, question="initiatives", choices=["no"], narrative=[])
    counted = progress(compose(period))
    assert (counted["answered"], counted["asked"]) == (3, 24)
    assert [(part["answered"], part["asked"]) for part in counted["sections"]] == [
        (1, 1), (0, 1), (1, 6), (0, 4), (1, 3), (0, 5), (0, 1), (0, 3)
    ]  # fmt: skip
    assert [question.id for question in counted["missing"]] == [
        "progress-rating",
        "main-successes",
        "other-successes",
        "difficulties",
        "assessment-tools",
        "international-partners",
        "national-partners",
        "national-collaboration-increased",
        "pathfinder-process-useful",
        "priorities-revision",
        "coming-next-steps",
        "anticipated-challenges",
    ]
