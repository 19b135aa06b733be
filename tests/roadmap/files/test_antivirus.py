"""With ClamAV configured, only what it clearly calls clean gets in."""

import socket
import struct
import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from alliance87.settings import local_socket
from roadmap.files.antivirus import FOUND, UNKNOWN
from roadmap.models import Evidence, Upload
from tests import make
from tests.files import PDF
from tests.roadmap.files.clamd import Clamd, running, says
from tests.roadmap.pages import is_saved, open_form, save

UPLOAD = reverse("upload")
CLEAN = b"stream: OK\0"
# More than the socket itself holds: a peer that does not read makes the sender wait.
LARGE = PDF[:9] + b" " * 3_000_000 + PDF[9:]

ANSWERS = {
    "clean": (CLEAN, None),
    "a virus": (b"stream: Eicar-Test-Signature FOUND\0", FOUND),
    "a virus named OK": (b"stream: OK FOUND\0", FOUND),
    "a limit inside the file": (b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0", UNKNOWN),
    "clean, then a virus": (CLEAN + b"stream: Eicar FOUND\0", FOUND),
    "too large": (b"INSTREAM size limit exceeded. ERROR\0", UNKNOWN),
    "an error": (b"stream: Can't allocate memory ERROR\0", UNKNOWN),
    "an error named OK": (b"stream: OK ERROR\0", UNKNOWN),
    "an unknown command": (b"UNKNOWN COMMAND\0", UNKNOWN),
    "another file's": (b"/srv/a.pdf: OK\0", UNKNOWN),
    "no name": (b"OK\0", UNKNOWN),
    "small letters": (b"stream: ok\0", UNKNOWN),
    "clean and something": (CLEAN + b"x\0", UNKNOWN),
    "nothing": (b"", UNKNOWN),
    "nothing but the end": (b"\0", UNKNOWN),
    "half of clean": (b"stream: O", UNKNOWN),
    "clean without an end": (b"stream: OK", UNKNOWN),
    "clean with another end": (b"stream: OK\n", UNKNOWN),
    "half of a virus": (b"stream: Eicar FOUN", UNKNOWN),
    "a virus without an end": (b"stream: Eicar FOUND", UNKNOWN),
    "no end at all": (b"x" * 100_000, UNKNOWN),
}


def silent(connection):
    """Answers nothing, for longer than anybody waits."""
    connection.settimeout(2)
    connection.recv(1)


def dripping(connection):
    """Each byte comes in time; the whole answer does not."""
    for byte in CLEAN * 3:
        connection.sendall(bytes([byte]))
        time.sleep(0.1)


def hanging_up(_connection):
    pass


def sleeping(_connection):
    time.sleep(1)


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


# What the peer does, and whether it reads the file first.
TROUBLES = {
    "says nothing": (silent, True),
    "says it too slowly": (dripping, True),
    "hangs up": (hanging_up, True),
    "breaks off": (reset, True),
    "hangs up before the file": (hanging_up, False),
    "refuses in the middle": (says(b"INSTREAM size limit exceeded. ERROR\0"), False),
    "accepts in the middle": (says(CLEAN), False),
    "does not read": (sleeping, False),
}


@pytest.fixture
def send(db, client, settings):
    """Send a file as a contributor: (status, what the answer says)."""
    settings.CLAMAV_SECONDS = 0.5
    client.force_login(make.make_user(agency=make.make_agency()))

    def send(content=PDF, name="a.pdf"):
        file = SimpleUploadedFile(name, content)
        answer = client.post(UPLOAD, {"file": file}, headers={"accept-language": "en"})
        return answer.status_code, answer.json().get("message")

    return send


def kept(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def assert_refused(send, folder, sentence, content=PDF):
    assert send(content) == (400, str(sentence))
    assert (Upload.objects.count(), kept(folder)) == (0, [])


@pytest.mark.parametrize("case", ANSWERS)
def test_only_a_clear_answer_lets_a_file_in(send, files_folder, settings, case):
    answer, sentence = ANSWERS[case]
    clamd = Clamd(says(answer))
    with running(clamd) as settings.CLAMAV_SOCKET:
        if sentence is None:
            assert send() == (200, None)
            assert [path.read_bytes() for path in kept(files_folder)] == [PDF]
        else:
            assert_refused(send, files_folder, sentence)
    assert clamd.received == [PDF]


@pytest.mark.parametrize("case", TROUBLES)
def test_scanner_in_trouble_lets_nothing_in(send, files_folder, settings, case):
    behaviour, reads = TROUBLES[case]
    with running(Clamd(behaviour, reads=reads)) as settings.CLAMAV_SOCKET:
        begun = time.monotonic()
        assert_refused(send, files_folder, UNKNOWN, LARGE)
        assert time.monotonic() - begun < 3
    with running(Clamd(says(CLEAN))) as settings.CLAMAV_SOCKET:
        settings.CLAMAV_SECONDS = 30
        assert send(LARGE) == (200, None)


def test_scanner_that_is_not_there_lets_nothing_in(send, files_folder, settings, tmp_path_factory):
    folder = tmp_path_factory.mktemp("no-socket")
    (folder / "file").touch()
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        for address in (str(folder / "none"), str(folder / "file"), unused.getsockname()):
            settings.CLAMAV_SOCKET = address
            assert_refused(send, files_folder, UNKNOWN)
    settings.CLAMAV_SOCKET = None
    assert send() == (200, None)


def test_scanner_on_a_port_is_asked_too(send, settings):
    clamd = Clamd(says(CLEAN))
    with running(clamd, family=socket.AF_INET) as settings.CLAMAV_SOCKET:
        assert send(LARGE) == (200, None)
    assert clamd.received == [LARGE]


def test_file_that_is_refused_anyway_is_not_sent_to_the_scanner(send, files_folder, settings):
    clamd = Clamd(says(CLEAN))
    with running(clamd) as settings.CLAMAV_SOCKET:
        assert send(b"no pdf")[0] == 400
        assert clamd.received == []
        assert send() == (200, None)
        assert clamd.received == [PDF]


@pytest.mark.parametrize(
    ("answer", "stored"), [(CLEAN, 1), (b"stream: Eicar FOUND\0", 0), (b"stream: OK", 0)]
)
def test_file_of_a_saved_form_is_scanned(db, client, files_folder, settings, answer, stored):
    update = make.make_update()
    client.force_login(make.make_user(agency=update.agency))
    typed = open_form(client, update) | {
        "evidence-0-title": "Boletín",
        "evidence-0-file": SimpleUploadedFile("a.pdf", PDF),
    }
    with running(Clamd(says(answer))) as settings.CLAMAV_SOCKET:
        assert is_saved(save(client, update, typed)) == bool(stored)
    assert (Evidence.objects.count(), len(kept(files_folder))) == (stored, stored)


@pytest.mark.parametrize(
    ("value", "address"),
    [
        (None, None),
        ("", None),
        (" ", None),
        ("/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("127.0.0.1:3310", ("127.0.0.1", 3310)),
    ],
)
def test_socket_of_the_environment(monkeypatch, value, address):
    monkeypatch.delenv("CLAMAV_SOCKET", raising=False)
    if value is not None:
        monkeypatch.setenv("CLAMAV_SOCKET", value)
    assert local_socket("CLAMAV_SOCKET") == address


@pytest.mark.parametrize(
    "value",
    ["clamd.ctl", "3310", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "a.mx:3310"],
)
def test_another_address_than_this_machines_is_refused(monkeypatch, value):
    monkeypatch.setenv("CLAMAV_SOCKET", value)
    with pytest.raises(ImproperlyConfigured, match="write the path of a socket"):
        local_socket("CLAMAV_SOCKET")
