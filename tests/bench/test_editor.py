"""What a key costs in a long text: the editor beside a bare `contenteditable` with the same words.

Milliseconds from a key to the frame that shows it, the median at the text's start and end.
"""

import statistics

import pytest

from tests.browser import narrative_page
from tests.browser.chromium import chromium

pytestmark = [pytest.mark.bench, pytest.mark.urls("tests.browser.narrative_page")]

EDITOR = "[role=textbox]"
PARAGRAPH = "La inspección federal del trabajo visitó 1,204 centros agrícolas en Sinaloa. " * 13
BARE = "<!doctype html><meta charset=utf-8><div role=textbox contenteditable>{}</div>"
MEASURE = """() => {
  window.times = [];
  document.addEventListener("keydown", () => {
    const start = performance.now();
    requestAnimationFrame(() => setTimeout(() => window.times.push(performance.now() - start)));
  }, true);
}"""


def milliseconds(page):
    """The median of what was typed at both ends of the text."""
    page.evaluate(MEASURE)
    page.locator(EDITOR).focus()
    for key in ("Control+Home", "Control+End"):
        page.keyboard.press(key)
        page.keyboard.type("abc def " * 6, delay=30)
    page.wait_for_timeout(500)
    return statistics.median(page.evaluate("window.times"))


@pytest.mark.parametrize("length", [6_000, 60_000, 200_000])
def test_cost_of_a_key(live_server, monkeypatch, capsys, length):
    # Playwright's loop runs in this thread, where Django would refuse its database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    lines = [PARAGRAPH.strip()] * (length // len(PARAGRAPH) + 1)
    narrative_page.STORED.update(
        tree=[{"type": "paragraph", "runs": [{"text": line}]} for line in lines], posts=[]
    )
    with chromium() as browser:
        page = browser.new_page()
        page.set_content(BARE.format("".join(f"<p>{line}</p>" for line in lines)))
        bare = milliseconds(page)
        page.goto(f"{live_server.url}/text/")
        ours = milliseconds(page)
    with capsys.disabled():
        print(
            f"\na key among {length:,} characters: {ours:.1f} ms; bare contenteditable: "
            f"{bare:.1f} ms; ratio {ours / bare:.2f}"
        )
