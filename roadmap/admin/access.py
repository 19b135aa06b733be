"""Who may open which of the staff's pages: each class answers for a group of models.

Django asks these methods; the answers come from `roadmap.permissions`.
"""

from roadmap import permissions


class ReferenceData:
    """Read by everybody on the staff's pages, kept by the coordination."""

    def has_module_permission(self, request):
        return permissions.coordinates(request.user) or permissions.observes(request.user)

    def has_view_permission(self, request, obj=None):
        return permissions.can_enter_staff_pages(request.user)

    def has_add_permission(self, request, obj=None):
        return permissions.can_manage_reference_data(request.user)

    def has_change_permission(self, request, obj=None):
        return permissions.can_manage_reference_data(request.user)

    def has_delete_permission(self, request, obj=None):
        return permissions.can_manage_reference_data(request.user)


class People:
    """Accounts: the administrators'."""

    def has_module_permission(self, request):
        return permissions.can_manage_people(request.user)

    def has_view_permission(self, request, obj=None):
        return permissions.can_manage_people(request.user)

    def has_add_permission(self, request, obj=None):
        return permissions.can_manage_people(request.user)

    def has_change_permission(self, request, obj=None):
        return permissions.can_manage_people(request.user)

    def has_delete_permission(self, request, obj=None):
        return False


class Letterheads:
    """The paper a country's report is printed on: the administrators'."""

    def has_module_permission(self, request):
        return permissions.can_manage_letterheads(request.user)

    def has_view_permission(self, request, obj=None):
        return permissions.can_manage_letterheads(request.user)

    def has_add_permission(self, request, obj=None):
        return permissions.can_manage_letterheads(request.user)

    def has_change_permission(self, request, obj=None):
        return permissions.can_manage_letterheads(request.user)

    def has_delete_permission(self, request, obj=None):
        return permissions.can_manage_letterheads(request.user)


class PartOfUpdate:
    """Rows inside an update: changed together with it and under the same rule."""

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request, obj=None):
        return self._may_change(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._may_change(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._may_change(request, obj)

    @staticmethod
    def _may_change(request, update):
        return update is None or permissions.can_change_update(request.user, update)
