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


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """The real hash takes a third of a second on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
