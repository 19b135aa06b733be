"""A file goes when nothing names it any more: after the transaction, never before."""

import os
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from roadmap import stored_files
from roadmap.models import Evidence, ProgressUpdate, Upload
from tests import make
from tests.files import PDF, png
from tests.roadmap.pages import is_saved, open_form, save

UPLOAD = reverse("upload")


@pytest.fixture
def update(db, client):
    """A draft of the contributor who is logged in, with one file."""
    update = make.make_update()
    client.force_login(make.make_user(agency=update.agency))
    make_file(update)
    return update


def make_file(update, **fields):
    content = ContentFile(PDF, name="x.pdf")
    return make.make_evidence(update=update, file=content, file_name="Acta.pdf", **fields)


def kept(folder):
    return {path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def delete_row(client, update):
    return save(client, update, open_form(client, update) | {"evidence-0-DELETE": "on"})


def replace_file(client, update):
    typed = {"evidence-0-file": SimpleUploadedFile("b.png", png())}
    return save(client, update, open_form(client, update) | typed)


def replace_by_upload(client, update):
    sent = client.post(UPLOAD, {"file": SimpleUploadedFile("b.png", png())}).json()
    return save(client, update, open_form(client, update) | {"evidence-0-upload": sent["uid"]})


def replace_by_link(client, update):
    typed = {"evidence-0-file-clear": "on", "evidence-0-url": "https://www.gob.mx/boletin"}
    return save(client, update, open_form(client, update) | typed)


def delete_draft(client, update):
    address = reverse("admin:roadmap_progressupdate_delete", args=[update.pk])
    return client.post(address, {"post": "yes"})


# What is done, and which files are there afterwards.
CHANGES = {
    delete_row: set(),
    replace_file: {png()},
    replace_by_upload: {png()},
    replace_by_link: set(),
    delete_draft: set(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_file_is_removed_after_the_commit(
    update, client, files_folder, change, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as committed:
        assert is_saved(change(client, update))
        assert PDF in kept(files_folder)
    for done in committed:
        done()
    assert kept(files_folder) == CHANGES[change]
    assert Upload.objects.count() == 0


def test_file_name_goes_with_the_file(update, client):
    replace_by_link(client, update)
    evidence = Evidence.objects.get()
    assert (evidence.file.name, evidence.file_name) == ("", "")


def test_saving_again_removes_nothing(
    update, client, files_folder, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert is_saved(save(client, update, open_form(client, update)))
    assert kept(files_folder) == {PDF}


def test_deleting_a_link_removes_no_file(
    update, client, files_folder, django_capture_on_commit_callbacks
):
    Evidence.objects.update(file="", url="https://www.gob.mx/boletin")
    with django_capture_on_commit_callbacks(execute=True):
        assert is_saved(delete_row(client, update))
    assert (Evidence.objects.count(), kept(files_folder)) == (0, {PDF})


def test_other_files_stay(update, client, files_folder, django_capture_on_commit_callbacks):
    make_file(make.make_update())
    with django_capture_on_commit_callbacks(execute=True):
        delete_draft(client, update)
    assert (ProgressUpdate.objects.count(), kept(files_folder)) == (1, {PDF})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fails", [True, False])
def test_nothing_is_removed_when_the_transaction_fails(files_folder, fails):
    evidence = make_file(make.make_update())
    with suppress(ZeroDivisionError), transaction.atomic():
        stored_files.remove_when_committed([evidence.file.name])
        Evidence.objects.all().delete()
        assert kept(files_folder) == {PDF}
        assert 1 // (not fails)
    assert kept(files_folder) == ({PDF} if fails else set())
    assert Evidence.objects.count() == int(fails)


def test_file_that_a_row_still_names_stays(update, files_folder):
    evidence = Evidence.objects.get()
    names = [evidence.file.name]
    assert stored_files.remove_unnamed(names) == 0
    Upload.objects.create(by=make.make_user(), file=evidence.file.name, file_name="a.pdf")
    evidence.delete()
    assert (stored_files.remove_unnamed(names), kept(files_folder)) == (0, {PDF})
    Upload.objects.all().delete()
    assert (stored_files.remove_unnamed(names), kept(files_folder)) == (1, set())


@pytest.mark.django_db(transaction=True)
def test_file_that_can_not_be_removed_does_not_undo_the_saving(files_folder, caplog):
    evidence = make_file(make.make_update())
    path = files_folder / evidence.file.name
    path.unlink()
    (path / "in-the-way").mkdir(parents=True)
    with transaction.atomic():
        evidence.delete()
        stored_files.remove_when_committed([evidence.file.name])
    assert Evidence.objects.count() == 0
    assert "Directory not empty" in caplog.text


def test_forgotten_files_are_removed_after_a_day(update, files_folder):
    folder = files_folder / "evidence"
    ages = {"old": timedelta(days=2), "new": timedelta(hours=23)}
    for name, age in ages.items():
        (folder / name).write_bytes(name.encode())
        moment = (timezone.now() - age).timestamp()
        os.utime(folder / name, (moment, moment))
    long_ago = (timezone.now() - timedelta(days=900)).timestamp()
    os.utime(files_folder / Evidence.objects.get().file.name, (long_ago, long_ago))
    call_command("forget_unsaved", verbosity=0)
    assert kept(files_folder) == {PDF, b"new"}


def test_nothing_is_forgotten_where_nothing_was_stored(db, files_folder):
    call_command("forget_unsaved", verbosity=0)
    assert kept(files_folder) == set()


def test_upload_that_is_never_saved_is_forgotten(update, client, files_folder):
    client.post(UPLOAD, {"file": SimpleUploadedFile("b.png", png())})
    Upload.objects.update(at=timezone.now() - timedelta(days=61))
    call_command("forget_unsaved", verbosity=0)
    assert (Upload.objects.count(), kept(files_folder)) == (0, {PDF})


@pytest.mark.parametrize("is_whole", [True, False])
def test_upload_that_breaks_off_leaves_nothing(
    update, client, files_folder, settings, tmp_path_factory, is_whole
):
    folder = tmp_path_factory.mktemp("uploads")
    settings.FILE_UPLOAD_TEMP_DIR = folder
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    content = png(padding=200_000)
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="b.png"\r\n'
        b"Content-Type: image/png\r\n\r\n" + content + b"\r\n--b--\r\n"
    )
    sent = body if is_whole else body[:100_000]
    answer = client.generic("POST", UPLOAD, sent, "multipart/form-data; boundary=b")
    assert answer.status_code == (200 if is_whole else 400)
    assert kept(files_folder) == ({PDF, content} if is_whole else {PDF})
    assert list(folder.iterdir()) == []
