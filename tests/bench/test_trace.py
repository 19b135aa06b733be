"""What the trace costs: the same saves with the triggers and without."""

import time

import pytest
from django.db import connection

from roadmap.models import ProgressUpdate
from tests import make

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

SAVES = 400
ROUNDS = 5


def seconds(update, number):
    """The time of saving an update whole, SAVES times."""
    begun = time.perf_counter()
    for turn in range(SAVES):
        update.title = f"Título {number} {turn}"
        update.narrative = make.paragraph(f"Texto {number} {turn} " * 40)
        update.save()
    return time.perf_counter() - begun


def switch(word):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE roadmap_progressupdate {word} TRIGGER trace_row")


def test_cost_of_the_trace_on_a_save(capsys):
    update = make.make_update()
    seconds(update, -1)
    with_trace, without = [], []
    for number in range(ROUNDS):
        with_trace.append(seconds(update, f"a{number}"))
        switch("DISABLE")
        without.append(seconds(update, f"b{number}"))
        switch("ENABLE")
    bulk = timed_bulk()
    one, other = (min(times) / SAVES * 1000 for times in (with_trace, without))
    with capsys.disabled():
        print(
            f"\nA save of an update: {one:.2f} ms with the trace, {other:.2f} ms without, "
            f"{one / other:.2f} times as long; one .update() of 500 rows: {bulk[0] * 1000:.0f} ms "
            f"with, {bulk[1] * 1000:.0f} ms without"
        )
    assert one / other < 3


def timed_bulk():
    """Seconds of one `.update()` of 500 updates, with the trace and without."""
    update = make.make_update()
    fields = {"period": update.period, "agency": update.agency, "action": update.action}
    ProgressUpdate.objects.bulk_create(
        ProgressUpdate(**fields, title="Se hizo", narrative=make.paragraph("Texto " * 100))
        for _ in range(500)
    )
    return [bulk("uno"), without_trace(lambda: bulk("dos"))]


def bulk(title):
    begun = time.perf_counter()
    ProgressUpdate.objects.update(title=title)
    return time.perf_counter() - begun


def without_trace(function):
    switch("DISABLE")
    try:
        return function()
    finally:
        switch("ENABLE")
