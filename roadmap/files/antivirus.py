"""ClamAV, asked over its socket. Only its clear "OK" about the whole file lets a file in."""

import logging
import socket
import struct
import time

from django.conf import settings
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

PIECE = 64 * 1024
LONGEST_ANSWER = 4096
CLEAN = b"stream: OK\0"
# What clamd "finds" in a file that is too large for it to look through.
LIMITS = b"stream: Heuristics.Limits.Exceeded"
FOUND = _("The antivirus found something harmful in the file. It was not kept.")
UNKNOWN = _("The file could not be checked for viruses, so it was not kept. Try again later.")


def refusal_of_file(file):
    """Why the antivirus keeps a file out; None when it does not, or when there is none."""
    if settings.CLAMAV_SOCKET is None:
        return None
    try:
        answer = ask(settings.CLAMAV_SOCKET, file, seconds=settings.CLAMAV_SECONDS)
    except OSError as error:
        logger.error("ClamAV gave no answer: %r", error)
        return UNKNOWN
    if answer == CLEAN:
        return None
    is_found = answer.startswith(b"stream: ") and answer.endswith(b" FOUND\0")
    if is_found and not answer.startswith(LIMITS):
        logger.warning("ClamAV refused a file: %r", answer)
        return FOUND
    logger.error("ClamAV could not check a file: %r", answer)
    return UNKNOWN


def ask(address, file, *, seconds):
    """Send a file to clamd and return its answer, up to the NUL that ends it.

    A shorter answer was cut off. Raises OSError when there is none within so many seconds.
    """
    until = time.monotonic() + seconds
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as peer:
        _limit(peer, until)
        peer.connect(address)
        for piece in _instream(file):
            _limit(peer, until)
            peer.sendall(piece)
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
            _limit(peer, until)
            piece = peer.recv(LONGEST_ANSWER)
            if not piece:
                break
            answer += piece
    return answer


def _limit(peer, until):
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("no time is left")
    peer.settimeout(left)


def _instream(file):
    """A file as clamd's INSTREAM takes it: pieces with their length before them, the last empty."""
    yield b"zINSTREAM\0"
    file.seek(0)
    while piece := file.read(PIECE):
        yield struct.pack("!L", len(piece)) + piece
    yield struct.pack("!L", 0)
