"""Narratives as trees of blocks, written short."""


def run(text, **marks):
    return {"text": text, **marks}


def bold(text):
    return run(text, bold=True)


def italic(text):
    return run(text, italic=True)


def link(text, href):
    return run(text, href=href)


def paragraph(*runs):
    """A paragraph of runs; a plain one is its text."""
    return {"type": "paragraph", "runs": [run(r) if isinstance(r, str) else r for r in runs]}


def listed(*items, ordered=False):
    """A list; an item is a text, or the blocks in it."""
    return {
        "type": "list",
        "ordered": ordered,
        "items": [[paragraph(i)] if isinstance(i, str) else i for i in items],
    }
