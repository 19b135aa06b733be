"""Keys for other programs: whose they are, what they may, how much they ask."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap.models.agencies import Agency
from roadmap.models.people import User
from roadmap.texts.fields import ChoicesField, LineField


class Scope(models.TextChoices):
    """What a program may do with a token."""

    READ = "read", _("Read the agency's own updates, drafts too")
    WRITE = "write", _("Write drafts and change them, with their evidence")
    SUBMIT = "submit", _("Send updates in")


class ApiTokenQuerySet(models.QuerySet):
    def usable(self, now):
        return self.filter(revoked_at=None, expires_at__gt=now, user__is_active=True)

    def visible_to(self, user):
        """For the coordination all, for validators their agencies', for others their own."""
        if user.is_administrator or user.is_coordinator:
            return self.all()
        return self.filter(Q(user=user) | Q(agency__in=user.validated_agency_ids))


class ApiToken(models.Model):
    """A key for a program that works for an agency, or for the coordination.

    The program acts as the person who made the token, with the rights that this person still has
    in that one agency. The token itself is shown once and kept nowhere.
    """

    name = LineField(
        _("what it is for"), max_length=120, help_text=_("Such as: our own planning system.")
    )
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="api_tokens",
        verbose_name=_("agency"),
        help_text=_("Empty: for the coordination."),
    )
    user = models.ForeignKey(
        User, models.PROTECT, related_name="api_tokens", verbose_name=_("made by")
    )
    prefix = models.SlugField(max_length=12, unique=True, editable=False)
    secret_hash = models.BinaryField(max_length=32, editable=False)
    scopes = ChoicesField(Scope.choices, verbose_name=_("it may"), blank=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return f"{self.name} ({self.prefix})"

    @property
    def shown(self):
        """The beginning of its text, by which people know it again."""
        return f"a87_{self.prefix}_…"


class ApiUse(models.Model):
    """How much a visitor has asked for in the running minute; the database counts."""

    visitor = models.CharField(max_length=80, primary_key=True)
    minute = models.BigIntegerField()
    requests = models.IntegerField()

    def __str__(self):
        return self.visitor


class ApiAnswer(models.Model):
    """What a program was told, so that asking again with the same key does nothing twice."""

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="answers")
    key = models.CharField(max_length=100)
    request_hash = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    version = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="api_answer_one_per_key")
        ]

    def __str__(self):
        return self.key
