"""What each agency still has to do, and for whom: read by reminders."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from roadmap import mailing
from roadmap.models import (
    Agency,
    Assignment,
    Period,
    PeriodReopening,
    ProgressUpdate,
    Status,
)
from roadmap.models.people import Membership
from roadmap.review.standing import ANSWERED, VALIDATE, WRITE, state_of
from roadmap.writing.my_work import by_target, query_of


@dataclass(frozen=True)
class Target:
    """An agency that may write in a period, and until when it is asked to."""

    period: Period
    agency: Agency
    due_at: datetime
    is_reopened: bool = False

    @property
    def key(self):
        return (self.period.pk, self.agency.pk)


@dataclass(frozen=True)
class Item:
    """One thing that somebody has to do: what about, how it stands, and where."""

    about: object
    state: object
    address: str


@dataclass
class Work:
    """What an agency has still to write in a period, and what waits for its validators."""

    to_write: list = field(default_factory=list)
    to_validate: list = field(default_factory=list)

    def __bool__(self):
        return bool(self.to_write or self.to_validate)


@dataclass(frozen=True)
class Part:
    """What one person has to do for one agency in one period."""

    target: Target
    to_write: list
    to_validate: list

    @property
    def count(self):
        return len(self.to_write) + len(self.to_validate)


def targets(now):
    """Every agency that may write now and has something like a due date."""
    periods = Period.objects.filter(roadmap__state="current").select_related("roadmap")
    agencies = {agency.pk: agency for agency in Agency.objects.active()}
    opened = periods.open().exclude(due_at=None)
    found = [
        Target(period, agency, period.due_at) for period in opened for agency in agencies.values()
    ]
    return found + _reopened(periods, agencies, now)


def targets_of(period, agency, now):
    """The agency in this period, if it may write there now and has something like a due date."""
    return [target for target in targets(now) if target.key == (period.pk, agency.pk)]


def reach_of(period, owing, now):
    """Of the agencies that owe something: the ids that reminders reach now, and those with nobody.

    `owing` is what is to be done, a set of WRITE and VALIDATE, by the agency's id.
    """
    due = {t.agency.pk: t for t in targets(now) if t.period == period and t.agency.pk in owing}
    members = _members(due)
    reached = {
        pk
        for pk, target in due.items()
        if any(owing[pk] & _tasks(row.role, members[pk], target, now) for row in members[pk])
    }
    return reached, due.keys() - reached


def _reopened(periods, agencies, now):
    closed = {period.pk: period for period in periods.filter(state=Period.State.CLOSED)}
    rows = PeriodReopening.objects.running(now).filter(period__in=closed, agency__in=agencies)
    # In this order the latest of several is the one that is left.
    last = {(row.period_id, row.agency_id): row.until for row in rows.order_by("until")}
    return [
        Target(closed[period], agencies[agency], until, is_reopened=True)
        for (period, agency), until in last.items()
    ]


def work_of(found):
    """What is still to be done for these targets: a dictionary from their keys to `Work`."""
    wanted = {target.key for target in found}
    work = defaultdict(Work)
    updates = list(_updates(wanted))
    for update in updates:
        _add_update(work[update.period_id, update.agency_id], update)
    answers = by_target(updates)
    for assignment in _assignments(wanted):
        _add_assignment(work[assignment.period_id, assignment.agency_id], assignment, answers)
    return {key: done for key, done in work.items() if done and key in wanted}


def _in_periods_and_agencies(wanted):
    periods, agencies = {key[0] for key in wanted}, {key[1] for key in wanted}
    return Q(period__in=periods, agency__in=agencies)


def _updates(wanted):
    fields = ["title", "status", "kind", "period", "agency", "next_step"]
    updates = ProgressUpdate.objects.filter(_in_periods_and_agencies(wanted)).only(*fields)
    return updates.prefetch_related("priorities").order_by("pk")


def _assignments(wanted):
    rows = Assignment.objects.filter(_in_periods_and_agencies(wanted)).select_related(
        "priority", "next_step"
    )
    return rows.order_by("next_step__number", "priority__number", "pk")


def _add_update(work, update):
    if update.status == Status.RETURNED:
        work.to_write.append(_item_of(update))
    if update.status == Status.WITH_VALIDATOR:
        work.to_validate.append(_item_of(update))


def _item_of(update):
    address = mailing.link("admin:roadmap_progressupdate_change", update.pk)
    return Item(update, update.get_status_display, address)


def _add_assignment(work, assignment, answers):
    """What nobody has answered yet; what came back has a line of its own already."""
    found = answers.get(_target_of(assignment), [])
    if any(update.status in ANSWERED | {Status.RETURNED} for update in found):
        return
    address = mailing.link("admin:roadmap_progressupdate_add", **query_of(assignment))
    # A draft was begun: the mail leads there, or a second one would be made.
    if found:
        address = mailing.link("admin:roadmap_progressupdate_change", found[0].pk)
    about = assignment.next_step or assignment.priority
    work.to_write.append(Item(about, state_of(found)[1], address))


def _target_of(assignment):
    kind = ("step", assignment.next_step_id)
    if assignment.priority_id:
        kind = ("priority", assignment.priority_id)
    return (assignment.period_id, assignment.agency_id, *kind)


def parts_by_person(found, now):
    """What each active person has to do for these targets: person to a list of `Part`."""
    by_key = {target.key: target for target in found}
    work = work_of(found)
    members = _members({agency for _period, agency in work})
    parts = defaultdict(list)
    for key in sorted(work):
        target, agency_members = by_key[key], members[key[1]]
        for member in agency_members:
            if part := _part_of_role(target, work[key], member.role, agency_members, now):
                parts[member.user].append(part)
    return parts


def _members(agency_ids):
    rows = Membership.objects.filter(agency__in=agency_ids, user__is_active=True)
    members = defaultdict(list)
    for row in rows.select_related("user").order_by("user_id"):
        members[row.agency_id].append(row)
    return members


def _part_of_role(target, work, role, members, now):
    tasks = _tasks(role, members, target, now)
    to_write = work.to_write if WRITE in tasks else []
    to_validate = work.to_validate if VALIDATE in tasks else []
    part = Part(target, to_write, to_validate)
    return part if part.count else None


def _tasks(role, members, target, now):
    """Contributors write; validators validate, and write when it is late or nobody else does."""
    if role != Membership.Role.VALIDATOR:
        return {WRITE}
    # Otherwise two people would begin to write the same thing.
    alone = all(member.role == Membership.Role.VALIDATOR for member in members)
    return {VALIDATE, WRITE} if alone or now > target.due_at else {VALIDATE}
