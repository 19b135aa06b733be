import pytest

from reports.checks import check
from reports.checks.material import Since, Taken
from tests.reports.checks.materials import found, make_material, make_update


def taken_from(update, **fields):
    whole = {"question": "lessons", "priority": None, "next_step": None, "title": update.title}
    whole |= {"update": str(update.uid), "agency": "STPS", "since": Since.SAME}
    return Taken(**whole | fields)


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
        ({"since": Since.CHANGED}, [("source-changed", "lessons")]),
        ({"since": Since.REOPENED}, [("source-reopened", "lessons")]),
        ({"since": Since.REOPENED, "question": "priority-progress", "priority": 1},
         [("source-reopened", "priority-progress")]),
        ({"since": Since.REOPENED, "question": "initiatives-text"}, []),
    ],
)  # fmt: skip
def test_source_that_changed_or_was_reopened_is_found(fields, expected):
    update = make_update()
    assert found(make_material(updates=[update], taken=[taken_from(update, **fields)])) == expected


def test_acceptance_of_a_change_is_of_this_change():
    update = make_update()
    keys = [
        check(make_material(updates=[update], taken=[taken_from(update, **said)]))[0].key
        for said in ({"since": Since.CHANGED, "now": now} for now in ("Uno.", "Uno.", "Dos."))
    ]
    assert keys[0] == keys[1] != keys[2]
