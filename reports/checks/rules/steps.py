"""Next steps: each asked once, and no promise counted as delivered."""

import re
from collections import Counter

from django.utils.translation import gettext_lazy as _

from reports.checks.finding import Found, Place, at
from reports.checks.pieces import telling_words
from reports.wording import JOINTS, either

_SUCCESSES = {"main-successes", "other-successes-text"}
_COMING = "coming-next-steps"
_BULLET = re.compile(r"\s*(?:\d{1,2}\s*[.)º-]+|[-–—•*·]|[a-z]\))\s*(?=\S)")
_UNDER_WAY = re.compile(
    rf"\b(?:{either(lambda wording: wording.tellings.under_way)})\b", re.IGNORECASE
)
_DELIVERED = re.compile(
    rf"\b(?:{either(lambda wording: wording.tellings.delivered)})", re.IGNORECASE
)


def next_step_not_asked(material):
    """A next step without a question, or a number that is missing between others."""
    asked = {question.next_step for question in _status_questions(material)}
    known = {step.number for step in material.facts.next_steps}
    for number in sorted(set(range(1, max(known | asked, default=0) + 1)) - asked):
        says = _("Next step %(step)s is not asked for: the numbers go on without it.")
        if number in known:
            says = _("Next step %(step)s was promised, and the report does not ask for it.")
        yield Found(Place(next_step=number), says, {"step": number})


def next_step_asked_twice(material):
    """One next step under two questions, by its number or by its words."""
    questions = list(_status_questions(material))
    titles = {step.number: step.title for step in material.facts.next_steps}
    seen = {}
    for question in questions:
        title = tuple(telling_words(titles.get(question.next_step, "")))
        for same in (question.next_step, title):
            if same and same in seen:
                says = _("Questions %(first)s and %(number)s ask for the same next step.")
                params = {"first": seen[same].number, "number": question.number}
                yield Found(at(question, question.text), says, params)
                break
        seen |= {same: question for same in (question.next_step, title) if same}


def number_twice(material):
    """Two questions that carry one number."""
    counts = Counter(question.number for question in material.document.questions)
    for question in material.document.questions:
        if counts[question.number] > 1:
            says = _("More than one question has the number %(number)s.")
            yield Found(at(question, question.text), says, {"number": question.number})


def next_step_untitled(material):
    """A next step that is asked for by its number only."""
    untitled = {step.number for step in material.facts.next_steps if not step.title}
    for question in _status_questions(material):
        if question.next_step in untitled:
            says = _(
                "Next step %(step)s has no title: question %(number)s can not say what was"
                " promised."
            )
            params = {"step": question.next_step, "number": question.number}
            yield Found(at(question), says, params)


def _status_questions(material):
    return (question for question in material.document.questions if question.next_step is not None)


def promise_as_proof(material):
    """What next year is to be proved with, told as delivered, or counted as a success before."""
    coming = material.question(_COMING)
    if coming is None:
        return
    for step in material.facts.coming_steps:
        items = [text for line in step.proof.split("\n") if (text := _deliverable(line))]
        tellings = {item: list(_tellings(material, item)) for item in items}
        yield from _delivered(coming, tellings)
        yield from _counted(material, step, tellings)


def _deliverable(line):
    bullet = _BULLET.match(line)
    if not bullet:
        return ""
    text = line[bullet.end() :].strip()
    for joint in JOINTS:
        text = text.removesuffix(f" {joint}")
    return text.rstrip(" ;,.") if len(telling_words(text)) >= 2 else ""


def _tellings(material, item):
    """The pieces outside the promise itself that name the deliverable, with how they tell it."""
    wanted = telling_words(item)
    for piece in material.pieces:
        if piece.question.id != _COMING and _names(piece.telling, wanted):
            yield piece, _state(piece, wanted)


def _names(words, wanted):
    """Whether the deliverable's words stand among the words one after the other."""
    length = len(wanted)
    return any(words[at : at + length] == wanted for at in range(len(words) - length + 1))


def _state(piece, wanted):
    """How the list's first line or the clause around the deliverable tells it."""
    clauses = re.split(r"[,;:.]\s", piece.plain)
    text = piece.lead or " ".join(
        clause for clause in clauses if _names(telling_words(clause), wanted)
    )
    if _UNDER_WAY.search(text):
        return "under-way"
    return "delivered" if _DELIVERED.search(text) else ""


def _delivered(coming, tellings):
    says = _(
        "“%(item)s” is promised as proof for the coming period (question %(number)s), but question"
        " %(other)s tells it as already delivered."
    )
    for item, found in tellings.items():
        done = [piece for piece, state in found if state == "delivered"]
        if done:
            params = {"item": item, "number": coming.number, "other": done[0].question.number}
            yield Found(at(coming, item), says, params, (done[0].text,))


def _counted(material, step, tellings):
    """Deliverables listed among the successes that no answer tells as delivered."""
    says = _(
        "Question %(number)s counts among the successes what is only promised for the coming"
        " period: %(items)s."
    )
    for question in material.document.questions:
        early = [
            item
            for item, found in tellings.items()
            if question.id in _SUCCESSES
            and any(piece.question is question for piece, _state in found)
            and not any(state == "delivered" for _piece, state in found)
        ]
        if early:
            params = {"number": question.number, "items": "; ".join(early)}
            yield Found(at(question, "\n".join(early)), says, params, (step.title,))
