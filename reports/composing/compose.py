"""From facts, an edition and written answers to a `Document` with nothing left to look up."""

from dataclasses import dataclass, replace
from itertools import count

from django.utils.translation import override

from reports import document
from reports.composing.annex import draw_up_annex
from reports.composing.answers import ANSWERS, Asked
from reports.composing.charts import draw_up_charts
from reports.composing.facts import Facts, read_facts
from reports.composing.takeover import taken_answer
from reports.questionnaire import Edition, Question, find_edition
from reports.questionnaire.kinds import kind_of
from reports.wording import WORDINGS, Wording


@dataclass(frozen=True)
class Frame:
    """What stays the same from the first question of a report to the last."""

    facts: Facts
    edition: Edition
    language: str
    wording: Wording
    period_words: dict[str, str]

    def say(self, texts, more_words=None):
        """The text in the report's language with its placeholders filled in; "" for no text."""
        if texts is None:
            return ""
        return texts[self.language].format(**self.period_words, **(more_words or {}))

    def is_working(self, part):
        """Whether this part's wording is a working translation though the edition's is not."""
        return self.language in part.working_translation


@dataclass(frozen=True)
class Earlier:
    """A question that stands before the one that is being composed."""

    question: Question
    composed: document.Question

    @property
    def names_something(self):
        """Whether an option is ticked that does not say that nothing applies."""
        nothing = {option.id for option in self.question.options if option.none}
        return bool(set(self.composed.choices) - nothing)


def compose(period, language=None):
    """The period's report, in the roadmap's language unless another is given.

    LookupError when no edition fits the period or it does not have the language.
    """
    return compose_facts(read_facts(period), language)


def compose_facts(facts, language=None):
    """The report of facts that were read before; LookupError as in `compose`."""
    return _document(_frame(facts, language))


def frame_languages(facts):
    """The languages in which the report's frame is written, the roadmap's first."""
    own, languages = facts.roadmap.language, find_edition(str(facts.period)).languages
    return [own, *(name for name in languages if name in WORDINGS and name != own)]


def drafts(facts):
    """What the facts alone say to each question, in the roadmap's language.

    A dictionary from place to (Asked, Draft), in the order of the questions.
    """
    frame = _frame(facts, None)
    return {
        asked.place: (asked, ANSWERS[question.answers](facts, asked))
        for question in frame.edition.questions
        for asked in _repeated(frame, question)
    }


def _frame(facts, language):
    edition = find_edition(str(facts.period))
    language = language or facts.roadmap.language
    if language not in edition.languages or language not in WORDINGS:
        raise LookupError(f"Edition {edition.id} is not written in “{language}”.")
    wording = WORDINGS[language]
    words = period_words(edition, facts.period.year, wording)
    return Frame(facts, edition, language, wording, words)


def period_words(edition, year, wording):
    """The edition's period that begins in this year in words; see the head of an edition's file."""
    first, last = edition.days_of(year)
    _coming, coming_last = edition.days_of(year + 1)
    return {
        "start_month_year": wording.month(first.year, first.month),
        "end_month_year": wording.month(last.year, last.month),
        "start_year": str(first.year),
        "end_year": str(last.year),
        "last_period": f"{year - 1}-{year}",
        "coming_end": wording.month(coming_last.year, coming_last.month),
    }


def _document(frame):
    roadmap, sections = frame.facts.roadmap, _sections(frame)
    first, last = frame.edition.days_of(frame.facts.period.year)
    with override(frame.language):
        country_name = str(roadmap.country.name)
    return document.Document(
        country=str(roadmap.country),
        country_name=country_name,
        roadmap=roadmap.code,
        roadmap_title=roadmap.title,
        period=str(frame.facts.period),
        edition=frame.edition.id,
        language=frame.language,
        content_language=roadmap.language,
        title=frame.say(frame.edition.title),
        working_translation=frame.language in frame.edition.working_translations,
        sections=sections,
        charts=draw_up_charts(frame.facts, sections, frame.wording),
        annex=draw_up_annex(frame.facts, frame.wording),
        first_day=first.isoformat(),
        last_day=last.isoformat(),
    )


def _sections(frame):
    # Numbers run through all sections, so that none is given twice or left out.
    numbers, earlier = count(1), {}
    return tuple(_section(frame, section, numbers, earlier) for section in frame.edition.sections)


def _section(frame, section, numbers, earlier):
    questions = []
    for question in section.questions:
        for asked in _repeated(frame, question):
            composed = _question(frame, asked, next(numbers), earlier)
            earlier[question.id] = Earlier(question, composed)
            questions.append(composed)
    return document.Section(
        id=section.id,
        title=frame.say(section.title),
        introduction=frame.say(section.introduction),
        working_translation=frame.is_working(section),
        questions=tuple(questions),
    )


def _repeated(frame, question):
    """The question once, or once for each priority or next step."""
    once = Asked(question, frame.language, frame.wording, frame.period_words)
    if question.repeat == "priority":
        return [replace(once, priority=priority) for priority in frame.facts.priorities]
    if question.repeat == "next-step":
        return [replace(once, next_step=step) for step in frame.facts.next_steps]
    return [once]


def _question(frame, asked, number, earlier):
    question = asked.question
    condition = _condition(question, earlier)
    is_asked = _holds(condition, earlier)
    draft = ANSWERS[question.answers](frame.facts, asked)
    written = _written(frame, asked)
    return document.Question(
        number=number,
        id=question.id,
        text=_text(frame, asked),
        help=frame.say(question.help, _subject_words(asked)),
        kind=question.kind,
        required=question.required,
        priority=asked.priority.number if asked.priority else None,
        next_step=asked.next_step.number if asked.next_step else None,
        condition=condition,
        asked=is_asked,
        working_translation=frame.is_working(question),
        options=_options(frame, question, _choices(question, draft, written) if is_asked else ()),
        answer=_answer(frame, question, draft, written) if is_asked else document.Answer(),
    )


def _condition(question, earlier):
    if question.condition is None:
        return None
    name, choice = question.condition.question, question.condition.choice
    return document.Condition(name, earlier[name].composed.number, choice)


def _holds(condition, earlier):
    """Whether the question is asked. As long as its condition is not answered, it is."""
    if condition is None or not earlier[condition.question].composed.choices:
        return True
    if condition.choice is not None:
        return condition.choice in earlier[condition.question].composed.choices
    return earlier[condition.question].names_something


def _text(frame, asked):
    question = asked.question
    untitled = asked.next_step is not None and not asked.next_step.title
    texts = question.text_untitled if untitled else question.text
    return frame.say(texts, _subject_words(asked))


def _subject_words(asked):
    if asked.priority:
        text = " ".join(asked.priority.text.split()).removesuffix(".")
        return {"priority_number": asked.priority.number, "priority_text": text}
    if asked.next_step:
        return {"step_number": asked.next_step.number, "step_title": asked.next_step.title}
    return {}


def _written(frame, asked):
    """The coordination's own answer to this question, or None."""
    priority = asked.priority.pk if asked.priority else None
    next_step = asked.next_step.pk if asked.next_step else None
    return frame.facts.written.get((asked.question.id, priority, next_step))


def _choices(question, draft, written):
    """The facts' choice where they make one, else the written one."""
    kind = kind_of(question)
    if draft.choices or written is None or not kind.has_boxes:
        return draft.choices
    return kind.ticks(getattr(written, kind.column))


def _options(frame, question, choices):
    kind = kind_of(question)
    if kind.is_scale:
        return _scale(frame, choices)
    if not kind.takes_choices:
        return ()
    return tuple(
        document.Option(option.id, frame.say(option.label), option.id in choices, option.other)
        for option in question.options
    )


def _scale(frame, choices):
    """One option per point; the two ends carry their words."""
    scale = frame.edition.scale
    words = {1: scale.lowest, scale.points: scale.highest}
    return tuple(
        document.Option(
            id=str(point),
            label=f"{point} ({frame.say(words[point])})" if point in words else str(point),
            chosen=str(point) in choices,
        )
        for point in range(1, scale.points + 1)
    )


def _answer(frame, question, draft, written):
    """What was written stands before what is composed, or before what was taken over of it."""
    if written is None:
        return draft.answer
    answer = draft.answer
    if written.took_over_at:
        passages = frame.facts.passages.get(written.pk, ())
        answer = taken_answer(answer, passages, frame.facts.updates, frame.wording)
    told = kind_of(question).tells(written, frame.wording)
    own = (document.Passage(told),) if told else ()
    return replace(answer, passages=own + answer.passages, other_text=written.other)
