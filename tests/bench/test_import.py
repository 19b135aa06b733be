"""How long reading a past report takes and how much memory, up to fifty times its length."""

import hashlib
import os
import time
import tracemalloc
from itertools import count
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement

from reports.composing.compose import compose
from reports.importing.frame import frame_of
from reports.importing.reading import read_file
from reports.importing.recognising import recognise
from tests.reports.importing.documents import WRITERS, parts_of, saved, small_period, text

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

REAL = Path(__file__).resolve().parents[3] / "shared/sources/mexico-annual-report-2022-2023.md"
TIMES = (1, 10, int(os.environ.get("IMPORT_TIMES", "50")))
# How much faster than the text the time may grow.
MOST_GROWTH = 1.3


def small(period, times, suffix):
    """A report of our own wording, with so many long paragraphs in every answer."""
    numbers = count()
    answers = {
        (question.id, question.priority or question.next_step): [
            text(sentences(next(numbers))) for _number in range(4 * times)
        ]
        for question in compose(period).questions
        if question.kind == "text"
    }
    parts = list(parts_of(compose(period), answers))
    return quickly_as_word(parts) if suffix == "docx" else WRITERS[suffix](parts)


def sentences(number):
    """Some sixty words, others for every number: what repeats itself packs like a hostile file."""
    digest = hashlib.sha512(str(number).encode()).hexdigest()
    told = [digest[place : place + 5] for place in range(0, 120, 5)]
    return " ".join(f"Se abrió el centro {name} en la ciudad." for name in told)


def quickly_as_word(parts):
    """A Word file of plain paragraphs; python-docx takes the square of their number."""
    document = docx.Document()
    for part in reversed(parts):
        paragraph = OxmlElement("w:p")
        paragraph.append(OxmlElement("w:r"))
        paragraph[0].text = part.text
        document.element.body.insert(0, paragraph)
    return saved(document)


def real(times):
    return ("\n\n".join([REAL.read_text()] * times)).encode()


def cpu(content, name, frame):
    """Seconds of CPU, the best of three."""
    seconds = []
    for _time in range(2):
        begin = time.process_time()
        recognise(read_file(name, content), frame)
        seconds.append(time.process_time() - begin)
    return min(seconds)


def memory(content, name, frame):
    """The most memory that Python held, in MB."""
    tracemalloc.start()
    recognise(read_file(name, content), frame)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


@pytest.mark.parametrize("source", ["real", *WRITERS])
def test_time_grows_with_the_text_and_no_faster(source, capsys):
    period = small_period()
    frame = frame_of(period.roadmap, 2022)
    if source == "real" and not REAL.exists():
        pytest.skip(f"{REAL.name} is not beside the project")
    name = "a.md" if source == "real" else f"a.{source}"
    found = {}
    for times in TIMES:
        content = real(times) if source == "real" else small(period, times, source)
        blocks = len(read_file(name, content))
        found[times] = (cpu(content, name, frame), memory(content, name, frame), blocks)
    with capsys.disabled():
        for times, (seconds, most, blocks) in found.items():
            figures = f"{blocks:6} blocks {seconds:7.2f} s {most:7.1f} MB"
            print(f"\n{source:5} {times:3}x {figures}", end="")
    (first, _most, few), (last, _all, many) = found[TIMES[1]], found[TIMES[-1]]
    assert last / first <= MOST_GROWTH * many / few
