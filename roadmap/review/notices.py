"""Mail about a step of the review: an update came back, with the whole reason, or is approved."""

from functools import partial

from django.db import transaction

from roadmap import mailing
from roadmap.deadlines import is_open_for
from roadmap.models import Mail, Status
from roadmap.models.people import Membership

KINDS = {Status.RETURNED: Mail.Kind.RETURNED, Status.APPROVED: Mail.Kind.APPROVED}


def tell(update, step):
    """Write the mails of a step that was just taken, and send them once it is committed."""
    kind = KINDS.get(step.to_status)
    if kind is None or step.from_status == step.to_status:
        return
    is_open = is_open_for(update.period, update.agency_id, step.at)
    for person in receivers(update, step):
        mail = _write(kind, person, update, step, is_open)
        transaction.on_commit(partial(mailing.send, mail))


def receivers(update, step):
    """Who wrote it and who sent it in; where neither works there any more, the agency's people.

    Contributors first: validators where there are none. Never whoever took the step.
    """
    members = _members(update)
    own = [
        person
        for person, _role in members
        if person.pk in {update.written_by_id, update.sent_by_id}
    ]
    contributors = [person for person, role in members if role == Membership.Role.CONTRIBUTOR]
    found = own or contributors or [person for person, _role in members]
    return [person for person in found if person.pk != step.by_id]


def _members(update):
    rows = Membership.objects.filter(agency=update.agency_id, user__is_active=True)
    return [(row.user, row.role) for row in rows.select_related("user").order_by("user_id")]


def _write(kind, person, update, step, is_open):
    context = {
        "person": person,
        "update": update,
        "step": step,
        "is_open": is_open,
        "address": mailing.link("admin:roadmap_progressupdate_change", update.pk),
    }
    with mailing.as_read_by(person, update.period):
        subject, body = mailing.text_of(f"{kind}.txt", context)
    return Mail.objects.create(
        to=person,
        address=person.email,
        kind=kind,
        subject=subject,
        body=body,
        period=update.period,
        agency=update.agency,
        made_at=step.at,
    )
