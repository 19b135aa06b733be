import uuid

import pytest

from reports.checks import check
from reports.composing.answers import source_of
from reports.composing.takeover import facts_of
from reports.models import WrittenPassage
from reports.wording.spanish import SPANISH
from tests.reports.checks.materials import found, make_material, make_update, narrative_of

UID = uuid.UUID(int=999_999)


def taken_from(update, **fields):
    """The update's text as it was taken over into the answer about the only priority."""
    return WrittenPassage(
        **{
            "update": update,
            "taken_version": update.version,
            "taken": update.narrative,
            "taken_facts": facts_of(source_of(update, SPANISH)),
            "narrative": update.narrative,
        }
        | fields
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"priorities": ()}, [("update-unused", "")]),
        ({"priorities": (1,)}, []),
        ({"priorities": (), "topics": ["lesson"]}, []),
        ({"priorities": (), "topics": ["other-success"]}, [("update-unused", "")]),
    ],
)
def test_approved_update_that_stands_in_no_answer_is_found(fields, expected):
    assert found(make_material(updates=[make_update(**fields)])) == expected


@pytest.mark.parametrize("left_out", [False, True])
def test_update_that_was_taken_over_or_left_out_is_used(left_out):
    update = make_update(priorities=())
    material = make_material(updates=[update], taken=[taken_from(update, left_out=left_out)])
    assert found(material) == []


@pytest.mark.parametrize(
    ("fields", "status", "expected"),
    [
        ({}, "approved", []),
        ({"taken_version": 9}, "approved", []),
        ({"narrative": narrative_of("La coordinación lo dice así.")}, "approved", []),
        ({"taken": narrative_of("Decía otra cosa.")}, "approved", ["source-changed"]),
        ({"taken_facts": "Otro día"}, "approved", ["source-changed"]),
        ({}, "returned", ["source-reopened"]),
    ],
)
def test_source_that_changed_or_was_reopened_is_found(fields, status, expected):
    update = make_update(status=status)
    material = make_material(updates=[update], taken=[taken_from(update, **fields)])
    assert found(material) == [(check, "priority-progress") for check in expected]


def test_acceptance_of_a_change_is_of_this_change():
    keys = []
    for text in ("Uno.", "Uno.", "Dos."):
        update = make_update(text=text, uid=UID)
        taken = taken_from(update, taken=narrative_of("Decía otra cosa."))
        keys.append(check(make_material(updates=[update], taken=[taken]))[0].key)
    assert keys[0] == keys[1] != keys[2]
