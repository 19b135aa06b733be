"""What the tests of writing a report stand on."""

import pytest


@pytest.fixture
def period(db):
    from tests import make  # Models can be imported once Django is set up.

    make.make_roadmap(code="MX-2019", language="es")
    make.make_priority()
    return make.make_period(year=2022)


@pytest.fixture
def writer(period, client):
    """A coordinator, who is logged in."""
    from tests import make

    user = make.make_user(group="coordinators")
    client.force_login(user)
    return user
