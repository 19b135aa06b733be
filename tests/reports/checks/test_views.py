import re

import pytest
from django.utils.translation import override

from reports.checks import check_report
from reports.models import AcceptedWarning
from tests import make

PAGE = "/reports/MX-2019/2022-2023/checks/"
ACCEPT = f"{PAGE}accept/"
QUERIES = 18  # session, person, groups, period; the checks' eleven; what was taken back
NO_END = "Se apoyó a familias de Sinaloa y de"


@pytest.fixture
def period(db):
    make.make_roadmap(code="MX-2019")
    make.make_priority()
    period = make.make_period(year=2022)
    make.make_written_answer(period=period, question="lessons", narrative=make.paragraph(NO_END))
    return period


@pytest.fixture
def coordinator(db):
    return make.make_user(group="coordinators", name="Coordinación")


def key(period, check="no-end"):
    return next(finding.key for finding in check_report(period) if finding.check == check)


def post(client, url, **data):
    return client.post(url, data, follow=True)


@pytest.mark.parametrize(
    ("group", "status"),
    [("administrators", 200), ("coordinators", 200), ("observers", 200), (None, 403)],
)
def test_page_is_for_the_coordination_and_observers(client, period, group, status):
    client.force_login(make.make_user(group=group, agency=make.make_agency()))
    assert client.get(PAGE).status_code == status


def test_stranger_is_asked_to_log_in(client, period):
    for response in (client.get(PAGE), client.post(ACCEPT), client.post(f"{PAGE}withdraw/1/")):
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/")
    assert not AcceptedWarning.objects.exists()


def test_what_changes_something_is_posted(client, period, coordinator):
    row = make.make_accepted_warning(period=period)
    client.force_login(coordinator)
    assert client.get(f"{PAGE}withdraw/{row.pk}/").status_code == 405
    response = client.get(ACCEPT, {"key": key(period), "reason": "Así se firmó."})
    assert (response.status_code, response.url) == (302, PAGE)
    assert list(AcceptedWarning.objects.standing()) == [row]


@pytest.mark.parametrize(
    "url", ["/reports/MX-1990/2022-2023/checks/", "/reports/MX-2019/2030-2031/checks/"]
)
def test_report_that_is_not_there_is_not_found(client, period, coordinator, url):
    client.force_login(coordinator)
    assert client.get(url).status_code == 404


def test_period_without_an_edition_is_not_found(client, period, coordinator):
    make.make_period(year=2020)
    client.force_login(coordinator)
    assert client.get("/reports/MX-2019/2020-2021/checks/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_page_has_a_constant_number_of_queries(
    client, period, coordinator, django_assert_num_queries, rows
):
    for number in range(rows):
        make.make_update(status="approved")
        make.make_alias()
        make.make_written_answer(
            period=period, question=f"q{number}", narrative=make.paragraph(NO_END)
        )
        taken_back = {"withdrawn_by": coordinator, "withdrawn_at": make.NOON}
        make.make_accepted_warning(period=period, accepted_by=make.make_user(), **taken_back)
    client.force_login(coordinator)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE)


def test_page_tells_each_finding_with_its_words_and_its_place(client, period, coordinator):
    client.force_login(coordinator)
    with override("en"):
        page = client.get(PAGE, headers={"accept-language": "en"}).content.decode()
    assert "A sentence of question 8 has no end" in page
    assert re.search(r'href="/reports/MX-2019/2022-2023/write/[\w-]+/#question-[\w-]+"', page)
    assert page.index("Must be put right") < page.index("To look at")


def test_hostile_words_stay_words(client, period, coordinator):
    text = "<script>alert(1)</script> “{{ settings.SECRET_KEY }} %(x)s &amp; se hizo algo."
    make.make_written_answer(period=period, question="difficulties", narrative=make.paragraph(text))
    client.force_login(coordinator)
    page = client.get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ settings.SECRET_KEY }} %(x)s &amp;amp;" in page


def test_line_about_an_update_leads_to_it(client, period, coordinator):
    update = make.make_update(status="approved", priorities=[])
    client.force_login(coordinator)
    page = client.get(PAGE).content.decode()
    assert f'href="/staff/roadmap/progressupdate/{update.pk}/change/"' in page


# Accepting


def test_coordination_accepts_a_warning_and_takes_it_back(client, period, coordinator):
    client.force_login(coordinator)
    page = post(client, ACCEPT, key=key(period), reason="  Así se firmó.  ")
    row = AcceptedWarning.objects.get()
    assert (row.check_id, row.key, row.question, row.reason, row.accepted_by) == (
        "no-end",
        key(period),
        "lessons",
        "Así se firmó.",
        coordinator,
    )
    assert "Así se firmó." in page.content.decode()
    assert page.redirect_chain == [(PAGE, 302)]
    page = post(client, f"{PAGE}withdraw/{row.pk}/")
    row.refresh_from_db()
    assert row.withdrawn_by == coordinator
    assert f'value="{row.key}"' in page.content.decode()


@pytest.mark.parametrize("group", ["observers", None])
def test_others_accept_nothing_and_take_nothing_back(client, period, group):
    row = make.make_accepted_warning(period=period, key=key(period))
    client.force_login(make.make_user(group=group, agency=make.make_agency()))
    assert client.post(ACCEPT, {"key": key(period), "reason": "Sí."}).status_code == 403
    assert client.post(f"{PAGE}withdraw/{row.pk}/").status_code == 403
    assert list(AcceptedWarning.objects.standing()) == [row]


def test_observer_sees_no_button(client, period):
    make.make_accepted_warning(period=period, key=key(period))
    client.force_login(make.make_user(group="observers"))
    page = client.get(PAGE).content.decode()
    assert 'name="reason"' not in page
    assert "/withdraw/" not in page


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_reason_is_needed(client, period, coordinator, reason):
    client.force_login(coordinator)
    page = post(client, ACCEPT, key=key(period), reason=reason).content.decode()
    assert f'href="#id_reason_{key(period)}"' in page
    assert "<details open>" in page
    assert not AcceptedWarning.objects.exists()


def test_reason_that_is_too_long_comes_back_as_it_was_typed(client, period, coordinator):
    client.force_login(coordinator)
    page = post(client, ACCEPT, key=key(period), reason="b" * 1001).content.decode()
    assert "b" * 1001 in page
    assert not AcceptedWarning.objects.exists()


def test_blocker_is_refused(client, period, coordinator):
    client.force_login(coordinator)
    response = client.post(ACCEPT, {"key": key(period, "choice-missing"), "reason": "Así es."})
    assert response.status_code == 403
    assert not AcceptedWarning.objects.exists()


def test_warning_whose_text_has_changed_is_not_accepted(client, period, coordinator):
    client.force_login(coordinator)
    page = post(client, ACCEPT, key="0" * 32, reason="Así es.")
    assert page.redirect_chain == [(PAGE, 302)]
    assert not AcceptedWarning.objects.exists()


def test_acceptance_of_another_period_is_not_found(client, period, coordinator):
    row = make.make_accepted_warning(period=make.make_period(year=2023))
    client.force_login(coordinator)
    assert client.post(f"{PAGE}withdraw/{row.pk}/").status_code == 404
    assert row in AcceptedWarning.objects.standing()
