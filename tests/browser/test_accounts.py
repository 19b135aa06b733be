"""The pages of the own account in a real browser: passkeys, and what keeps people out."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from roadmap.models import User
from roadmap.models.people import COORDINATORS
from tests import make
from tests.browser import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "Camino-seguro-8.7"
WITHOUT_SESSION = [
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-x/",
    "/accounts/signup/",
    "/accounts/inactive/",
    "/invitation/x/",
]
WITH_SESSION = [
    "/accounts/",
    "/accounts/second-factor/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/webauthn/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/logout/",
    "/staff/invite/",
]


@pytest.fixture
def coordinator(live_server):
    return make.make_user(email="ana@example.org", password=PASSWORD, group=COORDINATORS)


def log_in(page, email="ana@example.org"):
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/staff/")


def without_expected(page):
    """Chromium complains about every answer that is not 200, also where it is the right one."""
    kept = [line for line in page.complaints if "the server responded with a status" not in line]
    page.complaints[:] = kept


@pytest.fixture
def with_passkey(new_page, live_server):
    """A page whose computer has a fingerprint reader; passkeys need a name, not a number."""
    page = new_page(base_url=live_server.url.replace("127.0.0.1", "localhost"))
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    page.complaints[:] = [line for line in page.complaints if "://localhost" not in line]


def test_passkey_is_set_up_and_opens_the_account_without_a_password(
    with_passkey, coordinator, settings
):
    settings.MFA_REQUIRED = True
    page = with_passkey
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(coordinator.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/accounts/second-factor/")
    page.locator("a[href='/accounts/2fa/webauthn/add/']").click()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/accounts/2fa/recovery-codes/")
    assert page.locator(".codes li").count() == 10
    page.goto("/staff/")
    assert page.url.endswith("/staff/")

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/accounts/sessions/")
    page.locator("#passkey_login").click()
    page.wait_for_url(lambda url: "login" not in url)
    assert page.url.endswith("/accounts/sessions/")
    assert Authenticator.objects.filter(user=coordinator, last_used_at__isnull=False).count() == 1


def test_passkey_is_a_second_step_after_the_password(with_passkey, coordinator):
    page = with_passkey
    log_in(page)
    page.goto("/accounts/2fa/webauthn/add/")
    page.locator("input[name=passwordless]").uncheck()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/accounts/2fa/recovery-codes/")
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(coordinator.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/accounts/2fa/authenticate/")
    page.locator("#mfa_webauthn_authenticate").click()
    page.wait_for_url("**/staff/")


def test_passkey_that_fails_is_told(new_page, live_server):
    page = new_page(base_url=live_server.url.replace("127.0.0.1", "localhost"))
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    page.goto("/accounts/login/")
    assert page.locator("#passkey-trouble").is_hidden()
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }")
    page.locator("#passkey_login").click()
    page.locator("#passkey-trouble").wait_for(state="visible")
    page.complaints[:] = [line for line in page.complaints if "://localhost" not in line]


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(new_page, coordinator, pytestconfig, width):
    page = new_page(viewport={"width": width, "height": 800})
    found = {path: look(page, path, pytestconfig.cache) for path in WITHOUT_SESSION}
    page.goto("/accounts/login/")
    page.locator("main button").first.click()
    found["login with errors"] = axe.violations(page, pytestconfig.cache)
    log_in(page)
    found |= {path: look(page, path, pytestconfig.cache) for path in WITH_SESSION}
    without_expected(page)
    assert {path: lines for path, lines in found.items() if lines} == {}


def look(page, path, cache):
    page.goto(path)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return axe.violations(page, cache) + (["wider than the screen"] if wide else [])


def test_invited_person_gets_in_without_script(new_page, coordinator):
    agency = make.make_agency()
    page = new_page(java_script_enabled=False)
    log_in(page)
    page.goto("/staff/invite/")
    page.locator("input[name=email]").fill("nueva@example.org")
    page.locator("select[name=agency]").select_option(str(agency.pk))
    page.locator("main form button").first.click()
    page.locator(".message").wait_for()

    guest = new_page(java_script_enabled=False)
    guest.goto(re.search(r"http://\S+", mail.outbox[0].body)[0])
    guest.locator("input[name=name]").fill("Nueva")
    guest.locator("input[name=password1]").fill(PASSWORD)
    guest.locator("input[name=password2]").fill(PASSWORD)
    guest.locator("main form button").first.click()
    guest.wait_for_url("**/staff/")
    assert User.objects.get(email="nueva@example.org").agency_ids == {agency.pk}
