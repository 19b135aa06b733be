"""The API's tests ask more than a visitor may in a minute."""

import pytest


@pytest.fixture(autouse=True)
def _patience(settings):
    settings.API_REQUESTS_PER_MINUTE = {"address": 1_000_000, "token": 1_000_000}
