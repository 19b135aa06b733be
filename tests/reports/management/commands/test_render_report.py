import json
import os
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reports.composing.compose import compose
from reports.management.commands.render_report import write
from reports.renderers import RENDERERS
from tests import make


@pytest.fixture
def period(db):
    make.make_roadmap(code="MX-2019")
    make.make_priority()
    return make.make_period(year=2022)


@pytest.mark.parametrize("name", sorted(RENDERERS))
def test_report_is_written_into_the_file(period, tmp_path, name):
    path = tmp_path / "informe"
    path.write_text("earlier")
    call_command("render_report", "2022-2023", format=name, output=str(path))
    assert path.read_bytes() == RENDERERS[name].render(compose(period))
    assert [file.name for file in tmp_path.iterdir()] == ["informe"]


def test_report_follows_a_link_and_leaves_it_there(period, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "file")
    call_command("render_report", "2022-2023", format="json", output=str(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert json.loads((tmp_path / "file").read_bytes())["country"] == "MX"


def test_report_never_replaces_a_pipe_or_device(period, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write(b"content", str(pipe), StringIO())
    assert os.read(reader, 100) == b"content"
    os.close(reader)
    assert pipe.is_fifo()


def test_report_goes_to_standard_output(period, capfdbinary):
    call_command("render_report", "2022-2023", format="json")
    assert capfdbinary.readouterr().out == RENDERERS["json"].render(compose(period))


def test_report_goes_to_the_stream_that_is_given(period):
    stream = StringIO()
    call_command("render_report", "2022-2023", format="json", stdout=stream)
    assert json.loads(stream.getvalue())["period"] == "2022-2023"


def test_report_is_in_the_language_that_is_asked_for(period):
    stream = StringIO()
    call_command("render_report", "2022-2023", format="json", language="fr", stdout=stream)
    assert json.loads(stream.getvalue())["language"] == "fr"


def test_roadmap_tells_two_periods_apart(period):
    other = make.make_roadmap(code="CO-2020", country="CO")
    make.make_period(roadmap=other, year=2022)
    stream = StringIO()
    call_command("render_report", "2022-2023", format="json", roadmap="CO-2020", stdout=stream)
    assert json.loads(stream.getvalue())["country"] == "CO"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["2030-2031"], "There is no period 2030-2031. Known periods: 2022-2023 (CO-2020), "
         "2021-2022 (MX-2019), 2022-2023 (MX-2019)."),
        (["2022"], "There is no period 2022. Known periods: 2022-2023 (CO-2020), "
         "2021-2022 (MX-2019), 2022-2023 (MX-2019)."),
        (["2022-2023", "--roadmap", "MX-1990"],
         "There is no period 2022-2023. Known periods: none."),
        (["2022-2023"],
         "Several roadmaps have a period 2022-2023: say --roadmap with CO-2020, MX-2019."),
        (["2022-2023", "--roadmap", "MX-2019", "--language", "de"],
         "There is no report in “de”. Languages: es, en, fr."),
        (["2021-2022"], "There is no edition of the questionnaire for 2021-2022."),
        (["2022-2023", "--roadmap", "MX-2019", "--output", "/dev/null/report"],
         "/dev/null/report can not be written: Not a directory."),
    ],
)  # fmt: skip
def test_command_that_can_not_be_carried_out_says_why(period, arguments, message):
    make.make_period(year=2021)
    make.make_period(roadmap=make.make_roadmap(code="CO-2020", country="CO"), year=2022)
    with pytest.raises(CommandError) as refusal:
        call_command("render_report", *arguments)
    assert str(refusal.value) == message


def test_file_that_can_not_be_written_leaves_nothing_behind(period, tmp_path):
    (tmp_path / "informe").mkdir()
    with pytest.raises(CommandError, match="can not be written: Is a directory"):
        call_command("render_report", "2022-2023", output=str(tmp_path / "informe"))
    assert [file.name for file in tmp_path.iterdir()] == ["informe"]
