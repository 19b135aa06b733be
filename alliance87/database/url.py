"""DATABASE_URL: postgresql://user:password@host:port/name?option=value, read strictly."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import psycopg2.extensions
from django.core.exceptions import ImproperlyConfigured

EXAMPLE = "postgresql://user:password@host:5432/name"
CONNECT_TIMEOUT = "10"  # seconds; libpq itself would wait for minutes
BEFORE_THE_QUESTION_MARK = {"user", "password", "port", "dbname"}


def parse(url: str) -> dict[str, Any]:
    """Return NAME, USER, PASSWORD, HOST, PORT and OPTIONS, or raise ImproperlyConfigured.

    No message repeats the URL: it holds a password and messages end up in logs.
    """
    _check_text(url)
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _refuse("has a host in [ ] that is not an IPv6 address.") from None
    _check_scheme(parts.scheme)
    options = _options(parts.query)
    return {
        "NAME": _name(parts.path),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": _host(parts, options.pop("host", None)),
        "PORT": _port(parts),
        "OPTIONS": {"connect_timeout": CONNECT_TIMEOUT} | options,
    }


def _refuse(problem: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"DATABASE_URL {problem} Write it like {EXAMPLE}")


def _check_text(url: str) -> None:
    """Refuse what urlsplit would quietly repair or misread."""
    if not url.strip():
        raise _refuse("is empty. Remove the variable to use the embedded server.")
    if re.search(r"[\s\x00-\x1f]", url):
        raise _refuse("contains a space or a line break.")
    if "#" in url:
        raise _refuse("contains #; write it as %23.")
    if re.search(r"%(?![0-9A-Fa-f]{2})|%00", url):
        raise _refuse("contains a % that is not followed by two hexadecimal digits (% is %25).")


def _check_scheme(scheme: str) -> None:
    if scheme in {"postgres", "postgresql"}:
        return
    if not scheme:
        raise _refuse("does not begin with postgresql://.")
    raise _refuse(f"begins with {scheme}:, but this application runs on PostgreSQL only.")


def _name(path: str) -> str:
    name = path.removeprefix("/")
    if not name:
        raise _refuse("does not name a database after the host.")
    if "/" in name:
        raise _refuse("has more than one / after the host; in a name, / is %2F.")
    return unquote(name)


def _port(parts: SplitResult) -> str:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise _refuse("has a wrong port; it must be a number from 1 to 65535.")
    return str(port or "")


def _host(parts: SplitResult, socket_folder: str | None) -> str:
    if parts.netloc.count("@") > 1:
        raise _refuse("contains @ in the user or the password; write it as %40.")
    host = unquote(parts.hostname or "")
    if host and socket_folder:
        raise _refuse("gives the host twice.")
    if not host and not socket_folder:
        raise _refuse("names no host; a folder with a socket is given as ?host=/folder.")
    if socket_folder and not socket_folder.startswith("/"):
        raise _refuse("has a ?host= that is not a folder; it must begin with /.")
    return host or str(socket_folder)


def _options(query: str) -> dict[str, str]:
    """Return the options after the question mark, each once and known to libpq."""
    pairs = [] if not query else [part.partition("=") for part in query.split("&")]
    options = {unquote(name): unquote(value) for name, _, value in pairs}
    if not all(options.values()):
        raise _refuse("has an option without a value after the question mark.")
    if len(options) < len(pairs):
        raise _refuse("gives an option twice.")
    for option in options:
        _check_option(option)
    return options


def _check_option(option: str) -> None:
    if option in BEFORE_THE_QUESTION_MARK:
        raise _refuse(f"has {option} after the question mark.")
    try:
        psycopg2.extensions.parse_dsn(f"{option}=1")
    except psycopg2.ProgrammingError:
        raise _refuse(f"has an unknown option {option!r}.") from None
