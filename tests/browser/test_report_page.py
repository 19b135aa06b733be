"""The report as a page that stands alone, in a real browser: accessible, narrow, still."""

import pytest

from reports.renderers import as_html
from tests.browser.axe import violations
from tests.reports.documents import whole_document
from tests.reports.mexico import mexican_report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=["whole", "real", "french"])
def report(request):
    if request.param == "whole":
        return whole_document()
    return mexican_report("fr" if request.param == "french" else None)


def test_report_page_keeps_nobody_out(report, page, pytestconfig, tmp_path):
    path = tmp_path / "report.html"
    path.write_bytes(as_html.render(report))
    page.route("**/kept.html", lambda route: route.fulfill(path=path, content_type="text/html"))
    page.goto("/kept.html")
    assert violations(page, pytestconfig.cache) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
