"""The agencies' people for the coordination: who works for whom, and what becomes of an account."""

from collections import defaultdict

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roadmap import permissions
from roadmap.models import Agency, Assignment, Invitation, Membership, Period, User
from roadmap.people import staff as accounts

SHOWN = {
    "": (gettext_lazy("Everybody"), Q()),
    "never": (gettext_lazy("Never logged in"), Q(user__last_login=None, user__is_active=True)),
    "left": (gettext_lazy("Taken away"), Q(user__is_active=False)),
    "contacts": (gettext_lazy("Contacts"), ~Q(contact="")),
}


class MembershipForm(forms.ModelForm):
    """A person's role in one agency, and whether to call them about it."""

    class Meta:
        model = Membership
        fields = ["role", "contact"]


def people(request):
    """Every agency with its people, its contacts and its invitations without an answer.

    A constant number of queries, whatever their number.
    """
    permissions.require(permissions.can_manage_agency_people(request.user))
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else ""
    rows = Membership.objects.filter(SHOWN[shown][1]).select_related("user")
    members, invited = defaultdict(list), defaultdict(list)
    for row in rows.order_by("-user__is_active", "user__name", "user__email"):
        members[row.agency_id].append(row)
    if shown == "":
        for letter in Invitation.objects.open().order_by("email"):
            invited[letter.agency_id].append(letter)
    agencies = Agency.objects.filter(pk__in={*members, *invited})
    context = {
        "without": _without_people() if shown == "" else [],
        "agencies": [
            {"agency": a, "members": members[a.pk], "invited": invited[a.pk]} for a in agencies
        ],
        "filters": [
            {"address": f"{reverse('people')}?show={key}", "label": label, "current": key == shown}
            for key, (label, _filter) in SHOWN.items()
        ],
        "now": timezone.now(),
    }
    return render(request, "staff/year/people.html", context)


def _without_people():
    """Agencies of which something is asked in an open period, and where nobody can log in."""
    opened = Period.objects.open().filter(roadmap__state="current")
    asked = Assignment.objects.filter(period__in=opened)
    working = Membership.objects.filter(user__is_active=True)
    return (
        Agency.objects.active()
        .filter(pk__in=asked.values("agency"))
        .exclude(pk__in=working.values("agency"))
        .exclude(pk__in=Invitation.objects.open().values("agency"))
    )


def person(request, pk):
    """One person: roles, contacts and the account; changed by whoever may."""
    permissions.require(permissions.can_manage_agency_people(request.user))
    found = User.objects.filter(memberships__isnull=False).distinct()
    row = get_object_or_404(found.prefetch_related("memberships__agency", "groups"), pk=pk)
    if request.method == "POST":
        permissions.require(permissions.can_manage_person(request.user, row))
        return _pressed(request, row)
    return _page(request, row)


def _page(request, row, typed=None):
    forms_by_agency = [
        {"agency": member.agency, "form": _form(member, typed)} for member in row.memberships.all()
    ]
    context = {
        "person": row,
        "memberships": forms_by_agency,
        "may_manage": permissions.can_manage_person(request.user, row),
        "may_administer": permissions.can_manage_people(request.user),
    }
    return render(request, "staff/year/person.html", context)


def _form(member, typed=None):
    return MembershipForm(typed, instance=member, prefix=f"membership-{member.pk}")


def _pressed(request, row):
    press = request.POST.get("press", "")
    if press == "deactivate":
        accounts.deactivate(row, by=request.user)
        messages.success(request, _("The account is taken away; the person's work stays."))
    elif press == "reactivate":
        accounts.reactivate(row, by=request.user)
        messages.success(request, _("The account is given back."))
    elif not _are_saved(request, row):
        return _page(request, row, request.POST)
    return redirect("person", row.pk)


def _are_saved(request, row):
    saved = list(Membership.objects.filter(user=row))
    forms_to_save = [_form(member, request.POST) for member in saved]
    valid = [form.is_valid() for form in forms_to_save]
    if not all(valid):
        return False
    for member, form in zip(saved, forms_to_save, strict=True):
        accounts.change_membership(member, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return True
