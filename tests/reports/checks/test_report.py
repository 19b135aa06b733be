"""The checks on a report out of the database: queries, order, keys, acceptances."""

import datetime
import re
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from reports.checks import BLOCKER, WARNING, accepting, blockers, check, check_report, read_material
from reports.checks.registry import CHECKS
from reports.composing.compose import compose
from reports.models import AcceptedWarning, WrittenAnswer
from roadmap.models import Period, ProgressUpdate, Result
from tests import make
from tests.reports.checks import real_report
from tests.reports.composed import tell

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2023, 5, 2, 18, tzinfo=datetime.UTC)
QUERIES = 12  # compose's ten; agencies and their other names
DOCUMENT = Path(__file__).parents[3] / "docs" / "checks.md"
NO_END = "Se apoyó a familias de Sinaloa y de"


@pytest.fixture
def period():
    make.make_roadmap(code="MX-2019")
    make.make_priority()
    return make.make_period(year=2022)


@pytest.fixture
def coordinator():
    return make.make_user(group="coordinators", name="Coordinación")


def warning(period):
    """The only warning of this check."""
    [finding] = [finding for finding in check_report(period) if finding.check == "no-end"]
    return finding


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_depend_on_the_number_of_rows(
    period, django_assert_num_queries, rows
):
    for number in range(rows):
        update = tell(f"Se hizo {number}.")
        make.make_result(update=update)
        make.make_evidence(update=update)
        make.make_alias()
        make.make_place()
        make.make_project()
        make.make_next_step(period=period)
        make.make_written_answer(period=period, question=f"q{number}")
    with django_assert_num_queries(QUERIES):
        check(read_material(period))
    with django_assert_num_queries(QUERIES + 1):
        check_report(period)


def test_blockers_come_first_and_then_the_order_of_the_report(period):
    make.make_written_answer(period=period, question="lessons", narrative=make.paragraph(NO_END))
    findings = check_report(period)
    order = [(finding.level != BLOCKER, finding.place.number or 0) for finding in findings]
    assert order == sorted(order)
    assert [finding.check for finding in findings if finding.level == WARNING] == ["no-end"]


def test_blockers_are_the_findings_that_stop_a_submission(period):
    stopping = [finding for finding in check_report(period) if finding.level == BLOCKER]
    assert list(blockers(read_material(period))) == stopping
    assert len(stopping) > 5


def test_edition_that_is_missing_is_said(period):
    with pytest.raises(LookupError, match="no edition"):
        check_report(make.make_period(year=2020))


def test_every_check_has_its_id_and_words():
    assert [check.id for check in CHECKS.values()] == list(CHECKS)
    assert all(str(check.title) and str(check.advice) for check in CHECKS.values())
    assert {check.level for check in CHECKS.values()} == {BLOCKER, WARNING}


def test_every_check_is_documented():
    documented = re.findall(r"^\| `([a-z-]+)` \| (\w+) \|", DOCUMENT.read_text(), re.MULTILINE)
    assert documented == [(check.id, str(check.level)) for check in CHECKS.values()]


# Accepting


def test_acceptance_survives_the_next_run_and_other_changes(period, coordinator):
    answer = make.make_written_answer(
        period=period, question="lessons", narrative=make.paragraph(NO_END)
    )
    accepting.accept(warning(period), period, reason="Así se firmó.", by=coordinator, now=NOW)
    make.make_priority(text="Proteger.")
    answer.narrative = [*make.paragraph("Antes."), *answer.narrative]
    answer.save()
    accepted = warning(period).accepted
    assert (accepted.reason, accepted.by, accepted.at) == ("Así se firmó.", "Coordinación", NOW)


def test_acceptance_does_not_survive_a_change_of_the_words(period, coordinator):
    answer = make.make_written_answer(
        period=period, question="lessons", narrative=make.paragraph(NO_END)
    )
    accepting.accept(warning(period), period, reason="Así se firmó.", by=coordinator, now=NOW)
    answer.narrative = make.paragraph(f"{NO_END} los municipios")
    answer.save()
    assert warning(period).accepted is None


def test_acceptance_is_of_one_period(period, coordinator):
    later = make.make_period(year=2023)
    for each in (period, later):
        make.make_written_answer(period=each, question="lessons", narrative=make.paragraph(NO_END))
    accepting.accept(warning(period), period, reason="Así se firmó.", by=coordinator, now=NOW)
    assert warning(period).accepted is not None
    assert warning(later).accepted is None


def test_blocker_can_not_be_accepted(period, coordinator):
    with pytest.raises(PermissionDenied):
        accepting.accept(
            blockers(read_material(period))[0], period, reason="Así es.", by=coordinator, now=NOW
        )
    assert not AcceptedWarning.objects.exists()


def test_accepting_twice_makes_one_row(period, coordinator):
    make.make_written_answer(period=period, question="lessons", narrative=make.paragraph(NO_END))
    first = accepting.accept(warning(period), period, reason="Uno.", by=coordinator, now=NOW)
    second = accepting.accept(warning(period), period, reason="Dos.", by=coordinator, now=NOW)
    assert first == second
    assert [row.reason for row in AcceptedWarning.objects.all()] == ["Uno."]


def test_withdrawn_acceptance_stays_on_record_and_can_be_given_again(period, coordinator):
    make.make_written_answer(period=period, question="lessons", narrative=make.paragraph(NO_END))
    row = accepting.accept(warning(period), period, reason="Uno.", by=coordinator, now=NOW)
    assert accepting.withdraw(row, by=coordinator, now=NOW)
    assert not accepting.withdraw(row, by=coordinator, now=NOW)
    assert warning(period).accepted is None
    accepting.accept(warning(period), period, reason="Dos.", by=coordinator, now=NOW)
    assert [(row.reason, row.withdrawn_at) for row in AcceptedWarning.objects.order_by("pk")] == [
        ("Uno.", NOW),
        ("Dos.", None),
    ]


# The real year


def real_period():
    call_command("load_mexico", verbosity=0)
    return Period.objects.get(roadmap__code="MX-2019", year=2022)


def ids(findings):
    return [(finding.check, finding.place.number) for finding in findings]


CHOICES_LOST = [
    *(("choice-missing", number) for number in (11, 12, 13, 14, 16)),
    *(("text-without-choice", number) for number in (18, 22, 26, 28, 30, 32)),
    *(("choice-missing", number) for number in (34, 35)),
]


def test_demo_year_has_these_findings_and_no_others():
    assert ids(check_report(real_period())) == [
        *CHOICES_LOST,
        ("acronym-unexplained", 1),
        ("body-two-names", 3),
        ("body-two-names", 3),
        ("next-step-untitled", 12),
        ("body-two-names", 17),
        ("promise-as-proof", 19),
        ("promise-as-proof", 36),
        ("promise-as-proof", 36),
    ]


@pytest.mark.skipif(not real_report.FILE.exists(), reason="the report's text is not at hand")
def test_real_report_has_these_findings_and_no_others():
    period = real_period()
    Result.objects.all().delete()
    WrittenAnswer.objects.all().delete()
    for update in ProgressUpdate.objects.all():
        update.evidence.all().delete()
        update.delete()
    real_report.write_answers(period, compose(period))
    assert ids(check_report(period)) == [
        *CHOICES_LOST,
        *[("acronym-unexplained", 1)] * 3,  # DIF, INEGI, FEVIMTRA
        ("dates-differ", 2),  # the Model Protocol: 7 December, December, 14 June
        *[("body-two-names", 3)] * 3,
        ("unbalanced-marks", 3),
        ("bad-link", 5),  # link:https://…
        ("body-two-names", 6),
        ("word-twice", 6),
        ("body-two-names", 7),
        ("places-differ", 8),  # Campos de Esperanza without Sonora
        ("no-end", 8),
        ("unbalanced-marks", 8),
        ("next-step-untitled", 12),
        ("no-end", 15),
        ("promise-as-proof", 19),  # deliverables of the coming year among the successes
        ("not-applicable-and-text", 23),
        ("no-end", 25),
        ("acronym-unexplained", 27),
        ("no-end", 27),
        ("unbalanced-marks", 27),
        ("no-end", 29),
        *[("promise-as-proof", 36)] * 2,  # two deliverables that question 33 tells as approved
    ]
