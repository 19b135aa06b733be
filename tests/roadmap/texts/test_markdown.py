import time
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from roadmap.texts import narrative
from roadmap.texts.markdown import MAX_LENGTH, MAX_LINES, from_markdown, to_markdown
from tests.trees import bold, italic, link, listed, paragraph

TEXTS = st.text(max_size=8) | st.text(alphabet="ab1 \n\t.*_-+[]()<>\\#:!@¿.\u0301", max_size=12)
LINKS = st.sampled_from(
    [
        "http://a.mx",
        "https://es.wikipedia.org/wiki/Trabajo_(infantil)?a=1&copy;=2#*x*",
        "mailto:a_b@c.mx",
        "HTTP://AÑO.mx/[x]`^{}|'",
    ]
)
RUNS = st.fixed_dictionaries(
    {"text": TEXTS.filter(bool) | LINKS},
    optional={"bold": st.just(True), "italic": st.just(True), "href": LINKS},
)
PARAGRAPHS = st.builds(
    lambda runs: {"type": "paragraph", "runs": runs}, st.lists(RUNS, min_size=1, max_size=5)
)


def is_valid(tree: list) -> bool:
    """Whether it is: a few of the trees made here are nested too deep."""
    try:
        narrative.validate(tree)
    except ValidationError:
        return False
    return True


TREES = st.recursive(
    st.lists(PARAGRAPHS, max_size=3),
    lambda inner: st.lists(
        PARAGRAPHS
        | st.builds(
            lambda items, ordered: {"type": "list", "ordered": ordered, "items": items},
            st.lists(inner.filter(bool), min_size=1, max_size=3),
            st.booleans(),
        ),
        min_size=1,
        max_size=3,
    ),
    max_leaves=10,
).filter(is_valid)


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tree=TREES)
@example([paragraph("2022. a\n2023. b")])
@example([paragraph("- - -\n* *\n1. a\n+ b\n")])
@example([paragraph({"text": "(", "bold": True}, ")")])
@example([paragraph("* 0")])
@example(
    [
        paragraph(
            {"text": "a", "bold": True, "href": "http://a.mx"},
            " ",
            {"text": "b", "italic": True, "href": "http://a.mx"},
        )
    ]
)
@example([listed("a", "b", ordered=True), listed("a", ordered=True), paragraph("2. b")])
def test_round_trip_gives_the_clean_tree(tree):
    assert from_markdown(to_markdown(tree)) == narrative.clean(tree)


@settings(max_examples=1_000, deadline=None)
@given(text=st.text() | st.text(alphabet="ab1 \n.*_-+[]()<>\\#:!@/http"))
def test_whatever_is_typed_makes_a_valid_clean_tree(text):
    tree = from_markdown(text)
    narrative.validate(tree)
    assert narrative.clean(tree) == tree


@settings(max_examples=1_000, deadline=None)
@given(
    text=st.lists(
        st.sampled_from(["año", "x1", "2022", "3"])
        | st.sampled_from(list("*_-+#<>.:[)(\\!| \n"))
        | st.sampled_from(["\n\n", "- ", "1. ", "**", "  "])
    ).map("".join)
)
def test_words_of_typed_text_all_survive_in_order(text):
    # Only white space and the signs of Markdown may be lost.
    lost = str.maketrans("", "", "*_-+.)\\[]()< >\n123456789")
    assert narrative.plain_text(from_markdown(text)).translate(lost) == text.translate(lost)


@pytest.mark.parametrize(
    "text",
    [
        "2022. Fue un año",
        "2022. Fue un año\n2023. Fue otro",
        "5 * 3",
        "5*3",
        "nombre_con_guion y _otro",
        "#1\n## dos\n> tres",
        "<b>x</b> & &amp; <script>",
        "Total* de 45 (*) y (*)",
        "* * *\n\n- - -\n\n-----\n\n*****\n\n=====",
        "Nombre: ____ (___) Sí (___) No",
        "[sic] [1] [a](b) [a](javascript:alert(1)) ![x](y)",
        '[a](http://a.mx "título")',
        "C:\\Users\\ana",
        "https://www.gob.mx/a_b_c*d y www.gob.mx.",
        "**sin fin",
        "`a` ~~b~~ | c |\n|---|",
        "[a]: http://a.mx",
        "0. cero",
    ],
)
def test_text_of_somebody_who_knows_no_markdown_survives_and_comes_back(text):
    tree = from_markdown(text)
    assert tree == [paragraph(part) for part in text.split("\n\n")]
    assert from_markdown(to_markdown(tree)) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", []),
        (" \n\n ", []),
        ("a\nb", [paragraph("a\nb")]),
        ("a  \nb\\\nc", [paragraph("a\nb\nc")]),
        ("a\r\n\r\n\r\nb", [paragraph("a"), paragraph("b")]),
        ("a\x0bb\x00", [paragraph("a\nb")]),
        ("**a** *b*", [paragraph(bold("a"), " ", italic("b"))]),
        ("*a* ***b***", [paragraph(italic("a "), bold("b") | italic("b"))]),
        ("__a__ _b_", [paragraph(bold("a"), " ", italic("b"))]),
        ("Título:**x**", [paragraph("Título:", bold("x"))]),
        ("**Título:**Ejecución", [paragraph(bold("Título:"), "Ejecución")]),
        ("**a *b* c**", [paragraph(bold("a "), bold("b") | italic("b"), bold(" c"))]),
        ("**a **b** c", [paragraph("**a ", bold("b"), " c")]),
        (r"\*a\* \[b\](http://a.mx)", [paragraph("*a* [b](http://a.mx)")]),
        ("[a](https://a.mx/b_(c))", [paragraph(link("a", "https://a.mx/b_(c)"))]),
        ("<https://a.mx>", [paragraph(link("https://a.mx", "https://a.mx"))]),
        ("<a@b.mx>", [paragraph(link("a@b.mx", "mailto:a@b.mx"))]),
        ("**[a](mailto:a@b.mx)**", [paragraph(link("a", "mailto:a@b.mx") | bold("a"))]),
        ("- a\n- b", [listed("a", "b")]),
        ("a\n- b", [paragraph("a"), listed("b")]),
        ("- a\n\n* b", [listed("a", "b")]),
        ("- a\n- \n- b", [listed("a", "b")]),
        ("- ", [paragraph("-")]),
        ("1.", [paragraph("1.")]),
        ("1. a\n2) b", [listed("a", ordered=True), paragraph("2) b")]),
        ("1. a\n2. b\n1. c", [listed("a", "b", ordered=True), listed("c", ordered=True)]),
        ("1. a\n3. b", [listed("a", ordered=True), paragraph("3. b")]),
        ("45. a\n46.", [paragraph("45. a"), paragraph("46.")]),
        ("45. - a", [paragraph("45."), listed("a")]),
        ("- a\n  - b\n\n  c", [listed([paragraph("a"), listed("b"), paragraph("c")])]),
        ("- 2022. a", [listed("2022. a")]),
        (
            "- 1\n  - 2\n    - 3\n      - 4\n        - 5\n          - 6\n            - 7",
            [
                listed(
                    [
                        paragraph("1"),
                        listed(
                            [
                                paragraph("2"),
                                listed(
                                    [
                                        paragraph("3"),
                                        listed(
                                            [
                                                paragraph("4"),
                                                listed(
                                                    [
                                                        paragraph("5"),
                                                        listed([paragraph("6"), paragraph("7")]),
                                                    ]
                                                ),
                                            ]
                                        ),
                                    ]
                                ),
                            ]
                        ),
                    ]
                )
            ],
        ),
    ],
)
def test_markdown_becomes_a_tree(text, tree):
    assert from_markdown(text) == tree


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        ([], ""),
        ([paragraph("a"), paragraph("b\nc")], "a\n\nb\nc"),
        ([paragraph("a"), listed("b", "c")], "a\n\n- b\n- c"),
        ([listed([paragraph("a"), listed("b", ordered=True)])], "- a\n  1. b"),
        ([listed([paragraph("a"), paragraph("b")], "c", ordered=True)], "1. a\n\n   b\n2. c"),
        ([paragraph(bold("Título:"), "Ejecución ", italic("x"))], "**Título:**Ejecución *x*"),
        ([paragraph(bold("a"), italic("b"))], "**a***b*"),
        ([paragraph("*a* y 5 * 3")], r"\*a\* y 5 * 3"),
        ([paragraph("- a\n1. b\n2022. c")], "\\- a\n1\\. b\n2022. c"),
        ([paragraph("[a](http://a.mx)")], r"\[a\](http://a.mx)"),
        ([paragraph(link("a", "http://a.mx/(b)"))], r"[a](http://a.mx/\(b\))"),
        ([paragraph(link("http://a.mx", "http://a.mx"))], "<http://a.mx>"),
    ],
)
def test_tree_becomes_markdown(tree, text):
    assert to_markdown(tree) == text


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("a" * 250_000, "a" * (MAX_LENGTH + 1)),
        ("a\n" * 9_999, "a\n" * 10_001),
        ("a\n\n" * 9_999, "\n" * MAX_LINES),
        ("- " * 48 + "a", "- " * 5_000 + "a"),
    ],
)
def test_markdown_over_a_limit_is_refused(text, refused):
    assert narrative.plain_text(from_markdown(text)).strip("a\n") == ""
    with pytest.raises(ValidationError):
        from_markdown(refused)


@pytest.mark.parametrize(
    "text",
    [
        "- a\n" * 5_000,
        "- a\n" * 20_000,
        "1. a\n" * 5_000,
        "*" * 100_000,
        "**a" * 20_000,
        "*a" * 20_000,
        "a*b**c***" * 5_000,
        "_a " * 20_000,
        "[" * 250_000,
        "]" * 250_000,
        "[a](" * 60_000,
        "[a](http://a.mx" * 15_000,
        "[a](http://a.mx) " * 15_000,
        "[" * 100_000 + "](http://a.mx)",
        "<" * 250_000,
        "<http:" * 40_000,
        "\\" * 250_000,
        "\\[" * 120_000,
        "- " * 120_000,
        "1. " * 80_000,
        "1." * 120_000,
        "- \t" * 80_000 + "x",
        " " * 250_000,
        " \n" * 9_000 + "a" + " " * 200_000 + "b",
        "".join("  " * depth + "- a\n" for depth in range(400)),
        "a" + "\u0301\u0316" * 120_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_markdown_takes_linear_time(text):
    start = time.process_time()
    with suppress(ValidationError):
        to_markdown(from_markdown(text))
    assert time.process_time() - start < 10
