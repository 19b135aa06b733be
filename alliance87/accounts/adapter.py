"""Where this site differs from django-allauth.

A person's address is `User.email` and nothing else: allauth's table of addresses stays empty, so
that an address taken away from an account never opens it again.
"""

import base64
import hashlib
import logging
import secrets
import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context, ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext

from alliance87.accounts.passwords import forms_of
from alliance87.visitors import address_of

logger = logging.getLogger(__name__)

YEAR = 365 * 24 * 60 * 60


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Accounts come from an invitation or from an administrator."""
        return False

    def get_client_ip(self, request):
        return address_of(request)

    # Guessing. Five wrong passwords close an account for the address that they came from. Whoever
    # guesses from many addresses closes it for browsers that never logged in to it; the person's
    # own browser, a passkey and a new password by mail still open it.

    def _get_login_attempts_cache_key(self, request, **credentials):
        return f"{credentials['email'].lower()} {self.get_client_ip(request)}"

    def pre_authenticate(self, request, **credentials):
        super().pre_authenticate(request, **credentials)
        account = credentials["email"].lower()
        if not is_known_browser(request, account) and not ratelimit.consume(
            request, action="login_failed_account", key=account, dry_run=True
        ):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request, **credentials):
        """Count it for the account; the log does not repeat what was typed."""
        account = credentials["email"].lower()
        ratelimit.consume(request, action="login_failed_account", key=account)
        self._take_as_long_for_nobody(account, credentials["password"])
        logger.warning("A login from %s failed", self.get_client_ip(request))

    def _take_as_long_for_nobody(self, account, password):
        """Hash as often as for an account that is there, so that the time tells nothing.

        Django itself hashes once for an address that nobody has.
        """
        if not get_user_model().objects.filter(email__iexact=account).exists():
            for form in forms_of(password)[1:]:
                make_password(form)

    def reauthenticate(self, user, password):
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app, **kwargs):
        """A login of the last minutes counts: nobody types the password twice in a row."""
        request = context.request
        records = get_authentication_records(request, request.user)
        if records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def post_login(self, request, user, **hook):
        """Go on in the person's language, in a browser that is known from now on."""
        response = super().post_login(request, user, **hook)
        logger.info("Person %s logged in from %s", user.pk, self.get_client_ip(request))
        remember_browser(response, user)
        if user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            remember_language(response, user.language)
        return response

    # Mail

    def send_mail(self, template_prefix, email, context):
        """Write in the person's own language, where it is known."""
        language = getattr(context.get("user"), "language", "") or translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, context)

    def send_password_reset_mail(self, user, email, context):
        """To the address as it is stored, whatever look-alike was typed."""
        super().send_password_reset_mail(user, user.email, context)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tell about a change that has been made: a mail server that is down does not undo it."""
        try:
            super().send_notification_mail(
                template_prefix, user, {"user": user, **(context or {})}, email or user.email
            )
        except OSError:
            logger.exception("The mail %s could not be sent", template_prefix)

    def get_password_change_redirect_url(self, request):
        return reverse("account")


def browser_mark(account):
    """What a browser keeps to show that this account has been logged in to with it."""
    return salted_hmac("alliance87.accounts.known-browser", account.lower()).hexdigest()


def is_known_browser(request, account):
    mark = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, "")
    return constant_time_compare(mark, browser_mark(account))


def remember_browser(response, user):
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        browser_mark(user.email),
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def remember_language(response, language):
    """As Django's own language switch does it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are encrypted: a copy of the database opens no account."""

    def encrypt(self, text):
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """The secret; under another SECRET_KEY one by chance, which no code fits."""
        try:
            return cipher().decrypt(encrypted_text).decode()
        except InvalidToken:
            logger.error("A second factor was made under another SECRET_KEY")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def get_totp_issuer(self):
        return gettext("Alliance 8.7 roadmap")


def cipher():
    key = hashlib.sha256(b"alliance87.accounts.second-factor" + settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key.digest()))
