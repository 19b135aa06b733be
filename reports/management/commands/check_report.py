"""manage.py check_report 2022-2023 --format json

The JSON is one object:

    {"roadmap": "MX-2019", "period": "2022-2023", "language": "es",
     "counts": {"blockers": 2, "warnings": 5, "accepted": 1},
     "findings": [{"check": "no-end", "level": "warning", "key": "…", "title": "…",
                   "sentence": "…", "advice": "…",
                   "place": {"question": "lessons", "number": 21, "priority": null,
                             "next_step": null, "passage": 0, "update": "",
                             "words": "…", "anchor": "question-lessons"},
                   "accepted": null or {"reason": "…", "by": "…", "at": "2023-05-02T10:00:00Z"}}]}

`check` and `key` last: a key stays until the quoted words change. "warnings" counts those that
stand. The exit status is 1 while blockers stand, 0 otherwise.
"""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import override

from reports.checks import BLOCKER, check_report
from reports.management.commands.render_report import find_period
from reports.wording import WORDINGS


class Command(BaseCommand):
    help = "Check the report of a period. The exit status is 1 while something must be put right."

    def add_arguments(self, parser):
        parser.add_argument("period", help="the period's label, such as 2022-2023")
        parser.add_argument("--roadmap", help="the roadmap's code, such as MX-2019")
        parser.add_argument("--language", help="of the findings; without it the roadmap's")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *_args, **options):
        period = find_period(options["period"], options["roadmap"])
        language = options["language"] or period.roadmap.language
        if language not in WORDINGS:
            known = ", ".join(WORDINGS)
            raise CommandError(f"There are no findings in “{language}”. Languages: {known}.")
        try:
            findings = check_report(period, language)
        except LookupError as error:
            raise CommandError(str(error)) from error
        with override(language):
            write = as_json if options["format"] == "json" else as_text
            self.stdout.write(write(period, language, findings))
        if standing := counts(findings)["blockers"]:
            stand = "blocker stands" if standing == 1 else "blockers stand"
            raise CommandError(f"{standing} {stand}.", returncode=1)


def counts(findings):
    return {
        "blockers": sum(finding.level == BLOCKER for finding in findings),
        "warnings": sum(finding.level != BLOCKER and finding.stands for finding in findings),
        "accepted": sum(not finding.stands for finding in findings),
    }


def as_text(_period, _language, findings):
    """One line per finding with its advice below it; accepted warnings with their reason."""
    lines = []
    for finding in findings:
        accepted = finding.accepted
        below = f"{accepted.by}: {accepted.reason}" if accepted else finding.advice
        lines.append(f"{finding.level} {finding.check} {finding.key}: {finding.sentence}")
        lines.append(f"    {below}")
    total = ", ".join(f"{name}: {number}" for name, number in counts(findings).items())
    return "\n".join([*lines, total])


def as_json(period, language, findings):
    report = {
        "roadmap": period.roadmap.code,
        "period": str(period),
        "language": language,
        "counts": counts(findings),
        "findings": [_entry(finding) for finding in findings],
    }
    return json.dumps(report, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _entry(finding):
    accepted = finding.accepted
    return {
        "check": finding.check,
        "level": finding.level,
        "key": finding.key,
        "title": str(finding.title),
        "sentence": finding.sentence,
        "advice": str(finding.advice),
        "place": asdict(finding.place) | {"anchor": finding.place.anchor},
        "accepted": accepted and {"reason": accepted.reason, "by": accepted.by, "at": accepted.at},
    }
