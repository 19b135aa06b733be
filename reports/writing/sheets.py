"""One sheet per question: all that its editor shows and all that its form begins with."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.urls import reverse

from reports.composing import next_steps, takeover
from reports.composing.answers import Asked
from reports.composing.compose import compose_facts, drafts
from reports.composing.progress import Mark, beside, progress, written_by_place
from reports.document import Answer, Document, Question
from reports.models import WrittenAnswer, WrittenPassage
from reports.questionnaire import Edition, find_edition
from reports.questionnaire.kinds import kind_of
from reports.writing.step_rows import sign
from roadmap.models import Agency, NextStep
from roadmap.reporting import agencies_of


@dataclass(frozen=True)
class Sheet:
    """A question of a period's report with what is drafted, written and taken over for it."""

    edition: Edition
    question: Question
    subject: Asked
    draft: Answer
    written: WrittenAnswer | None
    passages: tuple[WrittenPassage, ...]
    mark: Mark
    language: str
    coming: tuple[NextStep, ...] = ()
    row_choices: dict | None = None

    @property
    def asked(self):
        """The question as the edition has it."""
        return self.subject.question

    @property
    def kind(self):
        return kind_of(self.asked)

    @property
    def place(self):
        return self.question.place

    @property
    def version(self):
        return self.written.version if self.written else 0

    @property
    def is_taken_over(self):
        return bool(self.written and self.written.took_over_at)

    @property
    def is_status(self):
        """Whether it is answered by the status of a next step, not by a written answer."""
        return self.question.next_step is not None

    @property
    def has_text(self):
        return self.kind.takes_text or bool(self.written and self.written.narrative)

    @cached_property
    def values(self):
        """What the form begins with, by field."""
        written, values, kind = self.written, {}, self.kind
        if kind.has_boxes:
            values[kind.column] = kind.reads([], self.question.choices)[kind.column]
        elif kind.editor:
            values[kind.column] = getattr(written or WrittenAnswer(), kind.column)
        if any(option.takes_text for option in self.question.options):
            values["other"] = written.other if written else ""
        if self.has_text:
            values["narrative"] = written.narrative if written else []
        return values | {f"passage-{passage.pk}": passage.narrative for passage in self.shown}

    @property
    def shown(self):
        """The passages that stand in the answer."""
        return [p for p in self.passages if self.is_taken_over and not p.left_out]

    @cached_property
    def drafted(self):
        """A sign of what the facts alone say."""
        offered = takeover.offers(self.draft).values()
        rows = self.draft.table.rows if self.draft.table else ()
        return sign([[[o.update, o.narrative, o.facts] for o in offered], rows])

    @property
    def labels(self):
        """The wording of a next step's parts."""
        words, language = self.subject.period_words, self.language
        return {field.id: field.label[language].format(**words) for field in self.asked.fields}


@dataclass(frozen=True)
class Writing:
    """A whole report on the writing desk."""

    document: Document
    progress: dict
    sheets: dict[str, Sheet]

    def section(self, name):
        """The document's section of this id; LookupError where it has none."""
        found = [section for section in self.document.sections if section.id == name]
        if not found:
            raise LookupError(name)
        return found[0]

    def unfinished_beside(self, place):
        """(the unfinished question before this one, the one after it)."""
        order = [question.place for question in self.document.questions]
        unfinished = [question.place for question in self.progress["unfinished"]]
        return beside(unfinished, place, order)

    @cached_property
    def section_of(self):
        """The id of the section in which each question stands, by place."""
        return {
            question.place: section.id
            for section in self.document.sections
            for question in section.questions
        }


def open_writing(facts):
    """The writing desk of a period, from its facts; it asks the database nothing more."""
    document, edition = compose_facts(facts), find_edition(str(facts.period))
    written, drafted = written_by_place(facts), drafts(facts)
    told = progress(document, written)
    sheets = {}
    for question in document.questions:
        subject, draft = drafted[question.place]
        own = written.get(question.place)
        sheets[question.place] = Sheet(
            edition=edition,
            question=question,
            subject=subject,
            draft=draft.answer,
            written=own,
            passages=tuple(facts.passages.get(own.pk, ())) if own else (),
            mark=told["marks"][question.place],
            language=document.content_language,
        )
    return Writing(document, told, sheets)


def with_rows(sheet, facts):
    """The sheet of the coming year's next steps with what its rows are chosen from."""
    areas = [(option.id, option.label[sheet.language]) for option in sheet.asked.options]
    steps = next_steps.coming_steps(facts.period)
    answering = agencies_of(facts.period.roadmap) | Agency.objects.filter(
        pk__in=[step.agency_id for step in steps if step.agency_id]
    )
    return replace(
        sheet,
        coming=tuple(steps),
        row_choices={
            "areas": areas,
            "priorities": [(priority.pk, str(priority)) for priority in facts.priorities],
            "agency": [("", "—"), *((agency.pk, str(agency)) for agency in answering)],
        },
    )


def addresses(facts):
    """Where each update is read, by its uid."""
    passages = [passage for found in facts.passages.values() for passage in found]
    updates = [*facts.updates, *(passage.update for passage in passages)]
    return {
        str(update.uid): reverse("admin:roadmap_progressupdate_change", args=[update.pk])
        for update in updates
    }
