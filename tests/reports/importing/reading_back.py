"""Reading a rendered report back with public tools: (question, words of its answer) in order."""

import json
import re

from lxml import html


def words(text):
    return re.findall(r"\w+", text)


def read_json(content):
    body = json.loads(content)
    return [
        (question["text"], words(_told(question["answer"])))
        for section in body["sections"]
        for question in section["questions"]
    ]


def _told(answer):
    rows = [cell for row in answer["rows"] for cell in row.values()]
    cells = [text for cell in rows for text in (cell if isinstance(cell, list) else [cell]) if text]
    return "\n".join([answer["text"], *cells])


def read_html(content):
    page = html.fromstring(content)
    return [
        (_question(question), words("\n".join(map(_text, question.xpath(_SAID)))))
        for question in page.xpath("//div[@class='question']")
    ]


_SAID = ".//div[@class='narrative'] | .//table[@class='record']//td"


def _question(question):
    [heading] = question.xpath("./h3")
    pieces = [piece for piece in heading.xpath("./text()") if piece.strip()]
    return " ".join("".join(pieces).split())


def _text(element):
    """The words of an element, blocks and lines apart."""
    for block in element.iter("p", "li", "br", "td"):
        block.tail = f"\n{block.tail or ''}"
    return element.text_content()


# Further formats are one line each.
READERS = {"html": read_html, "json": read_json}
