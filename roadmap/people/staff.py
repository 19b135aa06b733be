"""The agencies' people: what their role is, whom to call, who has left and who has come back."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from roadmap import permissions
from roadmap.models import Agency, Membership, User


@transaction.atomic
def change_membership(membership, *, role, contact, by):
    """Give a person another role in an agency, or make them its contact.

    A new main contact makes an alternate of the one before.
    """
    permissions.require(permissions.can_manage_person(by, membership.user))
    # Two who each name a main contact at once wait for each other here.
    Agency.objects.select_for_update().get(pk=membership.agency_id)
    if contact == Membership.Contact.MAIN:
        others = Membership.objects.filter(agency=membership.agency_id, contact=contact)
        others.exclude(pk=membership.pk).update(contact=Membership.Contact.ALTERNATE)
    membership.role, membership.contact = role, contact
    membership.save(update_fields=["role", "contact"])


@transaction.atomic
def deactivate(person, *, by):
    """Take the account away: the sessions end at once, the work stays under the name."""
    permissions.require(permissions.can_manage_person(by, person))
    User.objects.filter(pk=person.pk).update(is_active=False)
    end_sessions(person)


def reactivate(person, *, by):
    """Give the account back; the person logs in anew."""
    permissions.require(permissions.can_manage_person(by, person))
    User.objects.filter(pk=person.pk).update(is_active=True)


def end_sessions(person):
    """End every session of a person, in whichever browser."""
    UserSession.objects.filter(user=person).delete()
    running = Session.objects.filter(expire_date__gt=timezone.now())
    own = [
        session.pk
        for session in running.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    Session.objects.filter(pk__in=own).delete()
