"""What a past report is read against: everything that its edition prints, in every language."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from string import Formatter
from typing import NamedTuple

from django.utils.translation import override

from reports.composing.compose import period_words
from reports.importing.matching import Matcher, likeness, word_places, words_of
from reports.questionnaire import Question, find_edition
from reports.questionnaire.kinds import kind_of
from reports.wording import WORDINGS
from roadmap.models import Agency, NextStep, Priority

_SUBJECT_FIELDS = {"priority_text", "step_title"}
_OPEN_THRESHOLD = 0.85


class Key(NamedTuple):
    """One question of a report; `subject` is the number of its priority or next step."""

    question: str
    subject: int | None = None


@dataclass(frozen=True)
class Entry:
    """A text that the form prints; `subject` says which words are a priority's or a next step's.

    `role` is one of title, contents, section, introduction, question and help.
    """

    role: str
    key: Key
    language: str
    text: str
    words: tuple[str, ...]
    subject: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Opening:
    """How a repeated question begins, whatever it is about."""

    question: Question
    language: str
    words: tuple[str, ...]
    untitled: tuple[str, ...]


@dataclass
class Frame:
    """An edition filled in for one period of one roadmap.

    `labels` and `fields` are by question: the words of its options, and of the parts of its rows.
    """

    edition: object
    roadmap: object
    year: int
    priorities: dict[int, Priority]
    steps: dict[int, NextStep]
    coming: list[NextStep]
    matcher: Matcher
    openings: list[Opening]
    questions: dict[str, Question]
    labels: dict[str, dict] = field(default_factory=dict)
    fields: dict[str, list] = field(default_factory=dict)
    agencies: dict[tuple, int] = field(default_factory=dict)
    empty: set = field(default_factory=set)

    @property
    def keys(self):
        """Every question that is known beforehand, in the order of the form."""
        for question in self.edition.questions:
            subjects = {"priority": self.priorities, "next-step": self.steps}.get(question.repeat)
            if subjects is None:
                yield Key(question.id)
            else:
                yield from (Key(question.id, number) for number in subjects)

    def kind(self, key):
        return kind_of(self.questions[key.question])

    def wording(self, key, language, title=""):
        """The question as the form prints it; `title` is a next step's that is not known yet."""
        for entry in self.matcher.entries:
            if (entry.role, entry.key, entry.language) == ("question", key, language):
                return entry.text
        question = self.questions[key.question]
        texts = question.text if title else question.text_untitled or question.text
        subject = {"step_number": key.subject, "step_title": title}
        words = period_words(self.edition, self.year, WORDINGS[language])
        return texts[language].format_map(defaultdict(str, words | subject))

    def section_title(self, section, language):
        for entry in self.matcher.entries:
            if (entry.role, entry.key, entry.language) == ("section", Key(section), language):
                return entry.text
        raise LookupError(section)

    def opening_of(self, words):
        """(opening, likeness) of the repeated question that begins like this; (None, 0)."""
        scored = [
            (likeness(words[: len(opening.words)], opening.words), opening)
            for opening in self.openings
            if len(set(words[: len(opening.words)]) & set(opening.words)) > len(opening.words) // 2
        ]
        score, opening = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        return (opening, score) if score >= _OPEN_THRESHOLD else (None, 0.0)


def frame_of(roadmap, year):
    """The frame of a roadmap's period; LookupError when no edition fits."""
    edition = find_edition(f"{year}-{year + 1}")
    priorities = {p.number: p for p in Priority.objects.filter(roadmap=roadmap).order_by("number")}
    steps = NextStep.objects.filter(period__roadmap=roadmap).order_by("number")
    steps = list(steps.filter(period__year__in=[year, year + 1]).select_related("period"))
    known = {step.number: step for step in steps if step.period.year == year}
    coming = [step for step in steps if step.period.year == year + 1]
    builder = _Builder(edition, roadmap, year, priorities, known)
    entries = list(builder.entries())
    frame = Frame(
        edition, roadmap, year, priorities, known, coming, Matcher(entries),
        list(builder.openings()), {question.id: question for question in edition.questions},
    )  # fmt: skip
    frame.labels = {q.id: builder.labels(q) for q in edition.questions}
    frame.fields = {q.id: builder.fields(q) for q in edition.questions if q.fields}
    frame.agencies = _agencies(roadmap)
    nothing = ("not-stated", "no-answer")
    frame.empty = {words_of(wording[name]) for wording in WORDINGS.values() for name in nothing}
    return frame


def _agencies(roadmap):
    rows = Agency.objects.filter(country=roadmap.country).values_list("pk", "name", "acronym")
    return {words_of(name): pk for pk, *names in rows for name in names if name}


@dataclass
class _Builder:
    edition: object
    roadmap: object
    year: int
    priorities: dict
    steps: dict

    @property
    def languages(self):
        return [language for language in self.edition.languages if language in WORDINGS]

    def words(self, language):
        return period_words(self.edition, self.year, WORDINGS[language])

    def entries(self):
        for language in self.languages:
            yield from self._titles(language)
            for section in self.edition.sections:
                yield self._entry("section", Key(section.id), language, section.title)
                if section.introduction:
                    yield self._entry(
                        "introduction", Key(section.id), language, section.introduction
                    )
                for question in section.questions:
                    yield from self._question(question, language)

    def _titles(self, language):
        with override(language):
            country = str(self.roadmap.country.name)
        period = f"{self.year}-{self.year + 1}"
        titles = [self.edition.title[language].format(**self.words(language)), country]
        titles += [self.roadmap.title, period, f"{country} {period}"]
        # How this application's own files begin.
        wording = WORDINGS[language]
        colon = wording["colon"]
        titles += [f"{country}{colon} {titles[0]}"]
        titles += [f"{wording['annual-report']} {period}", wording["required"]]
        titles += [f"{wording['roadmap']}{colon} {self.roadmap.title}"]
        for text in titles:
            yield Entry("title", Key(""), language, text, words_of(text))
        figures = wording["year-in-figures"]
        yield Entry("section", Key("figures"), language, figures, words_of(figures))
        for text in wording.contents:
            yield Entry("contents", Key(""), language, text, words_of(text))

    def _question(self, question, language):
        if question.repeat is None:
            yield self._entry("question", Key(question.id), language, question.text)
        for key, texts, subject in self._subjects(question):
            yield self._entry("question", key, language, texts, subject)
        if question.help:
            yield self._entry("help", Key(question.id), language, question.help)

    def _subjects(self, question):
        """(key, wording, what is filled in) once for each priority or next step."""
        if question.repeat == "priority":
            for number, priority in self.priorities.items():
                text = " ".join(priority.text.split()).removesuffix(".")
                words = {"priority_number": number, "priority_text": text}
                yield Key(question.id, number), question.text, words
        elif question.repeat == "next-step":
            for number, step in self.steps.items():
                texts = question.text if step.title else question.text_untitled
                words = {"step_number": number, "step_title": step.title}
                yield Key(question.id, number), texts, words

    def _entry(self, role, key, language, texts, subject=None):
        text, words, place = "", [], (0, 0)
        filled = {**self.words(language), **(subject or {})}
        for literal, name, _spec, _conversion in Formatter().parse(texts[language]):
            value = str(filled[name]) if name else ""
            words += words_of(literal)
            first = len(words)
            words += words_of(value)
            # Where the subject stands is remembered: the likeness of two subjects is judged apart.
            place = (first, len(words)) if name in _SUBJECT_FIELDS else place
            text += literal + value
        return Entry(role, key, language, text, tuple(words), place)

    def openings(self):
        """How the repeated questions begin, up to the number of what they are about."""
        for language in self.languages:
            for question in (q for q in self.edition.questions if q.repeat):
                before = re.split(r"\{(?:priority|step)_number\}", question.text[language])[0]
                untitled = (question.text_untitled or {}).get(language, "}").rsplit("}", 1)[1]
                words = words_of(before.format(**self.words(language)))
                yield Opening(question, language, words, words_of(untitled))

    def labels(self, question):
        """By the words of an option and by language: its id and its label."""
        found = defaultdict(dict)
        for language in self.languages:
            for identifier, label in self._options(question, language):
                found[words_of(label)][language] = (identifier, label)
        return dict(found)

    def _options(self, question, language):
        words = self.words(language)
        if not kind_of(question).is_scale:
            return [(o.id, o.label[language].format(**words)) for o in question.options]
        scale = self.edition.scale
        ends = {1: scale.lowest[language], scale.points: scale.highest[language]}
        points = range(1, scale.points + 1)
        labelled = [(str(n), f"{n} ({ends[n]})") for n in points if n in ends]
        both = f"{scale.lowest[language]} {scale.highest[language]}"
        # The ends of a scale are often printed beside its numbers; alone they tick nothing.
        ends_alone = [("", text) for text in (*ends.values(), both)]
        return [*((str(n), str(n)) for n in points), *labelled, *ends_alone]

    def fields(self, question):
        """(words of the label, field, language, label) of every part of a next step."""
        return [
            (words_of(label), part.id, language, label)
            for language in self.languages
            for part in question.fields
            for label in [part.label[language].format(**self.words(language))]
        ]


def title_in(text, opening):
    """(number or None, title) of the next step or priority that a question is about."""
    places = word_places(text)[len(opening.words) :]
    words = words_of(text)[len(opening.words) :]
    number = None
    if words and words[0].isdecimal() and len(words[0]) <= 3:
        number, words, places = int(words[0]), words[1:], places[1:]
    if not places or words == opening.untitled:
        return number, ""
    return number, text[places[0][0] : places[-1][1]] + _closing(text[places[-1][1] :])


def _closing(rest):
    """What belongs to the title behind its last word: ")" of "… 2022 (ENTI)”?"."""
    return re.match(r"[).%]*", rest).group()
