"""Text in another language than the report's."""

from django.utils.translation import gettext_lazy as _

from reports.checks.finding import Found, Place
from reports.checks.pieces import split_sentences
from reports.wording import WORDINGS
from reports.wording.detection import language_of


def other_language(material):
    """Sentences of answers, and introductions of sections, in another language than theirs."""
    language = material.document.content_language
    for piece in material.pieces:
        for sentence in piece.sentences:
            if (other := language_of(sentence)) not in ("", language):
                says = _("Question %(number)s has a sentence in %(language)s.")
                params = {"number": piece.question.number, "language": WORDINGS[other].spoken}
                yield Found(piece.place(sentence), says, params)
    yield from _frame(material.document)


def _frame(document):
    for section in document.sections:
        for sentence in split_sentences(section.introduction):
            if (other := language_of(sentence)) not in ("", document.language):
                says = _(
                    "The introduction of section “%(section)s” has a sentence in %(language)s."
                )
                params = {"section": section.title, "language": WORDINGS[other].spoken}
                yield Found(Place(words=sentence), says, params)
