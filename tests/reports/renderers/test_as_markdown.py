import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from reports.renderers import as_markdown
from reports.renderers.as_markdown import _blocks
from roadmap.texts import narrative
from tests.reports.documents import listing, paragraph, whole_document


def read(text):
    """(text, bold, italic, address) of every piece of every paragraph, neighbours alike as one."""
    tokens = MarkdownIt("commonmark").parse(text)
    return [joined(pieces(token.children)) for token in tokens if token.type == "inline"]


def pieces(children):
    open_marks, href = {"strong": 0, "em": 0}, ""
    for child in children:
        kind = child.type.removesuffix("_open").removesuffix("_close")
        if kind in open_marks:
            open_marks[kind] += child.nesting
        elif kind == "link":
            href = child.attrGet("href") or ""
        else:
            text = "\n" if child.type in {"hardbreak", "softbreak"} else child.content
            yield text, bool(open_marks["strong"]), bool(open_marks["em"]), href


def joined(found):
    result = []
    for text, *marks in found:
        if result and result[-1][1:] == marks:
            result[-1][0] += text
        elif text:
            result.append([text, *marks])
    return result


def written(tree):
    """The same of a narrative."""
    return [
        joined(
            (run["text"], "bold" in run, "italic" in run, run.get("href", "")) for run in each.runs
        )
        for each in narrative.paragraphs(tree)
    ]


def round_trip(tree):
    return read("\n\n".join(_blocks(tree)))


@pytest.mark.parametrize(
    "runs",
    [
        [{"text": "Título:", "bold": True}, "Ejecución"],
        ["a", {"text": "(b)", "bold": True}, "c"],
        [{"text": "a", "bold": True}, {"text": "b", "bold": True, "italic": True}, "c"],
        [{"text": "a", "italic": True}, {"text": "b", "bold": True}],
        ["5 * 3 * 2 y nombre_con_guion y 2022. Fue"],
        [{"text": "1", "bold": True}, ". no es una lista"],
        ["# no", "\n- no\n+ no\n12) no\n> no\n==="],
        [{"text": "dos [corchetes]", "href": "https://e.org/(a)"}, "."],
        ["<b>&amp; `x` ~~y~~ | z \\ "],
    ],
)
def test_paragraph_means_what_it_meant(runs):
    tree = narrative.clean([paragraph(*runs)])
    assert round_trip(tree) == written(tree)


def test_lists_keep_their_kind_and_depth():
    tree = [
        listing([paragraph("a"), listing([paragraph("b")], [paragraph("c"), paragraph("d")])]),
        listing([paragraph("uno")], [paragraph("dos")], ordered=True),
        listing([paragraph("otra vez uno")], ordered=True),
    ]
    kinds = [token.type for token in MarkdownIt("commonmark").parse("\n\n".join(_blocks(tree)))
             if token.type.endswith("list_open")]  # fmt: skip
    assert kinds == ["bullet_list_open"] * 2 + ["ordered_list_open"] * 2
    assert round_trip(tree) == written(tree)


marks = st.fixed_dictionaries(
    {"text": st.text(alphabet="ab1 .,*_-#[]()<>&\\`~|+=!\n:", min_size=1, max_size=8)},
    optional={
        "bold": st.just(True),
        "italic": st.just(True),
        "href": st.just("https://e.org/a_(b)*c"),
    },
)


@settings(max_examples=200, deadline=None)
@given(runs=st.lists(marks, min_size=1, max_size=5))
def test_words_survive_any_marks(runs):
    """Words and links always; the signs of bold and italic are never seen as text."""
    tree = narrative.clean([{"type": "paragraph", "runs": runs}])
    texts = ["".join(piece[0] for piece in each) for each in round_trip(tree)]
    assert [" ".join(text.split()) for text in texts] == [
        " ".join("".join(piece[0] for piece in each).split()) for each in written(tree)
    ]


def test_figures_are_a_table_with_their_words():
    text = as_markdown.render(whole_document()).decode()
    assert "### Resultados\n\nLo que se cuenta.\n\nSe ve esto.\n\n| Cosa | Número |\n" in text
    assert "\n| 1\\. Prevenir | 7 |\n" in text
