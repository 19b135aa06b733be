"""Asking the API, and what is published to ask about."""

import json

from tests import make


def ask(client, address, **headers):
    """The answer of a GET below /api/v1/."""
    return client.get(f"/api/v1/{address}", headers=headers)


def told(client, address, **headers):
    """The JSON of an answer that is expected to be one."""
    response = ask(client, address, **headers)
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def ids(client, address):
    return [row["id"] for row in told(client, address)["results"]]


def titles(client, address):
    return [row["title"] for row in told(client, address)["results"]]


def everything(client, address):
    """All records of a list, page after page, by their ids."""
    found, pages = {}, 0
    while address:
        body = json.loads(client.get(address).content)
        found |= {row["id"]: row for row in body["results"]}
        address, pages = body["next"], pages + 1
        assert pages < 1000
    return found


def make_published(**fields):
    return make.make_update(status="approved", published_at=make.NOON, **fields)
