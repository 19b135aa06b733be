"""What the buttons beside an answer do, each by its name."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reports.composing import takeover
from reports.composing.progress import content_of
from reports.writing import saving
from reports.writing.saving import Place
from reports.writing.sheets import Sheet
from roadmap.versions import StaleEdit

DONE = {
    "save": _("Saved."),
    "take-over": _("The draft was taken over. Its updates stay as they are."),
    "give-back": _("The composed draft stands in the answer again. Your copies are kept."),
    "add": _("The update was added to the answer."),
    "take": _("The change was taken over."),
    "both": _("The new text of the update stands under yours now. Edit them into one."),
    "keep": _("Your own text stays."),
    "leave-out": _("The passage was left out. It can be put back."),
    "put-back": _("The passage is in the answer again."),
    "up": _("The passage was moved up."),
    "agree": _("Agreed."),
    "withdraw": _("The agreement was withdrawn."),
}
CHANGED = _("Somebody has changed this answer since you opened it. Look at it, then press again.")
NEW_FACTS = _("The updates behind this answer have changed since you opened it. Look at it first.")
TOO_LONG = _("Both texts together are too long for one passage. Shorten yours first.")
MISSING = _("An answer is required here. It can be agreed when there is one.")


class Refused(Exception):
    """What can not be done, in words for people."""


@dataclass(frozen=True)
class Task:
    """A button that was pressed: about which question, seen in which version, and about what."""

    sheet: Sheet
    place: Place
    seen: int
    drafted: str
    about: str

    @property
    def passage(self):
        found = [p for p in self.sheet.passages if str(p.pk) == self.about]
        if not found:
            raise Refused(CHANGED)
        return found[0]

    @property
    def offer(self):
        """What the update behind the passage says now."""
        return self.offer_of(str(self.passage.update.uid))

    def offer_of(self, uid):
        """What an update says to the question now."""
        offered = takeover.offers(self.sheet.draft)
        if uid not in offered:
            raise Refused(CHANGED)
        return offered[uid]


def perform(name, task):
    """Do what the button says; the words for it. Raises Refused where that can not be."""
    if name not in ACTS:
        raise Refused(CHANGED)
    try:
        ACTS[name](task)
    except StaleEdit as error:
        raise Refused(CHANGED) from error
    return DONE[name]


def _take_over(task):
    saving.take_over(task.place, task.seen, takeover.offers(task.sheet.draft))


def _give_back(task):
    saving.give_back(task.place, task.seen)


def _add_update(task):
    if task.about in {str(passage.update.uid) for passage in task.sheet.passages}:
        raise Refused(CHANGED)
    _look_first(task)
    saving.add(task.place, task.seen, task.offer_of(task.about))


def _take_change(task):
    _look_first(task)
    saving.take_change(task.place, task.seen, task.passage, task.offer)


def _take_both_texts(task):
    _look_first(task)
    try:
        saving.take_both(task.place, task.seen, task.passage, task.offer)
    except ValidationError as error:
        raise Refused(TOO_LONG) from error


def _keep_own_text(task):
    _look_first(task)
    saving.keep_own(task.place, task.seen, task.passage, task.offer)


def _leave_out(task):
    saving.leave_out(task.place, task.seen, task.passage)


def _put_back(task):
    saving.put_back(task.place, task.seen, task.passage)


def _move_up(task):
    saving.move_up(task.place, task.seen, task.passage)


def _agree(task):
    question = task.sheet.question
    if question.asked and question.required and not question.is_answered:
        raise Refused(MISSING)
    _look_first(task)
    saving.agree(task.place, task.seen, content_of(question))


def _withdraw(task):
    saving.withdraw(task.place, task.seen)


def _look_first(task):
    """What the facts say must be what the person had before them."""
    if task.drafted != task.sheet.drafted:
        raise Refused(NEW_FACTS)


ACTS = {
    "save": lambda _task: None,
    "take-over": _take_over,
    "give-back": _give_back,
    "add": _add_update,
    "take": _take_change,
    "both": _take_both_texts,
    "keep": _keep_own_text,
    "leave-out": _leave_out,
    "put-back": _put_back,
    "up": _move_up,
    "agree": _agree,
    "withdraw": _withdraw,
}
