import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from reports.models import PastReport, WrittenAnswer
from tests import files, make
from tests.reports.importing.documents import small_period

URL = "/reports/import/"
REPORT = "¿Qué retos anticipa en este proceso?\n\nEl presupuesto.\n"


@pytest.fixture
def period(db):
    return small_period()


@pytest.fixture
def coordinator(period, client):
    user = make.make_user(group="coordinators")
    client.force_login(user)
    return user


def page_of(report):
    return f"{URL}{report.uid}/"


def send(client, content=REPORT, *, name="informe.md", **fields):
    content = content.encode() if isinstance(content, str) else content
    roadmap = PastReport.roadmap.field.related_model.objects.get()
    data = {"roadmap": roadmap.pk, "year": 2022, "file": SimpleUploadedFile(name, content)}
    return client.post(URL, data | fields)


def sent(by, **fields):
    return make.make_past_report(by=by, content=REPORT.encode(), **fields)


PEOPLE = [("administrators", 200), ("coordinators", 200), ("observers", 403), (None, 403)]


@pytest.mark.parametrize(("group", "status"), PEOPLE)
def test_reports_are_brought_in_by_the_coordination(client, period, group, status):
    user = make.make_user(group=group, agency=make.make_agency())
    client.force_login(user)
    report = sent(user)
    pages = [URL, page_of(report)]
    assert [client.get(url).status_code for url in pages] == [status] * 2
    posted = [client.post(url).status_code for url in [*pages, f"{page_of(report)}discard/"]]
    assert posted == ([200, 200, 302] if status == 200 else [403] * 3)
    assert WrittenAnswer.objects.count() == 0


def test_stranger_is_asked_to_log_in(client, period):
    report = sent(None)
    for url in [URL, page_of(report), f"{page_of(report)}discard/"]:
        response = client.get(url)
        assert (response.status_code, response.url) == (302, f"/accounts/login/?next={url}")


def test_file_of_somebody_else_is_not_found(client, coordinator):
    report = sent(make.make_user(group="coordinators"))
    assert client.get(page_of(report)).status_code == 404
    assert client.post(page_of(report)).status_code == 404
    assert client.post(f"{page_of(report)}discard/").status_code == 404
    assert report.name not in client.get(URL).content.decode()
    assert client.get(page_of(sent(coordinator))).status_code == 200


def test_file_is_sent_looked_at_and_taken_over(client, coordinator):
    response = send(client)
    [report] = PastReport.objects.all()
    assert (response.status_code, response.url) == (302, page_of(report))
    assert (report.by, report.year, bytes(report.content)) == (coordinator, 2022, REPORT.encode())
    response = client.get(response.url)
    assert "El presupuesto." in response.content.decode()
    assert WrittenAnswer.objects.count() == 0
    seen = response.context["plan"].fingerprint
    response = client.post(page_of(report), {"seen": seen}, follow=True)
    assert response.redirect_chain == [(page_of(report), 302)]
    assert WrittenAnswer.objects.get().narrative == make.paragraph("El presupuesto.")
    assert 'href="/reports/MX-2019/2022-2023/"' in response.content.decode()


@pytest.mark.parametrize(
    ("decision", "text"), [("keep", "Así fue."), ("replace", "El presupuesto.")]
)
def test_person_decides_about_what_is_written(client, coordinator, decision, text):
    make.make_written_answer(question="anticipated-challenges")
    report = sent(coordinator)
    response = client.get(page_of(report))
    content = response.content.decode()
    assert 'name="decide-anticipated-challenges" value="keep" checked' in content
    data = {"seen": response.context["plan"].fingerprint}
    client.post(page_of(report), data | {"decide-anticipated-challenges": decision})
    assert WrittenAnswer.objects.get().narrative == make.paragraph(text)


def test_what_has_changed_meanwhile_is_shown_first(client, coordinator, period):
    report = sent(coordinator)
    data = {"seen": client.get(page_of(report)).context["plan"].fingerprint}
    data["decide-anticipated-challenges"] = "replace"
    make.make_written_answer(period=period, question="anticipated-challenges")
    response = client.post(page_of(report), data)
    content = response.content.decode()
    assert (response.status_code, WrittenAnswer.objects.get().version) == (200, 1)
    assert "Así fue." in content
    assert 'name="decide-anticipated-challenges" value="replace" checked' in content


def test_file_that_is_sent_again_takes_the_place_of_the_one_that_waits(client, coordinator):
    other = sent(make.make_user(group="coordinators"))
    send(client)
    send(client)
    assert PastReport.objects.filter(by=coordinator).count() == 1
    assert PastReport.objects.filter(pk=other.pk).exists()


def test_file_is_forgotten_when_it_is_discarded(client, coordinator):
    report = sent(coordinator)
    assert client.get(f"{page_of(report)}discard/").status_code == 405
    client.post(f"{page_of(report)}discard/")
    assert PastReport.objects.count() == 0


def test_what_was_taken_over_is_not_forgotten(client, coordinator):
    report = sent(coordinator)
    client.post(page_of(report), {"seen": client.get(page_of(report)).context["plan"].fingerprint})
    assert client.post(f"{page_of(report)}discard/").status_code == 404
    assert PastReport.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", files.PDF),
        ("a.md", b"Uno\0"),
        ("a.docx", files.docx(files.zeros("word/media/a.bin", 400_000_000))),
        ("a.docx", files.docx(files.Part("word/vbaProject.bin"))),
        ("a.docx", b"PK\x03\x04"),
    ],
)
def test_file_that_is_no_report_is_refused(client, coordinator, name, content):
    response = send(client, content, name=name)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["file"]
    assert PastReport.objects.count() == 0


def test_markup_in_a_file_stays_text(client, coordinator):
    hostile = "<script>alert(1)</script>"
    content = f"{hostile}\n\n¿Qué retos anticipa en este proceso?\n\n{hostile}\n\n☒ {hostile}\n"
    send(client, content)
    shown = client.get(page_of(PastReport.objects.get())).content.decode()
    assert hostile not in shown
    assert shown.count(escape(hostile)) >= 2


@pytest.mark.parametrize("times", [1, 3])
def test_pages_ask_the_database_a_constant_number_of_times(
    client, coordinator, period, times, django_assert_num_queries
):
    for number in range(times):
        make.make_priority(roadmap=period.roadmap, text=f"Otra prioridad número {number}.")
        sent(coordinator, year=2023 + number)
    report = sent(coordinator)
    with django_assert_num_queries(6):
        client.get(URL)
    with django_assert_num_queries(9):
        client.get(page_of(report))
