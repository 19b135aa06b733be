"""My work: what a person owes, what came back, what was sent, and where last year ended."""

from collections import defaultdict

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from roadmap import permissions
from roadmap.deadlines import days_between, open_periods_of
from roadmap.models import (
    Action,
    ActionState,
    Agency,
    Assignment,
    KeptText,
    Period,
    ProgressUpdate,
    Status,
    Step,
)
from roadmap.models.kept import REPORT_KEY
from roadmap.models.people import Membership
from roadmap.reporting import roadmaps_of
from roadmap.review.standing import ANSWERED, standing_of, with_arrival

ENDED = [ActionState.COMPLETED, ActionState.STOPPED]


def my_work(user, *, now):
    """What the page shows to an agency's member: a dictionary for the template.

    Eleven queries, whatever the number of updates.
    """
    periods = open_periods(user, now)
    updates = list(_updates_of(user, periods))
    last_year = last_years_updates(user, periods, updates)
    agencies = {agency.pk: agency for agency in Agency.objects.filter(pk__in=user.agency_ids)}
    return {
        "periods": periods,
        "may_invite": permissions.can_invite_somebody(user),
        "several_agencies": len(agencies) > 1,
        "several_periods": len(periods) > 1,
        "kept": kept_texts(user),
        "owed": owed(user, periods, updates, agencies, now=now),
        "returned": [u for u in updates if u.status == Status.RETURNED],
        "drafts": [u for u in updates if u.status == Status.DRAFT],
        "to_validate": [u for u in updates if _waits_for(user, u)],
        "sent": [u for u in updates if u.status in ANSWERED],
        "last_year": last_year,
        "running": running_actions(user, periods, updates, last_year, agencies),
    }


def open_periods(user, now):
    """The periods the person may write in, each with the days until or since its due date.

    One that was closed and is open again for one of the agencies says until when and why.
    """
    roadmaps = roadmaps_of(user.agency_ids).current()
    opened = open_periods_of(user.agency_ids, now).filter(roadmap__in=roadmaps)
    periods = list(opened.select_related("roadmap"))
    for period in periods:
        period.reopening = _reopening(period, user, now)
        period.due = period.reopening.until if period.reopening else period.due_at
        if period.due:
            period.is_late = now > period.due
            period.days = days_between(now, period.due, period)
    return periods


def _reopening(period, user, now):
    """What opens a closed period again for one of the person's agencies; None for an open one."""
    if period.state == Period.State.OPEN:
        return None
    running = period.reopenings.running(now).filter(agency__in=user.agency_ids)
    # Where several run, the longest holds.
    return running.order_by("until").last()


def _updates_of(user, periods):
    reasons = Step.objects.filter(update=OuterRef("pk")).exclude(comment="").order_by("-pk")
    return (
        with_arrival(ProgressUpdate.objects)
        .filter(agency__in=user.agency_ids, period__in=periods)
        .select_related("written_by", "period__roadmap")
        .prefetch_related("priorities")
        .annotate(
            reason_text=Subquery(reasons.values("comment")[:1]),
            reason_at=Subquery(reasons.values("at")[:1]),
        )
        # A list shows none of the long texts.
        .defer("narrative", "narrative_text", "reason", "source_note")
        .order_by("-changed_at")
    )


def _waits_for(user, update):
    role = user.roles_by_agency.get(update.agency_id)
    return update.status == Status.WITH_VALIDATOR and role == Membership.Role.VALIDATOR


def owed(user, periods, updates, agencies, *, now):
    """One line per assignment, with its state and the updates that answer it."""
    answers, periods_by_id = by_target(updates), {period.pk: period for period in periods}
    assignments = (
        Assignment.objects.filter(agency__in=user.agency_ids, period__in=periods)
        .select_related("priority", "next_step")
        .order_by("next_step__number", "priority__number", "agency_id")
    )
    return [
        _line_of_assignment(assignment, answers, agencies, periods_by_id[assignment.period_id], now)
        for assignment in assignments
    ]


def by_target(updates):
    """Updates by what they answer: (period, agency, "priority" or "step", id)."""
    answers = defaultdict(list)
    for update in updates:
        key = (update.period_id, update.agency_id)
        for priority in update.priorities.all():
            answers[*key, "priority", priority.pk].append(update)
        if update.next_step_id:
            answers[*key, "step", update.next_step_id].append(update)
    return answers


def _line_of_assignment(assignment, answers, agencies, period, now):
    target = (
        ("step", assignment.next_step_id)
        if assignment.next_step_id
        else (
            "priority",
            assignment.priority_id,
        )
    )
    found = answers.get((assignment.period_id, assignment.agency_id, *target), [])
    due_at = period.due_at
    standing = standing_of(found, due_at=due_at, now=now)
    return {
        "about": assignment.next_step or assignment.priority,
        "agency": agencies[assignment.agency_id].short_name,
        "period": period.label,
        "state": standing.state,
        "state_label": standing.words,
        "late": standing.late_words,
        "updates": found,
        "query": urlencode(query_of(assignment)),
    }


def query_of(assignment):
    """What a form for a new update has to know about it."""
    query = {"period": assignment.period_id, "agency": assignment.agency_id}
    if assignment.priority_id:
        query["priorities"] = assignment.priority_id
    else:
        query["next_step"] = assignment.next_step_id
    return query


def last_years_updates(user, periods, updates):
    """The approved updates of the year before that nobody has continued yet.

    Those about an action that is completed or was stopped have come to their end.
    """
    years = {(period.roadmap_id, period.year - 1) for period in periods}
    continued = {update.continues_id for update in updates}
    before = Period.objects.filter(
        roadmap__in=[roadmap for roadmap, _year in years], year__in=[year for _r, year in years]
    )
    approved = (
        ProgressUpdate.objects.approved()
        .filter(agency__in=user.agency_ids, period__in=before)
        .exclude(pk__in=[pk for pk in continued if pk])
        .exclude(action__state__in=ENDED)
        .only("title", "precision", "happened_from", "happened_to", "action")
    )
    return list(approved.order_by("title"))


def running_actions(user, periods, updates, last_year, agencies):
    """The agencies' actions in progress that this year tells nothing of yet, nor last year's list.

    A list of {"action", "agency", "query"} for a form that knows what it is about.
    """
    # What is told this year, or waits in last year's list, is not asked for twice.
    told = {update.action_id for update in (*updates, *last_year)}
    by_roadmap = {period.roadmap_id: period for period in periods}
    actions = Action.objects.filter(
        lead_agency__in=user.agency_ids, roadmap__in=by_roadmap, state=ActionState.IN_PROGRESS
    ).exclude(pk__in=[pk for pk in told if pk])
    return [
        {
            "action": action,
            "agency": agencies[action.lead_agency_id].short_name,
            "query": _query_of_action(action, by_roadmap[action.roadmap_id]),
        }
        for action in actions.only("title", "roadmap", "lead_agency").order_by("title", "pk")
    ]


def _query_of_action(action, period):
    query = {"period": period.pk, "agency": action.lead_agency_id, "action": action.pk}
    return urlencode(query)


def kept_texts(user):
    """What the person has typed and not saved: title, time and address."""
    texts = list(KeptText.objects.filter(by=user).select_related("update").order_by("-kept_at"))
    periods = _periods_of(texts)
    return [
        {
            "title": _title(text, periods),
            "kept_at": text.kept_at,
            "address": _address(text, periods),
        }
        for text in texts
    ]


def _periods_of(texts):
    """The periods whose reports some of the texts belong to, by id."""
    known = [REPORT_KEY.fullmatch(text.form) for text in texts]
    ids = [int(key["period"]) for key in known if key]
    return Period.objects.select_related("roadmap").in_bulk(ids)


def _title(text, periods):
    if known := REPORT_KEY.fullmatch(text.form):
        period = periods.get(int(known["period"]))
        return _("Report %(period)s") % {"period": period or ""}
    typed = dict(text.data).get("title", "").strip()
    return typed or (str(text.update) if text.update else _("A new update"))


def _address(text, periods):
    if text.update_id:
        return reverse("admin:roadmap_progressupdate_change", args=[text.update_id])
    if address := report_address(text.form, periods):
        return address
    return reverse("admin:roadmap_progressupdate_add") + "?" + urlencode({"kept": text.form})


def report_address(form, periods):
    """The page of the report's section that a kept form belongs to; "" where it is none."""
    known = REPORT_KEY.fullmatch(form)
    period = known and periods.get(int(known["period"]))
    if not period:
        return ""
    where = [period.roadmap.code, period.label, known["section"]]
    return reverse("reports:write-section", args=where)
