"""The page of tokens: make one, see which there are and when they were used, revoke one."""

import datetime

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from roadmap import permissions
from roadmap.api import tokens
from roadmap.models import Agency, ApiToken

MONTHS = [("30", gettext_lazy("30 days")), ("90", gettext_lazy("90 days")),
          ("365", gettext_lazy("One year"))]  # fmt: skip


class TokenForm(forms.ModelForm):
    """What it is for, for whom, what it may and how long."""

    days = forms.ChoiceField(label=gettext_lazy("Valid for"), choices=MONTHS, initial="90")

    class Meta:
        model = ApiToken
        fields = ["name", "agency", "scopes"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        agency = self.fields["agency"]
        agency.queryset = Agency.objects.filter(pk__in=by.agency_ids)
        agency.required = not permissions.coordinates(by)
        agency.empty_label = gettext_lazy("The coordination") if not agency.required else None
        if agency.required:
            agency.help_text = ""

    def make(self, *, by, now):
        """The text of the new token."""
        token = self.save(commit=False)
        token.expires_at = now + datetime.timedelta(days=int(self.cleaned_data["days"]))
        return tokens.make(token, by=by)


@never_cache
def token_list(request):
    """One's tokens. The text of a new one is shown in the answer to the form, and never again."""
    permissions.require(permissions.can_make_some_token(request.user))
    form = TokenForm(request.POST or None, by=request.user)
    made = None
    if request.method == "POST" and form.is_valid():
        made = form.make(by=request.user, now=timezone.now())
        form = TokenForm(by=request.user)
    visible = ApiToken.objects.visible_to(request.user).select_related("agency", "user")
    context = {"form": form, "made": made, "tokens": visible, "now": timezone.now()}
    return render(request, "roadmap/tokens.html", context)


@require_POST
def token_revoke(request, pk):
    """It opens nothing from now on."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    tokens.revoke(token, by=request.user, now=timezone.now())
    messages.success(request, _("The token has been revoked."))
    return redirect("tokens")
