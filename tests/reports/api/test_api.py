"""Published reports in the API: whole and answer by answer; nothing of what is not published."""

import json

import pytest
from django.test import Client

from reports.models import Publication
from reports.publishing import publishing
from roadmap.api.reading.collections import COLLECTIONS
from roadmap.models import PublicRecord
from tests import make
from tests.roadmap.api.asking import ask, ids, told

pytestmark = pytest.mark.django_db
NAMES = ["reports", "report-answers"]
SECRET = "Zanahoria"


@pytest.fixture
def stored():
    period = make.make_period(roadmap=make.make_roadmap(code="MX-2019"), year=2022)
    return make.make_stored_report(period=period)


def decide(version, decision):
    by = make.make_user(group="coordinators")
    publishing.decide(version, Publication.Decision(decision), by=by)


def test_a_report_is_told_whole(client, stored):
    assert told(client, "reports/MX-2019.2022-2023.v1/")["result"] == {
        "id": "MX-2019.2022-2023.v1",
        "url": "/api/v1/reports/MX-2019.2022-2023.v1/",
        "roadmap": "MX-2019",
        "period": "MX-2019.2022-2023",
        "number": 1,
        "language": "es",
        "title": "Informe anual",
        "edition": "2022-2023",
        "signed_by": "Ana Pérez",
        "signed_as": "Directora",
        "submitted_at": "2022-06-13T18:00:00Z",
        "published_at": "2022-06-13T18:00:00Z",
        "replaces": None,
        "replaced_by": None,
        "correction": "",
        "page": "/reports/MX-2019/2022-2023/v1/",
        "files": [],
        "document_sha256": "0" * 64,
        "document": stored.document,
    }


def test_an_answer_is_told_by_itself(client, stored):
    key = "MX-2019.2022-2023.v1.difficulties"
    narrative = {"markdown": "Hubo pocos recursos.", "text": "Hubo pocos recursos."}
    assert told(client, f"report-answers/{key}/")["result"] == {
        "id": key,
        "url": f"/api/v1/report-answers/{key}/",
        "report": "MX-2019.2022-2023.v1",
        "roadmap": "MX-2019",
        "period": "MX-2019.2022-2023",
        "number": 1,
        "section": "general-progress",
        "section_title": "Avance general",
        "question": "difficulties",
        "wording": "¿Qué dificultades hubo?",
        "kind": "text",
        "required": True,
        "asked": True,
        "answered": True,
        "priority": None,
        "next_step": None,
        "choices": [],
        "choice_labels": [],
        "other_text": "",
        "narrative": narrative,
        "passages": [{"heading": "", "update": None, "agency": None, "narrative": narrative}],
        "table": None,
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["difficulties", "lessons"]),
        ("order=-number", ["lessons", "difficulties"]),
        ("report=MX-2019.2022-2023.v1&question=lessons", ["lessons"]),
        ("question=difficulties,lessons", ["difficulties", "lessons"]),
        ("choice=yes", ["lessons"]),
        ("choice=no", []),
        ("kind=text", ["difficulties"]),
        ("section=outlook", []),
        ("period=2022-2023&answered=yes", ["difficulties", "lessons"]),
        ("answered=no", []),
        ("priority=1", []),
        ("q=recurso", ["difficulties"]),
    ],
)
def test_answers_are_found_by_what_they_are(client, stored, query, expected):
    rows = told(client, f"report-answers/?{query}")["results"]
    assert [row["question"] for row in rows] == expected


def test_every_question_of_a_real_report_is_an_answer(client):
    """A report as it is composed and sent, with what repeats by priority and by next step."""
    period = make.make_period(year=2022)
    make.make_priority()
    make.make_whole_update(status="approved", published_at=make.NOON)
    version = make.make_report_version(period=period, published=True)
    report = told(client, "reports/")["results"][0]
    held = [(f["format"], f["language"], f["sha256"], f["size"]) for f in report["files"]]
    stored = version.files.values_list("format", "language", "sha256", "size")
    assert held == list(stored)
    assert {language for _format, language, *_rest in held} == {"es", "en", "fr"}
    assert report["document"] == version.document
    for file in report["files"]:
        assert client.get(file["url"]).status_code == 200
    assert client.get(report["page"]).status_code == 200
    questions = [q for s in version.document["sections"] for q in s["questions"]]
    rows = told(client, "report-answers/?limit=500")["results"]
    assert [row["wording"] for row in rows] == [question["text"] for question in questions]
    assert {row["priority"] for row in rows} == {None, f"{period.roadmap.code}.1"}
    assert {row["next_step"] for row in rows} == {None, f"{period.roadmap.code}.2022-2023.1"}
    assert all(row["narrative"]["markdown"] for row in rows if row["passages"])


def test_its_markdown_is_known_before_it_is_public(client):
    """Published once and whole: the version of the set is the same after the first reading."""
    version = make.make_stored_report(published=False, passages=[make.paragraph("5 *3*")])
    decide(version, "publish")
    assert not PublicRecord.objects.filter(is_whole=False).exists()
    row = told(client, "report-answers/?question=difficulties")["results"][0]
    assert row["narrative"] == {"markdown": "5 \\*3\\*", "text": "5 *3*"}


def test_passages_follow_one_another(client):
    make.make_stored_report(passages=[make.paragraph("Uno."), make.paragraph("Dos.")])
    row = told(client, "report-answers/?question=difficulties")["results"][0]
    assert row["narrative"] == {"markdown": "Uno.\n\nDos.", "text": "Uno.\nDos."}


# What is public, and since when


def test_a_version_that_is_not_published_is_found_by_nothing(client):
    version = make.make_stored_report(
        published=False, signed_by=SECRET, passages=[make.paragraph(SECRET)]
    )
    for name in NAMES:
        addresses = ["", "?format=csv", "?updated_since=0", f"?q={SECRET}&total=true"]
        addresses += [f"?order={order}" for order in COLLECTIONS[name].orders]
        addresses += [f"?include={relation}" for relation in COLLECTIONS[name].includes]
        for address in addresses:
            body = b"".join(ask(client, f"{name}/{address}")).decode()
            assert SECRET not in body, address
        assert ids(client, f"{name}/") == []
    code = version.period.roadmap.code
    assert ask(client, f"reports/{code}.2022-2023.v1/").status_code == 404
    assert ask(client, f"report-answers/{code}.2022-2023.v1.lessons/").status_code == 404


def test_it_is_found_once_it_is_published(client):
    """The control of the test before."""
    version = make.make_stored_report(published=False, passages=[make.paragraph(SECRET)])
    decide(version, "publish")
    for name in NAMES:
        assert told(client, f"{name}/?q={SECRET}&total=true")["total"] == 1


def test_what_is_withdrawn_is_told_and_leaves_nothing(client, stored):
    since = told(client, "")["version"]
    answers = ids(client, "report-answers/")
    decide(stored, "withdraw")
    gone = {name: told(client, f"{name}/?updated_since={since}") for name in NAMES}
    assert [body["results"] for body in gone.values()] == [[], []]
    assert gone["reports"]["deleted"] == ["MX-2019.2022-2023.v1"]
    assert gone["report-answers"]["deleted"] == answers
    left = PublicRecord.objects.filter(collection__in=NAMES).values_list("body", flat=True)
    assert set(left) == {""}
    decide(stored, "publish")
    assert ids(client, "report-answers/") == answers


def test_the_version_changes_with_each_decision_and_with_nothing_else(client):
    period = make.make_period()
    etags = [ask(client, "reports/")["ETag"]]
    version = make.make_stored_report(period=period, published=False)
    assert ask(client, "reports/")["ETag"] == etags[0]
    for decision in ("publish", "withdraw", "publish"):
        decide(version, decision)
        etags.append(ask(client, "reports/")["ETag"])
    make.make_written_answer(period=version.period)
    assert ask(client, "reports/")["ETag"] == etags[-1]
    assert ask(client, "reports/", if_none_match=etags[-1]).status_code == 304
    assert len(set(etags)) == 4


def replacements(client):
    rows = told(client, "reports/?order=updated")["results"]
    return {row["number"]: (row["replaces"], row["replaced_by"]) for row in rows}


def test_versions_name_only_versions_that_are_public(client, stored):
    one, two, three = (f"MX-2019.2022-2023.v{number}" for number in (1, 2, 3))
    second = make.make_stored_report(period=stored.period, published=False)
    make.make_stored_report(period=stored.period)
    assert replacements(client) == {1: (None, three), 3: (one, None)}
    decide(second, "publish")
    assert replacements(client) == {1: (None, two), 2: (one, three), 3: (two, None)}
    assert ids(client, "reports/?current=yes") == [three]
    assert len(ids(client, "report-answers/?current=no")) == 4
    decide(second, "withdraw")
    assert replacements(client) == {1: (None, three), 3: (one, None)}


def test_a_new_code_of_the_roadmap_moves_the_reports(client, stored):
    roadmap = stored.period.roadmap
    type(roadmap).objects.filter(pk=roadmap.pk).update(code="MX-2030")
    assert ids(client, "reports/") == ["MX-2030.2022-2023.v1"]
    assert ids(client, "report-answers/?question=lessons") == ["MX-2030.2022-2023.v1.lessons"]


def test_a_whole_document_has_no_cell(stored):
    client = Client()
    heading = b"".join(ask(client, "reports/?format=csv")).decode().splitlines()[0].split(",")
    assert heading[-1] == "document_sha256"
    refused = ask(client, "reports/?format=csv&fields=document")
    assert (refused.status_code, json.loads(refused.content)["parameter"]) == (400, "fields")
