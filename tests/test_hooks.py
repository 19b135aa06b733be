"""The hook that `make hooks` turns on refuses what the linter would."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GOOD, BAD, UNFORMATTED = '"""A."""\n\nA = 1\n', '"""A."""\n\nimport os\n', '"""A."""\n\nA=1\n'

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def git(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / ".githooks", tmp_path / ".githooks")
    mine = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    who = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who |= {
        f"GIT_{role}_{part}": "a@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for part in ("NAME", "EMAIL")
    }

    def run(*arguments, **more):
        return subprocess.run(
            ["git", *arguments],
            cwd=tmp_path,
            env=mine | who | {"PYTHON": sys.executable} | more,
            capture_output=True,
            text=True,
        )

    assert run("init", "--quiet").returncode == 0
    assert run("config", "core.hooksPath", ".githooks").returncode == 0
    return run


def commit(git, folder, text, **more):
    (folder / "with space.py").write_text(text)
    assert git("add", ".").returncode == 0
    return git("commit", "--quiet", "--message", "A", **more)


def test_what_the_linter_takes_is_committed(git, tmp_path):
    done = commit(git, tmp_path, GOOD)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("text", "reason"), [(BAD, "F401"), (UNFORMATTED, "is not formatted")])
def test_what_it_refuses_is_not(git, tmp_path, text, reason):
    done = commit(git, tmp_path, text)
    assert done.returncode == 1
    assert reason in done.stdout + done.stderr
    assert git("log").returncode != 0


def test_what_is_staged_counts_and_not_what_lies_in_the_folder(git, tmp_path):
    file = tmp_path / "with space.py"
    file.write_text(BAD)
    git("add", ".")
    file.write_text(GOOD)
    assert git("commit", "--quiet", "--message", "A").returncode == 1
    git("add", ".")
    file.write_text(BAD)
    assert git("commit", "--quiet", "--message", "A").returncode == 0


def test_a_file_that_is_taken_away_is_not_linted(git, tmp_path):
    assert commit(git, tmp_path, GOOD).returncode == 0
    git("rm", "--quiet", "with space.py")
    assert git("commit", "--quiet", "--message", "B").returncode == 0


def test_without_a_linter_nothing_is_committed_unseen(git, tmp_path):
    done = commit(git, tmp_path, GOOD, PYTHON=str(tmp_path / "missing"))
    assert done.returncode == 1
    assert "run make hooks" in done.stderr


def test_make_hooks_names_the_folder_of_the_hook():
    said = subprocess.run(
        ["make", "--dry-run", "hooks"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "git config core.hooksPath .githooks" in said.stdout
