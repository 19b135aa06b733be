"""Writing: sentences that end, and marks that open and close."""

import re

from django.utils.translation import gettext_lazy as _

from reports.checks.finding import Found
from reports.checks.pieces import URL, words_of
from reports.wording import WORDINGS, small_words

_ENDED = re.compile(r"[.!?…][\s»”\")\]’*]*$")
_FEWEST_WORDS = 6
_TWICE = re.compile(r"\b([^\W\d_]{2,})\s+\1\b", re.IGNORECASE)
# Said twice on purpose: nous nous réunissons, the work that that team had had.
_MAY_STAND_TWICE = small_words("doubled")
_PAIRS = ("“”", "«»", "()", "[]")
_ALL_PAIRS = (*_PAIRS, *(pair for wording in WORDINGS.values() for pair in wording.marks))
_ENUMERATOR = re.compile(r"(?:^|(?<=[\s;,:.]))(?:\d{1,2}|[a-z]|[ivx]{1,4})\)(?=\s)", re.IGNORECASE)


def no_end(material):
    """A paragraph outside lists whose last sentence has no end."""
    for piece in material.pieces:
        if piece.passage is None or piece.depth or len(words_of(piece.text)) < _FEWEST_WORDS:
            continue
        if piece.text.isupper():
            continue
        text = piece.text.rstrip()
        announces = text.endswith(":") and not piece.ends
        if announces or piece.before_list or _ENDED.search(text) or _ends_with_link(text):
            continue
        says = _("A sentence of question %(number)s has no end: “… %(end)s”.")
        if text.endswith(":"):
            says = _(
                "A sentence of question %(number)s announces what does not follow: “… %(end)s”."
            )
        params = {"number": piece.question.number, "end": " ".join(text.split()[-6:])}
        yield Found(piece.place(_last_sentence(piece)), says, params)


def _last_sentence(piece):
    return piece.sentences[-1] if piece.sentences else piece.text


def _ends_with_link(text):
    last = text.split()[-1]
    return bool(URL.search(last))


def word_twice(material):
    """A word that stands there two times in a row."""
    for piece in material.pieces:
        for match in _TWICE.finditer(piece.plain):
            if match[1].lower() not in _MAY_STAND_TWICE and not match[1][0].isupper():
                says = _("In question %(number)s a word stands twice: “%(words)s”.")
                params = {"number": piece.question.number, "words": match[0]}
                around = piece.plain[max(match.start() - 30, 0) : match.end() + 30].strip()
                yield Found(piece.place(around), says, params)


def unbalanced_marks(material):
    """A quotation mark or bracket without its other half, unless the next paragraph has it."""
    pairs = _PAIRS + WORDINGS[material.document.content_language].marks
    open_before, waiting = (), None
    for piece in material.pieces:
        loose = loose_marks(piece.plain, pairs)
        same = waiting and (waiting.question, waiting.passage) == (piece.question, piece.passage)
        if waiting and same and _complete(open_before, loose):
            waiting = None
            continue
        if waiting:
            yield _unbalanced(waiting, open_before)
        waiting, open_before = (piece, loose) if loose else (None, ())
    if waiting:
        yield _unbalanced(waiting, open_before)


def _complete(before, after):
    """Whether what one paragraph opens the next one closes."""
    closers = {pair[0]: pair[1] for pair in _ALL_PAIRS} | {'"': '"'}
    return bool(before) and [closers.get(mark) for mark in before] == list(after)


def _unbalanced(piece, loose):
    says = _("In question %(number)s a mark stands without its other half: %(mark)s")
    place = piece.text.find(loose[0])
    around = piece.text[max(place - 40, 0) : place + 60].strip()
    params = {"number": piece.question.number, "mark": loose[0]}
    return Found(piece.place(around), says, params, (piece.text,))


def loose_marks(text, pairs=_PAIRS):
    """The marks without their other half, in the order of the pairs; enumerators are none."""
    text = _ENUMERATOR.sub(" ", text)
    loose = []
    for opening, closing in pairs:
        depth = 0
        for mark in text:
            depth += mark == opening
            if mark == closing:
                if not depth:
                    loose.append(closing)
                depth = max(depth - 1, 0)
        loose += [opening] * depth
    if text.count('"') % 2:
        loose.append('"')
    return tuple(loose)
