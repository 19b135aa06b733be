"""The settings of every installation. What differs between them comes from the environment.

docs/deployment.md lists the variables. A production start needs SECRET_KEY, ALLOWED_HOSTS,
DATABASE_URL and what is said with published data (DATA_...); without one of them the start stops
with a sentence that says so. `make run` and the tests set ALLIANCE87_DEMO=1 and need none of them.
"""

import os
import re
import secrets
from pathlib import Path
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from alliance87 import database

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))


def flag(name):
    """A yes or no from the environment: "1" or "0", and no when it is not there."""
    value = os.environ.get(name, "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f'{name} is "{value}": write 1 for yes or 0 for no.')
    return value == "1"


def required(name, explanation):
    """A text from the environment that a production start can not do without."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {explanation}")
    return value


def listed(name, explanation):
    """The parts of such a text, which stand between commas."""
    parts = [part.strip() for part in required(name, explanation).split(",")]
    if "" in parts:
        raise ImproperlyConfigured(f"{name} has a comma too many: {explanation}")
    return parts


def number(name, default, *, least):
    """A whole number from the environment."""
    value = os.environ.get(name, str(default))
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f'{name} is "{value}": write a whole number from {least}.')
    return int(value)


def one_of(name, default, known, explanation):
    """A text from the environment that is one of those known."""
    value = os.environ.get(name, "").strip() or default
    if value not in known:
        raise ImproperlyConfigured(f'{name} is "{value}": {explanation}')
    return value


def of_the_data(name, in_demo, explanation):
    """What is said with all published data: Mexico's in the demo, which has Mexico's data.

    Nobody's terms hold for another country's data, so production has no default.
    """
    return os.environ.get(name, in_demo) if DEMO else required(name, explanation)


def site_address(name, default):
    """The scheme and host of the site's own addresses, as mails give them: without a path."""
    value = os.environ.get(name, "").strip() or default
    if not re.fullmatch(r"https?://\w[\w.-]*(:\d+)?", value, re.ASCII):
        raise ImproperlyConfigured(
            f'{name} is "{value}": write it like https://roadmap.example.org, without a path.'
        )
    return value


def local_socket(name):
    """A socket of this machine, its path or 127.0.0.1 and port; None when it is not there."""
    value = os.environ.get(name, "").strip()
    host, _colon, port = value.rpartition(":")
    if host == "127.0.0.1" and port.isdecimal() and 0 < int(port) < 2**16:
        return host, int(port)
    if value and not value.startswith("/"):
        raise ImproperlyConfigured(
            f'{name} is "{value}": write the path of a socket, or 127.0.0.1:port.'
        )
    return value or None


def kept_secret():
    """The demo's own secret key: made once and kept in var/, readable by its owner only."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}")
        part.touch(mode=0o600)
        part.write_text(secrets.token_urlsafe(50))
        part.replace(path)
    return path.read_text()


DEMO = flag("ALLIANCE87_DEMO")
DEBUG = flag("DEBUG")

if DEMO:
    SECRET_KEY = kept_secret()
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
    DATABASE_URL = os.environ.get("DATABASE_URL")
else:
    SECRET_KEY = required("SECRET_KEY", "give a random text of at least 50 characters.")
    if len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("SECRET_KEY is too short: give at least 50 characters.")
    ALLOWED_HOSTS = listed("ALLOWED_HOSTS", "give the site's host names, separated by commas.")
    DATABASE_URL = required("DATABASE_URL", "give postgresql://user:password@host/name.")

# Mails lead to it. Without a request there is no other way to know it.
SITE_ADDRESS = site_address(
    "SITE_ADDRESS",
    f"http://localhost:{os.environ.get('PORT', '8000')}" if DEMO else f"https://{ALLOWED_HOSTS[0]}",
)

DATABASES = {"default": database.configure(BASE_DIR, DATABASE_URL)}

INSTALLED_APPS = [
    "alliance87.apps.StaffConfig",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_countries",
    "rest_framework",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "roadmap",
    "reports",
]

# The first ones answer for the headers of everything below them: files, errors, redirections.
MIDDLEWARE = [
    "alliance87.policy.ContentSecurityPolicyMiddleware",
    "alliance87.policy.PrivatePagesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "roadmap.api.door.ApiMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "alliance87.actor.ActorMiddleware",
    "roadmap.writing.other_session.PostedFormMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "alliance87.accounts.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "alliance87.urls"
WSGI_APPLICATION = "alliance87.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "alliance87.version.for_templates",
            ],
        },
    }
]
FORM_RENDERER = "alliance87.form_renderer.QuickRenderer"

AUTH_USER_MODEL = "roadmap.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"alliance87.accounts.passwords.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]

ACCOUNT_ADAPTER = "alliance87.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "alliance87.accounts.forms.EmailLoginForm",
    "reset_password": "alliance87.accounts.forms.PasswordResetForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Every account is made for an address by an invitation or an administrator, and its password is
# set through a mail to it: a second proof would only keep people out.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
# The key of a failed login is the account together with the address it came from.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "login_failed_account": "100/h/key",
    "invite": "60/h/user",
    "accept_invitation": "20/m/ip",
}
MFA_ADAPTER = "alliance87.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "alliance87.accounts.forms.PasskeyForm",
    "activate_totp": "alliance87.accounts.forms.AuthenticatorAppForm",
    "authenticate": "alliance87.accounts.forms.CodeForm",
    "reauthenticate": "alliance87.accounts.forms.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
# Coordinators and administrators; the demo's accounts are for anybody who tries it.
MFA_REQUIRED = not DEMO
# How many proxies stand before the site, each adding to X-Forwarded-For: the address that limits
# count by is taken from the outermost of them. TLS ends in one, so production has at least one.
ALLAUTH_TRUSTED_PROXY_COUNT = 0 if DEMO else number("TRUSTED_PROXIES", 1, least=1)
# Limits count in what all web workers share; a worker's own memory would multiply each limit.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

EMAIL_HOST = os.environ.get("EMAIL_HOST", "").strip()
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_PORT = number("EMAIL_PORT", 587 if EMAIL_USE_TLS else 25, least=1)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "roadmap@localhost")

LANGUAGES = [("es-mx", _("Spanish")), ("en", _("English")), ("fr", _("French"))]
# Of pages and mails to whom nothing tells another one.
LANGUAGE_CODE = one_of("SITE_LANGUAGE", "es-mx", dict(LANGUAGES), "write es-mx, en or fr.")
FORMAT_MODULE_PATH = ["alliance87.formats"]
LOCALE_PATHS = [BASE_DIR / "alliance87" / "locale"]
# Of what hangs on no roadmap, which has its own.
TIME_ZONE = one_of(
    "SITE_TIME_ZONE",
    "America/Mexico_City",
    available_timezones(),
    "write a name such as Africa/Abidjan.",
)
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
# The demo serves static files from where they are written; `collectstatic` is for production.
STATIC_ROOT = None if DEMO else VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "alliance87" / "static"]
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "evidence": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": os.environ.get("FILES_DIR", VAR_DIR / "files"),
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEMO
WHITENOISE_MANIFEST_STRICT = True
MEDIA_ROOT = ""
EVIDENCE_MAX_BYTES = 20 * 1024 * 1024
# The antivirus; without it files are not scanned, with it only what it calls clean is taken.
CLAMAV_SOCKET = local_socket("CLAMAV_SOCKET")
CLAMAV_SECONDS = 30
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# An update may have a hundred rows of results and a hundred of evidence, each of many fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "roadmap.writing.other_session.csrf_failure"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
KNOWN_BROWSER_COOKIE_NAME = "known_browser"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if not DEMO:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    KNOWN_BROWSER_COOKIE_NAME = "__Host-known_browser"
# HSTS preloading is for the owner of the whole domain to ask for, not for one host under it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["roadmap.api.access.Nobody"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["roadmap.api.access.TokenAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "roadmap.api.problems.handle",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "roadmap.api.access.OneFormat",
    "DEFAULT_PARSER_CLASSES": ["roadmap.api.parsing.LimitedJSONParser"],
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_SCHEMA_CLASS": "roadmap.api.documentation.schema.ApiSchema",
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": _("Alliance 8.7 roadmap"),
    "DESCRIPTION": _("What is published, for everybody; with a token, an agency's own updates."),
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": ["roadmap.api.documentation.schema.complete"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "DISABLE_ERRORS_AND_WARNINGS": True,
    "SERVE_INCLUDE_SCHEMA": False,
}
API_MOST_BYTES = 1024 * 1024
# A program with a token, and everybody else by the address that the request came from.
API_REQUESTS_PER_MINUTE = {
    "address": number("API_REQUESTS_PER_MINUTE", 300, least=1),
    "token": number("API_TOKEN_REQUESTS_PER_MINUTE", 600, least=1),
}
# Under which terms what is published may be used, whom to name, and what it is.
DATA_LICENSE = {
    "id": of_the_data("DATA_LICENSE_ID", "LIBRE-USO-MX", "give the short name of the terms."),
    "name": of_the_data("DATA_LICENSE_NAME", "Términos de Libre Uso MX", "name the terms of use."),
    "url": of_the_data(
        "DATA_LICENSE_URL", "https://datos.gob.mx/libreusomx", "give the address of the terms."
    ),
}
DATA_ATTRIBUTION = of_the_data(
    "DATA_ATTRIBUTION",
    "Gobierno de México, Secretaría del Trabajo y Previsión Social",
    "say whom to name who uses the published data.",
)
DATA_TITLE = of_the_data(
    "DATA_TITLE",
    "México: hoja de ruta y avances hacia la meta 8.7 de los ODS",
    "say what the published data are called.",
)
DATA_DESCRIPTION = of_the_data(
    "DATA_DESCRIPTION",
    "Acciones, avances, resultados y próximos pasos contra el trabajo infantil, el trabajo forzoso"
    " y la trata de personas, informados por las instituciones cada año.",
    "say in a sentence what is in the published data.",
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
