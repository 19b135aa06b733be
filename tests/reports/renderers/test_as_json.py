import json
from datetime import date

import pytest

from reports.composing.compose import compose
from reports.renderers import as_json
from tests import make
from tests.reports import official

pytestmark = pytest.mark.django_db


def render(period):
    return json.loads(as_json.render(compose(period)))


def make_small_roadmap():
    make.make_roadmap(code="MX-2019")
    period = make.make_period(year=2022)
    make.make_priority()
    make.make_next_step(period=period)
    return period


def test_empty_report_is_the_whole_form():
    assert render(make_small_roadmap()) == {
        "country": "MX",
        "period": "2022-2023",
        "edition": "2022-2023",
        "language": "es",
        "title": "Progresos logrados respecto de la Meta 8.7 de los ODS",
        "country_name": "México",
        "roadmap": {"code": "MX-2019", "title": "Hoja de ruta"},
        "content_language": "es",
        "sections": official.sections(),
        "charts": [official.OPEN_STEP],
        "annex": {"results": [], "actions": [], "projects": [], "evidence": []},
    }


def test_report_with_answers_is_the_whole_form_with_them():
    period = make_small_roadmap()
    agency = make.make_agency(code="SNDIF", name="Sistema Nacional DIF", acronym="SNDIF")
    oit = make.make_agency(code="OIT", name="Organización", acronym="OIT", country="")
    update = make.make_update(
        period=period,
        agency=agency,
        status="approved",
        title="Cursos",
        narrative=make.paragraph("Hubo cursos."),
        version=3,
        precision="month",
        happened_from=date(2022, 5, 1),
        happened_to=date(2022, 5, 31),
    )
    update.partners.set([oit])
    make.make_result(update=update, quantity=1693, unit="personas", population="servidores")
    make.make_evidence(update=update, title="Boletín", url="https://e.org/a", is_public=True)
    period.next_steps.update(status="in-progress")
    make.make_written_answer(
        period=period,
        question="international-partners",
        choices=["ilo", "other"],
        other="Países amigos",
        narrative=[],
    )
    make.make_written_answer(period=period, question="progress-rating", rating=7, narrative=[])
    make.make_written_answer(
        period=period, question="lessons", narrative=make.paragraph("Aprendimos.")
    )
    project = make.make_project(name="Campos", acronym="C", starts_in=2016, sectors="Café")
    project.implementers.set([oit])
    project.places.set([make.make_place(code="MX-OAX", name="Oaxaca")])
    coming = make.make_next_step(
        period=make.make_period(year=2023),
        title="Plan",
        objectives="Metas",
        proof="Informe",
        areas=["child-labour"],
        agency=agency,
    )
    coming.priorities.set(period.roadmap.priorities.all())

    expected = official.sections()
    answers = {
        question["id"]: question["answer"]
        for section in expected
        for question in section["questions"]
    }
    answers["priority-progress"].update(
        text="Hubo cursos.",
        passages=[{"heading": "", "text": "Hubo cursos.", "source": 0}],
        sources=[
            {
                "update": str(update.uid),
                "version": 3,
                "agency": "Sistema Nacional DIF (SNDIF)",
                "agency_code": "SNDIF",
                "partners": ["OIT"],
                "kind": "progress",
                "title": "Cursos",
                "when": "mayo de 2022",
                "happened_from": "2022-05-01",
                "happened_to": "2022-05-31",
                "results": [
                    {
                        "text": "1,693 personas (servidores)",
                        "quantity": "1693",
                        "quantity_to": None,
                        "out_of": None,
                        "qualifier": "exact",
                        "unit": "personas",
                        "population": "servidores",
                        "place": "",
                        "basis": "counted",
                    }
                ],
                "evidence": [{"title": "Boletín", "url": "https://e.org/a"}],
            }
        ],
    )
    answers["next-step-status"]["choices"] = ["in-progress"]
    answers["progress-rating"]["choices"] = ["7"]
    answers["international-partners"].update(
        text="Otros: Países amigos", other_text="Países amigos", choices=["ilo", "other"]
    )
    answers["lessons"].update(
        text="Aprendimos.", passages=[{"heading": "", "text": "Aprendimos.", "source": None}]
    )
    answers["international-partners-text"]["rows"] = [
        {
            "project": "Campos",
            "acronym": "C",
            "implementers": ["OIT"],
            "years": "desde 2016",
            "states": ["Oaxaca"],
            "sectors": "Café",
            "description": "",
        }
    ]
    answers["coming-next-steps"]["rows"] = [
        {
            "title": "Plan",
            "objectives": "Metas",
            "proof": "Informe",
            "areas": ["Trabajo infantil"],
            "priorities": ["1. Prevenir"],
            "agency": "Sistema Nacional DIF (SNDIF)",
        }
    ]
    assert render(period)["sections"] == expected


def test_text_has_every_passage_and_the_heading_of_a_step():
    period = make_small_roadmap()
    step = period.next_steps.get()
    agency = make.make_agency()
    for text in ("Uno.", "Dos."):
        make.make_update(
            period=period,
            agency=agency,
            next_step=step,
            action=None,
            priorities=[],
            status="approved",
            narrative=make.paragraph(text),
        )
    question = render(period)["sections"][1]["questions"][1]
    assert question["answer"]["text"] == "Próximo paso 1: Un paso\nUno.\n\nDos."


def test_same_document_gives_the_same_bytes():
    period = make_small_roadmap()
    make.make_update(period=period, status="approved")
    assert as_json.render(compose(period)) == as_json.render(compose(period))
