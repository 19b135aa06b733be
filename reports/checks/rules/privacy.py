"""Personal data that has no place in a public report: numbers of identity, telephones, mail."""

import re
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from reports.checks.finding import Found
from reports.checks.pieces import folded

_CURP = re.compile(
    r"\b[A-ZÑ][AEIOUX][A-ZÑ]{2}\d{6}[HMX][A-Z]{2}[B-DF-HJ-NP-TV-ZÑ]{3}[A-Z\d]\d\b",
    re.IGNORECASE | re.ASCII,
)
_RFC = re.compile(r"\b[A-ZÑ&]{4}\d{6}[A-Z\d]{2}[A\d]\b", re.IGNORECASE | re.ASCII)
_CURP_SIGNS = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
_RFC_SIGNS = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
_MAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}\b", re.IGNORECASE
)
# Addresses and numbers that are made to be public.
_OFFICE = re.compile(
    r"(?:info|informacion|contacto?|contact|prensa|press|presse|denuncias?|atencion|ayuda|"
    r"transparencia|oficialia|buzon|comunicacion|secretariat|secretaria|help|noreply)\b.*",
    re.IGNORECASE,
)
_FREE = re.compile(r"(?:\+?52)?\s?(?:01\s?)?(?:800|900)\D*\d{3,4}\D*\d{2,4}")
_ABROAD = re.compile(r"(?<![\w+])\+\s?\d{1,3}(?:[\s.()-]{0,2}\d){7,12}(?!\d)")
_MEXICAN = re.compile(
    r"(?<![\d.,/-])(?:\(\d{2,3}\)\s?|\d{2,3}[\s.-])\d{3,4}[\s.-]\d{4}(?![\d.,/-]\d|\d)"
    r"|(?<![\d.,/-])\d{2}[\s.-]\d{2}[\s.-]\d{2}[\s.-]\d{2}[\s.-]\d{2}(?![\d.,/-]\d|\d)"
)
_PLAIN = re.compile(
    r"\b(?:tel|teléfono|telefono|cel|celular|móvil|movil|whatsapp|phone|mobile|téléphone|portable|"
    r"ext|número)\b[^\d+]{0,20}((?:\d[\s.-]?){10})(?!\d)",
    re.IGNORECASE,
)


def identity_number(material):
    """A CURP, or the RFC of a person, whose check digit is right."""
    for piece in material.pieces:
        for kind, number in identity_numbers(piece.text):
            says = _("Question %(number)s shows somebody's %(kind)s.")
            yield Found(piece.place(number), says, {"number": piece.question.number, "kind": kind})


def identity_numbers(text):
    for match in _CURP.finditer(text):
        if is_curp(match[0].upper()):
            yield "CURP", match[0]
    for match in _RFC.finditer(text):
        if is_rfc(match[0].upper()):
            yield "RFC", match[0]


def is_curp(number):
    """The 18th sign checks the 17 before it (instructions on the CURP)."""
    total = sum(_CURP_SIGNS.index(sign) * (18 - at) for at, sign in enumerate(number[:17]))
    return _is_day(number[4:10]) and number[17] == str(-total % 10)


def is_rfc(number):
    """The 13th sign checks the 12 before it; a company's RFC has 12 signs and is public."""
    total = sum(_RFC_SIGNS.index(sign) * (13 - at) for at, sign in enumerate(number[:12]))
    return _is_day(number[4:10]) and number[12] == "0123456789A"[-total % 11]


def _is_day(digits):
    """Whether they are a day, year first; the century is not written, and 2000 has a leap day."""
    try:
        datetime.strptime(f"20{digits}", "%Y%m%d")  # noqa: DTZ007 (only its form matters)
    except ValueError:
        return False
    return True


def telephone(material):
    """Telephone numbers, those of free hotlines left out."""
    for piece in material.pieces:
        for number in telephones(piece.plain):
            says = _("Question %(number)s shows a telephone number: %(telephone)s")
            params = {"number": piece.question.number, "telephone": number}
            yield Found(piece.place(number), says, params)


def telephones(text):
    found = [*_ABROAD.finditer(text), *_MEXICAN.finditer(text)]
    numbers = [(match.start(), match.end(), match[0]) for match in found]
    numbers += [(match.start(1), match.end(1), match[1]) for match in _PLAIN.finditer(text)]
    last = -1
    for begin, end, number in sorted(numbers):
        number = number.strip(" .-")
        if begin >= last and not _FREE.fullmatch(number):
            yield number
        last = max(last, end)


def mail_address(material):
    """Mail addresses of people; an office's own, such as contacto@, left out."""
    for piece in material.pieces:
        for match in _MAIL.finditer(piece.text):
            if not _OFFICE.fullmatch(folded(match[0].partition("@")[0])):
                says = _("Question %(number)s shows a mail address: %(mail)s")
                params = {"number": piece.question.number, "mail": match[0]}
                yield Found(piece.place(match[0]), says, params)
