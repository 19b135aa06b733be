"""A list's page as JSON: what the database has built, passed through untouched."""

import json

from django.conf import settings
from django.http import HttpResponse

from roadmap.api.reading import asked

JSON = "application/json"


def heading(version):
    """What stands on top of every answer. It depends on the version alone, as the ETag does.

    `retrieved_at` is the moment of the state that the reader holds: that of its last change.
    """
    return {
        "license": settings.DATA_LICENSE,
        "attribution": settings.DATA_ATTRIBUTION,
        "version": version.number,
        "retrieved_at": iso(version.at),
    }


def iso(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def page(request, reading):
    """One page of a list."""
    found = asked.rows(reading)
    has_more, found = len(found) > reading.limit, found[: reading.limit]
    came_back = reading.cursor is not None and reading.cursor[2]
    if came_back:
        found.reverse()
    members = heading(request.api_version)
    members["next"] = members["previous"] = None
    if found and (has_more or came_back):
        members["next"] = _address(request, reading, found[-1], back=False)
    if found and (has_more if came_back else reading.cursor is not None):
        members["previous"] = _address(request, reading, found[0], back=True)
    if reading.total:
        members["total"] = asked.total(reading)
    parts = {"results": _array(row[3] for row in found if row[3] is not None)}
    if reading.since is not None:
        parts["deleted"] = json.dumps([row[0] for row in found if row[3] is None])
    return _answer(members, parts, reading, found)


def single(request, reading, row):
    """One record."""
    return _answer(heading(request.api_version), {"result": row[3]}, reading, [row])


def _answer(members, parts, reading, found):
    if reading.include:
        records = asked.included(reading, found)
        inside = ",".join(f'"{name}":{_array(bodies)}' for name, bodies in records.items())
        parts["included"] = f"{{{inside}}}"
    head = json.dumps(members, ensure_ascii=False, separators=(",", ":"))[:-1]
    text = head + "".join(f',"{name}":{part}' for name, part in parts.items()) + "}"
    return HttpResponse(text, content_type=JSON)


def _array(bodies):
    return f"[{','.join(bodies)}]"


def _address(request, reading, row, *, back):
    query = request.GET.copy()
    query["cursor"] = asked.cursor_of(reading, row, back=back)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode(safe=',:')}")
