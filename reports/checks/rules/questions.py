"""Whether every question is answered, and no answer contradicts another."""

import re

from django.utils.translation import gettext_lazy as _

from reports.checks.finding import Found, at
from reports.questionnaire.kinds import kind_of
from reports.wording import either
from roadmap.texts import narrative

_NOT_APPLICABLE = re.compile(
    rf"(?:{either(lambda wording: wording.tellings.not_applicable)})[.\s]*", re.IGNORECASE
)


def answer_missing(material):
    """Required questions without any answer; those with boxes are for `choice_missing`."""
    for question in material.document.questions:
        if not kind_of(question).has_boxes and question.required and _is_open(question):
            yield Found(at(question), kind_of(question).unanswered, {"number": question.number})


def choice_missing(material):
    """Choices that nobody made."""
    told = {question.id for question, _texts in _told_without_choice(material)}
    for question in material.document.questions:
        if kind_of(question).has_boxes and _is_open(question) and question.id not in told:
            yield Found(at(question), _unchosen(question), {"number": question.number})


def _unchosen(question):
    if question.next_step:
        return _("The status of the next step in question %(number)s is not chosen.")
    return kind_of(question).unanswered


def text_without_choice(material):
    """The text of a choice is written, and the choice itself is open: every tick was lost."""
    for question, text in _told_without_choice(material):
        params = {"number": question.number, "other": text.number}
        says = _("Question %(other)s has a text, but no box of question %(number)s is ticked.")
        yield Found(at(question), says, params)


def _told_without_choice(material):
    for text in material.document.questions:
        choice = material.question(text.condition.question) if text.condition else None
        if choice and text.answer.passages and not choice.choices:
            yield choice, text


def nothing_and_something(material):
    """An option that says that nothing applies, ticked together with another."""
    for question in material.document.questions:
        asked = material.asked[question.id]
        nothing = [option for option in asked.options if option.none]
        labels = {option.id: option.label for option in question.options}
        others = [labels[choice] for choice in question.choices
                  if choice not in {option.id for option in nothing}]  # fmt: skip
        for option in nothing:
            if option.id in question.choices and others:
                says = _("Question %(number)s says “%(nothing)s” and “%(other)s” at once.")
                params = {"number": question.number, "nothing": labels[option.id]}
                yield Found(at(question), says, params | {"other": others[0]})


def not_applicable_and_text(material):
    """ "N/A" together with a paragraph."""
    for question in material.document.questions:
        pieces = [piece for piece in material.pieces if piece.question is question]
        empty = [piece for piece in pieces if _NOT_APPLICABLE.fullmatch(piece.text.strip())]
        others = [piece for piece in pieces if piece not in empty]
        if empty and others:
            says = _("Question %(number)s says “%(nothing)s” and then gives an answer.")
            params = {"number": question.number, "nothing": empty[0].text.strip()}
            yield Found(empty[0].place(empty[0].text), says, params, (others[0].text,))


def hidden_answer(material):
    """A text whose condition is answered otherwise: it is kept, and nobody will read it."""
    for question in material.document.questions:
        written = _written(material, question)
        if question.asked or not written or narrative.is_empty(written.narrative):
            continue
        choice = material.question(question.condition.question)
        says = _(
            "Question %(number)s has a text, but question %(other)s is answered “%(choice)s”:"
            " the text will not be sent."
        )
        yield Found(
            at(question, narrative.plain_text(written.narrative)),
            says,
            {"number": question.number, "other": choice.number, "choice": _ticked(choice)},
        )


def yes_without_text(material):
    """A choice that leads to a question, and that question is empty."""
    for question in material.document.questions:
        choice = material.question(question.condition.question) if question.condition else None
        if choice and choice.choices and question.asked and not question.is_answered:
            says = _(
                "Question %(other)s is answered “%(choice)s”, and question %(number)s does not say"
                " what."
            )
            params = {"number": question.number, "other": choice.number}
            yield Found(at(question), says, params | {"choice": _ticked(choice)})


def other_without_words(material):
    """“Other” is ticked without its words, or the words are there and the box is not ticked."""
    for question in material.document.questions:
        for option in question.options:
            text = question.answer.other_text
            if not option.takes_text or option.chosen == bool(text):
                continue
            says = (
                _("In question %(number)s “%(option)s” is ticked and nothing is written beside it.")
                if option.chosen
                else _(
                    "In question %(number)s words stand beside “%(option)s”, which is not ticked."
                )
            )
            params = {"number": question.number, "option": option.label}
            yield Found(at(question, text), says, params)


def _is_open(question):
    if kind_of(question).has_boxes:
        return question.asked and not question.choices
    return question.asked and not question.is_answered


def _ticked(question):
    return ", ".join(option.label for option in question.options if option.chosen)


def _written(material, question):
    """The written answer of a question that does not repeat, or None."""
    return material.facts.written.get((question.id, None, None))
