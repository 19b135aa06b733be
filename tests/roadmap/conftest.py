"""What every test of this app stands on."""

import pytest
from django.core.files.storage import storages


@pytest.fixture(autouse=True)
def files_folder(tmp_path, monkeypatch):
    """Evidence is stored in the test's own folder."""
    storage = storages["evidence"]
    monkeypatch.setitem(storage.__dict__, "base_location", str(tmp_path))
    monkeypatch.setitem(storage.__dict__, "location", str(tmp_path))
    return tmp_path


@pytest.fixture
def coordinator(db, client):
    """A coordinator, who is logged in."""
    from tests import make  # Models can be imported once Django is set up.

    user = make.make_user(group="coordinators")
    client.force_login(user)
    return user


@pytest.fixture
def agency(db, client):
    """The agency of the contributor who is logged in."""
    from tests import make

    agency = make.make_agency()
    client.force_login(make.make_user(agency=agency))
    return agency
