"""What people do on the pages in the course of a year, in a real browser."""

import datetime

from django.utils import timezone

from roadmap.models import Period

EDITOR = "[role=textbox]"


def press(page, name):
    """Press the first button of this name, and wait for the whole page that comes of it."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def follow(page, name):
    """Follow the first link of this name, and wait for the whole page."""
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def press_key(page, key="Enter"):
    """Press a key that leads to another page, and wait for the whole of it."""
    with page.expect_navigation():
        page.keyboard.press(key)


def set_due(page, days):
    """Say on the period's page that it is due so many days from now."""
    period = Period.objects.select_related("roadmap").get(year=2023)
    page.goto(f"/staff/year/{period.pk}/")
    due = timezone.now().astimezone(period.zone) + datetime.timedelta(days=days)
    page.get_by_label("Fecha límite", exact=True).fill(due.strftime("%Y-%m-%dT%H:%M"))
    press(page, "Fijar la fecha límite")


def write(page, about, title, text):
    """Answer one line of the agency's list, up to the form that is filled in."""
    page.goto("/staff/")
    line = page.locator(".owed li", has_text=about)
    with page.expect_navigation():
        line.get_by_role("link", name="Redactar").click()
    page.fill("[name=title]", title)
    if "Un protocolo" not in about:
        page.fill("[name=new_action]", f"Programa: {title}")
    page.locator(EDITOR).focus()
    page.keyboard.type(text)
    page.select_option("[name=precision]", "year")
    page.fill("[name=happened_from]", "2023-06-01")


def write_none(page, about, title, kind, reason):
    """Answer a line with "no progress" or "not applicable"."""
    page.goto("/staff/")
    line = page.locator(".owed li", has_text=about)
    with page.expect_navigation():
        line.get_by_role("link", name="Redactar").click()
    page.fill("[name=new_action]", f"Programa: {title}")
    page.locator("[name=kind]").select_option(kind)
    page.fill("[name=reason]", reason)
    page.fill("[name=title]", title)


def send(page, button="Enviar"):
    """Look at it, and send it in."""
    with page.expect_navigation(url="**/step/submit/"):
        page.locator("button[name=_send]").click()
    press(page, button)
    page.wait_for_url("**/receipt/**")


def validate(page, title):
    page.goto("/staff/")
    follow(page, title)
    follow(page, "Validar y enviar")
    press(page, "Validar y enviar")


def correct(page, title, text):
    """Write on at the end of what came back, and send it in again."""
    page.goto("/staff/")
    follow(page, title)
    page.locator(EDITOR).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)
    send(page)


def approve_all(page):
    page.goto("/staff/queue/")
    page.get_by_role("button", name="Marcar todo en esta página").click()
    press(page, "Aprobar lo marcado")


def reopen(page, agency, reason):
    """Open the closed period again for one agency, for nine days."""
    page.get_by_label("Institución").select_option(label=agency)
    until = timezone.localtime() + datetime.timedelta(days=9)
    page.get_by_label("Hasta").fill(until.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Motivo").fill(reason)
    press(page, "Reabrirlo para esta institución")


def read(page, title):
    """Open one of the queue."""
    page.goto("/staff/queue/")
    page.locator(".waiting").get_by_role("link", name=title, exact=True).click()
    page.wait_for_url("**/staff/queue/*/")
