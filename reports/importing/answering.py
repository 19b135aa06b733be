"""What a file says to one question: its text, its boxes, its rows."""

import re
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError

from reports.importing.blocks import cut, tree_of
from reports.importing.findings import Finding
from reports.importing.frame import Key
from reports.importing.matching import THRESHOLD, comparable, likeness, word_places, words_of
from reports.importing.mending import mended
from reports.questionnaire.kinds import kind_of
from reports.wording import JOINTS
from roadmap.texts import narrative

# Options of fewer words must be there word for word, longer texts are none.
_FEWEST_WORDS, _MOST_WORDS = 4, 40
_AFTER_LABEL = re.compile(r"[\s:?*)]*")
_PARTED = re.compile(rf"\s*(?:[,;/\n]|\b(?:{'|'.join(JOINTS)})\b)\s*")
LONGEST_TITLE, LONGEST_OTHER = 500, 300


@dataclass(frozen=True)
class Seen:
    """An option that is printed under a question, ticked, empty or without any box."""

    option: str
    block: object


@dataclass
class Collected:
    """What has been found under a question so far; a row has the blocks of a next step by part."""

    key: Key
    place: int
    number: int | None
    text: str
    blocks: list = field(default_factory=list)
    seen: list = field(default_factory=list)
    other: str = ""
    rows: list = field(default_factory=list)
    part: str = ""


@dataclass(frozen=True)
class Row:
    """A next step of the coming year; `agency` is an id."""

    title: str = ""
    objectives: str = ""
    proof: str = ""
    areas: tuple[str, ...] = ()
    priorities: tuple[int, ...] = ()
    agency: int | None = None


@dataclass(frozen=True)
class Answer:
    """The answer to one question as the file has it."""

    key: Key
    place: int
    heading: str
    narrative: list
    choices: tuple[str, ...] = ()
    other: str = ""
    rows: tuple[Row, ...] = ()

    @property
    def is_empty(self):
        return not (self.narrative or self.choices or self.other or self.rows)


class Answering:
    """Puts the blocks under a question where they belong, and tells what it finds."""

    def __init__(self, frame, language, framed, findings):
        self.frame, self.language = frame, language
        self.framed, self.findings = framed, findings

    def tell(self, kind, block, **more):
        self.findings.append(Finding(kind, block.place, block.text.strip(), **more))

    def take(self, found, block):
        """One block that stands under a question."""
        if words_of(block.text) in self.frame.empty:
            self.framed.append((block, "empty"))
        elif self.frame.kind(found.key).has_boxes:
            self._take_option(found, block)
        elif self.frame.kind(found.key).has_rows:
            self._take_part(found, block)
        else:
            found.blocks.append(block)

    # Choices

    def _take_option(self, found, block):
        option = self._option(found.key, block)
        if option is not None:
            self._note_option(found, block, *option)
        elif self._take_other(found, block):
            pass
        elif block.mark is not None:
            self.tell("unknown-option", block)
        else:
            found.blocks.append(block)

    def _note_option(self, found, block, option, language, label):
        self.framed.append((block, "option"))
        if option:
            found.seen.append(Seen(option, block))
        if language != self.language:
            self.tell("option-language", block, other=language)
        elif comparable(label) != comparable(block.text):
            self.tell("wording", block, expected=label)

    def _option(self, key, block):
        """(id, language, label) of the option that the block prints; None when it prints none."""
        labels = self.frame.labels[key.question]
        words = words_of(block.text)
        if words not in labels:
            words = self._closest_option(words, labels)
        if words is None:
            return None
        # Where two languages have the same word, it is the report's own.
        spoken = labels[words]
        language = self.language if self.language in spoken else next(iter(spoken))
        option, label = spoken[language]
        return option, language, label

    def _closest_option(self, words, labels):
        """The words of the option that is like these words, or None."""
        if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS:
            return None
        score, known = max(((likeness(known, words), known) for known in labels), default=(0, None))
        return known if score >= THRESHOLD else None

    def _take_other(self, found, block):
        """Take "Other: its text", if that is what the block is."""
        label, colon, said = block.text.partition(":")
        option = self._option(found.key, replace(block, runs=({"text": label},))) if colon else None
        takes_text = {o.id for o in self.frame.questions[found.key.question].options if o.other}
        if option is None or option[0] not in takes_text or not said.strip():
            return False
        self.framed.append((replace(block, runs=({"text": label},)), "option"))
        # Who writes behind “Other:” has chosen it, box or no box.
        is_ticked = True if block.mark is None else block.mark
        found.seen.append(Seen(option[0], replace(block, mark=is_ticked)))
        # What has no room in the short field becomes text of the answer: nothing is lost.
        if found.other or len(said.strip()) > LONGEST_OTHER:
            found.blocks.append(replace(block, runs=cut(block.runs, len(label) + 1), mark=None))
        else:
            found.other = " ".join(said.split())
        return True

    # Next steps of the coming year

    def _take_part(self, found, block):
        part = self._part_label(found.key, block)
        if part is None:
            self._continue_part(found, block)
            return
        identifier, end = part
        self.framed.append((replace(block, runs=cut(block.runs, 0, end)), "field"))
        if identifier == "title" or not found.rows or identifier in found.rows[-1]:
            found.rows.append({})
        found.rows[-1][identifier] = []
        found.part = identifier
        rest = replace(block, runs=cut(block.runs, end), is_item=False, depth=0, number=None)
        if rest.text.strip():
            self._continue_part(found, rest)

    def _continue_part(self, found, block):
        if found.part:
            found.rows[-1][found.part].append(block)
        else:
            found.blocks.append(block)

    def _part_label(self, key, block):
        """(id of the part, where its label ends) of a block that begins with a label, or None."""
        words = words_of(block.text)
        for label, identifier, _language, _text in self.frame.fields[key.question]:
            if label and likeness(words[: len(label)], label) >= THRESHOLD:
                end = self._end_of_label(block.text, label)
                if end is not None:
                    return identifier, end
        return None

    def _end_of_label(self, text, label):
        """Where the text behind a label begins; None where the label runs on into a sentence."""
        places = word_places(text)
        if len(places) < len(label):
            return None
        end = places[len(label) - 1][1]
        after = _AFTER_LABEL.match(text, end)
        stops = ":" in after.group() or "?" in after.group() or after.end() == len(text)
        return after.end() if stops else None

    # What it comes to

    def answer(self, found):
        """The answer that was collected; what can not be one is told."""
        blocks, places = mended(found.blocks)
        self.findings += [Finding("mended", place) for place in places]
        tree = tree_of(blocks)
        try:
            narrative.validate(tree)
        except ValidationError:
            for block in blocks:
                self.tell("too-long", block)
            tree = []
        rows = tuple(self._row(row) for row in found.rows)
        choices = self._choices(found)
        return Answer(
            found.key, found.place, found.text, tree, choices, found.other,
            tuple(row for row in rows if row != Row()),
        )  # fmt: skip

    def _choices(self, found):
        kind = self.frame.kind(found.key)
        if not kind.has_boxes:
            return ()
        ticked = list(dict.fromkeys(seen.option for seen in found.seen if seen.block.mark))
        if kind.most == 1 and len(ticked) > 1:
            # Which one was meant is the coordination's to say, not ours to guess.
            self._tell_of_marks("several-marks", found)
            return ()
        if not ticked:
            return self._unmarked(found, kind)
        return tuple(ticked)

    def _unmarked(self, found, kind):
        """A choice that only words make, or none."""
        options = {seen.option for seen in found.seen if seen.block.mark is None}
        if kind.most == 1 and len(options) == len(found.seen) == 1:
            self.tell("choice-by-words", found.seen[0].block)
            return tuple(options)
        self._tell_of_marks("unmarked", found)
        return ()

    def _tell_of_marks(self, kind, found):
        ticked = [seen.block.text.strip() for seen in found.seen if seen.block.mark]
        self.findings.append(Finding(kind, found.place, found.text, other="; ".join(ticked)))

    def _row(self, parts):
        texts = {
            name: self._lines(parts.get(name, ())) for name in ("title", "objectives", "proof")
        }
        title = " ".join(texts["title"].split())
        if len(title) > LONGEST_TITLE:
            for block in parts["title"]:
                self.tell("too-long", block)
            title = ""
        return Row(
            title=title,
            objectives=texts["objectives"],
            proof=texts["proof"],
            areas=self._values(parts.get("areas", ()), self._areas()),
            priorities=self._values(parts.get("priorities", ()), self._priorities()),
            agency=next(iter(self._values(parts.get("agency", ()), self.frame.agencies)), None),
        )

    def _lines(self, blocks):
        """The blocks as lines of plain text, items with their sign or number."""
        whole, places = mended([b for b in blocks if words_of(b.text) not in self.frame.empty])
        self.findings += [Finding("mended", place) for place in places]
        signs = {True: "- ", False: ""}
        return "\n".join(
            (f"{b.number}. " if b.number is not None else signs[b.is_item]) + b.text.strip()
            for b in whole
        )

    def _areas(self):
        [group] = [q for q in self.frame.edition.questions if kind_of(q).has_rows]
        labels = self.frame.labels[group.id].items()
        return {words: next(iter(spoken.values()))[0] for words, spoken in labels}

    def _priorities(self):
        names = {}
        for number, priority in self.frame.priorities.items():
            names |= {words_of(str(priority)): number, words_of(priority.short_name): number}
        return names

    def _values(self, blocks, known):
        """The values that the blocks name; what is none is told. An empty box names nothing."""
        found = []
        for block in blocks:
            is_one = words_of(block.text) in (*known, *self.frame.empty)
            texts = [block.text] if is_one else filter(str.strip, _PARTED.split(block.text))
            named = [words_of(text) for text in texts]
            if all(words in known or words in self.frame.empty for words in named):
                self.framed.append((block, "value"))
            else:
                self.tell("unknown-area", block)
            if block.mark is not False:
                found += [known[words] for words in named if words in known]
        return tuple(dict.fromkeys(found))
