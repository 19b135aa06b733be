"""The letterhead of the Word files: who replaces it, which files are taken, which is used."""

import hashlib
import io
import zipfile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from reports.composing.compose import compose
from reports.composing.files import file_name, file_of
from reports.models import Letterhead
from reports.renderers import RENDERERS
from reports.renderers.letterhead import shipped
from roadmap.models.people import ADMINISTRATORS, COORDINATORS, OBSERVERS
from tests import files, make
from tests.roadmap.pages import add_url, change_url, errors, is_saved, open_empty_form, open_form


def own_base(head="Secretaría del Trabajo"):
    word = docx.Document(io.BytesIO(shipped()))
    word.sections[0].header.paragraphs[0].text = head
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def upload(content, name="membrete.docx"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def administrator(db, client):
    user = make.make_user(group=ADMINISTRATORS)
    client.force_login(user)
    return user


def send(client, **fields):
    typed = open_empty_form(client, Letterhead) | {"country": "MX"} | fields
    return client.post(add_url(Letterhead), typed)


def test_letterhead_is_kept_with_its_hash_and_who_sent_it(administrator, client):
    content = own_base()
    assert is_saved(send(client, upload=upload(content)))
    kept = Letterhead.objects.get()
    assert (bytes(kept.content), kept.file_name, kept.changed_by) == (
        content, "membrete.docx", administrator
    )  # fmt: skip
    assert kept.sha256 == hashlib.sha256(content).hexdigest()


def test_letterhead_is_replaced_by_a_new_file_and_kept_without_one(administrator, client):
    first, other = own_base(), own_base("Otra")
    kept = make.make_letterhead(content=first)
    typed = open_form(client, kept)
    assert is_saved(client.post(change_url(kept), typed))
    kept.refresh_from_db()
    assert (bytes(kept.content), kept.version) == (first, 2)
    assert is_saved(client.post(change_url(kept), open_form(client, kept)
                                | {"upload": upload(other)}))  # fmt: skip
    kept.refresh_from_db()
    assert (bytes(kept.content), kept.version) == (other, 3)


def linked_picture():
    word = docx.Document(io.BytesIO(shipped()))
    word.sections[0].header.part.rels.get_or_add_ext_rel(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image",
        "http://127.0.0.1:9/logo.png",
    )
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def with_macro():
    target = io.BytesIO(shipped())
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"macro")
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("membrete.pdf", files.PDF),
        ("membrete.docx", files.PDF),
        ("membrete.docx", b""),
        ("membrete.docx", shipped()[:-50]),
        ("membrete.docx", files.docx()),
        ("membrete.docx", linked_picture()),
        ("membrete.docx", with_macro()),
        ("membrete.docx", None),
    ],
)
def test_file_that_is_no_letterhead_is_refused(administrator, client, name, content):
    sent = {} if content is None else {"upload": upload(content, name)}
    assert list(errors(send(client, **sent))) == ["upload"]
    assert not Letterhead.objects.exists()


def test_roadmap_of_another_country_is_refused(administrator, client):
    other = make.make_roadmap(country="CO")
    answer = send(client, upload=upload(own_base()), roadmap=other.pk)
    assert list(errors(answer)) == ["roadmap"]


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ({"group": ADMINISTRATORS}, 200),
        ({"group": COORDINATORS}, 403),
        ({"group": OBSERVERS}, 403),
        ({"agency": True}, 403),
    ],
)
def test_only_administrators_open_it(db, client, person, status):
    kept = make.make_letterhead(content=own_base())
    agency = make.make_agency() if "agency" in person else None
    client.force_login(make.make_user(**person | {"agency": agency}))
    assert client.get(change_url(kept)).status_code == status
    assert client.get(add_url(Letterhead)).status_code == status
    sent = {"country": "CO", "upload": upload(own_base()), "version": 1}
    answer = client.post(change_url(kept), sent)
    assert answer.status_code == (302 if status == 200 else 403)
    kept.refresh_from_db()
    assert kept.country == ("CO" if status == 200 else "MX")


def head_of(content):
    return docx.Document(io.BytesIO(content)).sections[0].header.paragraphs[0].text


def test_report_is_written_on_the_roadmaps_letterhead_before_its_countrys(db):
    roadmap = make.make_roadmap(code="MX-2019")
    document = compose(make.make_period(roadmap=roadmap, year=2022))
    make.make_letterhead(country="CO", content=own_base("Colombia"))
    assert head_of(file_of(document, "docx")) == ""
    make.make_letterhead(content=own_base("México"))
    assert head_of(file_of(document, "docx")) == "México"
    make.make_letterhead(roadmap=roadmap, content=own_base("Hoja de ruta"))
    assert head_of(file_of(document, "docx")) == "Hoja de ruta"


@pytest.mark.parametrize("name", sorted(set(RENDERERS) - {"docx"}))
def test_other_formats_are_what_their_renderer_makes(db, name):
    make.make_roadmap(code="MX-2019")
    document = compose(make.make_period(year=2022))
    assert file_of(document, name) == RENDERERS[name].render(document)
    assert file_name(document, name) == f"MX-2019-2022-2023-es{RENDERERS[name].SUFFIX}"
