"""Text in another language than the report's, by the small words no language can do without."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.checks.finding import Found, Place
from reports.checks.pieces import QUOTED, WORD, split_sentences

# A word may be small in two of them; the counts decide.
_TEXTS = {
    "es": """el los las del y con por para una su sus al como más lo este esta estos estas sobre
        también fue fueron ha han que se donde cuyo así en o""",
    "en": """the of and to in for with by was were is are this that from has have been which its
        their at as an or be it not these those will""",
    "fr": """le les des du et dans pour une sur par au aux ce cette qui est sont avec leur leurs ont
        été ces où nous il elle elles ils sa ses afin ainsi que en se""",
}
SMALL_WORDS = {language: frozenset(words.split()) for language, words in _TEXTS.items()}
_NAMES = {
    "es": pgettext_lazy("a sentence in", "Spanish"),
    "en": pgettext_lazy("a sentence in", "English"),
    "fr": pgettext_lazy("a sentence in", "French"),
}
_FEWEST_WORDS = 8
_FEWEST_SMALL = 3


def other_language(material):
    """Sentences of answers, and introductions of sections, in another language than theirs."""
    language = material.document.content_language
    for piece in material.pieces:
        for sentence in piece.sentences:
            if other := foreign(sentence, language):
                says = _("Question %(number)s has a sentence in %(language)s.")
                params = {"number": piece.question.number, "language": _NAMES[other]}
                yield Found(piece.place(sentence), says, params)
    yield from _frame(material.document)


def _frame(document):
    for section in document.sections:
        for sentence in split_sentences(section.introduction):
            if other := foreign(sentence, document.language):
                says = _(
                    "The introduction of section “%(section)s” has a sentence in %(language)s."
                )
                params = {"section": section.title, "language": _NAMES[other]}
                yield Found(Place(words=sentence), says, params)


def foreign(sentence, language):
    """The language the sentence is in when it is clearly not this one, else None.

    Titles in quotation marks may be in any language.
    """
    words = [word.lower() for word in WORD.findall(QUOTED.sub(" ", sentence))]
    if len(words) < _FEWEST_WORDS or language not in SMALL_WORDS:
        return None
    counts = {name: sum(word in known for word in words) for name, known in SMALL_WORDS.items()}
    best = max(counts, key=lambda name: counts[name])
    clear = counts[best] >= max(_FEWEST_SMALL, 2 * counts[language] + 1)
    return best if best != language and clear else None
