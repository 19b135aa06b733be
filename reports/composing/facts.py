"""What a report is composed from, read at once: the only place of composing that asks the database.

The number of queries does not depend on how much there is.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Prefetch, Value
from django.db.models.functions import Coalesce, NullIf

from reports.models import WrittenAnswer, WrittenPassage
from roadmap.models import (
    Action,
    Agency,
    Evidence,
    NextStep,
    Period,
    Place,
    Priority,
    ProgressUpdate,
    Project,
    Result,
    Roadmap,
)


@dataclass(frozen=True)
class Facts:
    """A period's facts. Only approved updates are here, ordered by date, agency and id.

    Updates, next steps and actions carry `priority_numbers`; updates `partner_names` and
    `place_codes`, actions `partner_names` and `place_names`, projects `implementer_names` and
    `place_names`. `actions` are those that an update tells of; `places` the parts of the country.
    `written` is by question, priority id, next step id; `passages`, with those that were left out,
    by the id of the written answer they belong to.
    """

    roadmap: Roadmap
    period: Period
    priorities: tuple[Priority, ...]
    next_steps: tuple[NextStep, ...]
    coming_steps: tuple[NextStep, ...]
    updates: tuple[ProgressUpdate, ...]
    actions: tuple[Action, ...]
    projects: tuple[Project, ...]
    places: tuple[Place, ...]
    written: Mapping[tuple[str, int | None, int | None], WrittenAnswer]
    passages: Mapping[int, list[WrittenPassage]]


def read_facts(period):
    steps = _next_steps(period)
    return Facts(
        roadmap=period.roadmap,
        period=period,
        priorities=tuple(Priority.objects.filter(roadmap=period.roadmap_id).order_by("number")),
        next_steps=tuple(step for step in steps if step.period.year == period.year),
        coming_steps=tuple(step for step in steps if step.period.year == period.year + 1),
        updates=tuple(sorted(_approved_updates(period), key=_update_order)),
        actions=tuple(_actions(period)),
        projects=tuple(_projects(period)),
        places=tuple(_entities(period.roadmap.country).order_by("code")),
        written={
            (written.question, written.priority_id, written.next_step_id): written
            for written in WrittenAnswer.objects.for_period(period).select_related(
                "agreed_by", "changed_by"
            )
        },
        passages=_passages(period),
    )


def _passages(period):
    found = WrittenPassage.objects.for_period(period).select_related("update__agency")
    # A passage has its own text: the update's would double what is read.
    found = found.defer("update__narrative", "update__narrative_text", "update__source_note")
    passages = defaultdict(list)
    for passage in found.order_by("answer_id", "number", "pk"):
        passages[passage.answer_id].append(passage)
    return passages


def _next_steps(period):
    """Next steps of this period and of the following one."""
    return (
        NextStep.objects.filter(
            period__roadmap=period.roadmap_id, period__year__in=[period.year, period.year + 1]
        )
        .select_related("period", "agency")
        .annotate(priority_numbers=_numbers(Priority.objects.filter(next_steps=OuterRef("pk"))))
        .order_by("number")
    )


def _approved_updates(period):
    evidence = Evidence.objects.filter(is_public=True).exclude(url="").order_by("number")
    results = Result.objects.select_related("place").order_by("number")
    return (
        ProgressUpdate.objects.for_period(period)
        .approved()
        .select_related("agency")
        .defer("narrative_text", "source_note")
        .annotate(
            priority_numbers=_numbers(Priority.objects.filter(updates=OuterRef("pk"))),
            partner_names=_agency_names(Agency.objects.filter(partnered_updates=OuterRef("pk"))),
            place_codes=ArraySubquery(
                _entities(period.roadmap.country)
                .filter(updates=OuterRef("pk"))
                .order_by("code")
                .values("code")
            ),
        )
        .prefetch_related(Prefetch("results", results), Prefetch("evidence", evidence))
    )


def _update_order(update):
    """By date, those without one last. Sorted here: a database sorts by its own locale."""
    first = update.happened_from or date.max
    last = update.happened_to or date.max
    return first, last, update.agency.code, update.pk


def _entities(country):
    """The states, provinces or federal entities of a country."""
    return Place.objects.in_country(country).filter(kind=Place.Kind.ENTITY)


def _actions(period):
    """Actions that an approved update of the period tells of, by their lead agency and title."""
    updates = ProgressUpdate.objects.for_period(period).approved().filter(action=OuterRef("pk"))
    places = Place.objects.filter(actions=OuterRef("pk")).order_by("code")
    actions = (
        Action.objects.filter(Exists(updates))
        .select_related("lead_agency")
        .annotate(
            priority_numbers=_numbers(Priority.objects.filter(actions=OuterRef("pk"))),
            partner_names=_agency_names(Agency.objects.filter(partnered_actions=OuterRef("pk"))),
            place_names=ArraySubquery(places.values("name")),
        )
    )
    return sorted(actions, key=lambda action: (action.lead_agency.code, action.title, action.pk))


def _projects(period):
    """Projects that run in the period, in order of their first year; not stated comes last."""
    places = Place.objects.filter(projects=OuterRef("pk")).order_by("code")
    projects = Project.objects.running_in(period).annotate(
        implementer_names=_agency_names(Agency.objects.filter(implemented_projects=OuterRef("pk"))),
        place_names=ArraySubquery(places.values("name")),
    )
    return sorted(projects, key=lambda project: (project.starts_in or 9999, project.pk))


def _numbers(priorities):
    return ArraySubquery(priorities.order_by("number").values("number"))


def _agency_names(agencies):
    """Acronyms, or names where there is none."""
    short_name = Coalesce(NullIf(F("acronym"), Value("")), F("name"))
    return ArraySubquery(agencies.order_by("code").annotate(short=short_name).values("short"))
