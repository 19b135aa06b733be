"""Accepting a warning with a reason, and taking that back. Both stay on record."""

from django.db import IntegrityError, transaction

from reports.checks.finding import WARNING
from reports.models import AcceptedWarning
from roadmap.permissions import can_accept_warnings, require


def standing_acceptances(period):
    return AcceptedWarning.objects.for_period(period).standing().select_related("accepted_by")


def accept(finding, period, *, reason, by, now):
    """Accept a warning; two presses at once make one row. PermissionDenied for a blocker."""
    require(can_accept_warnings(by) and finding.level == WARNING)
    try:
        with transaction.atomic():
            return AcceptedWarning.objects.create(
                period=period,
                check_id=finding.check,
                key=finding.key,
                question=finding.place.question,
                sentence=finding.sentence,
                reason=reason,
                accepted_by=by,
                accepted_at=now,
            )
    except IntegrityError as error:
        if "accepted_warning_once" not in str(error):
            raise
        return standing_acceptances(period).get(key=finding.key)


def withdraw(acceptance, *, by, now):
    """Let the warning stand again. Whether it was this call that did so."""
    require(can_accept_warnings(by))
    standing = AcceptedWarning.objects.standing().filter(pk=acceptance.pk)
    return bool(standing.update(withdrawn_by=by, withdrawn_at=now))
