"""Who may do what. Who sees what is said by each queryset's `visible_to(user)`."""

from django.core.exceptions import PermissionDenied

from roadmap.deadlines import is_open_for
from roadmap.models import Action, Agency, Assignment, Period, ProgressUpdate, Status
from roadmap.models.people import ADMINISTRATORS, COORDINATORS, OBSERVERS, Membership

EDITABLE = {Status.DRAFT, Status.RETURNED}
ABOVE_AGENCIES = {ADMINISTRATORS, COORDINATORS, OBSERVERS}
# Records that belong to an agency, and the attribute that names it.
AGENCY_OF = {
    Action: "lead_agency_id",
    Agency: "pk",
    Assignment: "agency_id",
    ProgressUpdate: "agency_id",
}


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


def can_manage_letterheads(user):
    """The Word document that a country's report is written on."""
    return user.is_authenticated and user.is_administrator


def needs_second_factor(user):
    """Those whose account opens everybody's work."""
    return coordinates(user)


def can_manage_year(user):
    """Open and close periods, set due dates, remind."""
    return coordinates(user)


def can_manage_agency_people(user):
    """See the agencies' people, their roles and their contacts."""
    return coordinates(user)


def can_manage_person(user, person):
    """Change a person's roles, take the account away and give it back; never one's own.

    The coordination manages agencies' people; an administrator also the coordination's, and only
    a superuser another one.
    """
    if not coordinates(user) or user.pk == person.pk:
        return False
    if person.is_superuser:
        return user.is_superuser
    if user.is_administrator:
        return True
    # Also of an inactive person: to give an account back is to manage it.
    return bool(person.all_agency_ids) and person.group_names.isdisjoint(ABOVE_AGENCIES)


def can_invite(user, agency_id):
    """Ask somebody to join an agency: the coordination, and the agency's own validators."""
    return coordinates(user) or (belongs_to_agency(user) and agency_id in user.validated_agency_ids)


def can_invite_somebody(user):
    """Invite for at least one agency."""
    return coordinates(user) or (belongs_to_agency(user) and bool(user.validated_agency_ids))


def can_read_reports(user):
    """The report in the making."""
    return coordinates(user) or observes(user)


def can_submit_report(user):
    """Freeze a report under a signature, publish and withdraw it: the coordination."""
    return coordinates(user)


def can_read_history(user, record):
    """The coordination that of every record; agencies' members that of their own agency's."""
    agency = getattr(record, AGENCY_OF.get(type(record), ""), None)
    return coordinates(user) or (belongs_to_agency(user) and agency in user.agency_ids)


def can_read_matrix(user):
    """Where every agency stands."""
    return coordinates(user) or observes(user)


def can_read_queue(user):
    """What has been sent in and waits for the coordination."""
    return coordinates(user)


def can_accept_warnings(user):
    """Say that a warning about the report is all right, and take that back: the coordination."""
    return coordinates(user)


def can_write_reports(user):
    """Write the report's answers: the coordination's."""
    return coordinates(user)


def can_bring_in_reports(user):
    """Take over a past report of the country: the coordination."""
    return coordinates(user)


def can_add_update(user):
    """Write an update for some agency."""
    return coordinates(user) or belongs_to_agency(user)


def can_write_for(user, agency_id):
    """Write for this agency: its members; the coordination on its behalf."""
    return coordinates(user) or (belongs_to_agency(user) and agency_id in user.agency_ids)


def can_write_in(user, period, agency_id, now=None):
    """Write for this agency in this period.

    A closed period is open to the coordination still, to an agency where it was reopened; in a
    planned one nobody writes yet.
    """
    if not can_write_for(user, agency_id) or period.state == Period.State.PLANNED:
        return False
    return coordinates(user) or is_open_for(period, agency_id, now)


def can_change_update(user, update, now=None):
    """Edit the text: who may write there, while it is a draft or was returned."""
    return update.status in EDITABLE and can_write_in(user, update.period, update.agency_id, now)


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
    # The role alone counts: the coordination never validates in an agency's name.
    role = user.roles_by_agency.get(update.agency_id) if belongs_to_agency(user) else None
    return role == Membership.Role.VALIDATOR


def can_review(user, update):
    """Approve, return or reopen: the coordination, but nobody for an own agency (four eyes)."""
    return coordinates(user) and update.agency_id not in user.agency_ids


def can_comment(user, update):
    """Remark on a text without returning it, and call a remark settled: who may review it."""
    return can_review(user, update) and not was_never_sent(update)


def can_answer_comment(user, update):
    """Answer a remark: who may write for the agency; the coordination."""
    return can_write_for(user, update.agency_id)


def can_change_action(user, action):
    """The lead agency's members and the coordination."""
    return can_write_for(user, action.lead_agency_id)


def can_make_token(user, agency_id):
    """Let a program act: members for their own agency, the coordination for itself (None)."""
    if agency_id is None:
        return coordinates(user)
    return belongs_to_agency(user) and agency_id in user.agency_ids


def can_make_some_token(user):
    """Let a program act for at least one agency, or for the coordination."""
    return coordinates(user) or belongs_to_agency(user)


def can_revoke_token(user, token):
    """Whoever made it, the agency's validators and the coordination."""
    if coordinates(user) or token.user_id == user.pk:
        # Whose account was taken away answers for nothing, not even for an own token.
        return user.is_active
    return belongs_to_agency(user) and token.agency_id in user.validated_agency_ids
