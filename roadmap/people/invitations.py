"""What happens to an invitation: made, sent, sent again, withdrawn, accepted."""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from roadmap import permissions
from roadmap.models import Agency, Invitation, Membership, User

VALID_FOR = datetime.timedelta(days=14)


def agencies_for(user):
    """The agencies that the person may invite somebody to."""
    agencies = Agency.objects.active()
    if permissions.coordinates(user):
        return agencies
    return agencies.filter(pk__in=user.validated_agency_ids)


def digest(token):
    return hashlib.sha256(token.encode()).digest()


def invite(invitation, *, by, now):
    """Keep a new invitation and give its token, which is kept nowhere."""
    permissions.require(permissions.can_invite(by, invitation.agency_id))
    invitation.invited_by = by
    return _renew(invitation, now)


def renew(invitation, *, by, now):
    """A new token and a new term; the old letter is worth nothing any more."""
    permissions.require(permissions.can_invite(by, invitation.agency_id))
    invitation.invited_by = by
    return _renew(invitation, now)


def _renew(invitation, now):
    token = secrets.token_urlsafe(32)
    invitation.token_hash = digest(token)
    invitation.expires_at = now + VALID_FOR
    invitation.save()
    return token


def withdraw(invitation, *, by):
    """The letter is worth nothing any more; a person who has accepted stays."""
    permissions.require(permissions.can_invite(by, invitation.agency_id))
    Invitation.objects.open().filter(pk=invitation.pk).delete()


def send(invitation, address):
    """Mail the letter with the address of its page, in the invited person's language."""
    context = {"invitation": invitation, "address": address, "days": VALID_FOR.days}
    with translation.override(invitation.language or settings.LANGUAGE_CODE):
        subject = _("Invitation to the Alliance 8.7 roadmap")
        text = render_to_string("roadmap/mail/invitation.txt", context)
    send_mail(subject, text, None, [invitation.email])


def find(token, *, now, lock=False):
    """The invitation that a token still opens, or None.

    It is worth nothing once accepted, withdrawn or expired, nor when whoever invited has lost the
    right to.
    """
    letters = Invitation.objects.open().filter(token_hash=digest(token), expires_at__gt=now)
    if lock:
        letters = letters.select_for_update(of=["self"])
    invitation = letters.select_related("agency", "invited_by").first()
    if invitation is None or not invitation.agency.is_active:
        return None
    # Asked when it is opened, for whoever invited may have left in these two weeks.
    may = permissions.can_invite(invitation.invited_by, invitation.agency_id)
    return invitation if may else None


def person_invited(invitation):
    """The account that the invited address has already, or None."""
    return User.objects.filter(email__iexact=invitation.email).first()


@transaction.atomic
def join(token, *, user, now):
    """Make the person a member; the invitation, or None when it is worth nothing any more."""
    invitation = find(token, now=now, lock=True)
    # A letter that is handed on opens nothing: it was meant for one address.
    if invitation is None or invitation.email.lower() != user.email.lower():
        return None
    # Who is a member already keeps the role that was given since.
    Membership.objects.get_or_create(
        user=user, agency=invitation.agency, defaults={"role": invitation.role}
    )
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    return invitation


@transaction.atomic
def join_as_new(token, *, name, password, now):
    """Make an account for the invited address and join; the person, or None."""
    invitation = find(token, now=now, lock=True)
    if invitation is None or person_invited(invitation):
        return None
    user = User.objects.create_user(
        invitation.email, password, name=name, language=invitation.language
    )
    join(token, user=user, now=now)
    return user
