"""One function per way of answering a question: what the facts say, and nothing else.

An edition's question names one of these functions. Each is handed the facts and what is asked,
looks nowhere else, and guesses nothing: a choice that nobody made stays open.
"""

from dataclasses import dataclass
from decimal import Decimal

from reports.document import Answer, Column, Link, Passage, Result, Source, Table, place_of
from reports.questionnaire import Question
from reports.wording import Wording
from roadmap.models import NextStep, Place, Priority, Topic

EMPTY = Answer()


@dataclass(frozen=True)
class Asked:
    """A question of an edition, about a priority or a next step when it repeats per one."""

    question: Question
    language: str
    wording: Wording
    period_words: dict[str, str]
    priority: Priority | None = None
    next_step: NextStep | None = None

    @property
    def place(self):
        return place_of(
            self.question.id,
            self.priority.number if self.priority else None,
            self.next_step.number if self.next_step else None,
        )


@dataclass(frozen=True)
class Draft:
    """What the facts say: an answer, and ids of the options they tick."""

    answer: Answer = EMPTY
    choices: tuple[str, ...] = ()


def written(_facts, _asked):
    """Nothing from the facts: the coordination answers this one itself."""
    return Draft()


def priority_progress(facts, asked):
    """The updates that count for the priority."""
    number = asked.priority.number
    return _draft_from_updates(facts, asked, lambda update: number in update.priority_numbers)


def next_step_status(_facts, asked):
    """The status of the next step; open while it is not decided."""
    status = asked.next_step.status
    return Draft(choices=(status,) if status else ())


def next_steps_information(facts, asked):
    """The updates about next steps, step by step; the first of each is headed by its step."""
    updates, headings = [], []
    for step in facts.next_steps:
        told = [update for update in facts.updates if update.next_step_id == step.pk]
        updates += told
        headings += [_step_heading(step, asked.wording), *[""] * len(told)][: len(told)]
    return Draft(_answer(updates, asked.wording, headings))


def main_successes(facts, asked):
    return _about(Topic.SUCCESS, facts, asked)


def other_successes(facts, asked):
    return _about(Topic.OTHER_SUCCESS, facts, asked)


def difficulties(facts, asked):
    return _about(Topic.CHALLENGE, facts, asked)


def lessons(facts, asked):
    return _about(Topic.LESSON, facts, asked)


def assessment(facts, asked):
    return _about(Topic.ASSESSMENT, facts, asked)


def initiatives(facts, asked):
    return _about(Topic.INITIATIVE, facts, asked)


def national_partners(facts, asked):
    return _about(Topic.NATIONAL_PARTNERS, facts, asked)


def better_collaboration(facts, asked):
    return _about(Topic.BETTER_COLLABORATION, facts, asked)


def international_partners(facts, asked):
    """The updates about international partners, and the projects that run in the period."""
    answer = _about(Topic.INTERNATIONAL_PARTNERS, facts, asked).answer
    table = _project_table(facts.projects, asked.wording) if facts.projects else None
    return Draft(Answer(passages=answer.passages, sources=answer.sources, table=table))


def coming_next_steps(facts, asked):
    """The next steps that are promised for the following period, one per row."""
    if not facts.coming_steps:
        return Draft()
    question, language = asked.question, asked.language
    columns = tuple(
        Column(
            field.id,
            field.label[language].format(**asked.period_words),
            many=field.id in ("areas", "priorities"),
        )
        for field in question.fields
    )
    rows = tuple(_step_row(step, facts, asked) for step in facts.coming_steps)
    return Draft(Answer(table=Table(asked.wording["steps-caption"], columns, rows)))


ANSWERS = {
    function.__name__: function
    for function in (
        written,
        priority_progress,
        next_step_status,
        next_steps_information,
        main_successes,
        other_successes,
        difficulties,
        lessons,
        assessment,
        international_partners,
        initiatives,
        national_partners,
        better_collaboration,
        coming_next_steps,
    )
}


def _about(topic, facts, asked):
    return _draft_from_updates(facts, asked, lambda update: topic in update.topics)


def _draft_from_updates(facts, asked, belongs):
    return Draft(_answer([update for update in facts.updates if belongs(update)], asked.wording))


def _answer(updates, wording, headings=()):
    """One passage and one source per update, in the order given."""
    headings = headings or [""] * len(updates)
    return Answer(
        passages=tuple(
            Passage(_narrative(update, wording), index, heading)
            for index, (update, heading) in enumerate(zip(updates, headings, strict=True))
        ),
        sources=tuple(source_of(update, wording) for update in updates),
    )


def _narrative(update, wording):
    """The update's text; no progress and not applicable say so first, with their reason."""
    # Progress has no label: its text says itself what was done.
    label = wording[f"kind-{update.kind}"]
    if not label:
        return update.narrative
    first, *others = update.reason.split("\n")
    runs = [{"text": label, "bold": True}, {"text": f" {first}"}]
    paragraphs = [{"type": "paragraph", "runs": [{"text": text}]} for text in others if text]
    return [{"type": "paragraph", "runs": runs}, *paragraphs, *update.narrative]


def source_of(update, wording):
    """The approved update as the report names it behind a passage."""
    first, last = update.happened_from, update.happened_to
    return Source(
        update=str(update.uid),
        version=update.version,
        agency=str(update.agency),
        agency_code=update.agency.code,
        partners=tuple(update.partner_names),
        kind=update.kind,
        title=update.title,
        when=wording.when(update.precision, first, last),
        happened_from=first.isoformat() if first else "",
        happened_to=last.isoformat() if last else "",
        results=tuple(_result(result, wording) for result in update.results.all()),
        evidence=tuple(Link(evidence.title, evidence.url) for evidence in update.evidence.all()),
    )


def _result(result, wording):
    details = [
        result.population,
        *_breakdown(result, wording),
        _place(result) if _is_narrower_than_the_country(result) else "",
        wording[f"basis-{result.basis}"],
    ]
    details = "; ".join(detail for detail in details if detail)
    text = f"{wording.quantity(result)} {result.unit}"
    return Result(
        text=f"{text} ({details})" if details else text,
        quantity=_plain_number(result.quantity),
        quantity_to=_plain_number(result.quantity_to),
        out_of=_plain_number(result.out_of),
        qualifier=result.qualifier,
        unit=result.unit,
        population=result.population,
        place=_place(result),
        basis=result.basis,
    )


def _breakdown(result, wording):
    for name in ("female", "male", "under_18", "adults"):
        if (count := getattr(result, name)) is not None:
            yield wording[name].format(wording.number(Decimal(count)))


def _place(result):
    named = result.place.name if result.place else ""
    return ", ".join(text for text in (result.place_note, named) if text)


def _is_narrower_than_the_country(result):
    # Every figure is the country's where nothing else is said: that is not worth a word.
    return bool(result.place_note) or (
        result.place is not None and result.place.kind != Place.Kind.NATIONAL
    )


def _plain_number(value):
    return None if value is None else f"{value.normalize():f}"


def _step_heading(step, wording):
    form = "step" if step.title else "step-untitled"
    return wording[form].format(number=step.number, title=step.title)


def _step_row(step, facts, asked):
    areas = {option.id: option.label[asked.language] for option in asked.question.options}
    priorities = {priority.number: str(priority) for priority in facts.priorities}
    cells = {
        "title": _cell(step.title),
        "objectives": _cell(step.objectives),
        "proof": _cell(step.proof),
        "areas": tuple(areas[area] for area in step.areas),
        "priorities": tuple(priorities[number] for number in step.priority_numbers),
        "agency": _cell(str(step.agency) if step.agency else ""),
    }
    return tuple(cells[field.id] for field in asked.question.fields)


def _project_table(projects, wording):
    names = ("project", "acronym", "implementers", "years", "states", "sectors", "description")
    many = ("implementers", "states")
    columns = tuple(Column(name, wording[name], many=name in many) for name in names)
    rows = tuple(_project_row(project, wording) for project in projects)
    return Table(wording["projects-caption"], columns, rows)


def _project_row(project, wording):
    return (
        _cell(project.name),
        _cell(project.acronym),
        tuple(project.implementer_names),
        _cell(_years(project, wording)),
        tuple(project.place_names),
        _cell(project.sectors),
        _cell(project.description),
    )


def _years(project, wording):
    first, last = project.starts_in, project.ends_in
    if first and last:
        return wording["years-both"].format(first, last) if first != last else str(first)
    if first or last:
        return wording["years-from" if first else "years-to"].format(first or last)
    return wording["years-none"]


def _cell(text):
    return (text,) if text else ()
