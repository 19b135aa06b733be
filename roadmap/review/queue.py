"""What waits for the coordination, oldest first, and what a person has seen of it."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from roadmap.models import Comment, ProgressUpdate, SeenVersion, Status
from roadmap.review import workflow
from roadmap.review.standing import with_arrival
from roadmap.review.workflow import StepName

REASONS = {
    PermissionDenied: _("It is of your own agency: somebody else decides on it."),
    workflow.WrongStatus: _("It no longer waits: somebody has decided on it."),
    workflow.StaleVersion: _("It has changed since you opened the page: read it again."),
}


def waiting(user):
    """What was sent in and waits for a decision, the oldest first."""
    return (
        ProgressUpdate.objects.visible_to(user)
        .filter(status=Status.SUBMITTED)
        .order_by(F("sent_at").asc(), "pk")
    )


def with_validators(user):
    """What still lies with an agency's validator, the oldest first: for information."""
    return (
        ProgressUpdate.objects.visible_to(user)
        .filter(status=Status.WITH_VALIDATOR)
        .order_by(F("sent_at").asc(), "pk")
    )


def with_marks(updates, user):
    """Updates `with_arrival`, each with the version the person saw last, or None, and its remarks.

    Only the remarks that are still open count.
    """
    seen = SeenVersion.objects.filter(by=user, update=OuterRef("pk")).order_by("-version")
    remarks = Comment.objects.open().filter(update=OuterRef("pk")).order_by().values("update")
    return with_arrival(updates).annotate(
        seen_version=Subquery(seen.values("version")[:1]),
        open_comments=Coalesce(Subquery(remarks.values(number=Count("pk"))), 0),
    )


def mark_seen(user, update):
    """The person has this version on the screen."""
    SeenVersion.objects.get_or_create(by=user, update=update, version=update.version)


def seen_before(user, update):
    """The row of the latest version that the person saw before the present one, or None."""
    seen = SeenVersion.objects.filter(by=user, update=update, version__lt=update.version)
    return seen.order_by("-version").first()


def place_in_queue(user, update):
    """The place of an update in the queue, how many there are, and the ids before and after it."""
    order = list(waiting(user).values_list("pk", flat=True))
    if update.pk not in order:
        return {
            "place": None,
            "number": len(order),
            "previous": None,
            "next": next(iter(order), None),
        }
    place = order.index(update.pk)
    return {
        "place": place + 1,
        "number": len(order),
        "previous": order[place - 1] if place else None,
        "next": order[place + 1] if place + 1 < len(order) else None,
    }


def approve_many(chosen, *, by):
    """Approve each as it was on the page: (updates approved, [(update, reason), …] not approved).

    `chosen` are (id, version) of what was on the page. Each is a step of its own, in a transaction
    of its own.
    """
    found = ProgressUpdate.objects.visible_to(by).in_bulk([pk for pk, _version in chosen])
    approved, refused = [], []
    for pk, version in chosen:
        if pk not in found:
            continue
        try:
            approved.append(workflow.move(found[pk], StepName.APPROVE, by=by, version=version))
        except workflow.NotReady as error:
            refused.append((found[pk], " ".join(str(sentence) for _field, sentence in error.gaps)))
        except tuple(REASONS) as error:
            refused.append((found[pk], REASONS[type(error)]))
    return approved, refused
