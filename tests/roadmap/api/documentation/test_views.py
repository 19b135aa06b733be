"""The page for programs: complete, and its programs run as they are printed."""

import re
import subprocess

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from roadmap.api.documentation.views import first_minutes
from roadmap.api.problems import PROBLEMS
from roadmap.api.reading.collections import COLLECTIONS
from roadmap.models import ProgressUpdate
from tests import make


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["es", "en", "fr"])
def test_the_page_names_everything(client, language):
    page = client.get(reverse("developers"), headers={"Accept-Language": language})
    text = page.content.decode()
    for name, collection in COLLECTIONS.items():
        assert f'<h3 id="{name}">' in text
        for word in [*collection.filters, *collection.orders, *collection.fields]:
            assert re.search(rf"<code>{re.escape(word)}[<=]", text), (name, word)
    for name in PROBLEMS:
        assert f'id="{name}"' in text
    assert "http://testserver/api/v1/" in text
    hosts = set(re.findall(r'(?:src|href)="https?://([^/"]+)', text))
    assert hosts == set()


@pytest.mark.django_db
def test_every_problem_leads_to_its_words(client):
    kind = client.get("/api/v1/nowhere/").json()["type"]
    page, _hash, anchor = kind.partition("#")
    assert f'id="{anchor}"' in Client().get(page).content.decode()


@pytest.fixture
def mexico(transactional_db):
    call_command("load_mexico", verbosity=0)
    ProgressUpdate.objects.filter(status="approved").update(published_at=make.NOON)


COMMANDS = {
    "curl": ["bash", "-euo", "pipefail", "-c"],
    "Python": ["python3", "-c"],
    "JavaScript": ["node", "--input-type=module", "-e"],
}
SAID = {
    "curl": r'"title" : "[^"]+".*\n304\n$',
    "Python": r"^[1-9][0-9]* updates tell of training; version [0-9]+\n$",
    "JavaScript": r"^(.+ · .+\n){5}$",
}


def test_the_first_five_minutes_run_as_they_are_printed(mexico, live_server, tmp_path):
    for language, program in first_minutes(live_server.url):
        run = subprocess.run(
            [*COMMANDS[language], program],
            cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert (run.returncode, run.stderr) == (0, ""), language
        assert re.search(SAID[language], run.stdout, re.DOTALL), (language, run.stdout)
    assert (tmp_path / "results.csv").read_text().startswith("id,url,update,period,agency,number")
