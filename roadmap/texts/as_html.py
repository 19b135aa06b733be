"""Narratives as HTML; every text in them is escaped."""

from django.utils.html import format_html, format_html_join

from roadmap.texts import narrative


def blocks_html(blocks):
    """A narrative as paragraphs and lists."""
    return format_html_join("", "{}", ((_block(block),) for block in blocks))


def _block(block):
    if block["type"] == "paragraph":
        return format_html("<p>{}</p>", _runs(block["runs"]))
    items = format_html_join("", "<li>{}</li>", ((_item(item),) for item in block["items"]))
    return format_html("<ol>{}</ol>" if block["ordered"] else "<ul>{}</ul>", items)


def _item(blocks):
    """A list item; its first paragraph stands without a paragraph's distance around it."""
    if blocks and blocks[0]["type"] == "paragraph":
        return format_html("{}{}", _runs(blocks[0]["runs"]), blocks_html(blocks[1:]))
    return blocks_html(blocks)


def _runs(runs):
    return format_html_join("", "{}", ((_run(run),) for run in runs))


def _run(run):
    text = format_html("{}", run["text"])
    if run.get("bold"):
        text = format_html("<strong>{}</strong>", text)
    if run.get("italic"):
        text = format_html("<em>{}</em>", text)
    if narrative.is_link(run.get("href")):
        text = format_html('<a href="{}" rel="noopener">{}</a>', run["href"], text)
    return text
