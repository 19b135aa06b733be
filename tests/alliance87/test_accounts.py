"""Getting in: login, limits, forgotten passwords, second factor, sessions."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.contrib import admin
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import reverse

from alliance87.accounts.adapter import AccountAdapter, SecondFactorAdapter
from alliance87.accounts.views import drawing
from roadmap.models import User
from roadmap.models.people import ADMINISTRATORS, COORDINATORS, OBSERVERS
from tests import make

pytestmark = pytest.mark.django_db

PASSWORD = "Camino-seguro-8.7"
OTHER = "Otro-camino-8.7"
WRONG = "camino-equivocado"
LOGIN = "/accounts/login/"


@pytest.fixture
def agency():
    return make.make_agency()


@pytest.fixture
def person(agency):
    return make.make_user(email="Ana@example.org", password=PASSWORD, agency=agency)


def log_in(client, email="ana@example.org", password=PASSWORD, **headers):
    return client.post(LOGIN, {"login": email, "password": password}, **headers)


def is_logged_in(client):
    return "_auth_user_id" in client.session


# Login


@pytest.mark.parametrize("typed", ["Ana@example.org", "ana@example.org", " ANA@EXAMPLE.ORG "])
def test_a_person_logs_in_with_the_address_however_it_is_written(client, person, typed):
    answer = log_in(client, typed)
    assert (answer.status_code, answer.url) == (302, "/staff/")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert client.get("/staff/").status_code == 200


def test_the_login_goes_on_to_the_page_that_was_asked_for(client, person):
    asked = client.get("/staff/roadmap/progressupdate/")
    assert asked.url == f"{LOGIN}?next=/staff/roadmap/progressupdate/"
    answer = client.post(asked.url, {"login": person.email, "password": PASSWORD})
    assert answer.url == "/staff/roadmap/progressupdate/"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:go()"])
def test_the_login_never_leads_to_another_site(client, person, address):
    data = {"login": person.email, "password": PASSWORD, "next": address}
    assert client.post(LOGIN, data).url == "/staff/"


def failure(client, email, password=WRONG):
    """What a failed login answers, without what differs with every answer and what was typed."""
    answer = log_in(client, email, password)
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return answer.status_code, text.replace(email, "")


def test_unknown_inactive_and_wrong_are_answered_alike(person):
    make.make_user(email="ida@example.org", password=PASSWORD, is_active=False)
    make.make_user(email="nil@example.org", password=None)
    answers = {
        failure(Client(), "ana@example.org"),
        failure(Client(), "ida@example.org", PASSWORD),
        failure(Client(), "nil@example.org"),
        failure(Client(), "una@example.org"),
    }
    assert len(answers) == 1
    assert answers.pop()[0] == 200


def test_nobody_signs_up(client):
    data = {"email": "new@example.org", "password1": PASSWORD}
    answer = client.post("/accounts/signup/", data)
    assert next(template.name for template in answer.templates) == "account/signup_closed.html"
    assert not User.objects.exists()


def test_the_staff_pages_have_no_login_of_their_own(client, person):
    answer = client.get("/staff/login/?next=/staff/roadmap/progressupdate/")
    assert answer.url == f"{LOGIN}?next=/staff/roadmap/progressupdate/"
    client.post("/staff/login/", {"username": person.email, "password": PASSWORD})
    assert not is_logged_in(client)


def test_somebody_without_any_role_is_told_so_and_not_sent_in_circles(client):
    client.force_login(make.make_user())
    assert client.get("/staff/", follow=True).status_code == 403


def test_logging_out_ends_the_session(client, person):
    for address in ("/accounts/logout/", "/staff/logout/"):
        log_in(client)
        assert is_logged_in(client)
        assert client.post(address).url == "/"
        assert not is_logged_in(client)


# In a frame of the site's own pages, where a person logs in again

FRAMED = {
    "stranger": ["account_login", "mfa_authenticate", "mfa_login_webauthn"],
    "person": ["account_login", "account_reauthenticate", "mfa_reauthenticate"],
}
ALONE = ["account", "account_reset_password", "second_factor", "mfa_index", "usersessions_list"]
ALONE += ["account_logout", "account_change_password", "account_signup"]


def frame_rules(answer):
    policy = answer.headers["Content-Security-Policy"]
    return re.search(r"frame-ancestors ([^;]+)", policy)[1], answer.headers["X-Frame-Options"]


@pytest.mark.parametrize(("who", "name"), [(who, n) for who in FRAMED for n in FRAMED[who]])
def test_only_own_pages_frame_what_logs_in_again(client, person, who, name):
    if who == "person":
        client.force_login(person)
    assert frame_rules(client.get(reverse(name))) == ("'self'", "SAMEORIGIN")


@pytest.mark.parametrize("name", ALONE)
def test_nobody_frames_anything_else(client, person, name):
    client.force_login(person)
    assert frame_rules(client.get(reverse(name))) == ("'none'", "DENY")


def test_logging_in_again_in_place_ends_at_the_page_that_keeps_the_text(client, person):
    keep = "/staff/roadmap/progressupdate/keep/"
    first = client.get(f"/staff/login/?next={keep}")
    assert frame_rules(first) == ("'self'", "SAMEORIGIN")
    page = client.get(first.url)
    assert f'name="next" value="{keep}"' in page.content.decode()
    data = {"login": person.email, "password": PASSWORD, "next": keep}
    assert client.post(LOGIN, data).url == keep


# Limits


def test_five_wrong_passwords_close_an_account_for_their_address(client, person):
    for _attempt in range(5):
        log_in(client, password=WRONG)
    log_in(client)
    assert not is_logged_in(client)
    stranger = Client(REMOTE_ADDR="203.0.113.7")
    log_in(stranger)
    assert is_logged_in(stranger)


def test_four_wrong_passwords_do_not(client, person):
    for _attempt in range(4):
        log_in(client, password=WRONG)
    log_in(client)
    assert is_logged_in(client)


def test_an_address_that_tries_many_accounts_is_closed(client, person):
    for number in range(10):
        log_in(client, f"someone{number}@example.org", WRONG)
    log_in(client)
    assert not is_logged_in(client)
    stranger = Client(REMOTE_ADDR="203.0.113.7")
    log_in(stranger)
    assert is_logged_in(stranger)


def test_guesses_from_everywhere_close_an_account_but_not_in_the_persons_own_browser(
    client, person, settings
):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {
        "login_failed_account": "8/h/key"
    }
    log_in(client)
    client.post("/accounts/logout/")
    for number in range(8):
        log_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), password=WRONG)
    new_browser = Client(REMOTE_ADDR="198.51.100.1")
    log_in(new_browser)
    assert not is_logged_in(new_browser)
    log_in(client)
    assert is_logged_in(client)


def test_the_mark_of_a_browser_opens_no_other_account(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {
        "login_failed_account": "1/h/key"
    }
    make.make_user(email="eva@example.org", password=PASSWORD)
    log_in(client)
    client.post("/accounts/logout/")
    log_in(Client(REMOTE_ADDR="203.0.113.1"), "eva@example.org", WRONG)
    log_in(client, "eva@example.org")
    assert not is_logged_in(client)


def behind_proxy(settings, address):
    """A client as nginx shows it: on a socket, with the visitor's address in the header."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    return Client(REMOTE_ADDR="", headers={"x-forwarded-for": address})


def test_behind_the_proxy_each_visitor_has_limits_of_their_own(person, settings):
    attacker = behind_proxy(settings, "203.0.113.7")
    for _attempt in range(12):
        log_in(attacker, password=WRONG)
    log_in(attacker)
    assert not is_logged_in(attacker)
    legitimate = behind_proxy(settings, "198.51.100.1")
    log_in(legitimate)
    assert is_logged_in(legitimate)


def test_a_forged_header_does_not_make_a_new_visitor(person, settings):
    """What the browser sends stands left of what the proxy adds."""
    for number in range(200):
        log_in(behind_proxy(settings, f"192.0.2.{number}, 203.0.113.7"), password=WRONG)
    forged = behind_proxy(settings, "198.51.100.1, 203.0.113.7")
    log_in(forged)
    assert not is_logged_in(forged)
    legitimate = behind_proxy(settings, "203.0.113.7, 198.51.100.1")
    log_in(legitimate)
    assert is_logged_in(legitimate)


def test_without_an_address_nobody_logs_in_rather_than_all_sharing_a_limit(person, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = Client(REMOTE_ADDR="127.0.0.1")
    assert log_in(client).status_code == 403
    assert not is_logged_in(client)
    with pytest.raises(PermissionDenied):
        AccountAdapter().get_client_ip(RequestFactory().get("/"))


def test_too_many_requests_are_told_in_our_own_words(client):
    for _attempt in range(30):
        client.post(LOGIN, {})
    answer = client.post(LOGIN, {})
    assert answer.status_code == 429
    assert [template.name for template in answer.templates][:2] == ["429.html", "base.html"]


# A forgotten password


def ask_for_reset(client, email):
    return client.post("/accounts/password/reset/", {"email": email})


def link_in(message):
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def test_a_forgotten_password_is_set_anew_by_mail(client, person):
    elsewhere = Client()
    log_in(elsewhere)
    assert ask_for_reset(client, "ana@EXAMPLE.org").url == "/accounts/password/reset/done/"
    assert mail.outbox[0].to == [person.email]
    page = client.get(link_in(mail.outbox[0]), follow=True)
    address = page.redirect_chain[-1][0]
    assert page.status_code == 200
    answer = client.post(address, {"password1": OTHER, "password2": OTHER})
    assert (answer.status_code, answer.url) == (302, "/staff/")
    assert is_logged_in(client)
    assert elsewhere.get("/staff/").status_code == 302
    person.refresh_from_db()
    assert person.check_password(OTHER)
    # The link works once.
    again = Client().get(link_in(mail.outbox[0]), follow=True)
    assert again.context["token_fail"]


def test_a_password_that_the_rules_refuse_is_not_set(client, person):
    ask_for_reset(client, person.email)
    address = client.get(link_in(mail.outbox[0]), follow=True).redirect_chain[-1][0]
    assert (
        client.post(address, {"password1": "12345678", "password2": "12345678"}).status_code == 200
    )
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_person_without_a_password_gets_one_by_mail(client, agency):
    """As for an account that an administrator has made."""
    person = make.make_user(email="new@example.org", password=None, agency=agency)
    ask_for_reset(client, person.email)
    address = client.get(link_in(mail.outbox[0]), follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": OTHER, "password2": OTHER})
    assert is_logged_in(client)


def test_known_unknown_and_inactive_addresses_are_answered_alike(client, person):
    make.make_user(email="ida@example.org", password=PASSWORD, is_active=False)
    asked = [person.email, "una@example.org", "ida@example.org"]
    answers = {(a.status_code, a.url) for a in (ask_for_reset(client, email) for email in asked)}
    assert answers == {(302, "/accounts/password/reset/done/")}
    assert [message.to for message in mail.outbox] == [[email] for email in asked]
    assert ["/password/reset/key/" in message.body for message in mail.outbox] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es-mx", "Contraseña modificada"),
        ("fr", "Mot de passe modifié"),
        ("en", "Password Changed"),
    ],
)
def test_mails_speak_the_persons_language(client, person, language, words):
    User.objects.filter(pk=person.pk).update(language=language)
    log_in(client)
    data = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    client.post("/accounts/password/change/", data, headers={"accept-language": "en"})
    assert mail.outbox[0].subject == words


def test_allauths_table_of_addresses_stays_empty(client, person):
    """An address that was taken away from an account must not open it."""
    log_in(client)
    client.get("/accounts/")
    ask_for_reset(client, person.email)
    address = Client().get(link_in(mail.outbox[0]), follow=True).redirect_chain[-1][0]
    assert address
    assert not EmailAddress.objects.exists()
    person.email = "ana.nueva@example.org"
    person.save()
    mail.outbox.clear()
    ask_for_reset(Client(), "ana@example.org")
    assert "/password/reset/key/" not in mail.outbox[0].body
    again = Client()
    log_in(again, "ana@example.org")
    assert not is_logged_in(again)
    log_in(again, "ana.nueva@example.org")
    assert is_logged_in(again)


# The second factor


def code_of(secret, step=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def give_app(person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def set_up_app(client):
    """Set up an authenticator app as a person does; the secret."""
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.url == "/accounts/2fa/recovery-codes/"
    return secret


def test_an_app_is_set_up_and_asked_for_at_the_next_login(client, person):
    log_in(client)
    secret = set_up_app(client)
    codes = client.get("/accounts/2fa/recovery-codes/")
    assert len(re.findall(r"<li class=\"hash\">\d{8}</li>", codes.content.decode())) == 10
    client.post("/accounts/logout/")

    assert log_in(client).url == "/accounts/2fa/authenticate/"
    assert not is_logged_in(client)
    assert client.get("/staff/").status_code == 302
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert not is_logged_in(client)
    right = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret, 1)})
    assert (right.status_code, right.url) == (302, "/staff/")
    assert is_logged_in(client)


def test_the_second_step_goes_on_to_the_page_that_was_asked_for(client, person):
    secret = give_app(person)
    keep = "/staff/roadmap/progressupdate/keep/"
    client.post(LOGIN, {"login": person.email, "password": PASSWORD, "next": keep})
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).url == keep


def test_a_code_of_the_app_works_once(client, person):
    secret = give_app(person)
    code = code_of(secret)
    results = []
    for browser in (client, Client()):
        log_in(browser)
        browser.post("/accounts/2fa/authenticate/", {"code": code})
        results.append(is_logged_in(browser))
    assert results == [True, False]


def test_the_code_that_set_up_an_app_does_not_log_in(client, person):
    log_in(client)
    secret = set_up_app(client)
    results = []
    for code in (code_of(secret), code_of(secret, 1)):
        browser = Client()
        log_in(browser)
        browser.post("/accounts/2fa/authenticate/", {"code": code})
        results.append(is_logged_in(browser))
    assert results == [False, True]


def test_a_used_code_is_remembered_as_long_as_it_would_be_taken(client, person):
    """allauth itself remembers it for half a minute; by the clocks' tolerance it lives longer."""
    secret = give_app(person)
    code = code_of(secret, 1)
    results = []
    for browser in (client, Client()):
        log_in(browser)
        browser.post("/accounts/2fa/authenticate/", {"code": code})
        results.append(is_logged_in(browser))
        cache.delete(Authenticator.objects.get().wrap()._get_used_cache_key(code))
    assert results == [True, False]


def test_a_recovery_code_opens_once(client, person):
    give_app(person)
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    results = []
    for browser in (client, Client()):
        log_in(browser)
        browser.post("/accounts/2fa/authenticate/", {"code": code})
        results.append(is_logged_in(browser))
    assert results == [True, False]


def test_codes_are_not_guessed(client, person):
    secret = give_app(person)
    log_in(client)
    for number in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": f"{number:06}"})
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert not is_logged_in(client)


def test_a_session_of_some_time_ago_is_asked_again_before_the_factor_changes(client, person):
    give_app(person)
    client.force_login(person)
    answer = client.get("/accounts/2fa/totp/deactivate/")
    assert answer.url.startswith("/accounts/reauthenticate/?next=")
    assert client.post(answer.url, {"password": WRONG}).status_code == 200
    answer = client.post(answer.url, {"password": PASSWORD})
    assert answer.url == "/accounts/2fa/totp/deactivate/"
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()


def test_secrets_are_encrypted(client, person):
    log_in(client)
    secret = set_up_app(client)
    stored = [str(data) for data in Authenticator.objects.values_list("data", flat=True)]
    assert len(stored) == 2
    assert not [data for data in stored if secret in data]


def test_under_another_key_no_code_fits(person, settings):
    adapter = SecondFactorAdapter()
    kept = adapter.encrypt("secret")
    assert adapter.decrypt(kept) == "secret"
    settings.SECRET_KEY = "another" * 10
    assert adapter.decrypt(kept) != adapter.decrypt(kept)


def test_the_qr_code_is_drawn_in_the_page(client, person):
    log_in(client)
    text = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert '<path d="M4 4h7v1h-7z' in text
    assert "data:" not in text


def test_a_drawing_has_the_dark_squares():
    found = drawing("8.7")
    assert found["size"] == 29
    dark = sum(int(width) for width in re.findall(r"h(\d+)v1", found["path"]))
    assert 21 * 21 / 3 < dark < 21 * 21 * 2 / 3


@pytest.mark.parametrize("name", ["mfa_add_webauthn", "account_login"])
def test_the_pages_of_passkeys_have_no_script_inside(client, person, name):
    if name != "account_login":
        log_in(client)
    text = client.get(reverse(name)).content.decode()
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert len(scripts) >= 3
    inside = [tag for tag in scripts if "src=" not in tag and 'type="application/json"' not in tag]
    assert inside == []


def test_the_login_gives_a_challenge_for_passkeys(client):
    answer = client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    assert answer.json()["request_options"]["publicKey"]["rpId"] == "testserver"


# Who must have one

NEEDS = {
    "superuser": ({"is_superuser": True}, True),
    "administrator": ({"group": ADMINISTRATORS}, True),
    "coordinator": ({"group": COORDINATORS}, True),
    "observer": ({"group": OBSERVERS}, False),
    "contributor": ({"agency": True}, False),
    "validator": ({"agency": True, "role": "validator"}, False),
}
OPEN = ["account", "second_factor", "mfa_index", "account_change_password", "usersessions_list"]


def somebody(client, agency, fields):
    fields = dict(fields)
    if "agency" in fields:
        fields["agency"] = agency
    person = make.make_user(password=PASSWORD, **fields)
    log_in(client, person.email)
    return person


@pytest.mark.parametrize(("fields", "needs"), NEEDS.values(), ids=NEEDS)
def test_who_opens_everybodys_work_needs_a_second_factor(client, agency, settings, fields, needs):
    settings.MFA_REQUIRED = True
    somebody(client, agency, fields)
    answer = client.get("/staff/")
    if not needs:
        assert answer.status_code == 200
        return
    assert answer.url == "/accounts/second-factor/"
    for page in ("/staff/roadmap/progressupdate/", "/reports/", "/staff/invite/"):
        assert client.get(page).url == "/accounts/second-factor/"
    set_up_app(client)
    assert client.get("/staff/").status_code == 200


@pytest.mark.parametrize("name", OPEN)
def test_without_it_the_own_account_stays_open(client, agency, settings, name):
    settings.MFA_REQUIRED = True
    somebody(client, agency, {"group": COORDINATORS})
    assert client.get(reverse(name)).status_code == 200


def test_without_it_one_may_change_the_language_and_leave(client, agency, settings):
    settings.MFA_REQUIRED = True
    somebody(client, agency, {"group": COORDINATORS})
    assert client.post("/language/", {"language": "fr", "next": "/accounts/"}).url == "/accounts/"
    assert client.post("/accounts/logout/").url == "/"
    assert not is_logged_in(client)


def test_recovery_codes_alone_are_no_second_factor(client, agency, settings):
    settings.MFA_REQUIRED = True
    person = somebody(client, agency, {"group": COORDINATORS})
    RecoveryCodes.activate(person)
    assert client.get("/staff/").url == "/accounts/second-factor/"
    give_app(person)
    assert client.get("/staff/").status_code == 200


def test_the_demo_asks_for_none(client, agency, settings):
    assert settings.DEMO
    assert not settings.MFA_REQUIRED
    somebody(client, agency, {"group": COORDINATORS})
    assert client.get("/staff/").status_code == 200


def take_away(client, person):
    data = {"action": "take_second_factor", "_selected_action": [person.pk]}
    return client.post("/staff/roadmap/user/", data)


def test_an_administrator_helps_whoever_has_lost_the_second_factor(client, person):
    superuser = make.make_user(is_superuser=True)
    for owner in (person, superuser):
        give_app(owner)
    client.force_login(make.make_user(group=ADMINISTRATORS))
    take_away(client, superuser)
    assert Authenticator.objects.count() == 2
    take_away(client, person)
    assert [found.user for found in Authenticator.objects.all()] == [superuser]


def test_nobody_else_takes_a_second_factor_away(client, person):
    give_app(person)
    client.force_login(make.make_user(group=COORDINATORS))
    take_away(client, person)
    assert Authenticator.objects.count() == 1


def test_secrets_and_sessions_are_on_no_page_of_the_staff():
    registered = {model._meta.app_label for model in admin.site._registry}
    assert registered.isdisjoint({"account", "mfa", "usersessions"})


# The own account and its sessions


def test_a_person_sees_the_own_sessions_and_ends_the_others(client, person):
    stranger = make.make_user(email="eva@example.org", password=PASSWORD)
    browsers = {name: Client(headers={"user-agent": name}) for name in ("office", "home", "eva")}
    log_in(browsers["office"])
    log_in(browsers["home"])
    log_in(browsers["eva"], stranger.email)
    page = browsers["office"].get("/accounts/sessions/").content.decode()
    assert [name for name in browsers if name in page] == ["office", "home"]
    browsers["office"].post("/accounts/sessions/")
    assert {name: is_logged_in(browser) for name, browser in browsers.items()} == {
        "office": True,
        "home": False,
        "eva": True,
    }


def test_a_new_password_ends_the_other_sessions(client, person):
    elsewhere = Client()
    log_in(client)
    log_in(elsewhere)
    data = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    assert client.post("/accounts/password/change/", data).url == "/accounts/"
    assert client.get("/staff/").status_code == 200
    assert elsewhere.get("/staff/").status_code == 302
    assert mail.outbox[0].to == [person.email]


def test_the_password_is_not_changed_without_the_old_one(client, person):
    log_in(client)
    data = {"oldpassword": WRONG, "password1": OTHER, "password2": OTHER}
    assert client.post("/accounts/password/change/", data).status_code == 200
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_deactivated_person_is_out_at_once(client, person):
    log_in(client)
    assert client.get("/staff/").status_code == 200
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/staff/").status_code == 302


def test_a_person_changes_the_own_name_and_language_and_nothing_else(client, person):
    log_in(client)
    forged = {"name": "Ana", "language": "fr", "email": "x@example.org", "is_superuser": "1"}
    answer = client.post("/accounts/", forged)
    assert answer.url == "/accounts/"
    assert answer.cookies["django_language"].value == "fr"
    person.refresh_from_db()
    assert (person.name, person.language) == ("Ana", "fr")
    assert (person.email, person.is_superuser) == ("Ana@example.org", False)
    assert client.post("/accounts/", {"name": "Ana", "language": "de"}).status_code == 200
    person.refresh_from_db()
    assert person.language == "fr"


@pytest.mark.parametrize("name", ["account", "mfa_index", "usersessions_list", "second_factor"])
def test_the_own_account_asks_for_a_login(client, name):
    assert client.get(reverse(name)).url == f"{LOGIN}?next={reverse(name)}"


def test_a_mail_server_that_is_down_undoes_no_change(client, person, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    log_in(client)
    data = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    assert client.post("/accounts/password/change/", data).url == "/accounts/"
    person.refresh_from_db()
    assert person.check_password(OTHER)
