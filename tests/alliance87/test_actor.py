import os
import subprocess
import sys
from pathlib import Path

import pghistory
import pytest
from django.http import HttpResponse
from django.urls import resolve

from alliance87.actor import ActorMiddleware
from roadmap.models import Change
from tests import make
from tests.conftest import throw_away_server

MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


def page_of(rf, address):
    """What is said to the database of a POST to this address."""
    request, found = rf.post(address), resolve(address)
    with pghistory.context() as said:
        middleware = ActorMiddleware(lambda _request: HttpResponse())
        middleware.process_view(request, found.func, found.args, found.kwargs)
        return said.metadata["page"]


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/staff/roadmap/agency/1/change/", "/staff/roadmap/agency/1/change/"),
        ("/invitation/Zm9vYmFy-_1/", "/invitation/…/"),
        ("/accounts/password/reset/key/3-set-password/", "/accounts/password/reset/key/…-…/"),
    ],
)
def test_page_is_named_without_what_is_secret_in_its_address(rf, address, page):
    assert page_of(rf, address) == page


def test_page_that_is_only_read_names_nobody(client, db):
    client.get("/")
    make.make_agency()
    assert Change.objects.last().said is None


def test_what_follows_a_post_is_not_told_under_its_name(client, transactional_db):
    client.force_login(make.make_user())
    client.post("/language/", {"language": "fr"})
    make.make_agency()
    assert Change.objects.last().said is None


def test_empty_database_is_migrated_from_the_command_line():
    """As a new installation does it: by manage.py, which names other commands to the database."""
    with throw_away_server() as url:
        done = subprocess.run(
            [sys.executable, MANAGE, "migrate", "--verbosity", "0"],
            env=os.environ | {"DATABASE_URL": url, "ALLIANCE87_DEMO": "1"},
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stderr) == (0, "")
