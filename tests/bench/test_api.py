"""What a request costs: CPU of Python and of its PostgreSQL process, against two other ways.

(a) One statement written by hand that builds the same JSON, behind a bare WSGI function.
(b) A ModelViewSet with nested serializers, as a tutorial would write it.

`make bench` runs 1 and 20 times a country's four years; SIZES=1,20,200 all three. Figures are
printed; what is asserted is what no busy machine can blur.
"""

import base64
import json
import os
import time
from pathlib import Path
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from rest_framework.test import APIRequestFactory

from roadmap.api.reading.collections import COLLECTIONS
from roadmap.models import Period, ProgressUpdate, Status
from roadmap.public import published
from tests import make
from tests.bench import by_hand
from tests.bench.tutorial import UpdateViewSet

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

SIZES = [int(size) for size in os.environ.get("SIZES", "1,20").split(",")]
UPDATES_AT_ONE = 2000
ENOUGH = float(os.environ.get("ENOUGH", "0.4"))
TICKS = os.sysconf("SC_CLK_TCK")

# Real texts, many times over; published at the end, so that the records are made once.
MAKE = """
INSERT INTO roadmap_period (roadmap_id, year, state, source_note)
SELECT p.roadmap_id, y, 'closed', '' FROM roadmap_period p, generate_series(2019, 2021) y
WHERE p.year = 2022;
CREATE TEMPORARY TABLE made AS
SELECT u.id AS source, gen_random_uuid() AS uid, n AS number,
       (ARRAY(SELECT id FROM roadmap_period WHERE year BETWEEN 2019 AND 2022))[1 + n %% 4]
           AS period_id
FROM (SELECT *, row_number() OVER (ORDER BY id) AS place FROM roadmap_progressupdate) u,
     generate_series(0, %(count)s) n
WHERE u.place = 1 + n %% 55;
INSERT INTO roadmap_progressupdate (uid, period_id, agency_id, action_id, next_step_id, topics,
    kind, reason, title, narrative, precision, happened_from, happened_to, areas, municipalities,
    status, version, published_at, sent_on_behalf, sent_late, created_at, changed_at, source_note)
SELECT m.uid, m.period_id, u.agency_id, u.action_id, u.next_step_id, u.topics, u.kind, u.reason,
    u.title || ' ' || m.number, u.narrative, 'day', day, day, u.areas, u.municipalities,
    'approved', 1, NULL, false, false, now(), now(), ''
FROM made m JOIN roadmap_progressupdate u ON u.id = m.source
CROSS JOIN LATERAL (SELECT '2019-05-01'::date + (m.number * 7) %% 1400 AS day) d;
INSERT INTO roadmap_progressupdate_priorities (progressupdate_id, priority_id)
SELECT n.id, p.priority_id FROM made m JOIN roadmap_progressupdate n ON n.uid = m.uid
JOIN roadmap_progressupdate_priorities p ON p.progressupdate_id = m.source;
INSERT INTO roadmap_progressupdate_places (progressupdate_id, place_id)
SELECT n.id, p.place_id FROM made m JOIN roadmap_progressupdate n ON n.uid = m.uid
JOIN roadmap_progressupdate_places p ON p.progressupdate_id = m.source;
INSERT INTO roadmap_progressupdate_partners (progressupdate_id, agency_id)
SELECT n.id, p.agency_id FROM made m JOIN roadmap_progressupdate n ON n.uid = m.uid
JOIN roadmap_progressupdate_partners p ON p.progressupdate_id = m.source;
INSERT INTO roadmap_result (update_id, number, qualifier, quantity, quantity_to, out_of, unit,
    population, female, male, under_18, adults, place_id, place_note, basis, source_note)
SELECT n.id, r.number, r.qualifier, r.quantity, r.quantity_to, r.out_of, r.unit, r.population,
    r.female, r.male, r.under_18, r.adults, r.place_id, r.place_note, r.basis, ''
FROM made m JOIN roadmap_progressupdate n ON n.uid = m.uid
JOIN roadmap_result r ON r.update_id = m.source;
DROP TABLE made;
ANALYZE;
"""
PUBLISH = "UPDATE roadmap_progressupdate SET published_at = now() WHERE status = 'approved'"


@pytest.fixture(autouse=True)
def _free_way(settings):
    """No limit; and the connection is the test's own, which no request closes."""
    settings.API_REQUESTS_PER_MINUTE = {"address": 10**9, "token": 10**9}
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    yield
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


def cpu():
    """Seconds of CPU so far: of this process, and of the PostgreSQL process that serves it."""
    own = time.process_time()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if not stat.exists():
        return own
    fields = stat.read_text().rpartition(")")[2].split()
    return own + (int(fields[11]) + int(fields[12])) / TICKS


def cost(ask):
    """Seconds of CPU per request. The system counts in hundredths: it is asked often enough."""
    ask()
    begun, rounds = cpu(), 0
    while rounds < 3 or cpu() - begun < ENOUGH:
        ask()
        rounds += 1
    return (cpu() - begun) / rounds


def wsgi(app, address, **headers):
    path, _mark, query = address.partition("?")
    environ = {"PATH_INFO": path, "QUERY_STRING": query, "REMOTE_ADDR": "127.0.0.1", **headers}
    setup_testing_defaults(environ)
    told = {}

    def start(status, headers):
        told.update(status=status, headers=dict(headers))

    body = b"".join(app(environ, start))
    return told["status"][:3], told["headers"], body


def bare(statement):
    """A bare WSGI function around one statement."""

    def app(_environ, start):
        with connection.cursor() as cursor:
            cursor.execute(statement)
            body = f'{{"results":{cursor.fetchone()[0]}}}'.encode()
        start("200 OK", [("Content-Type", "application/json")])
        return [body]

    return app


def hand_written(name):
    """(a) for any collection: the page's rows from its tables, in the list's order.

    Lists of few rows take theirs from the application's own functions.
    """
    if name in by_hand.STATEMENTS:
        return by_hand.STATEMENTS[name]
    function = f"public_{name.replace('-', '_')}"
    order = next(iter(COLLECTIONS[name].orders.values()))
    column, direction = order.lstrip("-"), "DESC" if order.startswith("-") else "ASC"
    return (
        f"SELECT json_agg(body::json)::text FROM (SELECT body FROM {function}(NULL)"
        f" ORDER BY {column} {direction} LIMIT 50) rows"
    )


def tutorial():
    request = APIRequestFactory().get("/")
    response = UpdateViewSet.as_view({"get": "list"})(request)
    response.render()
    return response.content


def tidy():
    """Without the rows of the size before, which was rolled back: they would be read over."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    other.close()


def fill(size):
    tidy()
    with connection.cursor() as cursor:
        cursor.execute(by_hand.INDEX)
    call_command("load_mexico", verbosity=0)
    make.make_report_version(period=Period.objects.get(year=2022), published=True)
    with connection.cursor() as cursor:
        cursor.execute(MAKE % {"count": UPDATES_AT_ONE * size - 1})
    begun = time.perf_counter()
    every = ProgressUpdate.objects.filter(status=Status.APPROVED).values_list("pk", flat=True)
    published.know_markdown("progress-updates", list(every))
    with connection.cursor() as cursor:
        cursor.execute(PUBLISH)
        cursor.execute("ANALYZE")
    print(f"\n{size}x: published in {time.perf_counter() - begun:.0f} s")
    assert ProgressUpdate.objects.published().count() >= UPDATES_AT_ONE * size


@pytest.mark.parametrize("size", SIZES)
def test_what_a_request_costs(size):
    fill(size)
    app = get_wsgi_application()
    print(f"\n{size}x: {UPDATES_AT_ONE * size} updates. CPU of Python and PostgreSQL, ms")
    print(f"{'list':18} {'(a) by hand':>12} {'API':>8} {'(a)/API':>8}")
    assert_by_hand_is_the_same(app)
    ratios = {}
    for name in COLLECTIONS:
        address = f"/api/v1/{name}/"
        hand = cost(lambda name=name: wsgi(bare(hand_written(name)), "/"))
        api = cost(lambda address=address: wsgi(app, address))
        ratios[name] = hand / api
        print(f"{name:18} {hand * 1000:12.2f} {api * 1000:8.2f} {hand / api:8.2f}")
    compare_updates(app)
    assert ratios["progress-updates"] > 0.5


def assert_by_hand_is_the_same(app):
    """(a) says of each record what the API says of it."""
    for name, statement in by_hand.STATEMENTS.items():
        rows = json.loads(wsgi(bare(statement), "/")[2])["results"]
        assert len(rows) == (1 if name == "reports" else 50)
        for row in rows:
            assert json.loads(wsgi(app, row["url"])[2])["result"] == row, name


def compare_updates(app):
    address = "/api/v1/progress-updates/"
    _status, headers, body = wsgi(app, address)
    api = cost(lambda: wsgi(app, address))
    hand = cost(lambda: wsgi(bare(by_hand.UPDATES), "/"))
    naive = cost(tutorial)
    held = cost(lambda: wsgi(app, address, HTTP_IF_NONE_MATCH=headers["ETag"]))
    assert wsgi(app, address, HTTP_IF_NONE_MATCH=headers["ETag"])[0] == "304"
    assert len(json.loads(body)["results"]) == 50
    print(f"(b) tutorial {naive * 1000:.1f} ms: the API is {naive / api:.1f} times as fast")
    print(f"304 {held * 1000:.2f} ms: {hand / held:.1f} times as fast as (a)")
    last = last_page(app)
    first_cost = cost(lambda: wsgi(app, f"{address}?limit=50"))
    last_cost = cost(lambda: wsgi(app, last))
    print(f"last page {last_cost * 1000:.2f} ms, first {first_cost * 1000:.2f} ms:"
          f" {last_cost / first_cost:.2f}")  # fmt: skip
    assert naive / api > 5
    assert last_cost / first_cost < 3


def last_page(app):
    """The address of the last 50 rows: the list turned around, and back from its first page."""
    address = "/api/v1/progress-updates/?order=occurred&limit=50"
    turned = json.loads(wsgi(app, address)[2])["results"][-1]["id"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT day::text, id FROM roadmap_publicrecord"
            " WHERE collection = 'progress-updates' AND key = %s",
            [turned],
        )
        day, pk = cursor.fetchone()
    cursor_text = cursor_at("-day", day, pk + 1)
    return f"/api/v1/progress-updates/?limit=50&cursor={cursor_text}"


def cursor_at(order, value, pk):

    place = json.dumps([order, value, pk, False]).encode()
    return base64.urlsafe_b64encode(place).decode().rstrip("=")
