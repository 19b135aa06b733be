"""A production start: what it needs, what it refuses and with which words."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SECRET = "a-key/of8.7" * 5
PRODUCTION = {
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "roadmap.example.org",
    "DATABASE_URL": "postgresql://someone@db.example.org/roadmap",
}
OF_THE_DATA = {
    "DATA_LICENSE_ID": "CC-BY-4.0",
    "DATA_LICENSE_NAME": "Creative Commons Attribution 4.0",
    "DATA_LICENSE_URL": "https://creativecommons.org/licenses/by/4.0/",
    "DATA_ATTRIBUTION": "Ministry A",
    "DATA_TITLE": "Roadmap",
    "DATA_DESCRIPTION": "Actions and updates.",
}
PRODUCTION |= OF_THE_DATA
HOW_OF_THE_DATA = {
    "DATA_LICENSE_ID": "give the short name of the terms.",
    "DATA_LICENSE_NAME": "name the terms of use.",
    "DATA_LICENSE_URL": "give the address of the terms.",
    "DATA_ATTRIBUTION": "say whom to name who uses the published data.",
    "DATA_TITLE": "say what the published data are called.",
    "DATA_DESCRIPTION": "say in a sentence what is in the published data.",
}
SHOW = """
import sys
from django.conf import settings
sys.stdout.write(repr({name: getattr(settings, name) for name in sys.argv[1:]}))
"""


def run(*arguments, **environment):
    """Run Python in the checkout with nothing of our own environment that a setting reads."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=CHECKOUT,
        env=kept | {"DJANGO_SETTINGS_MODULE": "alliance87.settings"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def check(**environment):
    return run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **environment)


def shown(*names, **environment):
    """Settings as a process with this environment has them, as one text."""
    done = run("-c", SHOW, *names, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_whole_production_environment_passes_every_check():
    done = check(**PRODUCTION)
    assert (done.returncode, done.stdout, done.stderr) == (
        *(0, "System check identified no issues (1 silenced).\n", ""),
    )


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"SECRET_KEY": None},
            "SECRET_KEY is not set: give a random text of at least 50 characters.",
        ),
        (
            {"SECRET_KEY": " "},
            "SECRET_KEY is not set: give a random text of at least 50 characters.",
        ),
        ({"SECRET_KEY": "k" * 49}, "SECRET_KEY is too short: give at least 50 characters."),
        (
            {"ALLOWED_HOSTS": None},
            "ALLOWED_HOSTS is not set: give the site's host names, separated by commas.",
        ),
        (
            {"ALLOWED_HOSTS": "a.example.org,"},
            "ALLOWED_HOSTS has a comma too many: give the site's host names, separated by commas.",
        ),
        (
            {"DATABASE_URL": None},
            "DATABASE_URL is not set: give postgresql://user:password@host/name.",
        ),
        (
            {"DATABASE_URL": "sqlite:///db.sqlite3"},
            "DATABASE_URL begins with sqlite:, but this application runs on PostgreSQL only."
            " Write it like postgresql://user:password@host:5432/name",
        ),
        (
            {"TRUSTED_PROXIES": "0"},
            'TRUSTED_PROXIES is "0": write a whole number from 1.',
        ),
        ({"EMAIL_PORT": "smtp"}, 'EMAIL_PORT is "smtp": write a whole number from 1.'),
        (
            {"SITE_ADDRESS": "roadmap.example.org/"},
            'SITE_ADDRESS is "roadmap.example.org/": write it like https://roadmap.example.org,'
            " without a path.",
        ),
        (
            {"ALLOWED_HOSTS": ".example.org,*"},
            'SITE_ADDRESS is "https://.example.org": write it like https://roadmap.example.org,'
            " without a path.",
        ),
        *(({name: None}, f"{name} is not set: {how}") for name, how in HOW_OF_THE_DATA.items()),
        (
            {"SITE_LANGUAGE": "pt"},
            'SITE_LANGUAGE is "pt": write es-mx, en or fr.',
        ),
        (
            {"SITE_TIME_ZONE": "Antananarivo"},
            'SITE_TIME_ZONE is "Antananarivo": write a name such as Africa/Abidjan.',
        ),
        ({"DEBUG": "yes"}, 'DEBUG is "yes": write 1 for yes or 0 for no.'),
        ({"ALLIANCE87_DEMO": "true"}, 'ALLIANCE87_DEMO is "true": write 1 for yes or 0 for no.'),
    ],
)
def test_a_start_that_lacks_something_stops_with_a_sentence(changed, sentence):
    environment = {name: text for name, text in (PRODUCTION | changed).items() if text is not None}
    done = check(**environment)
    assert (done.returncode, done.stderr) == (1, f"manage.py: {sentence}\n")


def test_debug_is_off_unless_asked_for():
    assert shown("DEBUG", **PRODUCTION) == "{'DEBUG': False}"
    assert shown("DEBUG", ALLIANCE87_DEMO="1") == "{'DEBUG': False}"
    assert shown("DEBUG", DEBUG="1", **PRODUCTION) == "{'DEBUG': True}"


@pytest.mark.parametrize(
    ("changed", "address"),
    [
        ({}, "https://roadmap.example.org"),
        ({"SITE_ADDRESS": "https://otro.example.org:8443"}, "https://otro.example.org:8443"),
        ({"ALLIANCE87_DEMO": "1"}, "http://localhost:8000"),
        ({"ALLIANCE87_DEMO": "1", "PORT": "8001"}, "http://localhost:8001"),
    ],
)
def test_mails_lead_to_the_sites_own_address(changed, address):
    shown_address = shown("SITE_ADDRESS", **(PRODUCTION | changed))
    assert shown_address == repr({"SITE_ADDRESS": address})


def test_a_country_has_its_own_language_time_zone_and_terms_of_its_data():
    names = ("LANGUAGE_CODE", "TIME_ZONE", "DATA_LICENSE", "DATA_ATTRIBUTION")
    own = {"SITE_LANGUAGE": "fr", "SITE_TIME_ZONE": "Indian/Antananarivo"}
    terms = {
        "id": "CC-BY-4.0",
        "name": "Creative Commons Attribution 4.0",
        "url": "https://creativecommons.org/licenses/by/4.0/",
    }
    said = ("fr", "Indian/Antananarivo", terms, "Ministry A")
    assert shown(*names, **PRODUCTION | own) == repr(dict(zip(names, said, strict=True)))
    assert shown("LANGUAGE_CODE", "TIME_ZONE", **PRODUCTION) == repr(
        {"LANGUAGE_CODE": "es-mx", "TIME_ZONE": "America/Mexico_City"}
    )


def test_debug_in_production_fails_the_check():
    done = check(DEBUG="1", **PRODUCTION)
    assert done.returncode == 1
    assert "security.W018" in done.stderr


COOKIES = [
    f"{cookie}_COOKIE_{part}"
    for cookie in ("SESSION", "CSRF", "LANGUAGE")
    for part in ("NAME", "SECURE", "HTTPONLY", "SAMESITE")
]


def test_cookies_of_production_are_bound_to_this_host_and_to_tls():
    names = {"SESSION": "sessionid", "CSRF": "csrftoken", "LANGUAGE": "language"}
    expected = {}
    for cookie, name in names.items():
        expected[f"{cookie}_COOKIE_NAME"] = f"__Host-{name}"
        expected[f"{cookie}_COOKIE_SECURE"] = True
        expected[f"{cookie}_COOKIE_HTTPONLY"] = True
        expected[f"{cookie}_COOKIE_SAMESITE"] = "Lax"
    assert shown(*COOKIES, **PRODUCTION) == repr(expected)
    # What the prefix __Host- asks for besides Secure.
    others = [f"{cookie}_COOKIE_{part}" for cookie in names for part in ("DOMAIN", "PATH")]
    said = {name: None if name.endswith("DOMAIN") else "/" for name in others}
    assert shown(*others, **PRODUCTION) == repr(said)


def test_production_answers_only_over_tls_and_says_so_for_a_year():
    names = ["SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER"]
    assert shown(*names, **PRODUCTION) == repr(
        dict(zip(names, [True, 31_536_000, ("HTTP_X_FORWARDED_PROTO", "https")], strict=True))
    )


def test_the_visitors_address_comes_from_the_proxy():
    name = "ALLAUTH_TRUSTED_PROXY_COUNT"
    assert shown(name, **PRODUCTION) == repr({name: 1})
    assert shown(name, TRUSTED_PROXIES="2", **PRODUCTION) == repr({name: 2})
    assert shown(name, ALLIANCE87_DEMO="1", TRUSTED_PROXIES="2") == repr({name: 0})


def test_a_second_factor_is_asked_for_and_passkeys_are_bound_to_tls_but_in_the_demo():
    names = ["MFA_REQUIRED", "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]
    assert shown(*names, **PRODUCTION) == repr(dict(zip(names, [True, False], strict=True)))
    assert shown(*names, ALLIANCE87_DEMO="1") == repr(dict(zip(names, [False, True], strict=True)))


MAIL = ["EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD"]
MAIL += ["EMAIL_USE_TLS", "DEFAULT_FROM_EMAIL"]
SMTP = {
    "EMAIL_HOST": "smtp.example.org",
    "EMAIL_HOST_USER": "site",
    "EMAIL_HOST_PASSWORD": "secret",
    "EMAIL_USE_TLS": "1",
    "DEFAULT_FROM_EMAIL": "roadmap@example.org",
}


@pytest.mark.parametrize(
    ("environment", "backend", "values"),
    [
        ({}, "console", ["", 25, "", "", False, "roadmap@localhost"]),
        (
            SMTP,
            "smtp",
            ["smtp.example.org", 587, "site", "secret", True, "roadmap@example.org"],
        ),
    ],
)
def test_mail_goes_to_the_console_until_a_server_is_named(environment, backend, values):
    said = [f"django.core.mail.backends.{backend}.EmailBackend", *values]
    assert shown(*MAIL, **PRODUCTION | environment) == repr(dict(zip(MAIL, said, strict=True)))


def test_the_demo_answers_on_this_machine_only():
    assert shown("ALLOWED_HOSTS", ALLIANCE87_DEMO="1") == repr(
        {"ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"]}
    )


def test_gunicorn_says_the_same_sentence(tmp_path):
    """The web server's start ends too, and its last lines name what is missing."""
    socket = tmp_path / "socket"
    done = run("-m", "gunicorn", "--bind", f"unix:{socket}", "alliance87.wsgi")
    assert done.returncode != 0
    assert "SECRET_KEY is not set: give a random text of at least 50 characters." in done.stderr


def test_every_variable_of_the_environment_is_documented():
    code = (CHECKOUT / "alliance87" / "settings.py").read_text()
    read = set(
        re.findall(
            r'(?:required|flag|listed|number|one_of|of_the_data|environ\.get)\(\s*"(\w+)"', code
        )
    )
    assert read >= {*PRODUCTION, "DEBUG", "ALLIANCE87_DEMO", "VAR_DIR", "SITE_LANGUAGE"}
    documented = (CHECKOUT / "docs" / "deployment.md").read_text()
    assert {name for name in read if f"| `{name}` |" not in documented} == set()


def test_the_example_of_an_environment_has_known_variables_only():
    example = (CHECKOUT / "deploy" / "env.example").read_text()
    names = set(re.findall(r'^(\w+)="[^"]*"$', example, flags=re.MULTILINE))
    lines = [line for line in example.splitlines() if line and not line.startswith("#")]
    assert (names, len(names)) == (
        {
            *PRODUCTION,
            *SMTP,
            "EMAIL_PORT",
            "TRUSTED_PROXIES",
            "CLAMAV_SOCKET",
            "VAR_DIR",
            "SITE_ADDRESS",
            "SITE_LANGUAGE",
            "SITE_TIME_ZONE",
        },
        len(lines),
    )
