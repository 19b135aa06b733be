"""The coordination's pages about submitting and publishing, and everybody who knocks there."""

import pytest

from reports.composing.compose import compose
from reports.models import Publication, ReportVersion, WrittenAnswer
from reports.publishing import publishing
from reports.renderers import RENDERERS
from roadmap.models import ProgressUpdate, Status
from tests import make

SUBMIT = "/reports/MX-2019/2022-2023/submit/"
RECEIPT = "/reports/MX-2019/2022-2023/v1/receipt/"
PUBLICATION = "/reports/MX-2019/2022-2023/v1/publication/"
SIGNED = {"name": "Ana Pérez", "position": "Directora General"}


@pytest.fixture
def period(db):
    make.make_roadmap(code="MX-2019")
    make.make_priority()
    period = make.make_period(year=2022)
    make.make_update(period=period, status=Status.APPROVED)
    return make.make_whole_report(period=period)


@pytest.fixture
def coordinator(db, client):
    user = make.make_user(group="coordinators")
    client.force_login(user)
    return user


def sign(client, **typed):
    """What the page answers to whoever signs what stands on it."""
    seen = client.get(SUBMIT).context["form"]["seen"].value()
    return client.post(SUBMIT, SIGNED | {"seen": seen} | typed)


def errors(answer):
    return [str(error) for error in answer.context["form"].non_field_errors()]


PEOPLE = {
    "administrator": {"group": "administrators"},
    "coordinator": {"group": "coordinators"},
    "observer": {"group": "observers"},
    "agency": {"agency": True},
    "nobody": {},
    "stranger": None,
}


def log_in(client, person):
    if (fields := PEOPLE[person]) is not None:
        agency = make.make_agency() if "agency" in fields else None
        client.force_login(make.make_user(group=fields.get("group"), agency=agency))


@pytest.mark.parametrize(
    ("url", "statuses"),
    [
        (SUBMIT, [200, 200, 403, 403, 403, 302]),
        (RECEIPT, [200, 200, 200, 403, 403, 302]),
        (PUBLICATION, [200, 200, 403, 403, 403, 302]),
    ],
)
def test_page_is_open_to_exactly_these(client, period, url, statuses):
    make.make_report_version(period=period)
    found = []
    for person in PEOPLE:
        client.logout()
        log_in(client, person)
        found.append(client.get(url).status_code)
    assert found == statuses


@pytest.mark.parametrize("person", ["observer", "agency", "nobody", "stranger"])
def test_forged_submission_stores_nothing(client, period, person):
    log_in(client, person)
    seen = publishing.hash_of(publishing.canonical(compose(period)))
    client.post(SUBMIT, SIGNED | {"seen": seen})
    assert not ReportVersion.objects.exists()
    # The control: the same post, by the coordination.
    log_in(client, "coordinator")
    client.post(SUBMIT, SIGNED | {"seen": seen})
    assert ReportVersion.objects.count() == 1


@pytest.mark.parametrize("person", ["observer", "agency", "nobody", "stranger"])
def test_forged_decision_publishes_nothing(client, period, person):
    make.make_report_version(period=period)
    log_in(client, person)
    client.post(PUBLICATION, {"decision": "publish"})
    assert not Publication.objects.exists()
    log_in(client, "coordinator")
    client.post(PUBLICATION, {"decision": "publish"})
    assert Publication.objects.count() == 1


def test_signing_leads_to_the_receipt_with_the_hash_of_every_file(client, period, coordinator):
    answer = sign(client)
    assert (answer.status_code, answer.url) == (302, RECEIPT)
    version = ReportVersion.objects.get()
    page = client.get(RECEIPT).text
    told = ["MX-2019/2022-2023/v1", "Ana Pérez", "Directora General", version.document_hash]
    told += [version.edition_hash, *version.files.values_list("sha256", flat=True)]
    assert [text for text in told if text not in page] == []


def test_second_submission_asks_what_is_corrected(client, period, coordinator):
    sign(client)
    ProgressUpdate.objects.update(narrative=make.paragraph("Otra cosa."))
    answer = sign(client)
    assert list(answer.context["form"].errors) == ["correction"]
    assert sign(client, correction="Un dato.").status_code == 302
    assert ReportVersion.objects.last().replaces == ReportVersion.objects.first()


def test_second_press_leads_to_the_same_receipt(client, period, coordinator):
    pressed = SIGNED | {"seen": client.get(SUBMIT).context["form"]["seen"].value()}
    assert [client.post(SUBMIT, pressed).url for _ in range(2)] == [RECEIPT, RECEIPT]
    assert ReportVersion.objects.count() == 1


@pytest.mark.parametrize("missing", ["name", "position"])
def test_submission_without_a_signature_is_shown_again(client, period, coordinator, missing):
    answer = sign(client, **{missing: " "})
    assert list(answer.context["form"].errors) == [missing]
    assert not ReportVersion.objects.exists()


def test_submission_without_a_word_in_the_name_is_shown_again(client, period, coordinator):
    answer = sign(client, name="\u200b\x02")
    assert (answer.status_code, ReportVersion.objects.count()) in [(200, 0), (302, 1)]
    if answer.status_code == 302:
        assert ReportVersion.objects.get().signed_by.strip()


def test_report_that_changed_meanwhile_is_shown_again_and_can_be_signed_then(
    client, period, coordinator
):
    old = client.get(SUBMIT).context["form"]["seen"].value()
    ProgressUpdate.objects.update(title="Otro", narrative=make.paragraph("Otra cosa."))
    answer = client.post(SUBMIT, SIGNED | {"seen": old})
    assert (len(errors(answer)), ReportVersion.objects.count()) == (1, 0)
    new = answer.context["form"]["seen"].value()
    assert client.post(SUBMIT, SIGNED | {"seen": new}).status_code == 302


def test_blocker_is_shown_and_stops_the_submission(client, period, coordinator):
    seen = client.get(SUBMIT).context["form"]["seen"].value()
    WrittenAnswer.objects.get(question="progress-rating").delete()
    page = client.get(SUBMIT)
    assert [finding.check for finding, _address in page.context["blockers"]] == ["choice-missing"]
    address = "/reports/MX-2019/2022-2023/write/general-progress/#question-progress-rating"
    assert f'<li><a href="{address}">' in page.text
    assert "<textarea" not in page.text
    assert len(errors(client.post(SUBMIT, SIGNED | {"seen": seen}))) == 1
    assert not ReportVersion.objects.exists()


class Broken:
    CONTENT_TYPE, SUFFIX = "application/x-broken", ".broken"

    @staticmethod
    def render(_document):
        raise ZeroDivisionError


def test_page_says_which_file_could_not_be_made(client, period, coordinator, monkeypatch):
    monkeypatch.setitem(RENDERERS, "html", Broken)
    assert "Página web" in errors(sign(client))[0]
    assert not ReportVersion.objects.exists()


def test_period_before_the_first_edition_can_not_be_submitted(client, period, coordinator):
    make.make_period(year=2019)
    assert client.get("/reports/MX-2019/2019-2020/submit/").status_code == 404


def test_publication_page_offers_what_is_not_so_yet(client, period, coordinator):
    make.make_report_version(period=period)
    told = []
    for _ in range(2):
        decision = client.get(PUBLICATION).context["decision"]
        told.append(decision)
        assert client.post(PUBLICATION, {"decision": decision}).url == RECEIPT
    assert told == ["publish", "withdraw"]
    # Too late: somebody has withdrawn it already.
    client.post(PUBLICATION, {"decision": "withdraw"})
    assert Publication.objects.count() == 2


def test_hostile_text_in_the_signature_stays_text(client, period, coordinator):
    sign(client, name="<script>alert(1)</script>", position="{{ 7*7 }}")
    page = client.get(RECEIPT).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_report_page_lists_what_was_sent(client, period, coordinator):
    page = "/reports/MX-2019/2022-2023/"
    assert RECEIPT not in client.get(page).text
    make.make_report_version(period=period)
    assert RECEIPT in client.get(page).text


@pytest.mark.parametrize("times", [1, 3])
def test_receipt_asks_the_database_a_constant_number_of_times(
    client, period, coordinator, times, django_assert_num_queries
):
    version = make.make_report_version(period=period)
    for number in range(times):
        decision = list(Publication.Decision)[number % 2]
        publishing.decide(version, decision, by=coordinator)
        make.make_report_version(period=period)
    with django_assert_num_queries(6):  # session, person, groups; version, files, decisions
        client.get(RECEIPT)
