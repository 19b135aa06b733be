"""What the tests in a real Chromium stand on: a browser, a server, pages that may not complain."""

import os
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.chromium import chromium

# Reports what the policy blocks, also where the console says nothing.
WATCH = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error("policy:", event.violatedDirective, event.blockedURI, event.sample));
"""


@pytest.fixture(scope="session", autouse=True)
def _environment() -> Iterator[None]:
    """Playwright's loop runs in the thread of the tests, where Django would refuse its database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        patch.setenv("DJANGO_LIVE_TEST_SERVER_ADDRESS", "127.0.0.1")
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for the run."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def new_page(browser: Browser, live_server) -> Iterator:
    """Makes a page in a context of its own; options are those of `Browser.new_context`.

    SLOW=8 makes the pages so many times slower, which finds the tests that do not wait for them.

    At the end of the test no page may have had an error in its console or script, a violation of
    the policy, or a request to another host. What a test expects it takes out of `page.complaints`.
    """
    contexts: list[BrowserContext] = []
    pages: list[Page] = []

    def make(**options) -> Page:
        options = {"base_url": live_server.url, "locale": "es-MX", **options}
        context = browser.new_context(**options)
        contexts.append(context)
        context.add_init_script(WATCH)
        page = context.new_page()
        if slower := os.environ.get("SLOW"):
            devtools = context.new_cdp_session(page)
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": float(slower)})
        page.complaints = watch(page, live_server.url)
        pages.append(page)
        return page

    yield make
    complaints = [complaint for page in pages for complaint in page.complaints]
    for context in contexts:
        context.close()
    assert complaints == []


def watch(page: Page, own: str) -> list[str]:
    """The page's complaints, to which is added what goes wrong from now on."""
    complaints: list[str] = []

    def hear(message):
        if message.type in {"error", "warning"}:
            complaints.append(f"{message.type}: {message.text}")

    def see(request):
        if not request.url.startswith((own, "data:", "blob:")):
            complaints.append(f"request: {request.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("request", see)
    return complaints


@pytest.fixture
def page(new_page) -> Page:
    return new_page()


@pytest.fixture
def log_in(live_server):
    """Gives a page the session of a person, past the form; returns the page."""

    def let_in(page, user):
        client = Client()
        client.force_login(user)
        value = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
        return page

    return let_in
