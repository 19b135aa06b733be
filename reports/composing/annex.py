"""The annex: every result, action, project and piece of evidence of the period as a table."""

from reports.document import Column, Table
from roadmap.texts import narrative

NUMBER, DATE, LINK = {"type": "number"}, {"type": "date"}, {"type": "link"}


def draw_up_annex(facts, wording):
    """The four tables, with their columns also where they have no row."""
    return (
        _results(facts, wording),
        _actions(facts, wording),
        _projects(facts, wording),
        _evidence(facts, wording),
    )


def _table(identifier, wording, columns, rows):
    """A table; a column is its id, its word, and what it has besides."""
    return Table(
        caption=wording[identifier],
        columns=tuple(Column(name, wording[word], **more) for name, word, more in columns),
        rows=tuple(tuple(map(_cell, row)) for row in rows),
        id=identifier,
    )


def _cell(value):
    """A text as a cell; a list stays one, and nothing is an empty cell."""
    if value is None or value == "":
        return ()
    return tuple(value) if isinstance(value, list) else (str(value),)


def _results(facts, wording):
    columns = [
        ("agency", "agency", {}),
        ("update", "update", {}),
        ("priorities", "priorities", {"many": True}),
        ("from", "from", DATE),
        ("to", "to", DATE),
        ("qualifier", "qualifier", {}),
        ("quantity", "quantity", NUMBER),
        ("quantity-to", "quantity-to", NUMBER),
        ("out-of", "out-of", NUMBER),
        ("unit", "unit", {}),
        ("population", "population", {}),
        ("female", "female-heading", NUMBER),
        ("male", "male-heading", NUMBER),
        ("under-18", "under-18-heading", NUMBER),
        ("adults", "adults-heading", NUMBER),
        ("place", "place", {}),
        ("basis", "basis", {}),
    ]
    rows = [
        _result(update, result, wording)
        for update in facts.updates
        for result in update.results.all()
    ]
    return _table("results", wording, columns, rows)


def _result(update, result, wording):
    places = [result.place_note, result.place.name if result.place else ""]
    return [
        str(update.agency),
        _name(update),
        list(map(str, update.priority_numbers)),
        *_dates(update.happened_from, update.happened_to),
        wording[result.qualifier],
        _number(result.quantity),
        _number(result.quantity_to),
        _number(result.out_of),
        result.unit,
        result.population,
        *(result.female, result.male, result.under_18, result.adults),
        ", ".join(filter(None, places)),
        "" if result.basis == "not-stated" else wording[result.basis],
    ]


def _name(update):
    """The update's title; where it has none, the first line of its text."""
    return update.title or narrative.plain_text(update.narrative).split("\n")[0][:300]


def _actions(facts, wording):
    columns = [
        ("action", "action", {}),
        ("lead-agency", "lead-agency", {}),
        ("partners", "partners", {"many": True}),
        ("priorities", "priorities", {"many": True}),
        ("areas", "areas", {"many": True}),
        ("states", "states", {"many": True}),
        ("from", "from", DATE),
        ("to", "to", DATE),
        ("status", "status", {}),
        ("description", "description", {}),
    ]
    rows = [
        [
            action.title,
            str(action.lead_agency),
            action.partner_names,
            list(map(str, action.priority_numbers)),
            _areas(action, wording),
            action.place_names,
            *_dates(action.starts_on, action.ends_on),
            wording[f"action-{action.state}"],
            action.description,
        ]
        for action in facts.actions
    ]
    return _table("actions", wording, columns, rows)


def _projects(facts, wording):
    columns = [
        ("project", "project", {}),
        ("acronym", "acronym", {}),
        ("implementers", "implementers", {"many": True}),
        ("first-year", "first-year", NUMBER),
        ("last-year", "last-year", NUMBER),
        ("states", "states", {"many": True}),
        ("sectors", "sectors", {}),
        ("areas", "areas", {"many": True}),
        ("description", "description", {}),
    ]
    rows = [
        [
            project.name,
            project.acronym,
            project.implementer_names,
            project.starts_in,
            project.ends_in,
            project.place_names,
            project.sectors,
            _areas(project, wording),
            project.description,
        ]
        for project in facts.projects
    ]
    return _table("projects", wording, columns, rows)


def _evidence(facts, wording):
    columns = [
        ("agency", "agency", {}),
        ("update", "update", {}),
        ("title", "evidence-title", {}),
        ("link", "link", LINK),
    ]
    rows = [
        [str(update.agency), _name(update), evidence.title, evidence.url]
        for update in facts.updates
        for evidence in update.evidence.all()
    ]
    return _table("evidence", wording, columns, rows)


def _areas(row, wording):
    return [wording[f"area-{area}"] for area in row.areas]


def _dates(first, last):
    return [day.isoformat() if day else "" for day in (first, last)]


def _number(value):
    """A decimal without needless noughts: 54750.5."""
    return None if value is None else f"{value.normalize():f}"
