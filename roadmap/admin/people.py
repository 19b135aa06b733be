"""People, their groups and their memberships."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.utils.translation import gettext_lazy as _

from roadmap.admin.access import People
from roadmap.admin.base import StaffAdmin
from roadmap.models import Membership, User
from roadmap.models.people import ADMINISTRATORS, COORDINATORS, OBSERVERS
from roadmap.people import staff
from roadmap.people.forms import LanguageField

# The groups are named in the code: renaming or deleting one would take a role from everybody.
admin.site.unregister(Group)

ROLES = {
    ADMINISTRATORS: _("Administration: everything, also people and their access"),
    COORDINATORS: _("Coordination: runs the year, reviews, writes and sends the report"),
    OBSERVERS: _("Observer: reads what is approved, and the report"),
}

# Secrets, sessions and a table that stays empty: each person's own matter, on the own account.
for model in (EmailAddress, Authenticator, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class MembershipInline(People, admin.StackedInline):
    model = Membership
    extra = 1

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)


class RoleField(ModelMultipleChoiceField):
    """The groups, whose names belong to the code, in words."""

    def label_from_instance(self, group):
        return ROLES.get(group.name, group.name)


class PersonForm(UserChangeForm):
    language = LanguageField()
    groups = RoleField(
        label=_("Roles"),
        queryset=Group.objects.order_by("name"),
        widget=CheckboxSelectMultiple,
        required=False,
        help_text=_("Empty for an agency's person: the membership below says what they may do."),
    )


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email"]
        field_classes = {}


@admin.register(User)
class PersonAdmin(People, StaffAdmin, UserAdmin):
    form = PersonForm
    add_form = PersonCreationForm
    inlines = [MembershipInline]
    list_display = ["email", "name", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["email", "name"]
    search_help_text = _("E-mail or name")
    ordering = ["email"]
    actions = ["take_second_factor"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["email", "password", "name", "language"]}),
        (_("What the person may do"), {"fields": ["is_active", "groups", "is_superuser"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "usable_password", "password1", "password2"]}),
    ]

    @admin.action(description=_("Take away the second factor (lost telephone and codes)"))
    def take_second_factor(self, request, queryset):
        """For whoever is locked out: the next login asks for the password only."""
        if not request.user.is_superuser:
            queryset = queryset.filter(is_superuser=False)
        Authenticator.objects.filter(user__in=queryset.exclude(pk=request.user.pk)).delete()
        messages.success(request, _("The second factor is taken away."))

    def has_change_permission(self, request, obj=None):
        """Nobody below a superuser changes a superuser, whose password would be theirs then."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def get_readonly_fields(self, request, obj=None):
        """Nobody gives themselves more; only a superuser makes another one."""
        if request.user.is_superuser:
            return []
        own = ["is_superuser", "groups", "is_active"]
        return own if obj == request.user else ["is_superuser"]

    def get_inline_instances(self, request, obj=None):
        """Nobody makes themselves an agency's member either."""
        if obj == request.user and not request.user.is_superuser:
            return []
        return super().get_inline_instances(request, obj)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and not obj.is_active:
            staff.end_sessions(obj)
