"""Which files are taken as evidence: judged by what is in them, then by the antivirus."""

from pathlib import PurePath

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from roadmap.files import antivirus, office
from roadmap.files.office import DAMAGED, PROTECTED, Refused

# Suffixes, and the type of content that each stands for.
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SIGNATURES = {
    b"%PDF-": "pdf",
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
    office.ARCHIVE: "office",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "old office",
}
EMPTY = _("The file is empty.")
OTHER = _("The file is not what its name says.")

PIECE = 256 * 1024
# Where readers look for a PDF's header, and for its end.
PDF_MARGIN = 1024
MOST_CHUNKS = 100_000
PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"
# JPEG's markers that stand alone, those of the picture's size, and the one before its data.
ALONE = {0x01, *range(0xD0, 0xD8)}
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
SCAN, JPEG_END = 0xDA, b"\xff\xd9"


def kinds():
    """The kinds that are taken, as people know them."""
    return ", ".join(suffix.upper() for suffix in CONTENT_TYPES if suffix != "jpeg")


def most_bytes():
    """The greatest size that is taken, as people know it."""
    return filesizeformat(settings.EVIDENCE_MAX_BYTES)


def refusal_of_file(file):
    """Why a file is not taken as evidence, as a sentence; None when it is. Leaves it at its start.

    Time and memory are bounded by the size that is allowed, whatever the file says of itself.
    """
    try:
        _refuse_by_size(file.size)
        _refuse_by_content(file, suffix_of(file.name))
    except Refused as refused:
        return refused.args[0]
    else:
        return antivirus.refusal_of_file(file)
    finally:
        file.seek(0)


def suffix_of(name):
    return PurePath(name).suffix[1:].lower()


def _refuse_by_size(size):
    if not size:
        raise Refused(EMPTY)
    if size > settings.EVIDENCE_MAX_BYTES:
        raise Refused(_("The file is larger than %(most)s.") % {"most": most_bytes()})


def _refuse_by_content(file, suffix):
    if suffix not in CONTENT_TYPES:
        raise Refused(_("Only these kinds of file are taken: %(kinds)s.") % {"kinds": kinds()})
    file.seek(0)
    beginning = file.read(PDF_MARGIN)
    found = next((kind for sign, kind in SIGNATURES.items() if beginning.startswith(sign)), None)
    wanted = {"jpeg": "jpg", "docx": "office", "xlsx": "office"}.get(suffix, suffix)
    if (wanted, found) == ("office", "old office"):
        raise Refused(PROTECTED)
    if found != wanted:
        raise Refused(OTHER)
    if found == "office":
        is_whole = office.kind_of(file) == suffix
        raise_unless(is_whole, OTHER)
    else:
        raise_unless(WHOLE[found](file) and not _is_also_another(file, beginning), DAMAGED)


def raise_unless(is_fine, sentence):
    if not is_fine:
        raise Refused(sentence)


def _is_also_another(file, beginning):
    """Whether the file would open as a PDF or as an archive too."""
    if b"%PDF-" in beginning[1:]:
        return True
    file.seek(max(0, file.size - office.END_SIZE - 0xFFFF))
    tail = file.read()
    place = tail.rfind(office.END)
    while place >= 0:
        comment = len(tail) - place - office.END_SIZE
        if int.from_bytes(tail[place + 20 : place + 22], "little") == comment:
            return True
        place = tail.rfind(office.END, 0, place)
    return False


def _is_whole_pdf(file):
    file.seek(max(0, file.size - PDF_MARGIN))
    return b"%%EOF" in file.read()


def _is_whole_png(file):
    """Whether the chunks lead from the picture's size to its end, and the file ends there."""
    place, has_data = 8, False
    for number in range(MOST_CHUNKS):
        file.seek(place)
        chunk = file.read(12)
        size, kind = int.from_bytes(chunk[:4]), chunk[4:8]
        if (number == 0) != (kind == b"IHDR"):
            return False
        if kind == b"IEND":
            return has_data and chunk == PNG_END and place + 12 == file.size
        has_data |= kind == b"IDAT"
        place += 12 + size
    return False


def _is_whole_jpg(file):
    """Whether the segments lead to the picture's data, and these to an end.

    Telephones write more behind it, such as a second picture.
    """
    place, has_size = 2, False
    for _segment in range(MOST_CHUNKS):
        file.seek(place)
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            return False
        marker = head[1]
        if marker == SCAN:
            return has_size and _holds(file, JPEG_END)
        has_size |= marker in FRAMES
        # Before a marker there may be any number of fill bytes.
        place += 1 if marker == 0xFF else 2
        if marker not in ALONE | {0xFF}:
            place += int.from_bytes(head[2:])
    return False


def _holds(file, mark):
    """Whether a mark stands in the rest of the file."""
    rest = b""
    while piece := file.read(PIECE):
        if mark in rest + piece:
            return True
        rest = piece[1 - len(mark) :]
    return False


WHOLE = {"pdf": _is_whole_pdf, "png": _is_whole_png, "jpg": _is_whole_jpg}
