"""What the checks cost: CPU seconds on the real year, and on a report of twenty times its text."""

import os
import time
from dataclasses import replace

import pytest
from django.core.management import call_command

from reports.checks import check, check_report, read_material
from roadmap.models import Period

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

TIMES = int(os.environ.get("CHECKS_TIMES", "20"))


def seconds(work, *arguments):
    """The least CPU time of three runs."""
    spent = []
    for _run in range(3):
        begin = time.process_time()
        work(*arguments)
        spent.append(time.process_time() - begin)
    return min(spent)


def longer(material, times):
    """The report with every passage this many times, each told a little differently."""
    return replace(
        material,
        document=replace(
            material.document,
            sections=tuple(
                replace(
                    section,
                    questions=tuple(_longer(question, times) for question in section.questions),
                )
                for section in material.document.sections
            ),
        ),
    )


def _longer(question, times):
    passages = tuple(
        replace(passage, narrative=[*passage.narrative, _paragraph(f"Copia {time} de todas.")])
        for time in range(times)
        for passage in question.answer.passages
    )
    return replace(question, answer=replace(question.answer, passages=passages))


def _paragraph(text):
    return {"type": "paragraph", "runs": [{"text": text}]}


def test_cost_of_the_checks(capsys):
    call_command("load_mexico", verbosity=0)
    period = Period.objects.get(roadmap__code="MX-2019", year=2022)
    material = read_material(period)
    fresh = seconds(lambda: check(longer(material, 1)))
    long = seconds(lambda: check(longer(material, TIMES)))
    words = sum(len(piece.text.split()) for piece in longer(material, 1).pieces)
    with capsys.disabled():
        print(f"\nchecks, {words} words: {fresh:.3f} s; {TIMES} times: {long:.3f} s")
        print(f"with reading and composing: {seconds(check_report, period):.3f} s")
    # Twice as fast as the text at most: a check that compares everything with everything is slower.
    assert long < 2 * TIMES * fresh
