"""Tokens: how one is made, how it is recognised, and as whom its program acts."""

import datetime
import hashlib
import re
import secrets

from django.db.models import Q
from django.utils.crypto import constant_time_compare

from roadmap import permissions
from roadmap.models import ApiToken
from roadmap.models.people import COORDINATORS

# "a87", eight characters to find it by, and 32 random bytes.
_FORM = re.compile(r"a87_([a-z0-9]{8})_([A-Za-z0-9_-]{43})")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
LONGEST = datetime.timedelta(days=366)
# How exactly the last use is known: it shall not cost a write for each request.
EXACTNESS = datetime.timedelta(minutes=1)


def make(token, *, by):
    """Save a new token and give its text, which is kept nowhere."""
    permissions.require(permissions.can_make_token(by, token.agency_id))
    secret = secrets.token_urlsafe(32)
    token.user = by
    token.prefix = "".join(secrets.choice(_LETTERS) for _position in range(8))
    token.secret_hash = _digest(secret)
    token.save()
    return f"a87_{token.prefix}_{secret}"


def revoke(token, *, by, now):
    """It opens nothing from now on."""
    permissions.require(permissions.can_revoke_token(by, token))
    # The first time stands: it tells from when on a use was nobody's of ours.
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)


def find(text, *, now):
    """The token of this text that still opens something, with its person; else None.

    It opens nothing once it has expired, was revoked, or its person has left the agency, lost the
    coordination or was deactivated.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    prefix, secret = match.groups()
    token = ApiToken.objects.usable(now).filter(prefix=prefix).select_related("user").first()
    # Compared in a time that does not tell how much of a guess is right.
    if token is None or not constant_time_compare(bytes(token.secret_hash), _digest(secret)):
        return None
    # Asked each time: whoever could not make the token today can not use it either.
    if not permissions.can_make_token(token.user, token.agency_id):
        return None
    _act_for_token(token)
    return token


def note_use(token, *, now):
    """When it was last used, to the minute."""
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - EXACTNESS)
    ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)


def _act_for_token(token):
    """Its person has, in this request, the rights of the token and no others."""
    # This object is nobody's to save: at the site the person stays what the rows say.
    user = token.user
    role = user.roles_by_agency.get(token.agency_id)
    user.is_superuser = user.is_staff = False
    user.group_names = frozenset() if token.agency_id else frozenset({COORDINATORS})
    user.roles_by_agency = {token.agency_id: role} if token.agency_id else {}


def _digest(secret):
    # A slow hash is for words that people choose; 32 random bytes are guessed by nobody.
    return hashlib.sha256(secret.encode()).digest()
