"""An agency's own updates as JSON, in whatever state they are."""

from roadmap.models import ProgressUpdate, Status
from roadmap.review import workflow
from roadmap.texts import markdown

RELATED = ("period__roadmap", "agency", "action", "next_step__period__roadmap")
PARTS = (
    "priorities__roadmap",
    "places",
    "partners",
    "results__place",
    "evidence",
    "steps",
)


def own_updates(user):
    """The updates that this person sees, with all that their rows tell."""
    updates = ProgressUpdate.objects.visible_to(user).select_related(*RELATED)
    return updates.prefetch_related(*PARTS).order_by("-id")


def agency_key(agency):
    return f"{agency.country}.{agency.code}" if agency.country else agency.code


def period_key(period):
    return f"{period.roadmap.code}.{period}"


def own_row(update):
    """What `OwnUpdateRow` lists, as a dictionary."""
    step = update.next_step
    return {
        "id": str(update.uid),
        "url": f"/api/v1/own-updates/{update.uid}/",
        "version": update.version,
        "status": update.status,
        "published_at": _moment(update.published_at),
        "changed_at": _moment(update.changed_at),
        "period": period_key(update.period),
        "agency": agency_key(update.agency),
        "action": str(update.action.uid) if update.action else None,
        "next_step": f"{period_key(step.period)}.{step.number}" if step else None,
        "priorities": [_priority(priority) for priority in _sorted(update.priorities, "number")],
        "topics": update.topics,
        "kind": update.kind,
        "reason": update.reason,
        "title": update.title,
        "narrative": {
            "markdown": markdown.to_markdown(update.narrative),
            "text": update.narrative_text,
        },
        "occurred": {
            "precision": update.precision or "not-stated",
            "from": _iso(update.happened_from),
            "to": _iso(update.happened_to),
        },
        "areas": update.areas,
        "places": sorted(place.code for place in update.places.all()),
        "municipalities": update.municipalities,
        "partners": sorted(agency_key(agency) for agency in update.partners.all()),
        "results": [_result(result) for result in _sorted(update.results, "number")],
        "evidence": [_evidence(evidence) for evidence in _sorted(update.evidence, "number")],
        "gaps": [{"field": name, "detail": str(words)} for name, words in workflow.gaps(update)],
        "remarks": [
            step.comment
            for step in _sorted(update.steps, "pk")
            if step.comment and step.to_status == Status.RETURNED
        ],
    }


def _sorted(rows, name):
    return sorted(rows.all(), key=lambda row: getattr(row, name))


def _priority(priority):
    return f"{priority.roadmap.code}.{priority.number}"


def _iso(day):
    return day.isoformat() if day else None


def _moment(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _number(amount):
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else float(amount)


def _result(result):
    return {
        "number": result.number,
        "qualifier": result.qualifier,
        "quantity": _number(result.quantity),
        "quantity_to": _number(result.quantity_to),
        "out_of": _number(result.out_of),
        "unit": result.unit,
        "population": result.population,
        "female": result.female,
        "male": result.male,
        "under_18": result.under_18,
        "adults": result.adults,
        "place": result.place.code if result.place else None,
        "place_note": result.place_note,
        "basis": result.basis,
    }


def _evidence(evidence):
    return {
        "number": evidence.number,
        "title": evidence.title,
        "link": evidence.url,
        "file": f"/evidence/{evidence.pk}/" if evidence.file else "",
        "file_name": evidence.file_name,
        "is_public": evidence.is_public,
    }
