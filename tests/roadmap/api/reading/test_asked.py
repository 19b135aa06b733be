"""Lists: what they hold, how they are filtered, ordered and paged, at what cost."""

import base64
import json

import pytest

from roadmap.api.reading.asked import search_query
from roadmap.api.reading.collections import COLLECTIONS
from roadmap.models import Roadmap
from tests import make
from tests.roadmap.api.asking import ask, ids, make_published, titles, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    """Two agencies, two periods, three published updates, and one draft that is like them."""
    sndif = make.make_agency(code="SNDIF", name="Sistema Nacional DIF")
    inm = make.make_agency(code="INM", name="Instituto")
    period = make.make_period(year=2022)
    later = make.make_period(year=2023)
    one, two = make.make_priority(number=1), make.make_priority(number=2)
    chiapas = make.make_place(code="MX-CHP")
    first = make_published(
        title="Talleres", agency=sndif, period=period, priorities=[one], areas=["child-labour"]
    )
    first.places.set([chiapas])
    make_published(
        title="Acuerdo",
        agency=inm,
        period=period,
        priorities=[one, two],
        areas=["forced-labour"],
        happened_from=make.DAY.replace(day=20),
        happened_to=make.DAY.replace(day=20),
    )
    make_published(
        title="Nada",
        agency=inm,
        period=later,
        priorities=[two],
        kind="no-progress",
        reason="Por falta de presupuesto",
        precision="",
        happened_from=None,
        happened_to=None,
    )
    draft = make.make_update(title="Borrador", agency=sndif, period=period, priorities=[one])
    draft.places.set([chiapas])
    return first


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Acuerdo", "Talleres", "Nada"]),
        ("order=occurred", ["Nada", "Talleres", "Acuerdo"]),
        ("order=title", ["Acuerdo", "Nada", "Talleres"]),
        ("order=-title", ["Talleres", "Nada", "Acuerdo"]),
        ("period=2022-2023", ["Acuerdo", "Talleres"]),
        ("agency=SNDIF", ["Talleres"]),
        ("agency=MX.SNDIF", ["Talleres"]),
        ("agency=SNDIF,INM", ["Acuerdo", "Talleres", "Nada"]),
        ("agency=NADIE", []),
        ("priority=1", ["Acuerdo", "Talleres"]),
        ("priority=1&agency=INM", ["Acuerdo"]),
        ("place=MX-CHP", ["Talleres"]),
        ("area=forced-labour", ["Acuerdo"]),
        ("kind=no-progress", ["Nada"]),
        ("occurred_after=2022-06-14", ["Acuerdo"]),
        ("occurred_before=2022-06-14", ["Talleres"]),
        ("q=taller", ["Talleres"]),
        ("q=presupuesto+falta", ["Nada"]),
        ("q=borrador", []),
    ],
)
def test_a_list_holds_what_is_asked_for(client, year, query, expected):
    assert titles(client, f"progress-updates/?{query}") == expected


def test_a_total_is_given_when_it_is_asked_for(client, year):
    assert told(client, "progress-updates/?total=true&limit=1")["total"] == 3
    assert "total" not in told(client, "progress-updates/?limit=1")


WORDS = ["capacitación", "capacitaciones", "capacitacion", "CAPACITACIÓN", "Capacitaciones"]


@pytest.mark.parametrize("asked", WORDS)
@pytest.mark.parametrize("written", WORDS)
def test_a_word_is_found_in_each_of_its_forms(client, written, asked):
    make_published(title=f"La {written} del personal")
    make_published(title="Otra cosa")
    assert titles(client, f"progress-updates/?q={asked}") == [f"La {written} del personal"]


@pytest.mark.parametrize(("written", "asked"), [("niños", "ninos"), ("vergüenza", "verguenza")])
def test_a_word_is_found_without_its_signs(client, written, asked):
    make_published(title=written)
    assert titles(client, f"progress-updates/?q={asked}") == [written]


def test_too_many_words_are_none():
    assert search_query(" ".join(["palabra"] * 11)) == ""
    assert search_query("sol y luna") == "('sol' | 'sól') & ('y') & ('luna' | 'lúna' | 'luná')"


@pytest.mark.parametrize("order", ["-occurred", "title", "updated", "-updated"])
def test_pages_lead_through_every_row_and_back(client, order):
    for number in range(7):
        make_published(title=f"Avance {number % 3}")
    whole = ids(client, f"progress-updates/?order={order}")
    address, found, addresses = f"/api/v1/progress-updates/?order={order}&limit=2", [], []
    while address:
        body = json.loads(client.get(address).content)
        addresses.append(body["previous"])
        found += [row["id"] for row in body["results"]]
        last, address = body, body["next"]
    assert found == whole
    assert len(whole) == 7
    back = [row["id"] for row in last["results"]]
    while last["previous"]:
        last = json.loads(client.get(last["previous"]).content)
        back = [row["id"] for row in last["results"]] + back
    assert back == whole
    assert addresses[0] is None


def cursor(*place):
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


FORGED = [
    (["title", "a", 1, False], 200),
    (["title", "a", 0, True], 200),
    (["title", "a", 2**63 - 1, False], 200),
    (["title", "a", 2**63, False], 400),
    (["title", "a", -1, False], 400),
    (["title", "a", True, False], 400),
    (["title", "a", 1.5, False], 400),
    (["title", "a", "1", False], 400),
    (["title", "a", 1, 0], 400),
    (["title", "a", 1, "yes"], 400),
    (["title", 7, 1, False], 400),
    (["title", ["a"], 1, False], 400),
    (["title", "a\x00", 1, False], 400),
    (["title", "\ud800", 1, False], 400),
    (["-title", "a", 1, False], 400),
    (["body", "a", 1, False], 400),
    (["title", "a", 1], 400),
    (["title", "a", 1, False, 1], 400),
]


@pytest.mark.parametrize(("place", "status"), FORGED)
def test_a_forged_cursor_is_refused(client, year, place, status):
    """As it is given, the first word is the column's own name."""
    place = [{"title": "name", "-title": "-name"}.get(place[0], place[0]), *place[1:]]
    answer = ask(client, f"progress-updates/?order=title&cursor={cursor(*place)}")
    assert answer.status_code == status
    assert status == 200 or json.loads(answer.content)["parameter"] == "cursor"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("a" * 200, 200),
        ("a" * 201, 400),
        ("+".join(["sol"] * 10), 200),
        ("+".join(["sol"] * 11), 400),
        ("%2B%2B", 400),
    ],
)
def test_a_search_has_some_words_and_not_too_many(client, year, words, status):
    assert ask(client, f"progress-updates/?q={words}").status_code == status


def test_fields_thin_the_rows_out(client, year):
    rows = told(client, "progress-updates/?fields=id,title&agency=SNDIF")["results"]
    assert rows == [{"id": str(year.uid), "title": "Talleres"}]


def test_what_a_row_names_can_come_with_it(client, year):
    body = told(client, "progress-updates/?agency=SNDIF&include=agency,period,places&fields=id")
    found = {name: [row["id"] for row in rows] for name, rows in body["included"].items()}
    assert found == {
        "agencies": ["MX.SNDIF"],
        "periods": [f"{year.period.roadmap.code}.2022-2023"],
        "places": ["MX-CHP"],
    }


def test_every_list_says_whose_data_it_is(client, year):
    for name in COLLECTIONS:
        body = told(client, f"{name}/")
        heading = {key: body[key] for key in body if key != "results"}
        assert heading == {
            "license": {
                "id": "LIBRE-USO-MX",
                "name": "Términos de Libre Uso MX",
                "url": "https://datos.gob.mx/libreusomx",
            },
            "attribution": "Gobierno de México, Secretaría del Trabajo y Previsión Social",
            "version": body["version"],
            "retrieved_at": body["retrieved_at"],
            "next": None,
            "previous": None,
        }


def test_a_record_has_an_address_of_its_own(client, year):
    row = told(client, f"progress-updates/{year.uid}/?fields=id,agency&include=agency")
    assert row["result"] == {"id": str(year.uid), "agency": "MX.SNDIF"}
    assert [agency["code"] for agency in row["included"]["agencies"]] == ["SNDIF"]
    assert ask(client, "progress-updates/nada/").status_code == 404


def test_a_published_update_is_told_whole(client):
    update = make.make_whole_update(status="approved", published_at=make.NOON)
    roadmap = update.period.roadmap.code
    row = told(client, f"progress-updates/{update.uid}/")["result"]
    assert row == {
        "id": str(update.uid),
        "url": f"/api/v1/progress-updates/{update.uid}/",
        "roadmap": roadmap,
        "period": f"{roadmap}.2022-2023",
        "agency": f"MX.{update.agency.code}",
        "action": None,
        "next_step": f"{roadmap}.2022-2023.1",
        "continues": None,
        "priorities": [f"{roadmap}.1"],
        "topics": ["success"],
        "kind": "progress",
        "reason": "Porque\n\nsí",
        "title": "Se hizo algo",
        "narrative": {"markdown": "Se hizo algo.", "text": "Se hizo algo."},
        "occurred": {"precision": "interval", "from": "2022-06-13", "to": "2022-06-20"},
        "areas": ["child-labour", "modern-slavery"],
        "places": [update.places.get().code],
        "municipalities": "Villa Victoria (Estado de México)",
        "partners": [f"MX.{update.partners.get().code}"],
        "results": [
            {
                "number": 1,
                "qualifier": "exact",
                "quantity": 54750.5,
                "quantity_to": None,
                "out_of": None,
                "unit": "cursos",
                "population": "",
                "female": 1234,
                "male": None,
                "under_18": None,
                "adults": None,
                "place": update.results.get().place.code,
                "place_note": "",
                "basis": "counted",
            }
        ],
        "evidence": [],
        "published_at": "2022-06-13T18:00:00Z",
    }


def make_rows(count):
    """So many rows in every collection."""
    for number in range(count):
        country = f"{chr(65 + number)}{chr(65 + Roadmap.objects.count())}"
        roadmap = make.make_roadmap(country=country)
        agency = make.make_agency(parent=make.make_agency())
        period = make.make_period(roadmap=roadmap, state="closed")
        priority = make.make_priority(roadmap=roadmap, theme=make.make_theme(roadmap=roadmap))
        make.make_assignment(period=period, agency=agency, priority=priority)
        make.make_next_step(period=period, agency=agency)
        make.make_project(roadmap=roadmap)
        update = make_published(period=period, agency=agency, priorities=[priority])
        make.make_result(update=update, place=make.make_place())
        make.make_evidence(update=update, is_public=True)
        make.make_stored_report(period=period)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_list_costs_the_same_whatever_its_length(client, django_assert_num_queries, name, count):
    make_rows(count)
    includes = ",".join(COLLECTIONS[name].includes)
    query = f"?total=true{f'&include={includes}' if includes else ''}"
    told(client, f"{name}/")  # What was published past the workflow is completed once.
    # The count of requests with the version; the page; the total; what the rows name.
    with django_assert_num_queries(4 if includes else 3):
        assert len(told(client, f"{name}/{query}")["results"]) >= count


def test_five_hundred_rows_cost_no_more_queries_than_one(client, django_assert_num_queries):
    for number in range(520):
        make.make_place(code=f"X{number:04}")
    with django_assert_num_queries(2):
        assert len(told(client, "places/?limit=1")["results"]) == 1
    with django_assert_num_queries(2):
        assert len(told(client, "places/?limit=500")["results"]) == 500
