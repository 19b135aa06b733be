"""The report as a PDF that everybody can read: PDF/UA-1 and PDF/A-2a in one file, by Typst."""

import json
import logging
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from reports.renderers.blocks import blocks
from reports.renderers.fonts import FOLDER, with_replacements
from reports.renderers.paper import paper_of

CONTENT_TYPE = "application/pdf"
SUFFIX = ".pdf"
TEMPLATE = Path(__file__).with_name("report.typ")
TYPESETTER = Path(__file__).with_name("typesetter.py")
STANDARDS = ("a-2a", "ua-1")
# What the report of fifty real ones needs is a third of this.
MOST_MEMORY = 4 * 1024**3
LONGEST = 300
REFUSED = 3

log = logging.getLogger(__name__)


class TypesettingError(Exception):
    """Typst made no PDF; the argument says why."""


def render(document):
    """The PDF, the same bytes for the same document.

    A document that can not be made accessible becomes a plain PDF, which says so in the log and in
    its keywords. TypesettingError only when there is no PDF at all.
    """
    report = json.dumps(_printable(blocks(document)), ensure_ascii=False)
    inputs = {
        "report": report,
        "day": document.days[1].isoformat(),
        "paper": paper_of(document.country).typst,
        "mark": "",
    }
    try:
        return _typeset(inputs, STANDARDS)
    except TypesettingError as error:
        log.error("The report %s %s is no PDF/UA: %s", document.country, document.period, error)
        return _typeset(inputs | {"mark": "not accessible"}, ())


def is_accessible(content):
    """Whether a PDF that `render` made keeps its standards."""
    return b"pdfuaid:part" in content


def _printable(value):
    """The data with characters only that the fonts can draw, and tabs as spaces."""
    if isinstance(value, str):
        return with_replacements(value).replace("\t", " ")
    if isinstance(value, dict):
        return {name: _printable(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_printable(item) for item in value]
    return value


def _midnight(day):
    """The beginning of an ISO date in UTC, as Unix time."""
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def _typeset(inputs, standards):
    """Run the typesetter where it finds nothing to read; it is killed when it takes too long."""
    with tempfile.TemporaryDirectory() as empty:
        order = {
            "template": TEMPLATE.read_text(encoding="utf-8"),
            "inputs": inputs,
            "fonts": str(FOLDER),
            "root": empty,
            "standards": list(standards),
            "timestamp": _midnight(inputs["day"]),
            "memory": MOST_MEMORY,
        }
        try:
            done = subprocess.run(  # noqa: S603 - our own program, and nothing in its arguments
                [sys.executable, "-I", str(TYPESETTER)],
                input=json.dumps(order).encode(),
                capture_output=True,
                cwd=empty,
                env={"HOME": empty, "TMPDIR": empty},
                timeout=LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise TypesettingError(f"not done after {LONGEST} seconds") from error
    if done.returncode:
        raise TypesettingError(done.stderr.decode(errors="replace").strip()[-2000:])
    return done.stdout
