"""Who has been asked to join an agency's work, and has not come yet."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap.models.agencies import Agency
from roadmap.models.people import Membership, User


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Neither accepted nor withdrawn; they may have expired."""
        return self.filter(accepted_at=None)

    def visible_to(self, user):
        """For the coordination all, for validators those of their own agencies."""
        if user.is_administrator or user.is_coordinator:
            return self
        return self.filter(agency__in=user.validated_agency_ids)


class Invitation(models.Model):
    """A letter to an e-mail address: whoever holds its token may join the agency in the role.

    Withdrawing deletes it. The token itself is only in the mail.
    """

    email = models.EmailField(_("e-mail"), max_length=254)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="invitations", verbose_name=_("agency")
    )
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=Membership.Role.choices,
        default=Membership.Role.CONTRIBUTOR,
    )
    language = models.CharField(_("language of the mail"), max_length=10, blank=True)
    invited_by = models.ForeignKey(
        User, models.PROTECT, related_name="invitations", verbose_name=_("invited by")
    )
    created_at = models.DateTimeField(_("invited"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("valid until"), editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    token_hash = models.BinaryField(max_length=32, unique=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "agency",
                condition=Q(accepted_at=None),
                name="invitation_open_unique",
                violation_error_message=_("There is already an invitation for this address."),
            )
        ]

    def __str__(self):
        return self.email
