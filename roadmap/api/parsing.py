"""JSON from strangers: not too large, not too deep, and nothing that a database can not keep."""

import json
import math
import re

from django.utils.translation import gettext_lazy as _
from rest_framework.parsers import BaseParser

from roadmap.api.problems import Problem

DEEPEST = 20
_OUTSIDE_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)


class LimitedJSONParser(BaseParser):
    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        """A JSON object; a Problem that says why where it is none."""
        data = stream.read()
        if _depth(data) > DEEPEST:
            raise _refused(_("It is nested too deep."))
        try:
            body = json.loads(
                data.decode(),
                parse_constant=_no_constant,
                parse_float=_finite,
                object_pairs_hook=_without_repeated_names,
            )
            # What is half a character, or the end of a text for others, is found in no string.
            if b"\x00" in json.dumps(body, ensure_ascii=False).encode() or "\\u0000" in json.dumps(
                body
            ):
                raise ValueError
        except (ValueError, RecursionError) as error:
            raise _refused(
                _("It is not JSON, or has characters or numbers that stand for nothing.")
            ) from error
        if not isinstance(body, dict):
            raise _refused(_("Send a JSON object."))
        return body


def _refused(detail):
    return Problem("wrong-body", detail)


def _depth(data):
    deepest = depth = 0
    for match in _OUTSIDE_STRINGS.finditer(data):
        sign = match.group()
        if sign in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in b"]}":
            depth -= 1
    return deepest


def _no_constant(_name):
    raise ValueError


def _finite(text):
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _without_repeated_names(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found
