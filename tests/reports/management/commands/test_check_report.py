import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reports.checks import check_report
from tests import make

NO_END = "Se apoyó a familias de Sinaloa y de"


@pytest.fixture
def period(db):
    make.make_roadmap(code="MX-2019")
    make.make_priority()
    period = make.make_period(year=2022)
    make.make_written_answer(period=period, question="lessons", narrative=make.paragraph(NO_END))
    return period


@pytest.fixture
def finished(period):
    """A report in which nothing is missing."""
    for question, choices in {
        "other-successes": ["no"],
        "assessment-tools": ["not-applicable"],
        "initiatives": ["no"],
        "national-collaboration-increased": ["no"],
        "pathfinder-process-useful": ["yes"],
        "priorities-revision": ["no"],
        "international-partners": ["ilo"],
        "national-partners": ["ministries"],
    }.items():
        make.make_written_answer(question=question, choices=choices, narrative=[])
    for question in ("main-successes", "difficulties", "anticipated-challenges"):
        make.make_written_answer(question=question)
    make.make_written_answer(question="progress-rating", rating=7, narrative=[])
    make.make_next_step(period=make.make_period(year=2023))
    make.make_update(period=period, status="approved")
    return period


def run(*arguments, **options):
    stream = StringIO()
    call_command("check_report", *arguments, stdout=stream, **options)
    return stream.getvalue()


def test_exit_status_is_1_while_blockers_stand(period):
    with pytest.raises(CommandError) as refusal:
        run("2022-2023")
    assert refusal.value.returncode == 1
    assert str(refusal.value) == "14 blockers stand."


def test_exit_status_is_0_when_only_warnings_stand(finished):
    assert "blockers: 0, warnings: 3, accepted: 0" in run("2022-2023")


def test_findings_are_told_one_by_one_with_their_advice(finished):
    [finding, *_others] = check_report(finished)
    assert run("2022-2023", language="en").splitlines()[:2] == [
        f"warning no-end {finding.key}: A sentence of question 8 has no end: “… a familias de"
        " Sinaloa y de”.",
        "    Complete the sentence and put a full stop: text may be missing.",
    ]


def test_accepted_warning_is_told_with_its_reason(finished):
    [finding, *_others] = check_report(finished)
    person = make.make_user(name="Coordinación")
    make.make_accepted_warning(
        period=finished, key=finding.key, reason="Así se firmó.", accepted_by=person
    )
    assert "    Coordinación: Así se firmó." in run("2022-2023").splitlines()


def test_json_is_what_the_command_documents(finished):
    report = json.loads(run("2022-2023", format="json", language="en"))
    [finding, *_others] = check_report(finished)
    assert report["findings"][0] == {
        "check": "no-end",
        "level": "warning",
        "key": finding.key,
        "title": "A sentence without an end",
        "sentence": "A sentence of question 8 has no end: “… a familias de Sinaloa y de”.",
        "advice": "Complete the sentence and put a full stop: text may be missing.",
        "place": {
            "question": "lessons",
            "number": 8,
            "priority": None,
            "next_step": None,
            "passage": 0,
            "update": "",
            "words": NO_END,
            "anchor": "question-lessons",
        },
        "accepted": None,
    }
    assert {name: value for name, value in report.items() if name != "findings"} == {
        "roadmap": "MX-2019",
        "period": "2022-2023",
        "language": "en",
        "counts": {"blockers": 0, "warnings": 3, "accepted": 0},
    }


def test_json_is_written_before_the_command_fails(period, capsys):
    stream = StringIO()
    with pytest.raises(CommandError):
        call_command("check_report", "2022-2023", format="json", stdout=stream)
    assert json.loads(stream.getvalue())["counts"]["blockers"] == 14


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["2030-2031"], "There is no period 2030-2031. Known periods: 2022-2023 (MX-2019)."),
        (["2022-2023", "--language", "de"],
         "There are no findings in “de”. Languages: es, en, fr."),
        (["2022-2023", "--roadmap", "MX-1990"],
         "There is no period 2022-2023. Known periods: none."),
    ],
)  # fmt: skip
def test_command_that_can_not_be_carried_out_says_why(period, arguments, message):
    with pytest.raises(CommandError) as refusal:
        call_command("check_report", *arguments)
    assert str(refusal.value) == message
