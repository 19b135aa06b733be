"""Files of evidence: what is taken, where it is kept, and who gets it."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from roadmap.files.evidence import CONTENT_TYPES
from roadmap.models import Evidence, Upload
from tests import files, make
from tests.files import PDF
from tests.roadmap.pages import change_url, errors, form_data, is_saved, open_form, save
from tests.roles import ROLES, log_in

PNG, JPG, DOCX, XLSX = files.png(), files.jpg(), files.docx(), files.xlsx()


def upload(client, update, name, content):
    """Send the update's form with this file as its only evidence."""
    typed = open_form(client, update) | {
        "evidence-0-title": "Boletín",
        "evidence-0-file": SimpleUploadedFile(name, content),
    }
    return save(client, update, typed)


@pytest.fixture
def update(db, client):
    """A draft of the agency of the contributor who is logged in."""
    update = make.make_update()
    client.force_login(make.make_user(agency=update.agency))
    return update


def kept_files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF),
        ("A.PDF", PDF),
        ("a.png", PNG),
        ("a.jpg", JPG),
        ("a.jpeg", JPG),
        ("a.docx", DOCX),
        ("a.xlsx", XLSX),
    ],
)
def test_allowed_kind_is_kept_under_a_random_name(update, client, files_folder, name, content):
    assert is_saved(upload(client, update, f"Lista de niñas {name}", content))
    evidence = Evidence.objects.get()
    [path] = kept_files(files_folder)
    assert (evidence.file_name, path.read_bytes()) == (f"Lista de niñas {name}", content)
    assert (evidence.file.name, path.parent.name) == (f"evidence/{path.name}", "evidence")
    assert (len(path.stem), path.suffix) == (32, "." + name.rpartition(".")[2].lower())
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ"),
        ("a.html", b"<script>"),
        ("a.svg", b"<svg/>"),
        ("a.pdf.exe", PDF),
        ("pdf", PDF),
        ("a.pdf", DOCX),
        ("a.pdf", b""),
        ("a.pdf", b"%PDF"),
        ("a.png", JPG),
        ("a.jpg", PNG),
        ("a.docx", PDF),
        ("a.docx", XLSX),
        ("a.pdf", b" " + PDF),
        ("a.pdf", PDF.ljust(1001)),
    ],
)
def test_other_file_is_refused_and_not_kept(update, client, files_folder, settings, name, content):
    settings.EVIDENCE_MAX_BYTES = 1000
    answer = upload(client, update, name, content)
    assert list(errors(answer))[:1] == ["evidence-0-file"]
    assert (Evidence.objects.count(), kept_files(files_folder)) == (0, [])


def test_file_of_the_greatest_size_is_taken(update, client, settings):
    settings.EVIDENCE_MAX_BYTES = 1000
    assert is_saved(upload(client, update, "a.pdf", PDF.ljust(1000)))


@pytest.mark.parametrize(
    "name", ["../../a.pdf", "/etc/a.pdf", "..\\a.pdf", "a\x00b.pdf", "ñ" * 300]
)
def test_odd_file_name_leads_nowhere(update, client, files_folder, name):
    answer = upload(client, update, f"{name}.pdf", PDF)
    assert answer.status_code in {200, 302}
    assert {path.parent for path in kept_files(files_folder)} <= {files_folder / "evidence"}


def test_link_and_file_together_are_refused(update, client, files_folder):
    both = open_form(client, update) | {
        "evidence-0-title": "Boletín",
        "evidence-0-url": "https://www.gob.mx",
        "evidence-0-file": SimpleUploadedFile("a.pdf", PDF),
    }
    assert save(client, update, both).status_code == 200
    assert (Evidence.objects.count(), kept_files(files_folder)) == (0, [])


def test_file_stays_when_the_form_is_saved_again(update, client):
    upload(client, update, "a.pdf", PDF)
    before = list(Evidence.objects.values())
    assert is_saved(save(client, update, open_form(client, update)))
    assert list(Evidence.objects.values()) == before


def make_file(update, **fields):
    return make.make_evidence(
        update=update, file=ContentFile(PDF, name="x.pdf"), file_name="Acta 1.pdf", **fields
    )


# What each role gets of evidence that is public or not, of an update in each status.
INTERNAL = [200, 200, 200, 404, 200, 404, 404, 404]
APPROVED = [200, 200, 200, 200, 200, 404, 404, 404]
DOWNLOADS = {
    ("draft", True): INTERNAL,
    ("draft", False): INTERNAL,
    ("with-validator", True): INTERNAL,
    ("submitted", True): INTERNAL,
    ("returned", True): INTERNAL,
    ("approved", True): APPROVED,
    ("approved", False): APPROVED,
    ("published", True): [200] * 8,
    ("published", False): APPROVED,
}


@pytest.mark.parametrize("role", ROLES)
def test_role_downloads_exactly_what_the_table_says(db, client, role):
    agencies = {"own": make.make_agency(), "other": make.make_agency()}
    log_in(client, role, agencies)
    found = {}
    for status, public in DOWNLOADS:
        published = {"status": "approved", "published_at": make.NOON}
        columns = published if status == "published" else {"status": status}
        evidence = make_file(make.make_update(agency=agencies["own"], **columns), is_public=public)
        answer = client.get(reverse("evidence-file", args=[evidence.pk]))
        found[status, public] = answer.status_code
        b"".join(answer)  # A file that is not read to its end stays open.
    column = list(ROLES).index(role)
    assert found == {case: statuses[column] for case, statuses in DOWNLOADS.items()}


def test_file_is_a_download_that_nothing_can_run_in(update, client):
    answer = client.get(reverse("evidence-file", args=[make_file(update).pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert {name: answer.headers[name] for name in FILE_HEADERS} == FILE_HEADERS


FILE_HEADERS = {
    "Content-Type": "application/pdf",
    "Content-Disposition": 'attachment; filename="Acta 1.pdf"',
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
}


@pytest.mark.parametrize("suffix", CONTENT_TYPES)
def test_type_of_the_content_comes_from_the_stored_name(update, client, suffix):
    evidence = make.make_evidence(
        update=update, file=ContentFile(PDF, name=f"x.{suffix}"), file_name="page.html"
    )
    answer = client.get(reverse("evidence-file", args=[evidence.pk]))
    b"".join(answer)
    assert answer.headers["Content-Type"] == CONTENT_TYPES[suffix]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="page.html"'


def test_file_that_is_missing_is_said_to_be(update, client, files_folder):
    evidence, whole = make_file(update), make_file(update)
    (files_folder / evidence.file.name).unlink()
    answer = client.get(reverse("evidence-file", args=[evidence.pk]))
    assert (answer.status_code, "Acta 1.pdf" in answer.content.decode()) == (404, True)
    assert "roadmap/file_missing.html" in [template.name for template in answer.templates]
    assert client.get(reverse("evidence-file", args=[whole.pk])).getvalue() == PDF


def test_file_that_is_missing_is_not_named_to_others(update, client, files_folder):
    evidence = make_file(update)
    (files_folder / evidence.file.name).unlink()
    client.logout()
    answer = client.get(reverse("evidence-file", args=[evidence.pk]))
    assert (answer.status_code, "Acta 1.pdf" in answer.content.decode()) == (404, False)


@pytest.mark.parametrize(("most", "words"), [(3, "3.0\xa0MB"), (25, "25.0\xa0MB")])
def test_form_tells_kinds_and_limit(update, client, settings, most, words):
    settings.EVIDENCE_MAX_BYTES = most * 1024 * 1024
    page = client.get(change_url(update), headers={"accept-language": "en"}).content.decode()
    assert f"(PDF, PNG, JPG, DOCX, XLSX; up to {words})" in page


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_file_is_only_read(update, client, method):
    evidence = make_file(update)
    assert getattr(client, method)(reverse("evidence-file", args=[evidence.pk])).status_code == 405
    assert Evidence.objects.count() == 1


def test_link_and_unknown_evidence_have_no_file(update, client):
    link = make.make_evidence(update=update)
    for pk in (link.pk, 99_999, 10**30):
        assert client.get(reverse("evidence-file", args=[pk])).status_code == 404


def test_file_is_under_no_other_address(update, client):
    evidence = make_file(update)
    for folder in ("", "files/", "media/", "static/", "evidence/", "var/files/"):
        assert client.get(f"/{folder}{evidence.file.name}").status_code == 404


GONE = "00000000-0000-4000-8000-000000000000"


def test_file_that_is_gone_is_asked_for_once(update, client):
    typed = open_form(client, update) | {"evidence-0-title": "Acta", "evidence-0-upload": GONE}
    answer = save(client, update, typed)
    again = form_data(answer, "update-form")
    assert (list(errors(answer)), again["evidence-0-upload"]) == (["evidence-0-file"], [""])
    assert is_saved(save(client, update, again))
    assert Evidence.objects.get().title == "Acta"


def test_file_that_comes_with_the_row_counts_more_than_one_sent_before(update, client):
    sent = Upload.objects.create(
        by=update.agency.memberships.get().user, file=ContentFile(PDF, name="a.pdf"), file_name="A"
    )
    for uid in (GONE, sent.uid):
        typed = open_form(client, update) | {
            "evidence-0-title": "Boletín",
            "evidence-0-upload": uid,
            "evidence-0-file": SimpleUploadedFile("b.png", PNG),
        }
        assert is_saved(save(client, update, typed))
        evidence = Evidence.objects.get()
        with evidence.file.open() as file:
            assert (evidence.file_name, file.read()) == ("b.png", PNG)
    assert Upload.objects.get() == sent
