"""Who changes the database: told to it with every statement that writes, for the trace."""

import json
import re
import uuid
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import connection

# Parts of an address that open something to whoever knows them.
SECRETS = {"token", "key", "uidb36"}
# What may change rows; PostgreSQL's other statements have no trace.
WRITES = re.compile(r"\s*(?:insert|update|delete|merge|with|truncate|call|do)\b", re.IGNORECASE)
# For the statement's transaction alone: what follows on the connection is nobody's. The names are
# those of the package that once set them, by which the database's landed functions know them.
SAY = (
    "SELECT set_config('pghistory.context_id', %s, true),"
    " set_config('pghistory.context_metadata', %s, true); "
)


@dataclass(frozen=True)
class Actor:
    """One visit or command, and what it says of itself."""

    said: dict
    id: uuid.UUID = field(default_factory=uuid.uuid4)


_ACTOR = ContextVar("actor", default=None)


@contextmanager
def acting(**said):
    """Name who is at work to the database; inside another one, add to what that one says."""
    actor = _ACTOR.get()
    if actor:
        actor.said.update(said)
        yield actor
        return
    before = _ACTOR.set(actor := Actor(said))
    try:
        with connection.execute_wrapper(_named):
            yield actor
    finally:
        _ACTOR.reset(before)


def _named(execute, sql, params, many, context):
    """Run a statement, after telling the database who does it when it may write."""
    cursor, actor = context["cursor"], _ACTOR.get()
    # A cursor of the server's reads, and takes one statement only.
    if actor and WRITES.match(sql) and not cursor.name:
        told = cursor.mogrify(SAY, [str(actor.id), json.dumps(actor.said)]).decode()
        sql = (told if params is None else told.replace("%", "%%")) + sql
    return execute(sql, params, many, context)


class ActorMiddleware:
    """Name the person and the page to the database while a request may change something.

    Pages that are only read ask nobody who they are.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return self.get_response(request)
        with acting(user=request.user.pk):
            return self.get_response(request)

    def process_view(self, request, _view, _args, kwargs):
        """Name the page, without what is secret in its address."""
        page = request.path
        for name in SECRETS & kwargs.keys():
            page = page.replace(kwargs[name], "…")
        if actor := _ACTOR.get():
            actor.said["page"] = page
