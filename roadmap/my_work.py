"""My work: what a person owes, what came back, what was sent, and where last year ended."""

from collections import defaultdict

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from roadmap import permissions
from roadmap.models import (
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
from roadmap.standing import ANSWERED, state_of


def my_work(user, *, now):
    """What the page shows to an agency's member: a dictionary for the template.

    Ten queries, whatever the number of updates.
    """
    periods = open_periods(now)
    updates = list(_updates_of(user, periods))
    agencies = {agency.pk: agency for agency in Agency.objects.filter(pk__in=user.agency_ids)}
    return {
        "periods": periods,
        "may_invite": permissions.can_invite_somebody(user),
        "several_agencies": len(agencies) > 1,
        "kept": kept_texts(user),
        "owed": owed(user, periods, updates, agencies),
        "returned": [u for u in updates if u.status == Status.RETURNED],
        "drafts": [u for u in updates if u.status == Status.DRAFT],
        "to_validate": [u for u in updates if _waits_for(user, u)],
        "sent": [u for u in updates if u.status in ANSWERED],
        "last_year": last_years_updates(user, periods, updates),
    }


def open_periods(now):
    """The open periods, each with the days that are left or that it is late."""
    periods = list(Period.objects.open().filter(roadmap__state="current").select_related("roadmap"))
    for period in periods:
        if period.due_at:
            period.days_left = (period.due_at - now).days
            period.days_late = -period.days_left
    return periods


def _updates_of(user, periods):
    reasons = Step.objects.filter(update=OuterRef("pk")).exclude(comment="").order_by("-pk")
    return (
        ProgressUpdate.objects.filter(agency__in=user.agency_ids, period__in=periods)
        .select_related("written_by")
        .prefetch_related("priorities")
        .annotate(
            reason_text=Subquery(reasons.values("comment")[:1]),
            reason_at=Subquery(reasons.values("at")[:1]),
        )
        .defer("narrative", "narrative_text", "reason", "source_note")
        .order_by("-changed_at")
    )


def _waits_for(user, update):
    role = user.roles_by_agency.get(update.agency_id)
    return update.status == Status.WITH_VALIDATOR and role == Membership.Role.VALIDATOR


def owed(user, periods, updates, agencies):
    """One line per assignment, with its state and the updates that answer it."""
    answers = _by_target(updates)
    assignments = (
        Assignment.objects.filter(agency__in=user.agency_ids, period__in=periods)
        .select_related("priority", "next_step")
        .order_by("next_step__number", "priority__number", "agency_id")
    )
    return [_line(assignment, answers, agencies) for assignment in assignments]


def _by_target(updates):
    """Updates by what they answer: (period, agency, "priority" or "step", id)."""
    answers = defaultdict(list)
    for update in updates:
        key = (update.period_id, update.agency_id)
        for priority in update.priorities.all():
            answers[*key, "priority", priority.pk].append(update)
        if update.next_step_id:
            answers[*key, "step", update.next_step_id].append(update)
    return answers


def _line(assignment, answers, agencies):
    target = (
        ("step", assignment.next_step_id)
        if assignment.next_step_id
        else (
            "priority",
            assignment.priority_id,
        )
    )
    found = answers.get((assignment.period_id, assignment.agency_id, *target), [])
    state, label = state_of(found)
    return {
        "about": assignment.next_step or assignment.priority,
        "agency": agencies[assignment.agency_id].short_name,
        "state": state,
        "state_label": label,
        "updates": found,
        "query": _query(assignment),
    }


def _query(assignment):
    query = {"period": assignment.period_id, "agency": assignment.agency_id}
    if assignment.priority_id:
        query["priorities"] = assignment.priority_id
    else:
        query["next_step"] = assignment.next_step_id
    return urlencode(query)


def last_years_updates(user, periods, updates):
    """The approved updates of the year before that nobody has continued yet."""
    years = {(period.roadmap_id, period.year - 1) for period in periods}
    continued = {update.continues_id for update in updates}
    before = Period.objects.filter(
        roadmap__in=[roadmap for roadmap, _year in years], year__in=[year for _r, year in years]
    )
    approved = (
        ProgressUpdate.objects.approved()
        .filter(agency__in=user.agency_ids, period__in=before)
        .exclude(pk__in=[pk for pk in continued if pk])
        .only("title", "precision", "happened_from", "happened_to")
    )
    return list(approved.order_by("title"))


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
