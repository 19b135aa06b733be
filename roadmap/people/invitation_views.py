"""The pages of invitations: those who invite, and whoever was invited."""

import logging

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordMixin
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from roadmap import permissions
from roadmap.models import Invitation, Membership, User
from roadmap.people import invitations
from roadmap.texts.fields import LineField

logger = logging.getLogger(__name__)

ALREADY_INVITED = gettext_lazy(
    "There is already an invitation for this address. Send it again from the list below."
)
ONESELF = gettext_lazy("Nobody invites themselves: somebody else has to.")
ALREADY_MEMBER = gettext_lazy("This person already belongs to this agency.")


class InviteForm(forms.ModelForm):
    """Whom to invite. The agencies are those that the person may invite to."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"), choices=settings.LANGUAGES
    )

    class Meta:
        model = Invitation
        fields = ["email", "agency", "role", "language"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["agency"].queryset = invitations.agencies_for(by)
        self.fields["language"].initial = get_language()

    def clean(self):
        data = super().clean()
        same = {"agency": data.get("agency")}
        email = data.get("email", "")
        if email.lower() == self.by.email.lower():
            self.add_error("email", ONESELF)
        elif Invitation.objects.open().filter(email__iexact=email, **same).exists():
            self.add_error("email", ALREADY_INVITED)
        elif Membership.objects.filter(user__email__iexact=email, **same).exists():
            self.add_error("email", ALREADY_MEMBER)
        return data


class WelcomeForm(SetPasswordMixin, forms.Form):
    """What an invited person without an account tells: a name and a password."""

    name = LineField(gettext_lazy("Your name"), max_length=150).formfield(
        widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password1, password2 = SetPasswordMixin.create_password_fields(
        label1=gettext_lazy("Password"), label2=gettext_lazy("The same password again")
    )

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        self.validate_passwords()
        person = User(email=self.email, name=self.cleaned_data.get("name", ""))
        self.validate_password_for_user(person)
        return super().clean()


def invite(request):
    """Invite somebody, perhaps to an agency that is named; below, the invitations that wait."""
    permissions.require(permissions.can_invite_somebody(request.user))
    named = {"agency": request.GET.get("agency")}
    form = InviteForm(request.POST or None, by=request.user, initial=named)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="invite", user=request.user):
            return ratelimit.respond_429(request)
        if _kept_and_sent(request, form):
            return redirect("invite")
    waiting = Invitation.objects.open().visible_to(request.user)
    context = {
        "form": form,
        "waiting": waiting.select_related("agency", "invited_by"),
        "now": timezone.now(),
    }
    return render(request, "roadmap/invite.html", context)


def _kept_and_sent(request, form):
    """Whether the invitation is kept: two clicks at once make one."""
    invitation = form.save(commit=False)
    try:
        with transaction.atomic():
            token = invitations.invite(invitation, by=request.user, now=timezone.now())
    except IntegrityError:
        form.add_error("email", ALREADY_INVITED)
        return False
    _send(request, invitation, token)
    return True


def _send(request, invitation, token):
    """Mail it, and tell the person on the next page how that went."""
    address = request.build_absolute_uri(reverse("invitation", args=[token]))
    try:
        invitations.send(invitation, address)
    except OSError:
        logger.exception("An invitation could not be mailed")
        text = _("The invitation is kept, but the mail could not be sent. Send it again later.")
        messages.error(request, text)
    else:
        text = _("The invitation is on its way to {email}.").format(email=invitation.email)
        messages.success(request, text)


def _waiting_for(user, pk):
    return get_object_or_404(Invitation.objects.open().visible_to(user), pk=pk)


@require_POST
def send_again(request, pk):
    """A new letter with a new term."""
    invitation = _waiting_for(request.user, pk)
    if not ratelimit.consume(request, action="invite", user=request.user):
        return ratelimit.respond_429(request)
    token = invitations.renew(invitation, by=request.user, now=timezone.now())
    _send(request, invitation, token)
    return redirect("invite")


@require_POST
def withdraw(request, pk):
    """The letter is worth nothing any more."""
    invitation = _waiting_for(request.user, pk)
    invitations.withdraw(invitation, by=request.user)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("invite")


# What the invited person sees


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
def invitation(request, token):
    """The page that the letter leads to: whoever is invited joins here."""
    if too_many := ratelimit.consume_or_429(request, action="accept_invitation"):
        return too_many
    letter = invitations.find(token, now=timezone.now())
    if letter is None:
        return _worth_nothing(request)
    if request.user.is_authenticated:
        return _for_somebody_logged_in(request, letter, token)
    if invitations.person_invited(letter):
        return _page(request, letter, state="log-in")
    return _for_somebody_new(request, letter, token)


def _page(request, letter, **context):
    return render(request, "roadmap/invitation.html", {"invitation": letter} | context)


def _worth_nothing(request):
    return render(request, "roadmap/invitation_over.html", status=404)


def _for_somebody_logged_in(request, letter, token):
    """The own invitation is accepted with one button; another person's is not."""
    if request.user.email.lower() != letter.email.lower():
        return _page(request, letter, state="somebody-else")
    if request.method != "POST":
        return _page(request, letter, state="join")
    if invitations.join(token, user=request.user, now=timezone.now()) is None:
        return _worth_nothing(request)
    return redirect("admin:index")


def _for_somebody_new(request, letter, token):
    form = WelcomeForm(request.POST or None, email=letter.email)
    if request.method != "POST" or not form.is_valid():
        return _page(request, letter, state="new", form=form)
    name, password = form.cleaned_data["name"], form.cleaned_data["password1"]
    user = invitations.join_as_new(token, name=name, password=password, now=timezone.now())
    if user is None:
        return _worth_nothing(request)
    return perform_login(request, user, redirect_url=reverse("admin:index"))
