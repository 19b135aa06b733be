"""What `make run` says while it installs, and when it refuses a port."""

import importlib.util
import socket
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "requirements" / "install.py"


@pytest.fixture
def script():
    spec = importlib.util.spec_from_file_location("install", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_line_for_each_package_that_is_fetched(script, capsys):
    left = script.pinned(
        "Django==5.2 \\\n    --hash=sha256:1\npsycopg[binary]==3.3 ; python_version > '3'\n"
        "psycopg-binary==3.3 \\\ncolorama==0.4 ; sys_platform == 'win32'\n"
        "et-xmlfile==2.0.0\n"
    )
    lines = [
        "Ignoring colorama: markers 'sys_platform == \"win32\"' don't match your environment\n",
        "Collecting django==5.2 (from -r requirements/base.txt (line 1))\n",
        "  Downloading django-5.2-py3-none-any.whl (8.3 MB)\n",
        "Collecting psycopg[binary]==3.3 (from -r requirements/base.txt (line 3))\n",
        "Collecting psycopg-binary==3.3 (from -r requirements/base.txt (line 4))\n",
        "Processing /srv/wheels/et_xmlfile-2.0.0-py3-none-any.whl (from -r base.txt (line 7))\n",
        "Installing collected packages: django, psycopg, psycopg-binary\n",
    ]
    for line in lines:
        script.tell_progress(line, left)
    assert capsys.readouterr().out.splitlines() == [
        "  django, 3 more",
        "  psycopg, 2 more",
        "  psycopg-binary, 1 more",
        "  et-xmlfile",
        "Unpacking them",
    ]


def test_what_fails_ends_with_the_reason(script, tmp_path, capfd, monkeypatch):
    """pip's own last words come before it."""
    lock = tmp_path / "some.txt"
    lock.write_text("nothing-of-this-name==1.0 --hash=sha256:" + "0" * 64 + "\n")
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho Collecting nothing-of-this-name\necho because\nexit 1\n")
    python.chmod(0o700)
    monkeypatch.setattr(script, "PYTHON", python)
    with pytest.raises(SystemExit, match="could not be installed"):
        script.install_packages(lock)
    assert capfd.readouterr().out.splitlines()[-1] == "because"


@pytest.mark.parametrize(
    ("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
)
def test_a_port_that_a_browser_would_find_taken_is_refused(script, family, host):
    try:
        other = socket.create_server((host, 0), family=family)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with other:
        port = str(other.getsockname()[1])
        with pytest.raises(SystemExit, match=f"Port {port} is taken"):
            script.check_port(port)
    script.check_port(port)
