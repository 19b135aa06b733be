import json

import pytest
from django.core.management import CommandError, call_command

from reports.models import PastReport, WrittenAnswer
from tests import make
from tests.reports.importing.documents import small_period

REPORT = "¿Qué retos anticipa en este proceso?\n\nEl presupuesto.\n"


@pytest.fixture
def period(db):
    return small_period()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "informe.md"
    path.write_text(REPORT)
    return path


def told(capsys, *arguments):
    call_command("import_report", *map(str, arguments))
    return capsys.readouterr().out


def test_report_is_taken_over_and_recorded(period, file, capsys):
    person = make.make_user(email="ana@example.org")
    out = told(capsys, file, "--period", "2022-2023", "--by", "ANA@example.org")
    assert "informe.md, 2022-2023: 1 questions. Taken over." in out
    assert "new      anticipated-challenges (1)" in out
    [report] = PastReport.objects.all()
    assert (report.by, bytes(report.content), report.name) == (person, REPORT.encode(), file.name)
    assert WrittenAnswer.objects.get().changed_by == person


def test_dry_run_changes_nothing(period, file, capsys):
    out = told(capsys, file, "--period", "2022-2023", "--dry-run")
    assert "Not taken over, as this is a dry run." in out
    assert (PastReport.objects.count(), WrittenAnswer.objects.count()) == (0, 0)


def test_json_says_everything(period, file, capsys):
    out = told(capsys, file, "--period", "2022-2023", "--dry-run", "--format", "json")
    body = json.loads(out)
    findings = body.pop("findings")
    assert body == {
        "file": "informe.md",
        "period": "2022-2023",
        "roadmap": "MX-2019",
        "language": "es",
        "questions": 1,
        "places": "line",
        "applied": False,
        "answers": [{"name": "anticipated-challenges", "state": "new", "place": 1}],
    }
    assert set(findings[0]) == {"kind", "place", "message", "text", "expected", "other"}
    assert "section-untitled" in {finding["kind"] for finding in findings}


@pytest.mark.parametrize(
    ("arguments", "state", "text"),
    [
        ([], "kept", "Así fue."),
        (["--replace", "anticipated-challenges"], "replaced", "El presupuesto."),
        (["--replace", "all"], "replaced", "El presupuesto."),
    ],
)
def test_answer_that_is_written_is_replaced_only_by_name(
    period, file, capsys, arguments, state, text
):
    make.make_written_answer(period=period, question="anticipated-challenges")
    out = told(capsys, file, "--period", "2022-2023", *arguments)
    assert state in out
    assert WrittenAnswer.objects.get().narrative == make.paragraph(text)


WRONG = [
    (["--period", "2022"], "2022 is no period: write it like 2022-2023."),
    (["--period", "2022-2024"], "2022-2024 is no period: write it like 2022-2023."),
    (["--period", "2018-2019"], "There is no edition of the questionnaire for 2018-2019."),
    (["--period", "2022-2023", "--roadmap", "XX"], "Say --roadmap with one of: MX-2019."),
    (["--period", "2022-2023", "--by", "x@example.org"], "There is nobody with the address x@exa"),
    (["--period", "2022-2023", "--replace", "lessons"], "Nothing to replace at: lessons."),
]


@pytest.mark.parametrize(("arguments", "sentence"), WRONG)
def test_wrong_argument_is_refused(period, file, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("import_report", str(file), *arguments)
    assert (PastReport.objects.count(), WrittenAnswer.objects.count()) == (0, 0)


def test_file_that_is_not_there_or_no_report_is_refused(period, tmp_path):
    with pytest.raises(CommandError, match="can not be read: No such file or directory"):
        call_command("import_report", str(tmp_path / "x.md"), "--period", "2022-2023")
    (tmp_path / "x.pdf").write_bytes(b"%PDF-")
    with pytest.raises(CommandError, match=r"x\.pdf: "):
        call_command("import_report", str(tmp_path / "x.pdf"), "--period", "2022-2023")
