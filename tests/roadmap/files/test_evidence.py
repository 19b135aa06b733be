"""Hostile files are refused and nothing of them stays; whole ones like them are taken."""

import time
import tracemalloc
import zlib
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from roadmap.files.evidence import EMPTY, OTHER, refusal_of_file
from roadmap.files.office import DAMAGED, MACROS, MOST_PARTS, PROTECTED, TOO_MUCH
from roadmap.models import Evidence, Upload
from tests import files, make
from tests.files import PDF, SHEET, STORED, WORD, Part, archive, docx, jpg, png, types, xlsx

UPLOAD = reverse("upload")
LIMIT = 2_000_000
KINDS = "Only these kinds of file are taken: PDF, PNG, JPG, DOCX, XLSX."
WHOLE = {"pdf": PDF, "png": png(), "jpg": jpg(), "docx": docx(), "xlsx": xlsx()}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
HTML = b"<!doctype html><script>alert(1)</script>"
EXE = b"MZ" + bytes(100)
DOCUMENT = Part("word/document.xml", b"<w:document/>")


def text(value="x"):
    return Part("word/more.xml", value.encode())


def overlapping():
    """A thousand entries of one and the same packed part."""
    first = files.zeros("word/0.xml", 1_000_000)
    offset = len(docx()) - 22 - len(directory_of(docx()))
    same = {"packed": first.packed, "size": first.size, "checksum": first.checksum}
    return docx(first, *(Part(f"word/{n}.xml", offset=offset, **same) for n in range(1, 1000)))


def directory_of(content):
    return content[content.index(b"PK\x01\x02") : -22]


def nested(content, times):
    for _time in range(times):
        content = docx(Part("word/embeddings/Document.docx", content))
    return content


def lying(size, **more):
    """A part of 50 MB that claims a small size, with the checksum of just so many bytes."""
    part = files.zeros("word/more.xml", 50_000_000)
    part.size, part.checksum = size, zlib.crc32(bytes(size))
    return docx(part, **more)


HOSTILE_NAMES = {
    "a program behind a document's name": ("a.pdf.exe", PDF),
    "a name without a dot": ("pdf", PDF),
    "nothing but a suffix": (".pdf", PDF),
    "a dot at the end": ("a.pdf.", PDF),
    "a stream of NTFS": ("a.pdf::$DATA", PDF),
    "a semicolon": ("a.pdf;.exe", PDF),
    "a NUL": ("a.pdf\0.exe", PDF),
    "letters from right to left": ("a\u202efdp.exe", PDF),
    "wide letters": ("a.ｐｄｆ", PDF),
    "a Word file with macros": ("a.docm", docx()),
    "an Excel file with macros": ("a.xlsm", xlsx()),
    "an archive": ("a.zip", docx()),
    "an old Word file": ("a.doc", OLD_OFFICE),
    "svg": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "html": ("a.html", HTML),
    "another picture": ("a.gif", b"GIF89a"),
}
HOSTILE_CONTENTS = {
    "empty": ("a.pdf", b"", EMPTY),
    "html in png clothing": ("a.png", HTML, OTHER),
    "svg in png clothing": ("a.png", b"<svg onload='alert(1)'/>", OTHER),
    "a program in pdf clothing": ("a.pdf", EXE, OTHER),
    "pdf as png": ("a.png", PDF, OTHER),
    "png as jpg": ("a.jpg", png(), OTHER),
    "jpg as png": ("a.png", jpg(), OTHER),
    "pdf as docx": ("a.docx", PDF, OTHER),
    "docx as pdf": ("a.pdf", docx(), OTHER),
    "docx as xlsx": ("a.xlsx", docx(), OTHER),
    "xlsx as docx": ("a.docx", xlsx(), OTHER),
    "the type of the one, the parts of the other": ("a.docx", xlsx(own_types=types(WORD)), OTHER),
    "html as docx": ("a.docx", HTML, OTHER),
    "an office file of another kind": ("a.docx", archive(types("x/y"), DOCUMENT), OTHER),
    "a pdf that begins later": ("a.pdf", b" " + PDF, OTHER),
    # Not whole.
    "nothing but a pdf's header": ("a.pdf", b"%PDF-1.7", DAMAGED),
    "a pdf cut off": ("a.pdf", PDF[:-8], DAMAGED),
    "a pdf that ends long before the file": ("a.pdf", PDF + bytes(2000), DAMAGED),
    "a png cut off": ("a.png", png(padding=500)[:-7], DAMAGED),
    "a png without a picture": ("a.png", png()[:33] + png()[-12:], DAMAGED),
    "a png of nothing but a header": ("a.png", png()[:8], DAMAGED),
    "a png that begins otherwise": ("a.png", png()[:8] + png()[33:], DAMAGED),
    "a jpg cut off": ("a.jpg", jpg()[:-2], DAMAGED),
    "a jpg cut off after its thumbnail": ("a.jpg", jpg()[:18], DAMAGED),
    "a jpg without a size": ("a.jpg", jpg()[:20] + jpg()[33:], DAMAGED),
    "a jpg without segments": ("a.jpg", b"\xff\xd8\xff\xe0x", DAMAGED),
    "a docx cut in two": ("a.docx", docx()[: len(docx()) // 2], DAMAGED),
    "a docx without its last byte": ("a.docx", docx()[:-1], DAMAGED),
    "nothing but an archive's header": ("a.xlsx", b"PK\x03\x04", DAMAGED),
    "an archive's end and no more": ("a.xlsx", b"PK\x03\x04" + xlsx()[-22:], DAMAGED),
    # Two kinds at once.
    "pdf and archive": ("a.pdf", PDF + docx(), DAMAGED),
    "pdf and archive with a comment": ("a.pdf", PDF + archive(DOCUMENT, comment=PDF), DAMAGED),
    "png and html": ("a.png", png(after=HTML), DAMAGED),
    "png and archive": ("a.png", png(after=docx()), DAMAGED),
    "png and pdf": ("a.png", png(before=PDF), DAMAGED),
    "jpg and archive": ("a.jpg", jpg(after=docx()), DAMAGED),
    "jpg and pdf": ("a.jpg", jpg(comment=PDF), DAMAGED),
    "a program before a docx": ("a.docx", docx(before=EXE), OTHER),
    "something before a docx": ("a.docx", docx(before=b"PK\x03\x04" + EXE), DAMAGED),
    "something behind a docx": ("a.docx", docx(after=HTML), DAMAGED),
    "a docx with a comment": ("a.docx", docx(comment=HTML), DAMAGED),
    "a docx behind a docx": ("a.docx", docx() + docx(), DAMAGED),
    # More than it seems.
    "a sheet of 200 MB": (
        "a.xlsx",
        xlsx(files.zeros("xl/worksheets/sheet1.xml", 200_000_000)),
        TOO_MUCH,
    ),
    "200 MB in many sheets": (
        "a.xlsx",
        xlsx(*(files.zeros(f"xl/worksheets/sheet{n}.xml", 1_000_000) for n in range(200))),
        TOO_MUCH,
    ),
    "a bomb inside": (
        "a.docx",
        nested(docx(files.zeros("word/a.xml", 100_000_000)), 1),
        TOO_MUCH,
    ),
    "a bomb in an archive inside": (
        "a.docx",
        docx(Part("word/media/a.png", archive(files.zeros("a", 100_000_000)), method=STORED)),
        TOO_MUCH,
    ),
    "archives one inside the other": ("a.docx", nested(docx(), 3), TOO_MUCH),
    "parts that overlap": ("a.docx", overlapping(), DAMAGED),
    "two parts that overlap": (
        "a.docx",
        docx(Part("word/a.xml", packed=DOCUMENT.data, offset=3)),
        DAMAGED,
    ),
    "a size that lies": ("a.docx", lying(10), TOO_MUCH),
    "a size of nothing": ("a.docx", lying(0), TOO_MUCH),
    "a packed size that lies": ("a.docx", docx(Part("a.xml", b"a", packed_size=99)), DAMAGED),
    "a size beyond the part": ("a.docx", docx(Part("a.xml", b"a", size=2)), DAMAGED),
    "a checksum that lies": ("a.docx", docx(Part("a.xml", b"a", checksum=1)), DAMAGED),
    "something behind a part's end": (
        "a.docx",
        docx(Part("a.xml", b"a", packed=files.deflate(b"a") + EXE)),
        DAMAGED,
    ),
    "a part that never ends": (
        "a.docx",
        docx(Part("a.xml", b"a" * 9, packed=files.deflate(b"a" * 9)[:-2])),
        DAMAGED,
    ),
    "a part without its last block": (
        "a.docx",
        docx(Part("a.xml", b"a", packed=files.deflate(b"a", zlib.Z_SYNC_FLUSH))),
        DAMAGED,
    ),
    "too many parts": ("a.docx", docx(*map(Part, map(str, range(MOST_PARTS)))), TOO_MUCH),
    "too long a list of types": (
        "a.docx",
        docx(
            Part("a", bytes(100_000), method=STORED),
            own_types=Part("[Content_Types].xml", b" " * 2_000_000),
        ),
        TOO_MUCH,
    ),
    # Names inside.
    "a part above the folder": ("a.docx", docx(Part("../../evil.xml")), DAMAGED),
    "a part above, further in": ("a.docx", docx(Part("word/../../evil.xml")), DAMAGED),
    "a part at the root": ("a.docx", docx(Part("/etc/cron.d/evil")), DAMAGED),
    "a part with backslashes": ("a.docx", docx(Part("..\\evil.xml")), DAMAGED),
    "a part on a drive": ("a.docx", docx(Part("C:evil.xml")), DAMAGED),
    "a part with a NUL": ("a.docx", docx(Part("word/a.xml\0.exe")), DAMAGED),
    "a part with a line's end": ("a.docx", docx(Part("word/a\n.xml")), DAMAGED),
    "a part without a name": ("a.docx", docx(Part("")), DAMAGED),
    "a name that is no text": ("a.docx", docx(Part(b"word/\xff.xml", flags=0x800)), DAMAGED),
    "two parts of one name": ("a.docx", docx(DOCUMENT), DAMAGED),
    "two names for Windows one": ("a.docx", docx(Part("Word/Document.XML")), DAMAGED),
    "another name in the part itself": (
        "a.docx",
        docx(Part("word/a.xml", local_name=b"word/evil.xml")),
        DAMAGED,
    ),
    # Passwords.
    "an Office file with a password": ("a.xlsx", OLD_OFFICE, PROTECTED),
    "an encrypted part": ("a.docx", docx(Part("a.xml", b"a", flags=1)), PROTECTED),
    "a strongly encrypted part": ("a.docx", docx(Part("a.xml", b"a", flags=0x41)), PROTECTED),
    "a part that hides its encryption": (
        "a.docx",
        docx(Part("a.xml", b"a", local_flags=1)),
        DAMAGED,
    ),
    "another packing": ("a.docx", docx(Part("a.xml", b"a", method=12)), DAMAGED),
    "a packing that lies": (
        "a.docx",
        docx(Part("a.xml", b"a", method=12, packed=files.deflate(b"a"))),
        DAMAGED,
    ),
    # Macros.
    "macros": ("a.docx", docx(Part("word/vbaProject.bin", b"a")), MACROS),
    "macros in capitals": ("a.xlsx", xlsx(Part("xl/VBAPROJECT.BIN", b"a")), MACROS),
    "macros under another name": (
        "a.docx",
        docx(Part("word/a.bin"), own_types=types(WORD, "application/vnd.ms-office.vbaProject")),
        MACROS,
    ),
    "a type of macros in other letters": (
        "a.docx",
        docx(own_types=types(WORD, "application/vnd.ms-word.document.m&#97;croEnabled.main+xml")),
        MACROS,
    ),
    "a sheet of old macros": (
        "a.xlsx",
        xlsx(own_types=types(SHEET, "application/vnd.ms-excel.macrosheet+xml")),
        MACROS,
    ),
    "macros in a workbook inside": (
        "a.docx",
        docx(Part("word/embeddings/a.xlsx", xlsx(Part("xl/vbaProject.bin")))),
        MACROS,
    ),
    # The list of types.
    "no list of types": ("a.docx", archive(DOCUMENT), DAMAGED),
    "a list of types that is no XML": (
        "a.docx",
        docx(own_types=Part("[Content_Types].xml", WORD.encode())),
        DAMAGED,
    ),
    "a list of types with entities": (
        "a.docx",
        docx(
            own_types=Part(
                "[Content_Types].xml",
                f'<!DOCTYPE t [<!ENTITY e "x">]><t ContentType="{WORD}">&e;</t>'.encode(),
            )
        ),
        DAMAGED,
    ),
    "an archive inside that is no Office file": (
        "a.docx",
        docx(Part("word/a.zip", archive(Part("evil.exe", EXE)))),
        DAMAGED,
    ),
}
HONEST = {
    "a program's name before": ("a.exe.pdf", PDF),
    "capitals": ("A.PDF", PDF),
    "jpeg": ("a.jpeg", jpg()),
    "a comment in a picture": ("a.png", png(padding=5000)),
    "a second picture behind a photo": ("a.jpg", jpg(after=jpg())),
    "fill bytes in a photo": ("a.jpg", jpg().replace(b"\xff\xc0", b"\xff\xff\xff\xc0")),
    "some bytes behind a pdf": ("a.pdf", PDF + b"\r\n" * 100),
    "a part that is not packed": ("a.docx", docx(Part("word/a.png", png(), method=STORED))),
    "a folder": ("a.docx", docx(Part("word/"), Part("word/media/"))),
    "a name that is not English": (
        "a.docx",
        docx(Part("word/media/Niñas.png", png(), flags=0x800)),
    ),
    "a numbered document": ("a.docx", archive(types(WORD), Part("word/document2.xml", b"<a/>"))),
    "a workbook of a chart": ("a.docx", docx(Part("word/embeddings/a.xlsx", xlsx()))),
    "a document in a workbook in a document": ("a.docx", nested(docx(), 2)),
    "a sheet that is packed well": (
        "a.xlsx",
        xlsx(Part("xl/worksheets/sheet1.xml", b"<c r='A1' s='3'/>" * 60_000)),
    ),
    "many parts": ("a.docx", docx(*map(Part, map(str, range(1000))))),
}


@pytest.fixture
def send(db, client, settings):
    """Send a file as a contributor: (status, what the answer says)."""
    settings.EVIDENCE_MAX_BYTES = LIMIT
    client.force_login(make.make_user(agency=make.make_agency()))

    def send(name, content):
        file = SimpleUploadedFile(name, content)
        answer = client.post(UPLOAD, {"file": file}, headers={"accept-language": "en"})
        return answer.status_code, answer.json().get("message")

    return send


def kept(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def assert_refused(send, folder, name, content, sentence):
    assert send(name, content) == (400, str(sentence))
    assert (Upload.objects.count(), Evidence.objects.count(), kept(folder)) == (0, 0, [])


def assert_taken(send, folder, name, content):
    assert send(name, content) == (200, None)
    assert [path.read_bytes() for path in kept(folder)] == [content]


def test_the_table_is_long_enough():
    assert len(HOSTILE_NAMES) + len(HOSTILE_CONTENTS) >= 40


@pytest.mark.parametrize("case", HOSTILE_NAMES)
def test_file_of_a_hostile_name_is_refused(send, files_folder, case):
    name, content = HOSTILE_NAMES[case]
    assert_refused(send, files_folder, name, content, KINDS)
    control = "a.docx" if content == docx() else "a.xlsx" if content == xlsx() else "a.pdf"
    whole = content if content in WHOLE.values() else PDF
    assert_taken(send, files_folder, control, whole)


@pytest.mark.parametrize("case", HOSTILE_CONTENTS)
def test_hostile_file_is_refused(send, files_folder, case):
    name, content, sentence = HOSTILE_CONTENTS[case]
    assert len(content) <= LIMIT
    assert_refused(send, files_folder, name, content, sentence)
    assert_taken(send, files_folder, name, WHOLE[name.rpartition(".")[2]])


@pytest.mark.parametrize("case", HONEST)
def test_honest_file_that_looks_unusual_is_taken(send, files_folder, case):
    assert_taken(send, files_folder, *HONEST[case])


@pytest.mark.parametrize("kind", ["pdf", "png", "jpg", "docx", "xlsx"])
def test_one_byte_over_the_limit_is_refused(send, files_folder, kind):
    def of_size(size):
        made = {
            "pdf": lambda n: PDF[:9] + b" " * n + PDF[9:],
            "png": lambda n: png(padding=n),
            "jpg": lambda n: jpg(after=bytes(n)),
            "docx": lambda n: docx(Part("a", b"x" * n, method=STORED)),
            "xlsx": lambda n: xlsx(Part("a", b"x" * n, method=STORED)),
        }[kind]
        return made(size - len(made(0)))

    over, whole = of_size(LIMIT + 1), of_size(LIMIT)
    assert (len(over), len(whole)) == (LIMIT + 1, LIMIT)
    assert_refused(send, files_folder, f"a.{kind}", over, "The file is larger than 1.9\xa0MB.")
    assert_taken(send, files_folder, f"a.{kind}", whole)


def worst_cases():
    """Files of the greatest size that is allowed, each costly in its own way."""
    entries = (b"PK\x01\x02" + bytes(42)) * 400_000
    part = files.zeros("word/a.xml", 1_000_000)
    return {
        "a full directory": b"PK\x03\x04" + entries + files.end_of_archive(0, len(entries), 4),
        "a part of 190 MB": docx(
            Part("word/a.bin", b"x" * 2_000_000, method=STORED),
            files.zeros("word/a.xml", 190_000_000),
        ),
        "archives inside, each with its own": docx(
            *(Part(f"word/{n}.docx", nested(docx(), 2), method=STORED) for n in range(400))
        ),
        "nothing but small chunks": png()[:33] + files.chunk(b"IDAT", b"") * 1_600_000,
        "nothing but small segments": b"\xff\xd8" + files.segment(0xFE, b"") * 4_900_000,
        "nothing but fill bytes": b"\xff\xd8" + b"\xff" * 20_000_000,
        "nothing but an archive's ends": PDF[:9] + b"PK\x05\x06" * 4_000_000 + PDF[9:],
        "a bomb of 4 GB": docx(*(replace(part, name=f"word/{n}.xml") for n in range(4000))),
    }


def test_the_worst_file_takes_bounded_time_and_memory(settings):
    settings.EVIDENCE_MAX_BYTES = 20 * 1024 * 1024
    for case, content in worst_cases().items():
        suffix = {b"%PDF": "pdf", b"\x89PNG": "png", b"\xff\xd8\xff\xfe": "jpg"}
        suffix = suffix.get(content[:4], "jpg" if content[0] == 0xFF else "docx")
        file = SimpleUploadedFile(f"a.{suffix}", content)
        before = time.process_time()
        refusal_of_file(file)
        assert time.process_time() - before < 2, case
        tracemalloc.start()
        refusal_of_file(file)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert most < 40_000_000, case


def test_file_stands_at_its_start_after_it_was_judged():
    for suffix, content in WHOLE.items():
        file = SimpleUploadedFile(f"a.{suffix}", content)
        assert refusal_of_file(file) is None
        assert file.read() == content
