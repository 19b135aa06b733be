"""The forms of the accounts' pages that are not allauth's own."""

from allauth.account.forms import LoginForm, ResetPasswordForm
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from roadmap.people.forms import LanguageField


def in_our_words(field):
    """The address is called as everywhere else; what a field is for stands above it, not inside."""
    field.label = _("E-mail")
    del field.widget.attrs["placeholder"]


class EmailLoginForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_our_words(self.fields["login"])
        del self.fields["password"].widget.attrs["placeholder"]


class PasswordResetForm(ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_our_words(self.fields["email"])

    def clean_email(self):
        """Find the active person with this address, however its letters' case is written."""
        email = self.cleaned_data["email"]
        found = get_user_model().objects.filter(email__iexact=email, is_active=True)
        # The database also takes some letters for others, such as the Turkish dotless i.
        self.users = [person for person in found if person.email.lower() == email.lower()]
        return email


class OnceForm:
    """A code is worth something once (RFC 6238, 5.2), also the one that has set up the app.

    allauth forgets a code half a minute after its use, and does not note the first one at all; the
    clocks' tolerance lets a code live longer.
    """

    def clean_code(self):
        code = super().clean_code()
        name = f"code-used:{self.user.pk}:{normalize_user_code(code)}"
        lives = mfa_settings.TOTP_PERIOD * (2 * mfa_settings.TOTP_TOLERANCE + 1)
        if not cache.add(name, True, timeout=lives):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticatorAppForm(OnceForm, ActivateTOTPForm):
    pass


class CodeForm(OnceForm, AuthenticateForm):
    pass


class CodeAgainForm(OnceForm, ReauthenticateForm):
    pass


class PasskeyForm(AddWebAuthnForm):
    """A passkey or a security key."""

    name = forms.CharField(
        label=_("Name of the key"),
        required=False,
        help_text=_("So that you tell it from others, such as “office computer”."),
    )
    passwordless = forms.BooleanField(
        label=_("Log in with it alone, without my password"),
        required=False,
        initial=True,
        help_text=_("The device then asks for your fingerprint, your face or its PIN."),
    )


class AccountForm(forms.ModelForm):
    """What a person may change about the own account. The address is the administrators'."""

    language = LanguageField()

    class Meta:
        model = get_user_model()
        fields = ["name", "language"]
