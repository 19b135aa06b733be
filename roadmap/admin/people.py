"""People, their groups and their memberships."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from roadmap.admin.access import People
from roadmap.models import Membership, User

# The groups are named in the code: renaming or deleting one would take a role from everybody.
admin.site.unregister(Group)


class MembershipInline(People, admin.StackedInline):
    model = Membership
    extra = 1

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email"]
        field_classes = {}


@admin.register(User)
class PersonAdmin(People, UserAdmin):
    add_form = PersonCreationForm
    inlines = [MembershipInline]
    list_display = ["email", "name", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["email", "name"]
    search_help_text = _("E-mail or name")
    ordering = ["email"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["email", "password", "name", "language"]}),
        (_("What the person may do"), {"fields": ["is_active", "groups", "is_superuser"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "usable_password", "password1", "password2"]}),
    ]

    def has_change_permission(self, request, obj=None):
        """Nobody below a superuser changes a superuser, whose password would be theirs then."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def get_readonly_fields(self, request, obj=None):
        """Nobody gives themselves more; only a superuser makes another one."""
        if request.user.is_superuser:
            return []
        return ["is_superuser", "groups"] if obj == request.user else ["is_superuser"]
