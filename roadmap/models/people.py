"""Who logs in, and for which agency."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance87.accounts.passwords import forms_of, one_form
from roadmap.texts.fields import LineField

ADMINISTRATORS = "administrators"
COORDINATORS = "coordinators"
OBSERVERS = "observers"


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """A person who can log in with this e-mail address once a password is set."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """An administrator with every permission."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in with an e-mail address.

    What the person may do follows from groups (administrators, coordinators, observers) and
    from memberships in agencies; both are read once per request.
    """

    email = models.EmailField(
        _("e-mail"),
        max_length=254,
        unique=True,
        error_messages={"unique": _("There is already a person with this e-mail address.")},
    )
    name = LineField(_("name"), max_length=150, blank=True)
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        help_text=_("The language of the screen and of mails. Empty: the site's."),
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Take this away instead of deleting the account: the person's work stays."),
    )
    is_staff = models.BooleanField(_("technical staff"), default=False)
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("There is already a person with this e-mail address."),
            )
        ]

    def __str__(self):
        return self.name or self.email

    def natural_key(self):
        return (self.email,)

    def set_password(self, raw_password):
        super().set_password(one_form(raw_password))

    def check_password(self, raw_password):
        """Whether this is the password, however its letters are encoded."""
        return any(super(User, self).check_password(form) for form in forms_of(raw_password))

    @cached_property
    def group_names(self):
        """Names of the person's groups, a frozenset."""
        return frozenset(self.groups.values_list("name", flat=True))

    @cached_property
    def roles_by_agency(self):
        """The active person's role in each agency: a dictionary from agency id to role."""
        if not self.is_active:
            return {}
        return dict(self.memberships.values_list("agency_id", "role"))

    @property
    def agency_ids(self):
        """Ids of the agencies the person writes for, a set."""
        return set(self.roles_by_agency)

    @cached_property
    def all_agency_ids(self):
        """Ids of the agencies of this person, active or not, a set."""
        return {membership.agency_id for membership in self.memberships.all()}

    @property
    def validated_agency_ids(self):
        """Ids of the agencies that the person is a validator of, a set."""
        roles = self.roles_by_agency.items()
        return {agency for agency, role in roles if role == Membership.Role.VALIDATOR}

    @property
    def is_administrator(self):
        return self.is_active and (self.is_superuser or ADMINISTRATORS in self.group_names)

    @property
    def is_coordinator(self):
        return self.is_active and COORDINATORS in self.group_names

    @property
    def is_observer(self):
        return self.is_active and OBSERVERS in self.group_names


class MembershipQuerySet(models.QuerySet):
    def get_by_natural_key(self, email, country, code):
        return self.get(user__email__iexact=email, agency__country=country, agency__code=code)


class Membership(models.Model):
    """A person works for an agency in a role."""

    class Role(models.TextChoices):
        CONTRIBUTOR = "contributor", _("Contributor: writes updates")
        VALIDATOR = "validator", _("Validator: also sends them in")

    class Contact(models.TextChoices):
        NONE = "", pgettext_lazy("contact", "No")
        MAIN = "main", pgettext_lazy("contact", "Main contact")
        ALTERNATE = "alternate", pgettext_lazy("contact", "Alternate contact")

    user = models.ForeignKey(
        User, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    agency = models.ForeignKey(
        "Agency", models.PROTECT, related_name="memberships", verbose_name=_("agency")
    )
    role = models.CharField(
        _("role"), max_length=20, choices=Role.choices, default=Role.CONTRIBUTOR
    )
    contact = models.CharField(
        _("contact"),
        max_length=10,
        choices=Contact.choices,
        default=Contact.NONE,
        blank=True,
        help_text=_("Whom the coordination calls about the agency."),
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["agency_id", "user_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency"],
                name="membership_unique",
                violation_error_message=_("This person already belongs to this agency."),
            ),
            models.UniqueConstraint(
                fields=["agency"],
                condition=models.Q(contact="main"),
                name="membership_one_main_contact",
                violation_error_message=_("The agency already has a main contact."),
            ),
        ]

    def __str__(self):
        return self.get_role_display()

    def natural_key(self):
        return (*self.user.natural_key(), *self.agency.natural_key())
