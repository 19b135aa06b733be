"""Migrations that have landed are frozen: a database that has run one never runs it again.

So is the SQL that lies beside them and that they run. What is published today is not among it: that
is `roadmap/public/sql/` and `reports/publishing/sql/`, which are applied whenever they change.
"""

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LIST = Path(__file__).with_name("landed_migrations.txt")


def listed():
    """{path: SHA-256} of the migrations that have landed, as `sha256sum` writes them."""
    lines = (line.split("  ") for line in LIST.read_text().splitlines())
    return {path: digest for digest, path in lines}


def found_in(root):
    """{path: SHA-256} of the migrations that there are."""
    files = sorted([*root.glob("*/migrations/[0-9]*.py"), *root.glob("*/migrations/*.sql")])
    return {
        file.relative_to(root).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }


def what_to_do(landed, there):
    """A sentence for each migration that is not as it landed, or has not been written down."""
    for path, digest in landed.items():
        if there.get(path) != digest:
            app = path.partition("/")[0]
            yield (
                f"{path} has landed: installed databases have run it as it was. Put it back"
                f" (git checkout main -- {path}) and write a new migration"
                f" (manage.py makemigrations {app}, with --empty for SQL)."
            )
    for path in there.keys() - landed.keys():
        yield (
            f"{path} is new. When it is as it shall land, write it down:"
            f" sha256sum {path} >> tests/{LIST.name}"
        )


def test_landed_migrations_are_as_they_landed():
    assert list(what_to_do(listed(), found_in(ROOT))) == []


@pytest.fixture
def migrations(tmp_path):
    folder = tmp_path / "roadmap" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_initial.py").write_text("operations = []\n")
    (folder / "__init__.py").write_text("")
    return folder


def test_nothing_is_said_of_what_has_not_changed(tmp_path, migrations):
    landed = found_in(tmp_path)
    assert list(landed) == ["roadmap/migrations/0001_initial.py"]
    (migrations / "__init__.py").write_text("# Not a migration.\n")
    (migrations / "notes.txt").write_text("Nor is this.\n")
    assert list(what_to_do(landed, found_in(tmp_path))) == []


@pytest.mark.parametrize("name", ["0001_initial.py", "published.sql"])
def test_changed_migration_is_to_be_put_back(tmp_path, migrations, name):
    (migrations / "published.sql").write_text("SELECT 1;\n")
    landed = found_in(tmp_path)
    (migrations / name).write_text("changed\n")
    (said,) = what_to_do(landed, found_in(tmp_path))
    assert said.startswith(f"roadmap/migrations/{name} has landed")
    assert "write a new migration (manage.py makemigrations roadmap" in said


def test_migration_that_is_gone_is_to_be_put_back(tmp_path, migrations):
    landed = found_in(tmp_path)
    (migrations / "0001_initial.py").rename(migrations / "0001_first.py")
    gone, new = what_to_do(landed, found_in(tmp_path))
    assert "0001_initial.py has landed" in gone
    assert "0001_first.py is new" in new


def test_new_migration_is_to_be_written_down(tmp_path, migrations):
    landed = found_in(tmp_path)
    (migrations / "0002_more.py").write_text("operations = []\n")
    (said,) = what_to_do(landed, found_in(tmp_path))
    path = "roadmap/migrations/0002_more.py"
    assert said.endswith(f"sha256sum {path} >> tests/landed_migrations.txt")
