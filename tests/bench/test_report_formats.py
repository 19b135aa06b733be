"""How fast a report is made at 1, 10 and 50 times the real one, beside the bare engines.

CPU is that of all processes, the typesetter's included. BENCH_TIMES=1,10 measures less.
"""

import io
import json
import os
import resource
import time
import uuid
from copy import copy
from dataclasses import dataclass

import docx
import pytest
from django.core.management import call_command

from reports.composing.compose import compose
from reports.document import to_dict
from reports.renderers import RENDERERS, as_docx, as_pdf
from reports.renderers.blocks import blocks
from roadmap.models import Period, ProgressUpdate
from roadmap.texts import narrative
from tests.reports.documents import enlarged
from tests.reports.mexico import mexican_report

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

TIMES = [int(number) for number in os.environ.get("BENCH_TIMES", "1,10,50").split(",")]
MOST_GROWTH = 1.3
# Seconds of CPU below which a run is measured by its own noise.
LEAST = 0.2
HEAD = "| what | times | characters | CPU s | wall s | CPU growth / text growth |"


@dataclass
class Measured:
    cpu: float
    wall: float


def cpu():
    """Seconds of this process and of its finished children."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(who)[:2]) for who in whose)


def measure(work):
    """The best of three runs; one where it takes long, many at a time where it takes no time."""
    once, found = _timed(work, 1), []
    if once.wall > 5:
        return once
    together = max(1, round(LEAST / max(once.cpu, 0.001)))
    found = [_timed(work, together) for _run in range(3)]
    return min(found, key=lambda each: each.cpu)


def _timed(work, together):
    begun, before = time.perf_counter(), cpu()
    for _run in range(together):
        work()
    return Measured((cpu() - before) / together, (time.perf_counter() - begun) / together)


def bare_typst(document):
    """Typst and nothing else: the ready data in the ready template."""
    report = as_pdf._printable(blocks(document))
    inputs = {"report": json.dumps(report, ensure_ascii=False), "day": "2023-04-30", "mark": ""}
    return lambda: as_pdf._typeset(inputs, as_pdf.STANDARDS)


def bare_word(document):
    """The same paragraphs by python-docx, as its manual has it."""
    texts = [
        text
        for section in document.sections
        for question in section.questions
        for text in (question.text, *_texts(question.answer))
    ]

    def write():
        word = docx.Document()
        for text in texts:
            word.add_paragraph(text)
        word.save(io.BytesIO())

    return write


def _texts(answer):
    for passage in answer.passages:
        for paragraph in narrative.paragraphs(passage.narrative):
            yield "".join(run["text"] for run in paragraph.runs)
    for source in answer.sources:
        yield from (result.text for result in source.results)
    if answer.table:
        yield from (text for row in answer.table.rows for cell in row for text in cell)


def size(document):
    return len(json.dumps(to_dict(document), ensure_ascii=False))


def tell(name, rows):
    """Print a line per size; returns the growth of CPU over that of the text."""
    (_times, first_size, first), (_last_times, last_size, last) = rows[0], rows[-1]
    growth = (last.cpu / first.cpu) / (last_size / first_size)
    for times, characters, found in rows:
        is_last = times == rows[-1][0] and len(rows) > 1
        cells = [name, times, f"{characters:,}", f"{found.cpu:.3f}", f"{found.wall:.3f}"]
        say([*cells, f"{growth:.2f}" if is_last else ""])
    return growth


def say_head():
    print(f"\n{HEAD}\n|---|---|---|---|---|---|")


def say(cells):
    print(f"| {' | '.join(map(str, cells))} |")


def test_renderers_grow_no_faster_than_the_text():
    document = mexican_report()
    documents = [(times, enlarged(document, times)) for times in TIMES]
    as_docx.render(document)  # reads the fonts and the letterhead
    works = {
        **{name: lambda d, r=renderer: lambda: r.render(d) for name, renderer in RENDERERS.items()},
        "bare Typst": bare_typst,
        "bare python-docx": bare_word,
    }
    say_head()
    growths = {}
    for name, work in works.items():
        rows = [(times, size(each), measure(work(each))) for times, each in documents]
        growths[name] = tell(name, rows)
    ours = {name: growth for name, growth in growths.items() if name in RENDERERS}
    assert {name: growth for name, growth in ours.items() if growth > MOST_GROWTH} == {}


def test_composing_grows_no_faster_than_the_facts():
    call_command("load_mexico", verbosity=0)
    period = Period.objects.select_related("roadmap").get(roadmap__code="MX-2019", year=2022)
    say_head()
    rows = []
    for before, times in zip([1, *TIMES], TIMES, strict=False):
        multiply(period, times // before)
        rows.append((times, told_by_agencies(period), measure(lambda: compose(period))))
    assert tell("compose", rows) <= MOST_GROWTH


def told_by_agencies(period):
    """How many characters the updates have: what grows, while the questions stay as they are."""
    texts = ProgressUpdate.objects.for_period(period).values_list("narrative_text", flat=True)
    return sum(map(len, texts))


def multiply(period, times):
    """So many times the period's updates with their results, evidence and priorities."""
    updates = list(ProgressUpdate.objects.for_period(period).prefetch_related(
        "priorities", "results", "evidence"))  # fmt: skip
    for update in updates * (times - 1):
        rows = [*update.results.all(), *update.evidence.all()]
        priorities = list(update.priorities.all())
        new = copy(update)
        new.pk, new.uid, new.made_from = None, uuid.uuid4(), None
        ProgressUpdate.objects.bulk_create([new])
        new = ProgressUpdate.objects.get(uid=new.uid)
        new.priorities.set(priorities)
        for row in map(copy, rows):
            row.pk, row.update = None, new
            row.save(force_insert=True)
