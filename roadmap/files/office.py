"""Word and Excel files: archives that are read to their end, within limits, before they are taken.

Sizes that an archive declares are added up before anything is unpacked, and unpacking stops where
a part is larger than declared: neither time nor memory depends on what a file claims about itself.
"""

import re
import struct
import zipfile
import zlib
from tempfile import SpooledTemporaryFile
from xml.parsers import expat

from django.conf import settings
from django.utils.translation import gettext_lazy as _

DAMAGED = _("The file is damaged or not whole: open it, save it anew and choose it again.")
PROTECTED = _(
    "The file asks for a password or is in an old format: save it as DOCX or XLSX, without a"
    " password."
)
MACROS = _("The file holds macros: save it without them.")
TOO_MUCH = _("The file unpacks to far more than its size: save it anew, or as a PDF.")

TYPES = "[content_types].xml"
# Each kind's own type of content, and the part that has it; some writers number that part.
KINDS = {
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        re.compile(r"word/document\d*\.xml"),
    ),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        re.compile(r"xl/workbook\d*\.xml"),
    ),
}
MOST_PARTS = 5_000
# A chart in a document brings its workbook, and that one may bring another document.
MOST_NESTED = 2
# What a part may be packed to: a hundredth, as Apache POI has it, and some room for small files.
MOST_RATIO, SMALL = 100, 1024 * 1024
LONGEST_TYPES = 1024 * 1024
PIECE = 256 * 1024

ARCHIVE, ENTRY, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END_SIZE = 22
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
# Encrypted, strongly encrypted, directory encrypted.
ENCRYPTED = 0x0001 | 0x0040 | 0x2000
UTF8 = 0x0800
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError, EOFError),
    *(ValueError, NotImplementedError, OverflowError),
)


class Refused(Exception):
    """A file that is not taken; its argument is the sentence for the person."""


class Allowance:
    """How many parts and bytes may still come out of a file and the archives inside it."""

    def __init__(self, size):
        self.parts = MOST_PARTS
        self.bytes = min(10 * settings.EVIDENCE_MAX_BYTES, MOST_RATIO * size + SMALL)

    def spend(self, members):
        self.parts -= len(members)
        self.bytes -= sum(member.file_size for member in members)
        if self.bytes < 0:
            raise Refused(TOO_MUCH)


def kind_of(file):
    """Tell "docx" from "xlsx" by what is inside; None for an archive that is neither.

    Raises Refused where the archive is damaged, protected, holds macros or unpacks to too much.
    """
    try:
        names, types = _read_archive(file, Allowance(file.seek(0, 2) or file.tell()), nested=0)
    except UNREADABLE as error:
        raise Refused(DAMAGED) from error
    for kind, (own_type, own_part) in KINDS.items():
        if own_type in types and any(own_part.fullmatch(name) for name in names):
            return kind
    return None


def _read_archive(file, allowance, nested):
    """Read every part of an archive: the names of its parts and their types, in lower case."""
    if nested > MOST_NESTED or _count(file, ENTRY) > allowance.parts:
        raise Refused(TOO_MUCH)
    members = _members(file)
    allowance.spend(members)
    types = set()
    for member in members:
        if member.filename.lower() == TYPES:
            types = _content_types(_whole(file, member))
        else:
            _read_part(file, member, allowance, nested)
    names = {member.filename.lower() for member in members}
    if len(names) < len(members) or TYPES not in names:
        raise Refused(DAMAGED)
    if any(name.endswith("vbaproject.bin") for name in names) or _tell_of_macros(types):
        raise Refused(MACROS)
    return names, types


def _count(file, signature):
    """How often a signature stands in a file: no archive has more entries than that."""
    file.seek(0)
    found, rest = 0, b""
    while piece := file.read(PIECE):
        joined = rest + piece
        found += joined.count(signature)
        rest = joined[1 - len(signature) :]
    return found


def _members(file):
    """The entries of an archive that begins and ends with the file, checked one by one."""
    file.seek(-END_SIZE, 2)
    if not file.read(END_SIZE).startswith(END):
        raise Refused(DAMAGED)
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
    for member in members:
        _check(member)
    reached = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        # The first one begins with the file; no two share bytes.
        if member.header_offset < reached or (not reached and member.header_offset):
            raise Refused(DAMAGED)
        reached = member.header_offset + LOCAL_HEADER.size + member.compress_size
    return members


def _check(member):
    if member.flag_bits & ENCRYPTED:
        raise Refused(PROTECTED)
    packings = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    if member.compress_type not in packings or not _is_plain(member.orig_filename):
        raise Refused(DAMAGED)


def _is_plain(name):
    """Whether a name stays inside the archive, whatever system unpacks it."""
    parts = name.removesuffix("/").split("/")
    return not {"", ".", ".."} & set(parts) and not re.search(r"[\x00-\x1f\x7f\\:]", name)


def _read_part(file, member, allowance, nested):
    """Unpack a part to its end; an archive inside is read like the one it is in."""
    pieces = _unpacked(file, member)
    first = next(pieces, b"")
    if not first.startswith(ARCHIVE):
        for _piece in pieces:
            pass
        return
    with SpooledTemporaryFile(max_size=PIECE) as inside:
        inside.write(first)
        inside.writelines(pieces)
        _read_archive(inside, allowance, nested + 1)


def _whole(file, member):
    if member.file_size > LONGEST_TYPES:
        raise Refused(TOO_MUCH)
    return b"".join(_unpacked(file, member))


def _unpacked(file, member):
    """The bytes of a part, in pieces, as long as they are what the directory declares."""
    _seek_content(file, member)
    pieces = _packed(file, member.compress_size)
    size = checksum = 0
    for piece in pieces if member.compress_type == zipfile.ZIP_STORED else _inflated(pieces):
        size += len(piece)
        checksum = zlib.crc32(piece, checksum)
        if size > member.file_size:
            raise Refused(TOO_MUCH)
        yield piece
    if (size, checksum) != (member.file_size, member.CRC):
        raise Refused(DAMAGED)


def _seek_content(file, member):
    """Go to where a part's bytes begin; its own header must say what the directory says."""
    file.seek(member.header_offset)
    header = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
    signature, _version, flags, packing, *_rest, name_size, extra_size = header
    name = file.read(name_size).decode("utf-8" if member.flag_bits & UTF8 else "cp437")
    declared = (ARCHIVE, member.compress_type, member.orig_filename)
    if (signature, packing, name) != declared or flags & ENCRYPTED:
        raise Refused(DAMAGED)
    file.seek(extra_size, 1)


def _packed(file, size):
    while size:
        piece = file.read(min(PIECE, size))
        if not piece:
            raise EOFError
        size -= len(piece)
        yield piece


def _inflated(pieces):
    """What the pieces unpack to, in pieces of a bounded size."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    for packed in pieces:
        rest = packed
        while rest:
            yield stream.decompress(rest, PIECE)
            rest = stream.unconsumed_tail
    yield stream.flush()
    if not stream.eof or stream.unused_data:
        raise Refused(DAMAGED)


def _content_types(text):
    """The types that an archive declares for its parts, in lower case."""
    found = set()

    def refuse(*_declared):
        raise Refused(DAMAGED)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda _name, given: found.add(given.get("ContentType", ""))
    parser.Parse(text, True)
    return {name.lower() for name in found}


def _tell_of_macros(types):
    return any("macro" in name or "vba" in name for name in types)
