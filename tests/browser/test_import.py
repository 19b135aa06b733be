"""Bringing in a past report in a real browser: found, looked at, decided, taken over."""

import pytest

from reports.models import WrittenAnswer
from tests import make
from tests.browser import axe
from tests.browser.doing import press
from tests.reports.importing.documents import small_period

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REPORT = """Sello del ministerio

¿Cómo superó los desafíos? ¿Cuáles son las lecciones aprendidas?

Empezamos antes.

¿Colaboró con algún socio nacional?

☒ Sector privado

Hasta abril de 2024, ¿cuáles son los próximos pasos que dará su país respecto de las prioridades
establecidas en su hoja de ruta?

Título del próximo paso: Abrir diez centros

Objetivos hasta abril de 2024: Que funcionen.

¿Qué retos anticipa en este proceso?

El presupuesto.
"""


@pytest.fixture
def enter(log_in):
    """Gives a page the session of a coordinator who has logged in."""
    period = small_period()
    make.make_written_answer(period=period, question="anticipated-challenges")
    user = make.make_user(group="coordinators")

    def let_in(page):
        return log_in(page, user)

    return let_in


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_report_is_brought_in(new_page, enter, tmp_path, request, width, scripts):
    file = tmp_path / "informe.md"
    file.write_text(REPORT)
    options = {"viewport": {"width": width, "height": 800}, "java_script_enabled": scripts}
    page = enter(new_page(**options))

    def check():
        if scripts:
            assert axe.violations(page, request.config.cache) == []
            assert fits(page)

    page.goto("/reports/import/")
    check()
    press(page, "Leer el archivo")
    check()
    page.get_by_label("Periodo").select_option(label="2022-2023")
    page.get_by_label("Archivo").set_input_files(file)
    press(page, "Leer el archivo")
    check()
    assert (
        "Sello del ministerio" in page.get_by_role("region", name="Conviene mirarlo").inner_text()
    )
    page.get_by_label("Reemplazarlo por lo del archivo").check()
    press(page, "Incorporar el informe")
    check()
    assert page.get_by_role("link", name="Ver el informe").is_visible()
    answer = WrittenAnswer.objects.get(question="anticipated-challenges")
    assert answer.narrative == make.paragraph("El presupuesto.")
