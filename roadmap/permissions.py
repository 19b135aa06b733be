"""Who may do what. Who sees what is said by each queryset's `visible_to(user)`."""

from django.core.exceptions import PermissionDenied

from roadmap.models import Status
from roadmap.models.people import Membership

EDITABLE = {Status.DRAFT, Status.RETURNED}


def require(allowed):
    """Refuse what is not allowed."""
    if not allowed:
        raise PermissionDenied


def coordinates(user):
    """The coordination: coordinators and administrators."""
    return user.is_authenticated and (user.is_administrator or user.is_coordinator)


def observes(user):
    """Observers read along; they write nothing."""
    return user.is_authenticated and user.is_observer


def belongs_to_agency(user):
    """Members of at least one agency."""
    return user.is_authenticated and user.is_active and bool(user.agency_ids)


def can_enter_staff_pages(user):
    """Agencies' members, the coordination, observers and administrators."""
    return coordinates(user) or observes(user) or belongs_to_agency(user)


def can_manage_reference_data(user):
    """Roadmaps, priorities, periods, agencies, projects: the coordination's."""
    return coordinates(user)


def can_manage_people(user):
    """Accounts and memberships."""
    return user.is_authenticated and user.is_administrator


def can_accept_warnings(user):
    """Say that a warning about the report is all right, and take that back: the coordination."""
    return coordinates(user)


def needs_second_factor(user):
    """Those whose account opens everybody's work."""
    return coordinates(user)


def can_invite(user, agency_id):
    """Ask somebody to join an agency: the coordination, and the agency's own validators."""
    return coordinates(user) or (belongs_to_agency(user) and agency_id in user.validated_agency_ids)


def can_invite_somebody(user):
    """Invite for at least one agency."""
    return coordinates(user) or (belongs_to_agency(user) and bool(user.validated_agency_ids))


def can_read_reports(user):
    """The report in the making."""
    return coordinates(user) or observes(user)


def can_add_update(user):
    """Write an update for some agency."""
    return coordinates(user) or belongs_to_agency(user)


def can_write_for(user, agency_id):
    """Write for this agency: its members; the coordination on its behalf."""
    return coordinates(user) or (belongs_to_agency(user) and agency_id in user.agency_ids)


def can_change_update(user, update):
    """Edit the text: who may write for the agency, while it is a draft or was returned."""
    return update.status in EDITABLE and can_write_for(user, update.agency_id)


def was_never_sent(update):
    """Whether it is a draft that only its own agency has ever seen."""
    return update.status == Status.DRAFT and update.sent_at is None


def can_delete_update(user, update):
    """Throw away a draft that was never sent in."""
    return was_never_sent(update) and can_change_update(user, update)


def can_submit(user, update):
    """Send in to the coordination."""
    return can_write_for(user, update.agency_id)


def can_validate(user, update):
    """Check on the agency's side before it goes to the coordination."""
    role = user.roles_by_agency.get(update.agency_id) if belongs_to_agency(user) else None
    return role == Membership.Role.VALIDATOR


def can_review(user, update):
    """Approve, return or reopen: the coordination, but nobody for an own agency (four eyes)."""
    return coordinates(user) and update.agency_id not in user.agency_ids


def can_change_action(user, action):
    """The lead agency's members and the coordination."""
    return can_write_for(user, action.lead_agency_id)
