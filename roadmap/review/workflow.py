"""The review of an update: the only place where its status changes.

`STEPS` says from where to where each step goes, who may take it and what it asks for. Buttons come
from `open_steps`, refusals from `move`; both read `STEPS`. Every step leaves a row.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadmap import permissions
from roadmap.deadlines import is_late
from roadmap.models import ProgressUpdate, Status, Step, UpdateKind
from roadmap.models.people import Membership
from roadmap.public import published
from roadmap.review import notices
from roadmap.review.content import content_of, hash_of
from roadmap.texts import narrative
from roadmap.texts.clean import clean


class StepName(models.TextChoices):
    SUBMIT = "submit", pgettext_lazy("step", "Send in")
    VALIDATE = "validate", pgettext_lazy("step", "Validate and send in")
    RETURN = "return", pgettext_lazy("step", "Return")
    APPROVE = "approve", pgettext_lazy("step", "Approve")
    REOPEN = "reopen", pgettext_lazy("step", "Reopen")
    PUBLISH = "publish", pgettext_lazy("step", "Publish")
    WITHDRAW = "withdraw", pgettext_lazy("step", "Withdraw from the public")


SENDINGS = {StepName.SUBMIT, StepName.VALIDATE}


class WrongStatus(Exception):
    """The step does not start from the update's status."""


class PeriodClosed(WrongStatus):
    """The agency may not send in any more, or not yet: its period is not open for it."""


class StaleVersion(Exception):
    """Somebody has changed the update since the person saw it."""


class ReasonMissing(Exception):
    """The step asks for a reason and none was given."""


class NotReady(Exception):
    """The update has gaps. `gaps` is a list of (field name, sentence)."""

    def __init__(self, gaps):
        super().__init__(gaps)
        self.gaps = gaps


@dataclass(frozen=True)
class Rule:
    """One line of `STEPS`."""

    starts_from: frozenset
    ends_in: str
    who: Callable
    asks_reason: bool = False
    asks_whole: bool = False
    asks_open: bool = False


def _may_return(user, update):
    """The coordination; from the validator's desk also the validator.

    An update whose validator has left does not lie there for ever: the coordination gives it back.
    """
    if permissions.can_review(user, update):
        return True
    return update.status == Status.WITH_VALIDATOR and permissions.can_validate(user, update)


STEPS = {
    StepName.SUBMIT: Rule(
        starts_from=frozenset({Status.DRAFT, Status.RETURNED}),
        ends_in=Status.SUBMITTED,
        who=permissions.can_submit,
        asks_whole=True,
        asks_open=True,
    ),
    StepName.VALIDATE: Rule(
        starts_from=frozenset({Status.WITH_VALIDATOR}),
        ends_in=Status.SUBMITTED,
        who=permissions.can_validate,
        asks_whole=True,
        asks_open=True,
    ),
    StepName.RETURN: Rule(
        starts_from=frozenset({Status.WITH_VALIDATOR, Status.SUBMITTED}),
        ends_in=Status.RETURNED,
        who=_may_return,
        asks_reason=True,
    ),
    StepName.APPROVE: Rule(
        starts_from=frozenset({Status.SUBMITTED}),
        ends_in=Status.APPROVED,
        who=permissions.can_review,
        asks_whole=True,
    ),
    StepName.REOPEN: Rule(
        starts_from=frozenset({Status.APPROVED}),
        ends_in=Status.RETURNED,
        who=permissions.can_review,
        asks_reason=True,
    ),
    # Being public is no status of its own: an update stays approved whether it is shown or not.
    StepName.PUBLISH: Rule(
        starts_from=frozenset({Status.APPROVED}),
        ends_in=Status.APPROVED,
        who=permissions.can_review,
    ),
    StepName.WITHDRAW: Rule(
        starts_from=frozenset({Status.APPROVED}),
        ends_in=Status.APPROVED,
        who=permissions.can_review,
        asks_reason=True,
    ),
}


def gaps(update):
    """What is missing before the update can be sent in: a list of (field name, sentence)."""
    found = []
    if not update.title:
        found.append(("title", _("Give it a title: one line that says what happened.")))
    if not update.action_id and not update.next_step_id:
        found.append(("action", _("Say which action or next step this is about.")))
    # A next step and a topic say by themselves which question it answers.
    if not update.next_step_id and not update.topics and not update.priorities.exists():
        found.append(("priorities", _("Tick at least one priority it counts for.")))
    return found + _gaps_in_the_answer(update) + _gaps_in_the_rows(update)


def _gaps_in_the_answer(update):
    found = []
    is_progress = update.kind == UpdateKind.PROGRESS
    if not is_progress and not update.reason.strip():
        found.append(("reason", _("Give the reason.")))
    if is_progress and narrative.is_empty(update.narrative):
        found.append(("narrative", _("Tell what was done.")))
    dates = [update.happened_from, update.happened_to]
    if is_progress or update.precision or any(dates):
        if not update.precision:
            found.append(("precision", _("Say when it happened, as exactly as is known.")))
        elif not all(dates):
            found.append(("happened_from", _("Give the date, or the first and the last day.")))
    return found


def _gaps_in_the_rows(update):
    found = []
    for position, result in enumerate(update.results.all()):
        if result.quantity is None:
            found.append((f"results-{position}-quantity", _("A result has no quantity.")))
        if not result.unit:
            found.append((f"results-{position}-unit", _("A result does not say what is counted.")))
    for position, evidence in enumerate(update.evidence.all()):
        if not evidence.title:
            found.append((f"evidence-{position}-title", _("A piece of evidence has no title.")))
        if not evidence.url and not evidence.file:
            found.append(
                (f"evidence-{position}-url", _("A piece of evidence has no link and no file."))
            )
    return found


def warnings(update):
    """What may be right but is worth a second look before sending in: sentences."""
    found = []
    period = update.period
    # A day in common is enough: what began before the period may have ended in it.
    if (
        update.happened_from
        and update.happened_to
        and not (update.happened_from <= period.ends_on and update.happened_to >= period.starts_on)
    ):
        found.append(_("The date lies outside the period: is it told as done in this period?"))
    return found


def open_steps(update, user):
    """The names of the steps this person may take now, in the order of `STEPS`."""
    return [
        name
        for name, rule in STEPS.items()
        if update.status in rule.starts_from
        and rule.who(user, update)
        and _changes_something(name, update)
        and _is_open(rule, update, user)
    ]


def _is_open(rule, update, user, now=None):
    if not rule.asks_open:
        return True
    return permissions.can_write_in(user, update.period, update.agency_id, now)


def _changes_something(name, update):
    if name == StepName.PUBLISH:
        return update.published_at is None
    if name == StepName.WITHDRAW:
        return update.published_at is not None
    return True


@transaction.atomic
def move(update, step, *, by, version, comment="", now=None):
    """Take one step and return the update as it is afterwards.

    `version` is the version of the text that the person saw. Raises PermissionDenied, WrongStatus,
    its PeriodClosed, StaleVersion, ReasonMissing or NotReady, in this order, and then leaves
    everything as it was. A return and an approval are mailed once they are committed.
    """
    rule, now = STEPS[step], now or timezone.now()
    # Of two who review at once the second waits here, and finds the status that the first left.
    current = ProgressUpdate.objects.select_for_update().get(pk=update.pk)
    _refuse(current, step, rule, by, version, comment, now)
    if step == StepName.PUBLISH:
        # Before the row is public: the trigger publishes it once then, and whole.
        published.know_markdown("progress-updates", [current.pk])
    before = current.status
    current.status = _end_of(step, current, by)
    _stamp(current, step, by, now)
    # A form that was opened before this step is an old one from now on.
    current.version += 1
    current.save()
    taken = _record(current, step, before, by=by, comment=comment, version=version, now=now)
    notices.tell(current, taken)
    return current


def _refuse(current, step, rule, by, version, comment, now):
    # Who may not know the update learns nothing of its state from the refusal.
    if not rule.who(by, current):
        raise PermissionDenied
    if current.status not in rule.starts_from or not _changes_something(step, current):
        raise WrongStatus
    if not _is_open(rule, current, by, now):
        raise PeriodClosed
    if current.version != version:
        raise StaleVersion
    if rule.asks_reason and not clean(comment).strip():
        raise ReasonMissing
    if rule.asks_whole and (found := gaps(current)):
        raise NotReady(found)


def _end_of(step, update, by):
    """Where the step ends; sending in goes by way of the agency's validator where it has one."""
    # The coordination sends in itself what it writes on an agency's behalf.
    if step != StepName.SUBMIT or by.agency_ids.isdisjoint({update.agency_id}):
        return STEPS[step].ends_in
    if permissions.can_validate(by, update):
        return Status.SUBMITTED
    return Status.WITH_VALIDATOR if _has_validator(update.agency_id) else Status.SUBMITTED


def _has_validator(agency_id):
    return Membership.objects.filter(
        agency=agency_id, role=Membership.Role.VALIDATOR, user__is_active=True
    ).exists()


def _stamp(update, step, by, now):
    update.changed_at = now
    if step in SENDINGS:
        update.sent_late = is_late(update.period, now) and not _came_in_time(update)
        update.sent_by, update.sent_at = by, now
        update.sent_on_behalf = update.agency_id not in by.agency_ids
    if step == StepName.PUBLISH:
        update.published_at = now
    # What is reopened will change: nobody stands by it any more before the public.
    if step in {StepName.WITHDRAW, StepName.REOPEN}:
        update.published_at = None


def _came_in_time(update):
    """A correction of what reached the coordination in time is not late."""
    return update.steps.filter(
        name__in=SENDINGS, to_status=Status.SUBMITTED, is_late=False
    ).exists()


def _record(update, step, before, *, by, comment, version, now):
    # As it was sent: what a reviewer compares with later, whatever is typed over it.
    content = content_of(update) if step in SENDINGS else None
    return Step.objects.create(
        at=now,
        is_late=update.sent_late and step in SENDINGS,
        content=content,
        content_hash=hash_of(content) if content else "",
        update=update,
        name=step,
        from_status=before,
        to_status=update.status,
        by=by,
        on_behalf=update.agency_id not in by.agency_ids and step == StepName.SUBMIT,
        comment=comment,
        version=version,
    )
