import uuid
from dataclasses import replace

import pytest

from reports.facts import Taken
from tests.reports.checks.materials import found, make_material, make_update, narrative_of

OTHER = str(uuid.UUID(int=999_999))


def taken_from(update, **fields):
    return Taken(
        **{
            "question": "lessons",
            "update": str(update.uid),
            "version": update.version,
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


def test_update_that_was_taken_over_is_used():
    update = make_update(priorities=())
    assert found(make_material(updates=[update], taken=[taken_from(update)])) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"version": 9}, []),
        ({"narrative": narrative_of("Decía otra cosa.")}, [("source-changed", "lessons")]),
        ({"update": OTHER}, [("source-reopened", "lessons")]),
        ({"question": "priority-progress", "priority": 1, "update": OTHER},
         [("source-reopened", "priority-progress")]),
        ({"question": "initiatives-text", "update": OTHER}, []),
    ],
)  # fmt: skip
def test_source_that_changed_or_was_reopened_is_found(fields, expected):
    update = make_update()
    material = make_material(updates=[update], taken=[replace(taken_from(update), **fields)])
    assert found(material) == expected
