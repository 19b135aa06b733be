"""The report as Markdown that every CommonMark reader shows as it is meant.

What people wrote is escaped: it never becomes a heading, a list, a picture or HTML. Tables are
those of GitHub's Markdown.
"""

import re
from itertools import groupby

from reports.renderers.blocks import blocks
from roadmap.texts import narrative

CONTENT_TYPE = "text/markdown; charset=utf-8"
SUFFIX = ".md"

# An exclamation mark at a text's end would make a picture of the link that follows.
_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|~&]|!\Z")
_LINE_START = re.compile(r"^(?=[-+=])|^(\d{1,9})(?=[.)])")


def render(document):
    """The whole report in UTF-8."""
    report = blocks(document)
    parts = [*_front(report)]
    for section in report["sections"]:
        parts += _section(section)
    if report["figures"]:
        parts += [f"## {text_line(report['figures_title'])}"]
    for figure in report["figures"]:
        parts += _figure(figure)
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _front(report):
    yield f"# {text_line(report['country_name'])}{report['colon']} {text_line(report['title'])}"
    yield f"{text_line(report['kind'])} · {text_line(report['period'])}"
    yield f"{text_line(report['roadmap_label'])}{report['colon']} {text_line(report['roadmap'])}"
    yield _emphasised(report["note"])
    yield text_line(report["required"])


def _section(section):
    yield f"## {text_line(section['title'])}"
    yield _emphasised(section["introduction"])
    for question in section["questions"]:
        mark = r" \*" if question["required"] else ""
        yield f"### {question['number']}\\. {text_line(question['text'])}{mark}"
        yield text(question["help"])
        for block in question["blocks"]:
            yield from _BLOCKS[block["type"]](block)


def _note(block):
    yield _emphasised(block["text"])


def _emphasised(words):
    return _paragraph([{"text": words, "italic": True}]) if words else ""


def _choices(block):
    yield "\n".join(f"- {_option(item)}" for item in block["items"])


def _option(item):
    label = f"**{text_line(item['label'])}**" if _may_be_bold(item) else text_line(item["label"])
    more = f"{item['colon']} {text_line(item['text'])}" if item["text"] else ""
    return f"{item['sign']} {label}{more}"


def _may_be_bold(item):
    """Whether the stars around the label would be read as stars of bold text."""
    label = item["label"].strip()
    return item["chosen"] and label[:1].isalnum() and (label[-1:].isalnum() or not item["text"])


def _passage(block):
    if block["heading"]:
        yield f"#### {text_line(block['heading'])}"
    if source := block["source"]:
        yield _source(source)
    yield from _blocks(block["narrative"])
    if source:
        yield from _results_and_evidence(source)


def _source(source):
    partners = f", {text_line(source['partners'])}" if source["partners"] else ""
    when = f" · {text_line(source['when'])}" if source["when"] else ""
    return f"{_paragraph([{'text': source['agency'], 'bold': True}])}{partners}{when}"


def _results_and_evidence(source):
    if source["results"]:
        yield text_line(source["results_label"])
        yield "\n".join(f"- {text_line(result)}" for result in source["results"])
    if source["evidence"]:
        yield text_line(source["evidence_label"])
        runs = [{"text": piece["title"], "href": piece["url"]} for piece in source["evidence"]]
        yield "\n".join(f"- {_paragraph([run])}" for run in runs)


def _records(block):
    """Each record as a list; neighbours have different bullets, or they would be one list."""
    yield f"#### {text_line(block['caption'])}"
    for number, record in enumerate(block["records"]):
        yield "\n".join(_labelled_cell(pair, "-*"[number % 2]) for pair in record["pairs"])


def _labelled_cell(pair, bullet):
    label = _paragraph([{"text": pair["label"], "bold": True}])
    if pair["many"]:
        items = [f"\n  - {text_line(words)}" for words in pair["cell"]]
        return f"{bullet} {label}{''.join(items)}"
    return f"{bullet} {label}\\\n{_indented(text(chr(10).join(pair['cell'])), 2)}"


_BLOCKS = {"note": _note, "choices": _choices, "passage": _passage, "records": _records}


def _figure(figure):
    """What is to be seen in words, and the figures as a table."""
    yield f"### {text_line(figure['title'])}"
    yield text(figure["caption"])
    yield text(figure["alternative"])
    head, *rows = [figure["columns"], *figure["rows"]]
    lines = [[text_line(words) for words in row] for row in rows]
    ruled = [[text_line(words) for words in head], ["---", "---:"], *lines]
    yield "\n".join(f"| {' | '.join(row)} |" for row in ruled)


def _blocks(tree):
    """The blocks of a narrative; neighbouring lists have different signs."""
    previous, sign = None, 0
    for block in tree:
        is_list = block["type"] == "list"
        sign = 1 - sign if is_list and previous == "list" else 0
        previous = block["type"]
        yield _list(block, sign) if is_list else _paragraph(block["runs"])


def _list(block, sign):
    lines = []
    for number, item in enumerate(block["items"], start=1):
        marker = f"{number}{'.)'[sign]} " if block["ordered"] else f"{'-*'[sign]} "
        content = "\n\n".join(_blocks(item))
        lines.append(marker + _indented(content, len(marker)).lstrip())
    return "\n".join(lines)


def _indented(content, by):
    return "\n".join(" " * by + line if line else "" for line in content.split("\n"))


def text(words):
    """Several lines of text; a line's end is a line's end."""
    return "\\\n".join(_escaped(line.strip()) for line in words.strip().split("\n"))


def text_line(words):
    """Text on one line."""
    return _escaped(" ".join(words.split()))


def _escaped(line):
    return _LINE_START.sub(r"\1\\", _SIGNS.sub(r"\\\g<0>", line))


def _paragraph(runs):
    """A paragraph: links outside, bold inside them, italic inside that."""
    pieces = []
    for href, linked in groupby(runs, key=lambda run: run.get("href", "")):
        content = _marked(list(linked), [("bold", "**"), ("italic", "_")])
        is_link = narrative.is_link(href) and content.strip()
        pieces.append(f"[{content.strip()}](<{href}>)" if is_link else content)
    lines = [line.strip() for line in "".join(pieces).strip().split("\n")]
    return "\\\n".join(_LINE_START.sub(r"\1\\", line) for line in lines)


def _marked(runs, marks):
    """The runs with the first of the marks around those that have it."""
    if not marks:
        return _SIGNS.sub(r"\\\g<0>", "".join(run["text"] for run in runs).replace("\t", " "))
    (mark, sign), *others = marks
    written = ""
    for has_mark, group in groupby(runs, key=lambda run: bool(run.get(mark))):
        content = _marked(list(group), others)
        written = _joined(written, content, sign if has_mark else "")
    return written


def _joined(before, content, sign):
    """The text with more behind it, between signs that touch words neither before nor after.

    A letter beside a sign is written as its number: CommonMark takes a sign between letters and
    punctuation for a star.
    """
    inner = content.strip()
    if not sign or not inner:
        return _kept_apart(before, content) if before.endswith(("*", "_")) else before + content
    lead, tail = content.split(inner, 1)
    if not lead and before[-1:].isalnum():
        before = f"{before[:-1]}&#{ord(before[-1])};"
    return f"{before}{lead}{sign}{inner}{sign}{tail}"


def _kept_apart(before, content):
    if not content[:1].isalnum():
        return before + content
    return f"{before}&#{ord(content[0])};{content[1:]}"
