"""Where an assignment stands, told from the updates that answer it."""

from django.utils.translation import gettext_lazy as _

from roadmap.models import Status, UpdateKind

NOTHING_YET = ("nothing", _("Nothing yet"))
ANSWERED = {Status.APPROVED, Status.SUBMITTED, Status.WITH_VALIDATOR}

# The first of these that one of the updates is in is the line's state: what asks for work first.
ORDER = [
    Status.RETURNED,
    Status.DRAFT,
    Status.WITH_VALIDATOR,
    Status.SUBMITTED,
    Status.APPROVED,
]


def state_of(updates):
    """The state of an assignment from the updates that answer it: (code, words)."""
    for status in ORDER:
        inside = [update for update in updates if update.status == status]
        if inside:
            return _state(status, inside)
    return NOTHING_YET


def _state(status, inside):
    if status in ANSWERED and all(u.kind != UpdateKind.PROGRESS for u in inside):
        return inside[0].kind, inside[0].get_kind_display()
    return status.value, status.label
