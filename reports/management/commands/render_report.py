"""manage.py render_report 2022-2023 --format html --output report.html"""

import secrets
from contextlib import suppress
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reports.composing.compose import compose
from reports.composing.files import file_of
from reports.renderers import RENDERERS
from reports.renderers.as_pdf import TypesettingError
from reports.wording import WORDINGS
from roadmap.models import Period


class Command(BaseCommand):
    help = "Write the composed report of a period into a file, or to standard output."

    def add_arguments(self, parser):
        parser.add_argument("period", help="the period's label, such as 2022-2023")
        parser.add_argument("--format", choices=sorted(RENDERERS), default="html")
        parser.add_argument("--output", default="-", help="a file, or - for standard output")
        parser.add_argument("--roadmap", help="the roadmap's code, such as MX-2019")
        parser.add_argument("--language", help="the report's language; without it the roadmap's")

    def handle(self, *_args, **options):
        language = options["language"]
        if language is not None and language not in WORDINGS:
            known = ", ".join(WORDINGS)
            raise CommandError(f"There is no report in “{language}”. Languages: {known}.")
        period = find_period(options["period"], options["roadmap"])
        try:
            document = compose(period, language)
        except LookupError as error:
            raise CommandError(str(error)) from error
        try:
            content = file_of(document, options["format"])
        except TypesettingError as error:
            raise CommandError(f"There is no PDF: {error}") from error
        write(content, options["output"], self.stdout)


def find_period(label, roadmap):
    """The period with this label; CommandError when there is none or more than one."""
    periods = Period.objects.select_related("roadmap").order_by("roadmap__code", "year")
    if roadmap is not None:
        periods = periods.filter(roadmap__code=roadmap)
    fitting = [period for period in periods if str(period) == label]
    if not fitting:
        known = ", ".join(f"{period} ({period.roadmap.code})" for period in periods) or "none"
        raise CommandError(f"There is no period {label}. Known periods: {known}.")
    if len(fitting) > 1:
        codes = ", ".join(period.roadmap.code for period in fitting)
        raise CommandError(f"Several roadmaps have a period {label}: say --roadmap with {codes}.")
    return fitting[0]


def write(content, output, stdout):
    """Write the bytes; a file appears whole or not at all."""
    if output == "-":
        write_to_stream(content, stdout)
        return
    path = Path(output).resolve()
    try:
        # What is there and no file, such as /dev/null, is written to and never replaced.
        if path.exists() and not path.is_file():
            path.write_bytes(content)
        else:
            write_file(content, path)
    except OSError as error:
        raise CommandError(f"{output} can not be written: {error.strerror}.") from error


def write_file(content, path):
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise


def write_to_stream(content, stdout):
    """Write the very bytes, whatever encoding the terminal has."""
    if (buffer := getattr(stdout, "buffer", None)) is None:
        stdout.write(content.decode(), ending="")
        return
    buffer.write(content)
    buffer.flush()
