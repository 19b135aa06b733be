"""An agency's own updates as JSON, in whatever state they are."""

from roadmap.models import (
    Action,
    Agency,
    NextStep,
    Period,
    Place,
    Priority,
    ProgressUpdate,
    Result,
    Status,
)
from roadmap.review import workflow
from roadmap.texts import markdown
from roadmap.update_fields import FIELDS_OF, In, Kind, standing_in

# What is read with the updates, so that a row asks the database for nothing more.
WITH = {
    Period: "__roadmap",
    NextStep: "__period__roadmap",
    Priority: "__roadmap",
    Result: "__place",
}


def own_updates(user):
    """The updates that this person sees, with all that their rows tell."""
    updates = ProgressUpdate.objects.visible_to(user).select_related(*_related(Kind.ONE))
    parts = [*_related(Kind.SEVERAL), *_related(Kind.ROWS), "steps"]
    return updates.prefetch_related(*parts).order_by("-id")


def _related(kind):
    return [
        field.name + WITH.get(field.column.related_model, "")
        for field in standing_in(In.OWN)
        if field.kind is kind
    ]


def agency_key(agency):
    return f"{agency.country}.{agency.code}" if agency.country else agency.code


def period_key(period):
    return f"{period.roadmap.code}.{period}"


def own_row(update):
    """What `OwnUpdateRow` lists, as a dictionary."""
    return {
        "id": str(update.uid),
        "url": f"/api/v1/own-updates/{update.uid}/",
        "version": update.version,
        "status": update.status,
        "published_at": _moment(update.published_at),
        "changed_at": _moment(update.changed_at),
        **_fields_of(update),
        "gaps": [{"field": name, "detail": str(words)} for name, words in workflow.gaps(update)],
        "remarks": [
            step.comment
            for step in _sorted(update.steps, "pk")
            if step.comment and step.to_status == Status.RETURNED
        ],
    }


def _fields_of(record):
    fields = standing_in(In.OWN, FIELDS_OF[type(record)])
    return {field.said_as: SAID[field.kind](record, field) for field in fields}


def _sorted(rows, name):
    return sorted(rows.all(), key=lambda row: getattr(row, name))


def _iso(day):
    return day.isoformat() if day else None


def _moment(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _number(amount):
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else float(amount)


def _as_it_is(record, field):
    return getattr(record, field.name)


def _day(record, field):
    return _iso(getattr(record, field.name))


def _amount(record, field):
    return _number(getattr(record, field.name))


def _narrative(update, field):
    markdown_text = markdown.to_markdown(getattr(update, field.name))
    return {"markdown": markdown_text, "text": update.narrative_text}


def _when(update, field):
    return {
        "precision": getattr(update, field.name) or "not-stated",
        "from": _iso(update.happened_from),
        "to": _iso(update.happened_to),
    }


def _file(evidence, field):
    return f"/evidence/{evidence.pk}/" if getattr(evidence, field.name) else ""


def _one(record, field):
    named = getattr(record, field.name)
    return KEYS[type(named)](named) if named else None


def _several(record, field):
    key, named = KEYS[field.column.related_model], getattr(record, field.name)
    if field.column.related_model is Priority:
        return [key(priority) for priority in _sorted(named, "number")]
    return sorted(key(each) for each in named.all())


def _rows(update, field):
    return [_fields_of(row) for row in _sorted(getattr(update, field.name), "number")]


# The ids under which programs know other records.
KEYS = {
    Period: period_key,
    Agency: agency_key,
    Action: lambda action: str(action.uid),
    NextStep: lambda step: f"{period_key(step.period)}.{step.number}",
    Priority: lambda priority: f"{priority.roadmap.code}.{priority.number}",
    Place: lambda place: place.code,
}
SAID = {
    Kind.LINE: _as_it_is,
    Kind.PARAGRAPHS: _as_it_is,
    Kind.NARRATIVE: _narrative,
    Kind.CHOICE: _as_it_is,
    Kind.CHOICES: _as_it_is,
    Kind.DAY: _day,
    Kind.WHEN: _when,
    Kind.AMOUNT: _amount,
    Kind.QUANTITY: _amount,
    Kind.COUNT: _as_it_is,
    Kind.FLAG: _as_it_is,
    Kind.LINK: _as_it_is,
    Kind.FILE: _file,
    Kind.ONE: _one,
    Kind.SEVERAL: _several,
    Kind.ROWS: _rows,
}
