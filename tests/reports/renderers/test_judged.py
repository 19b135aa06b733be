"""The real report in every format, judged by other people's programs."""

import pytest

from reports.renderers import RENDERERS, as_docx, as_pdf, as_xlsx
from reports.wording import WORDINGS
from tests.reports.documents import whole_document
from tests.reports.judges import judge_office, judge_pdf, through_libreoffice
from tests.reports.mexico import mexican_report
from tests.reports.reading_back import expected, pdf_pages, read_back, source_line, whole
from tests.reports.renderers.test_as_pdf import assert_contents_are_right
from tests.reports.tools import needs

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("pdf", marks=needs("pdftotext")),
        *sorted(set(RENDERERS) - {"pdf", "xlsx"}),
    ],
)
def test_real_report_is_read_back_word_for_word(name):
    document = mexican_report()
    read = read_back(name, RENDERERS[name].render(document), document)
    assert len(read) == 38
    assert whole(read) == whole(expected(document, marks=name == "pdf"))
    assert sum(len(answer) for _heading, answer in read.values()) > 10_000


@needs("pdftotext")
@pytest.mark.parametrize("language", ["es", "fr"])
def test_contents_of_the_real_report_have_the_right_pages(language):
    document = mexican_report(language)
    headings = 38 + len(document.sections) + 1 + len(document.charts)
    assert_contents_are_right(as_pdf.render(document), headings)


@needs("pdftotext")
def test_no_page_of_the_real_report_ends_with_who_tells_what_the_next_one_says():
    document, wording = mexican_report(), WORDINGS["es"]
    content = as_pdf.render(document)
    sources = [source for question in document.questions for source in question.answer.sources]
    lines = {" ".join(source_line(source, wording).split()) for source in sources}
    pages = [" ".join(page.split()) for page in pdf_pages(content, 1, 99)]
    assert sum(line in page for line in lines for page in pages) > 30
    ends = (*lines, f". {wording['results']}", f". {wording['evidence']}")
    assert [page[-99:] for page in pages if page.endswith(ends)] == []


@pytest.mark.browser
@needs("javac")
def test_verapdf_finds_nothing_against_the_standards(tmp_path):
    assert judge_pdf(as_pdf.render(mexican_report()), tmp_path) == []


@pytest.mark.browser
@needs("javac")
def test_verapdf_would_find_what_is_wrong(tmp_path):
    content = as_pdf.render(whole_document()).replace(b"pdfuaid:part>1<", b"pdfuaid:part>7<")
    assert judge_pdf(content, tmp_path) != []


@pytest.mark.browser
@needs("npm")
@pytest.mark.parametrize("renderer", [as_docx, as_xlsx])
def test_openxmlvalidator_finds_nothing(renderer, tmp_path, pytestconfig):
    content = renderer.render(mexican_report())
    name = f"report{renderer.SUFFIX}"
    assert judge_office(content, name, pytestconfig.cache, tmp_path) == []


@pytest.mark.browser
@needs("soffice", "pdftotext")
def test_word_file_opens_in_libreoffice(tmp_path):
    document = mexican_report()
    content = through_libreoffice(as_docx.render(document), tmp_path)
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type/Page") > 20 or b"/ObjStm" in content
