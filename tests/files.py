"""Files for tests, made byte by byte: whole ones by default, and wrong ones where asked."""

import struct
import zlib
from dataclasses import dataclass

PDF = b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\nstartxref\n9\n%%EOF\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
STORED, DEFLATED = 0, 8
MILLION = bytes(1_000_000)


def chunk(kind, data):
    """One chunk of a PNG."""
    checksum = zlib.crc32(kind + data)
    return struct.pack("!L4s", len(data), kind) + data + struct.pack("!L", checksum)


def png(*, padding=0, before=b"", after=b""):
    """A picture of one grey point, with so many bytes of a comment."""
    size = chunk(b"IHDR", struct.pack("!2L5B", 1, 1, 8, 0, 0, 0, 0))
    text = chunk(b"tEXt", b"Comment\0" + before.ljust(padding, b"x"))
    data = chunk(b"IDAT", zlib.compress(b"\0\x80"))
    return b"\x89PNG\r\n\x1a\n" + size + text + data + chunk(b"IEND", b"") + after


def segment(marker, data):
    """One segment of a JPEG."""
    return struct.pack("!BBH", 0xFF, marker, len(data) + 2) + data


def jpg(*, comment=b"", after=b""):
    """The skeleton of a photo: its size, its data, its end, and what telephones write behind it."""
    size = segment(0xC0, struct.pack("!BHHB3B", 8, 1, 1, 1, 1, 0x11, 0))
    scan = segment(0xDA, bytes([1, 1, 0, 0, 63, 0])) + b"\x3f\xff\x00\x12"
    thumbnail = segment(0xE1, b"Exif\0\0\xff\xd8\xff\xd9")
    return b"\xff\xd8" + thumbnail + segment(0xFE, comment) + size + scan + b"\xff\xd9" + after


@dataclass
class Part:
    """One part of an archive; what is not given is told truly."""

    name: str | bytes
    data: bytes = b""
    method: int = DEFLATED
    flags: int = 0
    local_flags: int | None = None
    size: int | None = None
    checksum: int | None = None
    local_name: bytes | None = None
    packed: bytes | None = None
    packed_size: int | None = None
    offset: int | None = None


def deflate(data, flush=zlib.Z_FINISH):
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    return stream.compress(data) + stream.flush(flush)


def zeros(name, size):
    """A part that unpacks to so many zeros, packed a thousandfold; whole millions of them."""
    millions, checksum = size // len(MILLION), 0
    for _number in range(millions):
        checksum = zlib.crc32(MILLION, checksum)
    # A stream that was flushed fully begins anew, so what one million became can be repeated.
    packed = deflate(MILLION, zlib.Z_FULL_FLUSH) * millions + deflate(b"")
    return Part(name, packed=packed, size=size, checksum=checksum)


def archive(*parts, before=b"", comment=b"", after=b""):
    """A zip of these parts; a part with an offset of its own has no bytes, only an entry."""
    body, directory = bytearray(before), bytearray()
    for part in parts:
        name = part.name if isinstance(part.name, bytes) else part.name.encode()
        packed = part.packed
        if packed is None:
            packed = deflate(part.data) if part.method == DEFLATED else part.data
        size = len(part.data) if part.size is None else part.size
        checksum = zlib.crc32(part.data) if part.checksum is None else part.checksum
        packed_size = len(packed) if part.packed_size is None else part.packed_size
        told = (part.method, 0, 0x21, checksum, packed_size, size, len(name), 0)
        offset = len(body) - len(before) if part.offset is None else part.offset
        entry = (b"PK\x01\x02", 20, 20, part.flags, *told, 0, 0, 0, 0, offset)
        directory += struct.pack("<4s6H3L5H2L", *entry) + name
        if part.offset is None:
            local_name = name if part.local_name is None else part.local_name
            local_flags = part.flags if part.local_flags is None else part.local_flags
            header = (b"PK\x03\x04", 20, local_flags, *told[:-2], len(local_name), 0)
            body += struct.pack("<4s5H3L2H", *header) + local_name + packed
    end = end_of_archive(len(parts), len(directory), len(body) - len(before), len(comment))
    return bytes(body + directory + end + comment + after)


def end_of_archive(count, size, place, comment=0):
    """The record at an archive's end: how many entries, in how many bytes, from where on."""
    return struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size, place, comment)


def types(*names):
    """The list of types of an Office file."""
    listed = "".join(f'<Override PartName="/x{n}" ContentType="{t}"/>' for n, t in enumerate(names))
    return Part("[Content_Types].xml", f"<Types>{listed}</Types>".encode())


def docx(*more, own_types=None, **changes):
    """A Word file with further parts."""
    own = own_types or types(WORD)
    return archive(own, Part("word/document.xml", b"<w:document/>"), *more, **changes)


def xlsx(*more, own_types=None, **changes):
    """An Excel file with further parts."""
    own = own_types or types(SHEET)
    return archive(own, Part("xl/workbook.xml", b"<workbook/>"), *more, **changes)
