import re
from html.parser import HTMLParser

import pytest

from reports.composing.compose import compose
from reports.renderers import as_html
from tests import make

HOSTILE = "<script>alert(1)</script> & \"x\" 'y' {{ 7*7 }} {% now %} </style>"


class Page(HTMLParser):
    """The elements of a page: (tag, attributes) in order, and its text."""

    VOID = frozenset(["meta", "link", "br", "img", "meter"])

    def __init__(self, content):
        super().__init__()
        self.elements, self.text, self.open = [], "", []
        self.feed(content)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def read(document):
    page = Page(as_html.render(document).decode())
    assert page.open == []
    return page


@pytest.fixture
def period(db):
    make.make_roadmap(code="MX-2019")
    make.make_priority()
    period = make.make_period(year=2022)
    make.make_next_step(period=period, status="completed")
    return period


def test_page_has_language_title_and_headings(period):
    page = read(compose(period))
    assert page.all("html") == [{"lang": "es"}]
    assert len(page.all("h1")) == 1
    assert len(page.all("h2")) == 10
    assert len(page.all("h3")) == 27
    assert page.text.count("Informe anual de progreso") == 1


def test_every_link_inside_the_page_leads_somewhere(period):
    page = read(compose(period))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    targets = [link["href"][1:] for link in page.all("a") if link["href"].startswith("#")]
    assert len(targets) == 9 + 26
    assert set(targets) <= set(ids)
    assert len(ids) == len(set(ids))


def test_page_asks_for_nothing_and_runs_nothing(period):
    page = read(compose(period))
    assert {"script", "link", "img", "iframe"} & {tag for tag, _ in page.elements} == set()
    assert not [a for _, a in page.elements if "style" in a or any(k[:2] == "on" for k in a)]
    assert "url(" not in as_html.render(compose(period)).decode()


def test_choices_are_ticked_in_signs_and_in_words(period):
    make.make_written_answer(
        period=period, question="national-partners", narrative=[], choices=["other"], other="Más"
    )
    text = " ".join(read(compose(period)).text.split())
    assert "○ En curso (sin marcar) ◉ Completado (marcado)" in text
    assert "☐ Ministerios de su Gobierno (sin marcar) ☒ Otros (marcado): Más" in text


def test_passage_shows_agency_date_results_and_evidence(period):
    update = make.make_update(
        period=period, status="approved", agency=make.make_agency(name="Migración", acronym="INM")
    )
    update.partners.set([make.make_agency(name="Naciones", acronym="OIM")])
    make.make_result(update=update, quantity=43, unit="cursos")
    make.make_evidence(update=update, title="Guía", url="https://e.org/g", is_public=True)
    page = read(compose(period))
    text = " ".join(page.text.split())
    assert "Migración (INM), con OIM 13 de junio de 2022 Se hizo algo. Resultados43 cursos" in text
    assert {"href": "https://e.org/g", "rel": "noopener"} in page.all("a")
    assert "Ver el avance" not in text


def test_passage_leads_to_its_update_where_its_address_is_given(period):
    update = make.make_update(period=period, status="approved", title="Curso")
    context = as_html.context(compose(period), {str(update.uid): "/staff/1/"})
    [passage] = context["sections"][0]["questions"][0]["passages"]
    assert passage["address"] == "/staff/1/"


def test_hostile_text_stays_text(period):
    period.roadmap.title = HOSTILE
    agency = make.make_agency(name=HOSTILE, acronym=HOSTILE[:40])
    update = make.make_update(
        period=period, status="approved", agency=agency, title=HOSTILE, reason=HOSTILE,
        kind="no-progress", narrative=make.paragraph(HOSTILE), topics=["lesson"],
    )  # fmt: skip
    make.make_result(update=update, unit=HOSTILE, population=HOSTILE, place_note=HOSTILE)
    make.make_evidence(update=update, title=HOSTILE, url='https://e.org/"x"', is_public=True)
    make.make_project(name=HOSTILE, sectors=HOSTILE, description=HOSTILE)
    make.make_next_step(period=make.make_period(year=2023), title=HOSTILE, objectives=HOSTILE)
    make.make_written_answer(period=period, question="lessons", narrative=make.paragraph(HOSTILE))
    make.make_written_answer(
        period=period, question="national-partners", choices=["other"], other=HOSTILE
    )
    make.make_priority(text=HOSTILE)
    page = read(compose(period))
    assert "script" not in {tag for tag, _ in page.elements}
    assert page.text.count(HOSTILE) >= 12
    assert "49" not in page.text


@pytest.mark.parametrize(
    ("blocks", "html"),
    [
        ([], ""),
        (make.paragraph("a < b"), "<p>a &lt; b</p>"),
        (
            [{"type": "paragraph", "runs": [{"text": "a", "bold": True, "italic": True}]}],
            "<p><em><strong>a</strong></em></p>",
        ),
        (
            [{"type": "paragraph", "runs": [{"text": "a", "href": "https://e.org/?a=1&b=2"}]}],
            '<p><a href="https://e.org/?a=1&amp;b=2" rel="noopener">a</a></p>',
        ),
        (
            [{"type": "paragraph", "runs": [{"text": "a", "href": "javascript:alert(1)"}]}],
            "<p>a</p>",
        ),
        (
            [
                {
                    "type": "list",
                    "ordered": True,
                    "items": [
                        [
                            *make.paragraph("uno"),
                            *make.paragraph("más"),
                            {
                                "type": "list",
                                "ordered": False,
                                "items": [make.paragraph("dentro")],
                            },
                        ],
                        [{"type": "list", "ordered": False, "items": [make.paragraph("solo")]}],
                    ],
                }
            ],
            "<ol><li>uno<p>más</p><ul><li>dentro</li></ul></li>"
            "<li><ul><li>solo</li></ul></li></ol>",
        ),
    ],
)
def test_narrative_becomes_html(blocks, html):
    assert as_html.blocks_html(blocks) == html


def test_texts_of_another_language_are_marked(period):
    make.make_update(period=period, status="approved")
    french = as_html.render(compose(period, "fr")).decode()
    assert '<html lang="fr">' in french
    assert '<div class="narrative" lang="es">' in french
    assert 'lang="fr"' not in as_html.render(compose(period)).decode()
    assert "traduction de travail" in french


def test_question_that_is_not_asked_says_so(period):
    make.make_written_answer(period=period, question="initiatives", narrative=[], choices=["no"])
    text = read(compose(period)).text
    assert "No procede por la respuesta a la pregunta 16." in text


def test_gap_in_a_coming_step_shows_and_in_a_project_does_not(period):
    make.make_project(name="Campos")
    make.make_next_step(period=make.make_period(year=2023), title="Plan")
    text = read(compose(period)).text.rpartition("Anexo")[0]
    assert text.count("No indicado") == 5
    assert "Siglas" not in text


def test_stylesheet_is_inside_and_whole(period):
    content = as_html.render(compose(period)).decode()
    style = re.search(r"<style>(.*?)</style>", content, re.DOTALL).group(1)
    assert "@media print" in style
    assert style.count("{") == style.count("}")


def test_same_document_gives_the_same_bytes(period):
    make.make_update(period=period, status="approved")
    assert as_html.render(compose(period)) == as_html.render(compose(period))
