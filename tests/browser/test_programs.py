"""The page for programs and the page of tokens: accessible, and at home on a small screen."""

import pytest
from django.conf import settings
from django.test import Client

from tests import make
from tests.browser import axe
from tests.browser.doing import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, NARROW = 1280, 320


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize(
    ("address", "made"),
    [("/developers/", False), ("/staff/tokens/", False), ("/staff/tokens/", True)],
)
def test_page_is_accessible_and_fits(live_server, new_page, pytestconfig, address, made, width):
    member = make.make_user(agency=make.make_agency(name="Sistema Nacional DIF"))
    page = new_page(viewport={"width": width, "height": 800})
    client = Client()
    client.force_login(member)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    page.goto(address)
    if made:
        page.get_by_label("Para qué sirve").fill("Sistema propio")
        page.get_by_label("Enviar avances").check()
        press(page, "Crear una clave")
        assert page.locator(".message code").inner_text().startswith("a87_")
    assert axe.violations(page, pytestconfig.cache) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
