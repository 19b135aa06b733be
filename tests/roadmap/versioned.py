"""The records that have a version, and a field of each in which two people write."""

from tests import make

MAKERS = {
    "update": make.make_update,
    "action": make.make_action,
    "project": make.make_project,
    "written answer": lambda: make.make_written_answer(
        question="assessment-tools", choices=["other"]
    ),
}
FIELDS = {"update": "title", "action": "title", "project": "name", "written answer": "other"}
