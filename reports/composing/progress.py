"""How far a report is: which of its questions are empty, drafted, written and agreed."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from reports.document import Question, place_of, to_dict
from reports.models import WrittenAnswer
from reports.questionnaire.kinds import kind_of
from roadmap.texts.canonical import sha256_of


class State(TextChoices):
    """How far the answer to one question is."""

    EMPTY = "empty", pgettext_lazy("answer", "Empty")
    DRAFTED = "drafted", pgettext_lazy("answer", "Drafted")
    WRITTEN = "written", pgettext_lazy("answer", "Written")
    AGREED = "agreed", pgettext_lazy("answer", "Agreed")


@dataclass(frozen=True)
class Mark:
    """Where one question of a document stands.

    `lapsed` when somebody has agreed to it and it says something else since.
    """

    question: Question
    state: State
    written: WrittenAnswer | None
    lapsed: bool

    @property
    def is_finished(self):
        return not self.question.asked or self.state == State.AGREED


def written_by_place(facts):
    """The written answers by the place of their question."""
    numbers = {priority.pk: priority.number for priority in facts.priorities}
    steps = {step.pk: step.number for step in facts.next_steps}
    return {
        place_of(question, numbers.get(priority), steps.get(step)): written
        for (question, priority, step), written in facts.written.items()
    }


def content_of(question):
    """The SHA-256 of what a question is answered with, whatever the wording around it."""
    answer = question.answer
    content = {
        "asked": question.asked,
        "choices": question.choices,
        "other": answer.other_text,
        "text": [passage.narrative for passage in answer.passages],
        "facts": [
            [source.update, source.when, *map(to_dict, source.results), *map(to_dict, links)]
            for source in answer.sources
            for links in [source.evidence]
        ],
        "rows": answer.table.rows if answer.table else (),
    }
    # With spaces, as the answers were hashed that have been agreed on: they must stay so.
    return sha256_of(content, separators=(", ", ": "))


def marks(document, written):
    """A mark for each question of the document, by its place; `written` is by place too."""
    return {
        question.place: _mark(question, written.get(question.place))
        for question in document.questions
    }


def _mark(question, written):
    agreed = bool(written and written.agreed_at)
    holds = agreed and written.agreed_content == content_of(question)
    state = State.AGREED if holds else _state(question, written)
    return Mark(question, state, written, lapsed=agreed and not holds)


def _state(question, written):
    if not question.is_answered:
        return State.EMPTY
    # A choice, a rating and a next step are only there when somebody has made them.
    own = written is not None and bool(written.narrative or written.other or written.took_over_at)
    return State.WRITTEN if own or not kind_of(question).takes_text else State.DRAFTED


def progress(document, written=None):
    """How many questions have an answer and how far each is, altogether and by section."""
    found = marks(document, written or {})
    asked = [question for question in document.questions if question.asked]
    return {
        **_counted(asked, found),
        "missing": [q for q in asked if q.required and not q.is_answered],
        "unfinished": [q for q in document.questions if not found[q.place].is_finished],
        "marks": found,
        "sections": [_section_progress(section, found) for section in document.sections],
    }


def _section_progress(section, found):
    asked = [question for question in section.questions if question.asked]
    return {"section": section, **_counted(asked, found)}


def _counted(asked, found):
    """Numbers of a set of questions; `bar` has the parts of a bar that is as long as the set."""
    states = [found[question.place].state for question in asked]
    counts = [(state, states.count(state)) for state in reversed(State)]
    return {
        "asked": len(asked),
        "answered": sum(question.is_answered for question in asked),
        "counts": [{"state": state, "number": number} for state, number in counts],
        "bar": _bar(counts),
    }


def _bar(counts):
    parts, start = [], 0
    for state, number in counts:
        if number:
            parts.append({"state": state, "start": start, "length": number})
        start += number
    return parts


def beside(places, place, order):
    """(the one before, the one after) a place among some of the places of the whole order."""
    rank = {name: index for index, name in enumerate(order)}
    here = rank[place]
    before = [name for name in places if rank[name] < here]
    after = [name for name in places if rank[name] > here]
    return (before[-1] if before else None), (after[0] if after else None)
