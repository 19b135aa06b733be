"""Which choices, which other text and which rating an edition's question takes."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def check_answer(edition, question, *, choices=(), other="", rating=None):
    """Refuse what the question of the edition does not take.

    ValidationError by field: `choices`, `other`, `rating`. What is still missing is not refused.
    """
    errors = {
        "choices": _wrong_choices(question, choices),
        "other": _wrong_other(question, choices, other),
        "rating": _wrong_rating(edition, question, rating),
    }
    if found := {name: error for name, error in errors.items() if error}:
        raise ValidationError(found)


def _wrong_choices(question, choices):
    if not choices:
        return None
    if question.kind not in {"single-choice", "multiple-choice"}:
        return _("This question has no choices.")
    known = {option.id for option in question.options}
    if unknown := [choice for choice in choices if choice not in known]:
        return _("“%(choice)s” is not one of the choices.") % {"choice": unknown[0]}
    return _wrong_number(question, choices)


def _wrong_number(question, choices):
    if len(set(choices)) < len(choices):
        return _("A choice stands here twice.")
    if question.kind == "single-choice" and len(choices) > 1:
        return _("Only one choice can be made here.")
    nothing = {option.id for option in question.options if option.none}
    if nothing & set(choices) and len(choices) > 1:
        return _("Choose either that it does not apply or what applies, not both.")
    return None


def _wrong_other(question, choices, other):
    if not other:
        return None
    takers = [option.id for option in question.options if option.other]
    if not takers:
        return _("This question has no other answer in words.")
    if not set(takers) & set(choices):
        return _("Tick the choice that this text belongs to, or empty the text.")
    return None


def _wrong_rating(edition, question, rating):
    if rating is None:
        return None
    if question.kind != "rating":
        return _("This question is not answered by a rating.")
    if not 1 <= rating <= edition.scale.points:
        return _("The scale goes from 1 to %(points)s.") % {"points": edition.scale.points}
    return None
