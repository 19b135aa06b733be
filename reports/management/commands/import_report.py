"""manage.py import_report report.docx --period 2022-2023 --dry-run"""

import hashlib
import json
import re
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reports.importing.applying import Stale, apply_report
from reports.importing.planning import plan_of, tell
from reports.importing.reading import MOST_BYTES, counts_lines
from reports.models import PastReport
from reports.wording import WORDINGS
from roadmap.files.office import Refused
from roadmap.models import Roadmap, User

PERIOD = re.compile(r"(\d{4})-(\d{4})")


class Command(BaseCommand):
    help = "Bring in a past report: Markdown, plain text or Word, read against its questionnaire."

    def add_arguments(self, parser):
        parser.add_argument("file", help="the report: .md, .txt or .docx")
        parser.add_argument("--period", required=True, help="its period, such as 2022-2023")
        parser.add_argument("--roadmap", help="the roadmap's code, such as MX-2019")
        parser.add_argument("--language", choices=sorted(WORDINGS), help="else it is found out")
        parser.add_argument("--by", metavar="EMAIL", help="whose work this is, for the record")
        parser.add_argument(
            "--replace",
            action="append",
            default=[],
            metavar="NAME",
            help="an answer to replace though one is written, by its name; all for every one",
        )
        parser.add_argument("--dry-run", action="store_true", help="read and tell, change nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *_args, **options):
        path, year = Path(options["file"]), _year(options["period"])
        roadmap = _roadmap(options["roadmap"])
        content = _content(path)
        try:
            plan = plan_of(roadmap, year, path.name, content, options["language"])
        except Refused as error:
            raise CommandError(f"{path.name}: {error.args[0]}") from error
        except LookupError as error:
            raise CommandError(str(error)) from error
        replace = _names(options["replace"], plan)
        if not options["dry_run"]:
            self._apply(roadmap, year, path, content, options, replace)
        told = _as_json(plan, replace, path.name, applied=not options["dry_run"])
        if options["format"] == "json":
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self._write(told)

    def _apply(self, roadmap, year, path, content, options, replace):
        report = PastReport.objects.create(
            by=_person(options["by"]),
            roadmap=roadmap,
            year=year,
            language=options["language"] or "",
            name=path.name,
            content=content,
            content_hash=hashlib.sha256(content).hexdigest(),
        )
        try:
            apply_report(report, by=report.by, replace=replace)
        except Stale as error:
            report.delete()
            raise CommandError("Somebody changed an answer meanwhile: run it again.") from error

    def _write(self, told):
        done = "Taken over" if told["applied"] else "Not taken over, as this is a dry run"
        self.stdout.write(
            f"{told['file']}, {told['period']}: {told['questions']} questions. {done}."
        )
        for answer in told["answers"]:
            self.stdout.write(f"  {answer['state']:8} {answer['name']} ({answer['place']})")
        for finding in told["findings"]:
            place = "" if finding["place"] is None else f"{told['places']} {finding['place']}: "
            self.stdout.write(f"- {place}{finding['message']}{_what_differs(finding)}")


def _what_differs(finding):
    parts = [finding["text"], finding["other"]]
    if finding["expected"]:
        parts.append(f"[{finding['expected']}]")
    return "".join(f" | {part}" for part in parts if part)


def _as_json(plan, replace, name, *, applied):
    changes = [*plan.changes, *plan.coming]
    return {
        "file": name,
        "period": f"{plan.year}-{plan.year + 1}",
        "roadmap": plan.roadmap.code,
        "language": plan.reading.language,
        "questions": plan.reading.headings,
        "places": "line" if counts_lines(name) else "paragraph",
        "applied": applied,
        "answers": [
            {"name": c.name, "state": _state(c, replace), "place": _place(c)} for c in changes
        ],
        "findings": [tell(finding) for finding in plan.findings],
    }


def _state(change, replace):
    if change.state != "differs":
        return change.state
    return "replaced" if change.name in replace else "kept"


def _place(change):
    return change.answer.place if hasattr(change, "answer") else change.place


def _year(label):
    match = PERIOD.fullmatch(label)
    if not match or int(match[2]) != int(match[1]) + 1 or not 2016 <= int(match[1]) <= 2100:
        raise CommandError(f"{label} is no period: write it like 2022-2023.")
    return int(match[1])


def _roadmap(code):
    roadmaps = Roadmap.objects.order_by("code")
    found = list(roadmaps.filter(code=code) if code else roadmaps.filter(state="current"))
    if len(found) != 1:
        known = ", ".join(roadmaps.values_list("code", flat=True)) or "none"
        raise CommandError(f"Say --roadmap with one of: {known}.")
    return found[0]


def _content(path):
    """The file's bytes; no more of them are read than may be."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path} can not be read: {error.strerror}.") from error


def _person(email):
    if not email:
        return None
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        raise CommandError(f"There is nobody with the address {email}.")
    return person


def _names(names, plan):
    """The names to replace; "all" stands for every answer that differs."""
    known = {change.name for change in plan.undecided}
    if names == ["all"]:
        return known
    if unknown := set(names) - known:
        raise CommandError(f"Nothing to replace at: {', '.join(sorted(unknown))}.")
    return set(names)
