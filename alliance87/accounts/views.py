"""The pages of the own account that are not allauth's."""

from allauth.mfa.totp.views import ActivateTOTPView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from qrcode import QRCode

from alliance87.accounts.adapter import remember_language
from alliance87.accounts.forms import AccountForm
from alliance87.accounts.middleware import has_second_factor, lacks_second_factor
from roadmap import permissions


def account(request):
    """The own account: who I am, and where password, second factor and sessions are changed."""
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        return _save(request, form)
    context = {
        "form": form,
        "has_second_factor": has_second_factor(request.user),
        "lacks_second_factor": lacks_second_factor(request.user),
        "sessions": len(UserSession.objects.purge_and_list(request.user)),
        "may_invite": permissions.can_invite_somebody(request.user),
        "may_make_tokens": permissions.can_make_some_token(request.user),
    }
    return render(request, "account/account.html", context)


def _save(request, form):
    person = form.save()
    messages.success(request, _("Saved."))
    response = redirect("account")
    if person.language:
        remember_language(response, person.language)
    return response


@require_safe
def second_factor(request):
    """Why a second factor is needed, and how it is set up."""
    context = {"is_required": lacks_second_factor(request.user)}
    return render(request, "account/second_factor.html", context)


class AuthenticatorAppView(ActivateTOTPView):
    """Draws the QR code in the page: the policy allows no image inside an address."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"qr": drawing(context["totp_url"])}


authenticator_app = AuthenticatorAppView.as_view()


def drawing(text):
    """The QR code of a text: its size in squares and an SVG path of the dark ones."""
    code = QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    runs = [run for y, row in enumerate(rows) for run in _runs(y, row)]
    return {"size": len(rows), "path": "".join(runs)}


def _runs(y, row):
    """One closed path per run of dark squares in a row."""
    start = None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield f"M{start} {y}h{x - start}v1h{start - x}z"
            start = None
