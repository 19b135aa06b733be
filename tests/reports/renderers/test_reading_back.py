"""Every format says the same words in the same order under the same question, whatever they are."""

import html.parser
import re
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.renderers import RENDERERS
from reports.renderers.fonts import with_replacements
from roadmap.texts.clean import clean
from tests.reports.documents import filled_with, whole_document
from tests.reports.reading_back import expected, read_back, unbroken, whole
from tests.reports.tools import WORDED, needs

HOSTILE = [
    "<script>alert(1)</script> & \"x\" 'y' </style></title><!--",
    "{{ 7*7 }} {% now %} #eval(\"1+1\") #read(\"/etc/passwd\") $x^2$ \\input{x} @import",
    "=HYPERLINK(\"http://127.0.0.1:9/\") +1 -1 @SUM(1)",
    "![x](http://127.0.0.1:9/a.png) [y](javascript:alert(1)) <http://127.0.0.1:9/>",
    "| # - 1. * ** __ a*b*c _d_e ~~f~~",
    "a\x00b\x0bc\x1fd\x7f\ufffe\ufeff\u202eabc\xadx",
    "emoji 👩🏽‍🏫 שלום 中文 →≤ fi \u200b x",
    "- uno\n# dos\n1. tres\n> cuatro\n    cinco\n---\n| a | b |\n```\nseis",
    "&lt;b&gt; &#60; %3Cscript%3E ]]> <?xml?>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]> &e;",
    "x" * 3000,
    "palabra " * 2000,
    "\n" * 50 + "fin",
]  # fmt: skip


def words_of(document, name):
    """The words that a format is to have; a PDF has a sign for what its fonts can not draw."""
    return whole(expected(document, marks=name == "pdf"))


def assert_same_words(document, name):
    read = read_back(name, RENDERERS[name].render(document), document)
    assert whole(read) == words_of(document, name)


@pytest.mark.parametrize("name", WORDED)
@pytest.mark.parametrize(("language", "content"), [("es", "es"), ("en", "es"), ("fr", "en")])
def test_every_format_has_the_same_words_under_the_same_question(name, language, content):
    document = whole_document(language=language, content_language=content)
    assert_same_words(document, name)


@pytest.mark.parametrize("name", WORDED)
def test_a_word_that_is_missing_is_noticed(name):
    document = whole_document()
    other = filled_with("Otra cosa", document)
    read = read_back(name, RENDERERS[name].render(document), document)
    assert whole(read) != words_of(other, name)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
@pytest.mark.parametrize("name", sorted(RENDERERS))
def test_hostile_text_stays_text_in_every_field(name, number):
    assert_harmless(name, RENDERERS[name].render(filled_with(HOSTILE[number])))


@pytest.mark.parametrize("name", ["docx", "html", "json", "markdown"])
@pytest.mark.parametrize("number", [0, 1, 2, 3, 4, 8, 9])
def test_hostile_text_is_read_back_word_for_word(name, number):
    document = filled_with(HOSTILE[number])
    read = read_back(name, RENDERERS[name].render(document), document)
    assert [answer for _heading, answer in whole(read).values()] == [
        answer for _heading, answer in words_of(document, name).values()
    ]


texts = st.text(max_size=60)


@pytest.mark.parametrize("name", sorted(set(RENDERERS) - {"pdf"}))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=texts)
def test_any_text_makes_a_harmless_file(name, text):
    assert_harmless(name, RENDERERS[name].render(filled_with(text)))


@settings(max_examples=8, deadline=None)
@given(text=texts)
def test_any_text_makes_a_harmless_pdf(text):
    assert_harmless("pdf", RENDERERS["pdf"].render(filled_with(text)))


def assert_harmless(name, content):
    """The file opens, nothing in it acts, and it leads nowhere but where its links lead."""
    {"html": harmless_html, "docx": harmless_zip, "xlsx": harmless_zip, "pdf": harmless_pdf}.get(
        name, lambda content: content.decode()
    )(content)


class Elements(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def harmless_html(content):
    elements = Elements(content.decode()).found
    assert {"script", "img", "iframe", "link", "object"} & {
        tag for tag, _given in elements
    } == set()
    hrefs = {given["href"] for _tag, given in elements if "href" in given}
    assert all(re.match("#|https://e.org/", href) for href in hrefs)
    assert not [name for _tag, given in elements for name in given if name[:2] == "on"]


def harmless_zip(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            text = archive.read(name)
            if name.endswith(".rels"):
                targets = re.findall(rb'Target="(\w+:[^"]*)"', text)
                assert {t for t in targets if not t.startswith(b"https://e.org/")} == set()
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in text


def harmless_pdf(content):
    with pikepdf.open(BytesIO(content)) as pdf:
        assert "/OpenAction" not in pdf.Root
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
        uris = {
            str(note.A.URI)
            for page in pdf.pages
            for note in page.get("/Annots", [])
            if "/A" in note and "/URI" in note.A
        }
    assert all(uri.startswith("https://e.org/") for uri in uris)


@needs("pdftotext")
def test_characters_that_no_font_draws_are_a_sign_in_the_pdf():
    text = "emoji 👩🏽‍🏫 שלום →≤ fin"
    document = filled_with(text)
    read = whole(read_back("pdf", RENDERERS["pdf"].render(document), document_shown(text)))
    shown = unbroken(with_replacements(clean(text)).split())
    assert shown[0] == "emoji"
    assert "\ufffd" in shown[1]
    assert " ".join(shown) in " ".join(read[1][1])


def document_shown(text):
    """The document as the PDF shows it: its headings are found by their words."""
    return filled_with(with_replacements(clean(text)))


PROGRAM = """
import sys
from tests.conftest import pytest_configure
pytest_configure()
import hashlib
from reports.renderers import RENDERERS
from tests.reports.documents import whole_document
for name, renderer in RENDERERS.items():
    print(name, hashlib.sha256(renderer.render(whole_document())).hexdigest())
"""


def test_same_document_gives_the_same_bytes_in_another_process(monkeypatch):
    root = Path(__file__).resolve().parents[3]
    hashes = []
    for seed in ("1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=root, capture_output=True, text=True, check=True
        )
        hashes.append(done.stdout.split("\n"))
    assert len(hashes[0]) == len(RENDERERS) + 1
    assert hashes[0] == hashes[1]
