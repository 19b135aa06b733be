"""Which choices, which other text and which rating an edition's question takes."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reports.questionnaire.kinds import FIELDS, NOT_TAKEN, kind_of


def check_answer(edition, question, **answer):
    """Refuse what the question of the edition does not take.

    `answer` are some of the FIELDS of a written answer. ValidationError by field. What is still
    missing is not refused.
    """
    errors = {
        name: _wrong(edition, question, name, answer)
        for name in FIELDS
        if answer.get(name) not in (None, "", [], ())
    }
    if found := {name: error for name, error in errors.items() if error}:
        raise ValidationError(found)


def _wrong(edition, question, name, answer):
    if name == "other":
        return _wrong_other(question, answer.get("choices") or ())
    kind = kind_of(question)
    if name == kind.column:
        return kind.wrong(edition, question, answer[name])
    return NOT_TAKEN.get(name)


def _wrong_other(question, choices):
    takers = [option.id for option in question.options if option.other]
    if not takers:
        return _("This question has no other answer in words.")
    if not set(takers) & set(choices):
        return _("Tick the choice that this text belongs to, or empty the text.")
    return None
