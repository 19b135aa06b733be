"""Times of the coordination's pages beside those of the bare SQL that yields the same figures.

make bench
"""

import os
import sys
import time
from statistics import median

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from roadmap.models import ProgressUpdate
from roadmap.models.people import COORDINATORS
from tests import make
from tests.bench import many

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
MATRIX = """
SELECT a.agency_id, a.priority_id, u.status, u.kind, count(DISTINCT u.id), max(u.created_at),
    min(s.at) FILTER (WHERE s.to_status = 'submitted')
FROM roadmap_assignment a
LEFT JOIN roadmap_progressupdate_priorities p ON p.priority_id = a.priority_id
JOIN roadmap_progressupdate u ON u.id = p.progressupdate_id AND u.period_id = a.period_id
    AND u.agency_id = a.agency_id
LEFT JOIN roadmap_step s ON s.update_id = u.id
WHERE a.period_id = %(period)s GROUP BY 1, 2, 3, 4
"""
QUEUE = """
SELECT u.*, a.name FROM roadmap_progressupdate u JOIN roadmap_agency a ON a.id = u.agency_id
WHERE u.status = 'submitted' ORDER BY u.sent_at, u.id LIMIT 25
"""
READING = "SELECT * FROM roadmap_progressupdate WHERE id = %(update)s"
LIST = """
SELECT u.id, u.title, u.status, a.name FROM roadmap_progressupdate u
JOIN roadmap_agency a ON a.id = u.agency_id ORDER BY u.period_id DESC, u.id DESC LIMIT 50
"""
ALL = "SELECT count(*) FROM roadmap_progressupdate"
FOUND = """
FROM roadmap_progressupdate u JOIN roadmap_agency a ON a.id = u.agency_id
WHERE upper(u.title) LIKE '%%99999%%' OR upper(u.narrative_text) LIKE '%%99999%%'
OR upper(a.name) LIKE '%%99999%%' OR upper(a.acronym) LIKE '%%99999%%'
"""
SEARCH = [
    f"SELECT count(*) {FOUND}",
    f"SELECT u.id, u.title {FOUND} ORDER BY u.period_id DESC, u.id DESC LIMIT 50",
]
LATE = """
SELECT a.agency_id, count(*) FROM roadmap_assignment a WHERE a.period_id = %(period)s
AND NOT EXISTS (SELECT 1 FROM roadmap_progressupdate u
    JOIN roadmap_progressupdate_priorities p ON p.progressupdate_id = u.id
    WHERE u.period_id = a.period_id AND u.agency_id = a.agency_id AND p.priority_id = a.priority_id
    AND u.status IN ('submitted', 'approved', 'returned')) GROUP BY 1
"""


def seconds(job):
    """The median time of a job that has been done once before."""
    job()
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        job()
        times.append(time.perf_counter() - begun)
    return median(times)


def say(line):
    sys.stdout.write(f"{line}\n")


def ask(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_pages_beside_the_bare_sql(capsys):
    period = many.fill()
    client = Client()
    client.force_login(make.make_user(group=COORDINATORS))
    waits = ProgressUpdate.objects.filter(status="submitted").order_by("sent_at").first()
    place = {"roadmap": "MX", "period": period.label}
    matrix = reverse("matrix", kwargs=place)
    updates = reverse("admin:roadmap_progressupdate_changelist")
    values = {"period": period.pk, "update": waits.pk}
    pages = [
        ("home", reverse("admin:index"), [MATRIX, QUEUE, LATE]),
        ("matrix", matrix, [MATRIX]),
        ("matrix, what is late", f"{matrix}?late=on", [MATRIX]),
        ("matrix as CSV", reverse("matrix-file", kwargs=place | {"suffix": "csv"}), [MATRIX]),
        ("matrix as XLSX", reverse("matrix-file", kwargs=place | {"suffix": "xlsx"}), [MATRIX]),
        ("queue", reverse("queue"), [QUEUE]),
        ("reading page", reverse("queue-reading", args=[waits.pk]), [READING]),
        ("list of updates", updates, [ALL, LIST]),
        ("list, one period", f"{updates}?period__id__exact={period.pk}", [ALL, LIST]),
        ("list, one word", f"{updates}?q=99999", SEARCH),
    ]
    with capsys.disabled():
        say(f"\n{ProgressUpdate.objects.count():,} updates; median of {ROUNDS}, milliseconds")
        for name, url, statements in pages:
            assert client.get(url).status_code == 200
            page = seconds(lambda url=url: client.get(url))
            bare = seconds(lambda sql=statements: [ask(one, values) for one in sql])
            say(f"{name:22} {page * 1000:8.1f}   bare SQL {bare * 1000:8.1f}")
