"""Finding the form's wording in a text that was typed, printed and copied."""

import re
import unicodedata
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from functools import lru_cache

# From which share of common words on two wordings are the same text: 1 is equality.
THRESHOLD = 0.8
# How much of a priority's text or a next step's title must be there.
SUBJECT_THRESHOLD = 0.6
# Shorter wordings must be there word for word.
FEWEST_FUZZY = 5
# Word by word is dear: only the few that share most words are compared so.
MOST_CANDIDATES = 6

_WORD = re.compile(r"\w+")
# Something parts the number from the text: “8.7” and “2022-2023” begin no question.
_NUMBER = re.compile(r"[ \t\n]*(\d{1,3})[.)]?[ \t\n]*(?=\D)(?<=[.) \t])")
_PAGE = re.compile(r"[ \t.…]*(?:\*[ \t]*)?(?<=[\s.…*])\d{1,3}[ \t\n]*\Z")
_QUOTES = re.compile("[“”„«»\"'’‘‹›]+[\u00a0\u202f ]?|[\u00a0\u202f ]?»")


# The same paragraph is folded again for each try of a heading.
@lru_cache(maxsize=20_000)
def _folded(text):
    """The text in small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def words_of(text):
    """The words of a text, in small letters and without accents and punctuation."""
    return tuple(_WORD.findall(_folded(text)))


def word_places(text):
    """(start, end) of every word in the text itself."""
    return [match.span() for match in _WORD.finditer(text)]


def printed_number(text):
    """(number or None, where the text behind it begins): 12 and 4 for "12. Which …"."""
    match = _NUMBER.match(text)
    return (int(match.group(1)), match.end()) if match else (None, 0)


def without_asterisk(text):
    """The text without the asterisk that the form prints behind a required question."""
    return text.rstrip().removesuffix("*").rstrip()


def without_page(text):
    """(text, whether a page number stood at its end, as in a table of contents)."""
    # The end is enough: dots that are left before it belong to no word.
    match = _PAGE.search(text[-12:])
    if not match or not match.group().strip():
        return text, False
    return text[: len(text) - len(match.group())].rstrip(), True


def comparable(text):
    """How a text reads, whatever its quotation marks, capitals and spaces look like."""
    text = _QUOTES.sub('"', without_asterisk(text)).casefold()
    return " ".join(text.split()).rstrip(" :").replace('" ', '"')


def likeness(one, other):
    """The share of the words that two wordings have in common and in order, from 0 to 1."""
    # With autojunk, frequent words count for nothing in long texts, and likeness jumps.
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


class Matcher:
    """The wordings of a form, each findable by what is like it."""

    def __init__(self, entries):
        self.entries = list(entries)
        self.exact, self.postings, self.sizes = {}, defaultdict(list), []
        for index, entry in enumerate(self.entries):
            self.exact.setdefault(entry.words, entry)
            # Short words stand in every wording: they would make all of them candidates.
            telling = {word for word in entry.words if len(word) > 3}
            self.sizes.append(len(telling))
            for word in telling if len(entry.words) >= FEWEST_FUZZY else ():
                self.postings[word].append(index)
        self.longest = max((len(entry.words) for entry in self.entries), default=0)

    def find(self, words):
        """(entry, likeness) of the wording that the words are; (None, 0) when they are none."""
        if found := self.exact.get(words):
            return found, 1.0
        # Most paragraphs are answers, far longer than any wording: they end here.
        if not FEWEST_FUZZY <= len(words) + 1 <= 1.5 * self.longest:
            return None, 0.0
        scored = [(self._score(entry, words), entry) for entry in self._candidates(words)]
        score, entry = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        return (entry, score) if score >= THRESHOLD else (None, 0.0)

    def _candidates(self, words):
        """Those that share at least half of their longer words."""
        shared = Counter(index for word in set(words) for index in self.postings.get(word, ()))
        near = [(count / self.sizes[i], i) for i, count in shared.items()]
        near = sorted((pair for pair in near if pair[0] >= 0.5), reverse=True)
        return [self.entries[index] for _share, index in near[:MOST_CANDIDATES]]

    def _score(self, entry, words):
        matcher = SequenceMatcher(None, entry.words, words, autojunk=False)
        first, last = entry.subject
        # A question repeated for each priority differs in little else than its subject.
        if first < last:
            found = sum(
                max(0, min(block.a + block.size, last) - max(block.a, first))
                for block in matcher.get_matching_blocks()
            )
            if found < SUBJECT_THRESHOLD * (last - first):
                return 0.0
        return matcher.ratio()
