"""An agency's own updates: read, written and sent in by a program with a token."""

import hashlib
import json
import re

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.parsers import MultiPartParser
from rest_framework.views import APIView

from roadmap import permissions
from roadmap.api import values
from roadmap.api.access import TokenHolder
from roadmap.api.documentation import operations
from roadmap.api.own import filling
from roadmap.api.own.filters import OwnUpdateFilter
from roadmap.api.own.rows import agency_key, own_row, own_updates
from roadmap.api.parsing import LimitedJSONParser
from roadmap.api.problems import Problem
from roadmap.api.reading import asked, pages
from roadmap.models import ApiAnswer, Scope
from roadmap.review import workflow
from roadmap.review.workflow import StepName
from roadmap.texts.canonical import canonical
from roadmap.versions import StaleEdit

VERSION = re.compile(r'"([1-9][0-9]{0,8})"')
KEY = re.compile(r"[\x21-\x7e]{1,100}")


class OwnView(APIView):
    """For token holders. `scopes` says which scope a method asks for; others are refused."""

    permission_classes = [TokenHolder]
    scopes = {}
    operation = ""

    def documented(self, method):
        return operations.OPERATIONS[self.operation][method]

    def find(self, request, key):
        """The update of this id among those that the token sees."""
        update = own_updates(request.user).filter(uid=key).first()
        if update is None:
            raise Problem("not-found")
        return update

    def find_to_change(self, request, key):
        update = self.find(request, key)
        seen = version_seen(request)
        if not permissions.can_write_for(request.user, update.agency_id):
            raise Problem("not-allowed")
        if update.status not in permissions.EDITABLE:
            raise Problem("wrong-state", state=update.status)
        return update, seen


class TokenView(OwnView):
    """What the token is and may."""

    operation = "token"
    scopes = {"GET": None}

    def get(self, request):
        asked.refuse_unknown(request.GET, set())
        token = request.auth
        return respond(
            {
                "name": token.name,
                "agency": agency_key(token.agency) if token.agency else None,
                "scopes": token.scopes,
                "expires_at": token.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
        )


class OwnListView(OwnView):
    """The agency's updates, newest first; POST makes a new draft."""

    operation = "own-updates"
    scopes = {"GET": Scope.READ, "POST": Scope.WRITE}

    def get(self, request):
        asked.refuse_unknown(request.GET, {*OwnUpdateFilter.base_filters, "limit", "cursor"})
        updates, limit = self._kept(request.user, request.GET)
        found = list(updates[: limit + 1])
        body = {"next": None, "results": [own_row(update) for update in found[:limit]]}
        if len(found) > limit:
            query = request.GET.copy()
            query["cursor"] = str(found[limit - 1].pk)
            body["next"] = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
        return respond(body)

    def _kept(self, user, query):
        given = {name: values.single(name, query) for name in query}
        updates, limit = OwnUpdateFilter(given, own_updates(user)).qs, asked.USUAL
        if text := given.get("cursor"):
            updates = updates.filter(pk__lt=values.whole_number("cursor", text, 1, 2**62))
        if text := given.get("limit"):
            limit = values.whole_number("limit", text, 1, asked.USUAL)
        return updates, limit

    def post(self, request):
        asked.refuse_unknown(request.GET, set())
        return once(request, self._create)

    def _create(self, request):
        permissions.require(permissions.can_add_update(request.user))
        update = filling.save_update(request.data, by=request.user)
        return 201, self.find(request, update.uid)


class OwnUpdateView(OwnView):
    """One update of the agency; PATCH changes it while it is a draft or was returned."""

    operation = "own-update"
    scopes = {"GET": Scope.READ, "PATCH": Scope.WRITE}

    def get(self, request, key):
        asked.refuse_unknown(request.GET, set())
        update = self.find(request, key)
        return respond(own_row(update), version=update.version)

    def patch(self, request, key):
        asked.refuse_unknown(request.GET, set())
        return once(request, self._change, key)

    def _change(self, request, key):
        update, seen = self.find_to_change(request, key)
        try:
            filling.save_update(request.data, by=request.user, update=update, seen=seen)
        except StaleEdit as error:
            raise filling.stale(update, request.data, []) from error
        return 200, self.find(request, key)


class SubmissionView(OwnView):
    """Send an update in, as the button does: to the agency's validator or the coordination."""

    operation = "submission"
    scopes = {"POST": Scope.SUBMIT}

    def post(self, request, key):
        asked.refuse_unknown(request.GET, set())
        return once(request, self._submit, key)

    def _submit(self, request, key):
        update, seen = self.find(request, key), version_seen(request)
        comment = request.data.get("comment", "")
        if not isinstance(comment, str) or request.data.keys() - {"comment"}:
            raise Problem("wrong-body", _("Send a JSON object with a comment, or an empty one."))
        step = StepName.SUBMIT
        if StepName.VALIDATE in workflow.open_steps(update, request.user):
            step = StepName.VALIDATE
        try:
            workflow.move(update, step, by=request.user, version=seen, comment=comment)
        except workflow.WrongStatus as error:
            raise Problem("wrong-state", state=update.status) from error
        except workflow.StaleVersion as error:
            raise filling.stale(update, request.data, []) from error
        except workflow.NotReady as error:
            gaps = [{"field": name, "detail": str(words)} for name, words in error.gaps]
            raise Problem("not-ready", errors=gaps) from error
        return 200, self.find(request, key)


class EvidenceView(OwnView):
    """Add a link, or a file as a form's part, to an update."""

    operation = "own-evidence"
    scopes = {"POST": Scope.WRITE}
    parser_classes = [LimitedJSONParser, MultiPartParser]

    def post(self, request, key):
        asked.refuse_unknown(request.GET, set())
        return once(request, self._add, key)

    def _add(self, request, key):
        update, seen = self.find_to_change(request, key)
        body, files = _sent(request), request.FILES.dict()
        try:
            filling.add_evidence(update, body, files, by=request.user, seen=seen)
        except StaleEdit as error:
            raise filling.stale(update, body, []) from error
        return 201, self.find(request, key)


# Versions and repetitions


def version_seen(request):
    """The version in If-Match; a Problem where there is none."""
    header = request.headers.get("If-Match")
    if header is None:
        raise Problem("version-missing", _("Send the version you have seen as If-Match."))
    match = VERSION.fullmatch(header.strip())
    if match is None:
        raise Problem("wrong-parameter", _('Write it as "7".'), parameter="If-Match")
    return int(match[1])


def once(request, act, *given):
    """Do it, unless the same Idempotency-Key has been answered: then answer the same again."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        raise Problem(
            "wrong-parameter", _("Give 1 to 100 visible characters."), parameter="Idempotency-Key"
        )
    digest = _digest(request)
    try:
        with transaction.atomic():
            # Whoever sends the same key at the same time waits here for this one.
            if key is not None:
                answer = ApiAnswer.objects.create(token=request.auth, key=key, request_hash=digest)
            status, update = act(request, *given)
            # Kept as text: a repetition is told the same bytes, whatever the row has become.
            body = _json(own_row(update))
            if key is not None:
                told = {"status": status, "body": body, "version": update.version}
                ApiAnswer.objects.filter(pk=answer.pk).update(**told)
    # The key has its answer already, or the same fact was made at the same moment.
    except IntegrityError:
        return _again(request, key, digest)
    except PermissionDenied as error:
        raise Problem("not-allowed") from error
    return respond(body, status=status, version=update.version)


def _again(request, key, digest):
    answer = ApiAnswer.objects.filter(token=request.auth, key=key).first() if key else None
    if answer is None:
        raise Problem("wrong-state", _("Somebody else has done it at the same time."))
    if bytes(answer.request_hash) != digest:
        raise Problem("key-used")
    response = respond(answer.body, status=answer.status, version=answer.version)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _digest(request):
    """What makes two requests the same one."""
    # With the version seen: the same text over another version is another change.
    head = [request.method, request.path, request.headers.get("If-Match", "")]
    digest = hashlib.sha256(canonical([head, _sent(request)]))
    for name, file in sorted(request.FILES.items()):
        digest.update(f"{name} {file.name}".encode())
        for piece in file.chunks():
            digest.update(piece)
        # The view reads it from its beginning.
        file.seek(0)
    return digest.digest()


def _sent(request):
    """The body without its files."""
    data = request.data
    if hasattr(data, "lists"):
        return {name: value for name, value in data.items() if name not in request.FILES}
    return data


def _json(body):
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def respond(body, *, status=200, version=None):
    """A private answer; a text is JSON already."""
    text = body if isinstance(body, str) else _json(body)
    response = HttpResponse(text, status=status, content_type=pages.JSON)
    response.headers["Cache-Control"] = "private, no-store"
    if version is not None:
        response.headers["ETag"] = f'"{version}"'
    return response
