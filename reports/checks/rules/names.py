"""Names: each acronym explained once, each body under one name."""

import re
from collections import Counter, defaultdict

from django.utils.translation import gettext_lazy as _

from reports.checks.finding import Found
from reports.checks.pieces import folded

_ACRONYM = re.compile(r"(?<![\w/@.-])[A-ZÁÉÍÓÚÜÑ]{2,}(?:-[A-ZÑ]{2,})*(?![\w@-])")
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
# Known to every reader of this form, or a form's own words.
_KNOWN = {
    *("ONU", "UN", "SDG", "ODS", "ODD", "COVID", "UNICEF", "UNESCO"),
    *("EE", "UU", "EU", "UE", "US", "USA", "NA", "PDF"),
}
_LOUD = 0.6  # share of capitals from which on a paragraph is a heading


def acronym_unexplained(material):
    """Acronyms that nowhere stand behind their name in brackets, each at its first use."""
    text = _whole_text(material)
    plain_words = Counter(re.findall(r"\b[A-ZÁÉÍÓÚÑ]?[a-záéíóúüñ]+\b", text))
    explained = _explained(text)
    names = _names_by_acronym(material)
    for acronym, piece in _first_uses(material).items():
        # Polaris is a name, also where it is printed in capitals.
        if acronym in explained or plain_words[acronym.capitalize()]:
            continue
        says = _("The acronym %(acronym)s (question %(number)s) is explained nowhere.")
        params = {"acronym": acronym, "number": piece.question.number}
        if acronym in names:
            params["name"] = names[acronym]
            says = _(
                "The acronym %(acronym)s (question %(number)s) is explained nowhere; it is"
                " “%(name)s (%(acronym)s)”."
            )
        yield Found(piece.place(acronym), says, params)


def _first_uses(material):
    found = {}
    for piece in material.pieces:
        letters = [letter for letter in piece.plain if letter.isalpha()]
        if sum(map(str.isupper, letters)) > _LOUD * len(letters) and len(letters) > 12:
            continue
        for match in _ACRONYM.finditer(piece.plain):
            word = match[0]
            if word not in _KNOWN and not _ROMAN.fullmatch(word):
                found.setdefault(word, piece)
    return found


def _whole_text(material):
    """Every word of the report: what a source or a table says explains it too."""
    parts = [piece.plain for piece in material.pieces]
    for question in material.document.questions:
        parts += [question.text, *(option.label for option in question.options)]
        for source in question.answer.sources:
            parts += [source.agency, *(link.title for link in source.evidence)]
    return "\n".join(parts)


def _explained(text):
    """Acronyms behind a name in brackets, before one in brackets, or set off by a dash or colon."""
    inside = re.findall(r"\(\s*[“\"«]?([A-ZÁÉÍÓÚÜÑ][\w+-]*)[”\"»]?\s*[),;]", text)
    before = re.findall(r"\b([A-ZÁÉÍÓÚÜÑ]{2,})\s+\((?:[A-ZÁÉÍÓÚÜÑ][a-záéíóúñ]+|[a-z]+\s)", text)
    behind = re.findall(r"\w\s+[–—-]\s+([A-ZÁÉÍÓÚÜÑ]{2,})\b", text)
    ahead = re.findall(r"\b([A-ZÁÉÍÓÚÜÑ]{2,}):\s+[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+", text)
    return {re.sub(r"s$", "", word) for word in (*inside, *before, *behind, *ahead)}


def _names_by_acronym(material):
    names = {
        project.acronym: project.name for project in material.facts.projects if project.acronym
    }
    return names | {body.acronym: body.name for body in material.bodies if body.acronym}


def body_two_names(material):
    """A body that the answers know by two names, its acronym not counted."""
    names = _unshared_names(material.bodies)
    if not names:
        return
    pattern = _any_of(names)
    used = defaultdict(dict)
    for piece in material.pieces:
        for match in pattern.finditer(piece.folded):
            body = names[match[0]]
            words = piece.plain[match.start() : match.end()]
            used[body].setdefault(match[0], (piece, words))
    for body, uses in used.items():
        if len(apart := _not_inside_another(uses)) > 1:
            yield _differing_names(body, apart)


def _not_inside_another(uses):
    """Without the short forms: “Gobierno de Estados Unidos” also says “Estados Unidos”."""
    return [use for name, use in uses.items() if not any(name in other != name for other in uses)]


def _differing_names(body, uses):
    (piece, words), (other, second) = uses[:2]
    says = _(
        "One body under two names: “%(words)s” (question %(number)s) and “%(second)s” (question"
        " %(other)s)."
    )
    if body.name not in {words, second}:
        says = _(
            "One body under two names: “%(words)s” (question %(number)s) and “%(second)s”"
            " (question %(other)s). Its official name is “%(name)s”."
        )
    params = {"words": words, "number": piece.question.number, "second": second}
    params |= {"other": other.question.number, "name": body.name}
    return Found(other.place(second), says, params, (words,))


def _unshared_names(bodies):
    """Name in lower case without accents → its body; acronyms and names of two bodies left out."""
    names = defaultdict(set)
    for body in bodies:
        for name in (body.name, *body.others):
            if name.upper() != name and folded(name) != folded(body.acronym):
                names[folded(name)].add(body)
    return {name: next(iter(found)) for name, found in names.items() if len(found) == 1}


def _any_of(names):
    """The longest name first, so that a shorter one inside it is not found as well."""
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)")
