"""From the blocks of a file to answers: what is the form's, what is an answer, what is neither."""

import re
from collections import Counter
from dataclasses import dataclass

from reports.document import answer_name
from reports.importing.answering import Answer, Answering, Collected
from reports.importing.findings import Finding, in_order
from reports.importing.frame import Key, title_in
from reports.importing.matching import (
    comparable,
    likeness,
    printed_number,
    without_asterisk,
    without_page,
    words_of,
)
from reports.importing.mending import edges_of_pages
from reports.wording.detection import language_of
from roadmap.texts import narrative

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
# A heading may be cut into so many paragraphs.
_MOST_PIECES = 3
_BEGINS_LIKE = 0.8
_LEFT_ASIDE = {"footnote": "footnote", "endnote": "footnote", "comment": "comment"}
_LEFT_ASIDE |= {"placeholder": "placeholder", "header": "page", "footer": "page"}


@dataclass(frozen=True)
class Heading:
    """A text of the form that was found; `size` is how many blocks it fills."""

    role: str
    key: Key
    language: str
    expected: str
    score: float
    text: str
    number: int | None
    has_page: bool
    size: int


@dataclass(frozen=True)
class Reading:
    """What a file says. `framed` are (block, role) of what is the form's own, in order.

    `steps` are titles of this period's next steps, by number, where the roadmap does not have them.
    """

    language: str
    answers: tuple[Answer, ...]
    steps: dict[int, str]
    findings: tuple[Finding, ...]
    framed: tuple
    headings: int


def recognise(blocks, frame, language=None):
    """What the blocks of a file say; `language` is found out where it is not given."""
    return _Recogniser(blocks, frame, language or _language(blocks, frame)).read()


def _language(blocks, frame):
    """The language in which most wordings are the form's; the roadmap's where there is none."""
    found = Counter()
    for block in blocks:
        _number, start = printed_number(block.text)
        entry = frame.matcher.exact.get(words_of(without_page(block.text[start:])[0]))
        if entry and entry.role in ("question", "section", "introduction"):
            found[entry.language] += 1
    return found.most_common(1)[0][0] if found else frame.roadmap.language


class _Recogniser:
    def __init__(self, blocks, frame, language):
        self.blocks, self.frame, self.language = blocks, frame, language
        self.findings, self.framed = [], []
        self.collected, self.steps, self.numbers, self.sections = {}, {}, {}, set()
        self.current = None
        self.in_contents, self.first_entry, self.counts_pages = False, None, False
        self.last_entry, self.beside_entries = None, []
        self.headings = 0
        self.answering = Answering(frame, language, self.framed, self.findings)

    def read(self):
        edges = edges_of_pages(self.blocks)
        index = 0
        while index < len(self.blocks):
            index += self._page(index) if index in edges else self._take_block(index)
        answers = tuple(self.answering.answer(found) for found in self.collected.values())
        self._look_at_contents()
        self._look_for_gaps(answers)
        self._look_at_languages(answers)
        return Reading(
            self.language, answers, self.steps, in_order(self.findings),
            tuple(self.framed), self.headings,
        )  # fmt: skip

    # One block after the other

    def _page(self, index):
        self.answering.tell("page", self.blocks[index])
        return 1

    def _take_block(self, index):
        """Put away the block, and those that belong to it; say how many."""
        block = self.blocks[index]
        if kind := _LEFT_ASIDE.get(block.aside):
            self.answering.tell(kind, block)
            return 1
        # A field says itself which question it answers, whatever its text looks like.
        if block.field and self._take_field(block):
            return 1
        if heading := self._heading(index):
            self._take_heading(heading, self.blocks[index : index + heading.size])
            return heading.size
        self._take_text(block)
        return 1

    def _take_field(self, block):
        """Take a block from a field of the form that knows its question."""
        key = self._key_named(block.field)
        if key is None:
            return False
        found = self.collected.setdefault(key, self._collected(key, block))
        self.answering.take(found, block)
        return True

    def _key_named(self, name):
        names = {answer_name(*key): key for key in self.frame.keys}
        return names.get(name)

    def _collected(self, key, block):
        return Collected(key, block.place, None, self.frame.wording(key, self.language))

    def _take_text(self, block):
        if not words_of(block.text):
            self.framed.append((block, "sign"))
        elif self.in_contents or block.aside == "contents":
            self.beside_entries.append((self.last_entry, block))
        elif self.current is None:
            self.answering.tell("unplaced", block)
        else:
            self.answering.take(self.current, block)

    # The form's own texts

    def _heading(self, index):
        """The text of the form that begins with this block, in as many blocks as fit best."""
        best = None
        number, start = printed_number(self.blocks[index].text)
        number = number if self.blocks[index].number is None else self.blocks[index].number
        for size in range(1, _MOST_PIECES + 1):
            pieces = self.blocks[index : index + size]
            if len(pieces) < size or not all(_may_go_on(piece) for piece in pieces[1:]):
                break
            text = " ".join(piece.text for piece in pieces)[start:]
            found = self._match_heading(text, number, size, words_of(pieces[0].text[start:]))
            if found and (best is None or found.score > best.score):
                best = found
            # No wording of the form is so long.
            if (best and best.score == 1) or len(text) > 2_000:
                break
        return best or self._opening(index, number, start)

    def _match_heading(self, text, number, size, beginning):
        plain, has_page = without_page(without_asterisk(text))
        plain = without_asterisk(plain)
        words = words_of(plain)
        entry, score = self.frame.matcher.find(words)
        if has_page and score < 1:
            # The number may belong to the text.
            whole, whole_score = self.frame.matcher.find(words_of(text))
            if whole and whole_score > score:
                entry, score, plain, has_page = whole, whole_score, without_asterisk(text), False
        if entry is None or not self._can_stand_here(entry):
            return None
        # Otherwise a heading would swallow the last line of the answer before it.
        if size > 1 and likeness(beginning, entry.words[: len(beginning)]) < _BEGINS_LIKE:
            return None
        return Heading(
            entry.role, entry.key, entry.language, entry.text, score, plain, number, has_page, size
        )

    def _can_stand_here(self, entry):
        """Titles and the head of the contents stand before the first question only."""
        return entry.role not in ("title", "contents") or not self.collected

    def _opening(self, index, number, start):
        """A repeated question about something that is not known beforehand, or None."""
        plain, has_page = without_page(without_asterisk(self.blocks[index].text[start:]))
        plain = without_asterisk(plain)
        words = words_of(plain)
        opening, score = self.frame.opening_of(words)
        if opening is None:
            return None
        subject, title = title_in(plain, opening)
        in_contents = has_page or self.in_contents
        key = self._key_about(opening.question, subject, title, in_contents=in_contents)
        if subject not in (None, key.subject) and key.subject and not in_contents:
            self.answering.tell("step-number", self.blocks[index], other=str(subject))
        expected = self.frame.wording(key, opening.language, title) if key.subject else ""
        return Heading(
            "question", key, opening.language, expected, score, plain, number, has_page, 1
        )

    def _key_about(self, question, number, title, *, in_contents):
        """The key of a next step that is told by its title; without one for other subjects."""
        if question.repeat != "next-step":
            return Key(question.id, None)
        known = {n: step.title for n, step in self.frame.steps.items()} | self.steps
        for step, other in known.items():
            if title and words_of(other) == words_of(title):
                return Key(question.id, step)
        # The printed number is another step's already: this one is new to the roadmap.
        if number is None or (known.get(number) and title):
            number = max(known, default=0) + 1
        if not in_contents:
            self.steps[number] = title
        return Key(question.id, number)

    def _take_heading(self, heading, blocks):
        aside = any(block.aside == "contents" for block in blocks)
        if aside:
            # The file itself says where its table of contents is.
            self.in_contents = False
        if aside or self._stays_in_contents(heading):
            self._frame(blocks, "contents")
            self.last_entry = heading.key
            if heading.role == "contents":
                self._compare(heading, blocks[0])
            return
        if heading.role == "question":
            self._open_answer(heading, blocks)
        else:
            self._frame(blocks, heading.role)
            self._compare(heading, blocks[0])
            if heading.role == "section":
                self.sections.add(heading.key.question)
                self.current = None

    def _frame(self, blocks, role):
        self.framed += [(block, role) for block in blocks]

    def _stays_in_contents(self, heading):
        """Whether this is an entry of the table of contents; the body ends the table."""
        if heading.role == "contents":
            self.in_contents, self.first_entry = True, None
        elif heading.role in ("section", "question"):
            self._follow_contents(heading)
        return self.in_contents

    def _follow_contents(self, heading):
        # Page numbers behind headings make a table of contents, until the first without one.
        if heading.has_page and not self.collected:
            self.in_contents, self.counts_pages = True, True
            return
        if not self.in_contents:
            return
        # A table without page numbers ends where its first entry comes a second time.
        is_first_again = self.first_entry == (heading.role, heading.key)
        if self.counts_pages or is_first_again:
            self.in_contents = False
        self.first_entry = self.first_entry or (heading.role, heading.key)

    def _open_answer(self, heading, blocks):
        """Begin the answer to a question, or go on with it when it is asked again."""
        self.headings += 1
        block, key = blocks[0], heading.key
        if heading.number is not None:
            self._count(heading, block)
        if (
            key not in self.collected
            and key.subject is None
            and self.frame.questions[key.question].repeat
        ):
            self.answering.tell("unknown-subject", block)
            self.current = None
            return
        self._frame(blocks, "question")
        self._compare(heading, block)
        if key in self.collected:
            first = str(self.collected[key].place)
            self.findings.append(Finding("question-twice", block.place, heading.text, other=first))
        else:
            self.collected[key] = Collected(key, block.place, heading.number, heading.text.strip())
        self.current = self.collected[key]
        self.current.part = ""

    def _count(self, heading, block):
        """Tell of a number that two questions have."""
        first = self.numbers.setdefault(heading.number, block.place)
        if first != block.place:
            number = f"{heading.number}. {heading.text}"
            self.findings.append(Finding("number-twice", block.place, number, other=str(first)))

    def _compare(self, heading, block):
        """Tell where a wording is not the form's own."""
        text = heading.text.strip()
        if heading.language != self.language and heading.role != "title":
            self.findings.append(Finding("language", block.place, text, other=heading.language))
        if comparable(text) == comparable(heading.expected) or not heading.expected:
            return
        if heading.role != "title" and heading.role != "contents":
            self.findings.append(Finding("wording", block.place, text, heading.expected))
        wrong = Counter(_YEAR.findall(text)) - Counter(_YEAR.findall(heading.expected))
        if wrong:
            years = ", ".join(sorted(wrong))
            self.findings.append(Finding("period", block.place, text, heading.expected, years))

    # At the end

    def _look_at_contents(self):
        """Texts between the entries of the table of contents, and whether the answer has them."""
        for key, block in self.beside_entries:
            under = self.collected[key].blocks if key in self.collected else ()
            said = words_of(without_page(block.text)[0])
            places = [str(other.place) for other in under if words_of(other.text) == said]
            self.answering.tell("contents-answer", block, other=next(iter(places), ""))

    def _look_for_gaps(self, answers):
        for answer in answers:
            # A choice without a mark has been told already.
            if answer.is_empty and not self.frame.kind(answer.key).has_boxes:
                self.findings.append(Finding("empty", answer.place, answer.heading))
        for key in self._expected():
            if key not in self.collected:
                wording = self.frame.wording(key, self.language)
                about = "" if key.subject is None else str(key.subject)
                self.findings.append(Finding("question-missing", None, wording, other=about))
        self._look_for_sections()

    def _expected(self):
        """Every question that should be there: also next steps left out between others."""
        yield from self.frame.keys
        asked = [key for key in self.collected if key.subject and key.question in self._per_step()]
        last = max((key.subject for key in asked), default=0)
        known = set(self.frame.keys)
        for number in range(1, last):
            for question in self._per_step():
                if Key(question, number) not in known:
                    yield Key(question, number)

    def _per_step(self):
        return [q.id for q in self.frame.edition.questions if q.repeat == "next-step"]

    def _look_for_sections(self):
        """Sections whose questions are there and whose heading is not."""
        for section in self.frame.edition.sections:
            ids = {question.id for question in section.questions}
            places = [found.place for key, found in self.collected.items() if key.question in ids]
            if places and section.id not in self.sections:
                title = self.frame.section_title(section.id, self.language)
                self.findings.append(Finding("section-untitled", min(places), expected=title))

    def _look_at_languages(self, answers):
        """Sentences of answers in another language than the report's."""
        for answer in answers:
            for paragraph in narrative.paragraphs(answer.narrative):
                text = "".join(run["text"] for run in paragraph.runs)
                for sentence in _SENTENCE_END.split(text):
                    spoken = language_of(sentence)
                    if spoken not in ("", self.language):
                        place = self._place_of(answer, sentence)
                        self.findings.append(Finding("language", place, sentence, other=spoken))

    def _place_of(self, answer, sentence):
        """The place of the block that says the sentence, else that of its question."""
        beginning = sentence[:40]
        for block in self.collected[answer.key].blocks:
            if beginning in block.text:
                return block.place
        return answer.place


def _may_go_on(block):
    """Whether a block may be the second half of a heading."""
    return not (block.is_item or block.aside or block.field or block.mark is not None)
