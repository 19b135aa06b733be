"""Links: only their form is looked at, nothing is opened."""

import ipaddress
import re
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from reports.checks.finding import Found, at
from reports.checks.pieces import Piece, trimmed

_ADDRESS = re.compile(
    r"(?:(?<![\w:/.])[\w:/.]{1,60}?)?(?:https?|ftp)\s?:\s?/{1,3}[^\s<>“”«»]+", re.IGNORECASE
)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]+)")
_SECOND = re.compile(r"^[^?#]+https?:/", re.IGNORECASE)
_PRIVATE = re.compile(
    r"(?:[^.]+|.*\.(?:local|localhost|internal|intranet|lan|home|corp|test|invalid|example))"
)


def bad_link(material):
    """Addresses in texts, links behind words, and links of evidence that can not work."""
    for place, address in _addresses(material):
        if (reason := trouble(address)) is not None:
            says = _("A link of question %(number)s can not work, %(reason)s: %(address)s")
            params = {"number": place.number, "reason": reason, "address": address}
            yield Found(place, says, params)


def _addresses(material):
    for piece in material.pieces:
        for address in _of_piece(piece):
            yield piece.place(address), address
    seen = set()
    for question in material.document.questions:
        for source in question.answer.sources:
            for link in source.evidence:
                if (source.update, link.url) not in seen:
                    seen.add((source.update, link.url))
                    yield at(question, link.url, update=source.update), link.url


def _of_piece(piece: Piece):
    """A link whose words are its address counts once."""
    written = [trimmed(match[0]) for match in _ADDRESS.finditer(piece.text)]
    yield from dict.fromkeys([*written, *piece.hrefs])


def trouble(address):
    """Why an address can not work, or None."""
    if address.lower().startswith("mailto:"):
        return (
            None if re.fullmatch(r"mailto:[^@\s]+@[^@\s]+\.\w+", address) else _("no mail address")
        )
    if re.search(r"\s", address):
        return _("there is a space in it")
    if re.match(r"\w+:https?://", address, re.IGNORECASE):
        return _("a word is glued to its beginning")
    if not re.match(r"https?://[^/]", address, re.IGNORECASE):
        return _("it does not begin with https:// and the name of a site")
    if _SECOND.search(address) and "://web.archive.org/" not in address:
        return _("it is two addresses in one")
    if re.search(r"[.,;:…]$|\\", address):
        return _("it ends with a mark or was cut off")
    return _host_trouble(address)


def _host_trouble(address):
    try:
        parts = urlsplit(address)
        host, _port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return _("the name of the site is not a name")
    if parts.username is not None:
        return _("it carries a name or password")
    if _is_private(host):
        return _("it leads to an internal network that readers can not reach")
    try:
        name = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        name = ""
    return (
        None
        if _HOST.fullmatch(name) or _is_public(host)
        else _("the name of the site is not a name")
    )


def _is_private(host):
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return bool(_PRIVATE.fullmatch(host))


def _is_public(host):
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return False
