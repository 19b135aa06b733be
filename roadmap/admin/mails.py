"""What was mailed to whom and when: a list that nobody writes in."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadmap import permissions
from roadmap.admin.base import StaffAdmin
from roadmap.models import Mail


@admin.register(Mail)
class MailAdmin(StaffAdmin):
    list_display = [
        "subject",
        "to",
        "kind",
        "occasion",
        "state",
        "agency",
        "period",
        "made_at",
        "sent_at",
    ]
    list_filter = ["state", "kind", "period"]
    list_select_related = ["to", "agency", "period"]
    search_fields = ["address", "subject", "agency__name", "agency__acronym"]
    search_help_text = _("Address, subject, or name or acronym of the agency")
    fields = [
        *("person", "address", "kind", "occasion", "subject", "body", "agency", "period"),
        *("state", "failure", "tries", "made_at", "sent_at"),
    ]

    @admin.display(description=pgettext_lazy("mail", "to"))
    def person(self, mail):
        """The name alone: the account behind it is for few to open."""
        return str(mail.to)

    @admin.display(description=_("occasion"))
    def occasion(self, mail):
        """Of a reminder: which of the series it is, or that it was sent by hand."""
        told = ", ".join(reminder.distance for reminder in mail.reminders.all())
        if not mail.press:
            return told
        return (
            _("by hand, in place of: %(reminders)s") % {"reminders": told} if told else _("by hand")
        )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("reminders")

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def has_module_permission(self, request):
        return permissions.can_manage_year(request.user)

    def has_view_permission(self, request, obj=None):
        return permissions.can_manage_year(request.user)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
