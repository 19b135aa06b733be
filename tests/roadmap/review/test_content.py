"""What is kept of an update when it is sent in: whole, in the words of that day."""

import hashlib

import pytest

from roadmap.review.content import content_of, hash_of
from tests import make


@pytest.fixture
def update(db):
    agency = make.make_agency(name="Secretaría del Trabajo")
    partner = make.make_agency(name="Fiscalía")
    update = make.make_update(
        period=make.make_period(),
        agency=agency,
        action=make.make_action(title="Inspecciones", lead_agency=agency),
        priorities=[make.make_priority(number=n, short_name=f"P{n}") for n in (2, 1)],
        topics=["success"],
        areas=["child-labour"],
        reason="Uno\n\ndos",
        precision="interval",
        happened_to=make.DAY.replace(day=20),
        municipalities="Villa Victoria",
        source_note="for the coordination only",
    )
    update.places.set([make.make_place(code=code) for code in ("MX-OAX", "MX-CHP")])
    update.partners.set([partner])
    place = update.places.first()
    make.make_result(
        update=update, quantity="54750.50", unit="cursos", female=1234, under_18=0, place=place
    )
    make.make_result(update=update, quantity=None, unit="")
    make.make_evidence(update=update, url="https://www.gob.mx/b", is_public=True)
    update.refresh_from_db()
    return update


def test_content_is_everything_the_update_says(update):
    result = {
        "qualifier": "exact",
        "quantity": "54750.5",
        "quantity_to": None,
        "out_of": None,
        "unit": "cursos",
        "population": "",
        "female": 1234,
        "male": None,
        "under_18": 0,
        "adults": None,
        "place": update.places.first().code,
        "place_note": "",
        "basis": "counted",
    }
    nothing = dict.fromkeys(["quantity", "female", "under_18"]) | {"unit": "", "place": ""}
    assert content_of(update) == {
        "uid": str(update.uid),
        "period": "2022-2023",
        "agency": "Secretaría del Trabajo",
        "action": "Inspecciones",
        "next_step": "",
        "priorities": [str(p) for p in update.priorities.order_by("number")],
        "topics": ["success"],
        "kind": "progress",
        "reason": "Uno\n\ndos",
        "title": "Se hizo algo",
        "narrative": make.paragraph("Se hizo algo."),
        "precision": "interval",
        "happened_from": "2022-06-13",
        "happened_to": "2022-06-20",
        "areas": ["child-labour"],
        "places": ["MX-CHP", "MX-OAX"],
        "municipalities": "Villa Victoria",
        "partners": ["Fiscalía"],
        "results": [result, result | nothing],
        "evidence": [
            {
                "title": "Boletín",
                "url": "https://www.gob.mx/b",
                "file_name": "",
                "is_public": True,
            }
        ],
    }


def test_empty_draft_has_a_content_too(db):
    update = make.make_update(
        title="",
        narrative=[],
        action=None,
        next_step=None,
        priorities=[],
        precision="",
        happened_from=None,
        happened_to=None,
    )
    content = content_of(update)
    empty = {name for name, value in content.items() if not value}
    assert content.keys() - empty == {"uid", "period", "agency", "kind"}


def test_hash_is_that_of_the_sorted_json():
    text = '{"a":[1,null,true],"b":"ñ👩🏽‍🏫"}'
    content = {"b": "ñ👩🏽‍🏫", "a": [1, None, True]}
    assert hash_of(content) == hashlib.sha256(text.encode()).hexdigest()
    assert hash_of({"a": [1, None, True], "b": "ñ👩🏽‍🏫"}) == hash_of(content)


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"title": "Otro"}, False),
        ({"narrative": make.paragraph("Otro.")}, False),
        ({"happened_to": None}, False),
        ({"reason": "Uno\n\ndos "}, False),
        ({"source_note": "otra"}, True),
        ({"version": 7}, True),
    ],
)
def test_hash_follows_what_is_said_and_nothing_else(update, changed, same):
    before = hash_of(content_of(update))
    for name, value in changed.items():
        setattr(update, name, value)
    assert (hash_of(content_of(update)) == before) is same


def test_order_in_which_things_were_ticked_does_not_matter(update):
    before = content_of(update)
    for name in ("priorities", "places", "partners"):
        rows = list(getattr(update, name).all())
        getattr(update, name).clear()
        for row in reversed(rows):
            getattr(update, name).add(row)
    assert content_of(update) == before
