import json
import time

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadmap.texts.narrative import (
    MAX_DEPTH,
    MAX_HREF,
    MAX_ITEMS,
    MAX_LENGTH,
    MAX_LINES,
    MAX_RUNS,
    Paragraph,
    clean,
    is_empty,
    is_link,
    paragraphs,
    plain_text,
    validate,
    word_count,
)
from tests.trees import bold, italic, link, listed, paragraph, run


def nested(depth: int) -> list:
    tree = [paragraph("a")]
    for _level in range(depth):
        tree = [listed(tree)]
    return tree


REAL = [
    paragraph("En 2022 se firmó el ", bold("convenio teórico-práctico"), " (3 páginas)."),
    listed(
        [paragraph("Uno"), listed("Dos", "Tres", ordered=True), paragraph("Y uno más")], "Cuatro"
    ),
    listed([listed("Cinco")], ordered=True),
]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)
WORDS = st.sampled_from(
    ["type", "paragraph", "list", "runs", "items", "ordered", "text", "bold", "italic", "href"]
)
ANY_JSON = st.recursive(
    SCALARS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)
TEXTS = st.text(alphabet=" \n\tab\u0301\u00a0\xad\x00\ud800e", max_size=6)
RUNS = st.fixed_dictionaries(
    {"text": TEXTS},
    optional={
        "bold": st.sampled_from([True, False, None]),
        "italic": st.booleans(),
        "href": st.sampled_from(["http://a.mx", " http://b.mx\n", "", None]),
    },
)
# Trees as an editor could send them: empty here, doubled there, but mendable.
UNTIDY = st.recursive(
    st.builds(lambda runs: [paragraph(*runs)], st.lists(RUNS, max_size=5)),
    lambda inner: st.lists(
        st.builds(
            lambda items, ordered: listed(*items, ordered=ordered),
            st.lists(inner, max_size=3),
            st.booleans(),
        ),
        max_size=3,
    ),
    max_leaves=8,
)


# Validating


@pytest.mark.parametrize(
    "tree",
    [
        [],
        REAL,
        [paragraph({"text": "a", "bold": True, "italic": True, "href": "http://a.mx"})],
        [paragraph(" ")],
    ],
)
def test_narrative_is_valid(tree):
    assert validate(tree) is None


@pytest.mark.parametrize(
    "tree",
    [
        None,
        1,
        "a",
        {},
        paragraph("a"),
        [None],
        [[]],
        [{}],
        [{"type": "heading", "runs": [{"text": "a"}]}],
        [{"type": ["paragraph"], "runs": [{"text": "a"}]}],
        [{"type": "paragraph"}],
        [{"type": "paragraph", "runs": []}],
        [{"type": "paragraph", "runs": "a"}],
        [{"type": "paragraph", "runs": ["a"]}],
        [paragraph("a") | {"align": "left"}],
        [paragraph("")],
        [paragraph({})],
        [paragraph({"text": None})],
        [paragraph({"text": 1})],
        [paragraph({"bold": True})],
        [paragraph({"text": "a", "size": 3})],
        [paragraph({"text": "a", "bold": False})],
        [paragraph({"text": "a", "bold": 1})],
        [paragraph({"text": "a", "italic": "yes"})],
        [listed()],
        [listed([])],
        [listed("a", None)],
        [listed("a") | {"ordered": None}],
        [listed("a") | {"ordered": 1}],
        [listed("a") | {"start": 3}],
        [{"type": "list", "items": [[paragraph("a")]]}],
    ],
)
def test_anything_else_is_refused_as_unknown(tree):
    with pytest.raises(ValidationError) as refusal:
        validate(tree)
    assert refusal.value.code == "unknown"


@pytest.mark.parametrize(
    ("tree", "refused"),
    [
        (nested(MAX_DEPTH), nested(MAX_DEPTH + 1)),
        (nested(MAX_DEPTH), nested(5_000)),
        ([paragraph("a" * MAX_LENGTH)], [paragraph("a" * (MAX_LENGTH + 1))]),
        (
            [paragraph("a" * (MAX_LENGTH - 12), link("b", "http://a.mx"))],
            [paragraph("a" * (MAX_LENGTH - 11), link("b", "http://a.mx"))],
        ),
        ([paragraph("a")] * MAX_LINES, [paragraph("a")] * (MAX_LINES + 1)),
        ([paragraph("\n" * (MAX_LINES - 1))], [paragraph("\n" * MAX_LINES)]),
        ([paragraph(*["a"] * MAX_RUNS)], [paragraph(*["a"] * (MAX_RUNS + 1))]),
        (
            [listed(*["a"] * MAX_ITEMS, ordered=True)],
            [listed(*["a"] * (MAX_ITEMS + 1), ordered=True)],
        ),
        ([listed(*["a"] * (MAX_ITEMS + 1))], [listed(*["a"] * (MAX_LINES + 1))]),
    ],
    ids=["depth", "great depth", "length", "links", "lines", "breaks", "runs", "items", "bullets"],
)
def test_narrative_over_a_limit_is_refused(tree, refused):
    validate(tree)
    with pytest.raises(ValidationError) as refusal:
        validate(refused)
    assert refusal.value.code == "limit"


@pytest.mark.parametrize(
    "href",
    [
        "http://a.mx",
        "HTTPS://www.gob.mx/stps/año?a=1&b=(2)#c",
        "https://usuario@a.mx:8080/",
        "http://[::1]/",
        "mailto:ana@a.mx?subject=x",
        "http://a.mx/" + "a" * (MAX_HREF - 12),
    ],
)
def test_link_is_accepted(href):
    assert is_link(href)
    validate([paragraph(link("a", href))])


@pytest.mark.parametrize(
    "href",
    [
        "",
        None,
        1,
        [],
        True,
        "a.mx",
        "//a.mx",
        "http:a.mx",
        "http://",
        "mailto:",
        "http:///a",
        "http://[a",
        "http://a.mx:99999",
        "javascript:alert(1)",
        "data:text/html,a",
        "ftp://a.mx",
        "file:///a",
        " http://a.mx",
        "http://a.mx\n",
        "http://a.mx/a b",
        "http://a.mx/a\u00a0b",
        "http://a.mx/a\u200bb",
        "http://a.mx/a\xadb",
        "http://a.mx/\x00",
        "http://a.mx\\@b.mx",
        'http://a.mx/"',
        "http://a.mx/<b>",
        "http://a.mx/" + "a" * (MAX_HREF - 11),
    ],
)
def test_link_is_refused(href):
    assert not is_link(href)
    with pytest.raises(ValidationError) as refusal:
        validate([paragraph(link("a", href))])
    assert refusal.value.code == "link"


def messages(tree: object) -> list[str]:
    try:
        validate(tree)
    except ValidationError as refusal:
        return refusal.messages
    return []


@settings(max_examples=500, deadline=None)
@given(tree=ANY_JSON)
def test_any_json_is_a_narrative_or_refused_in_words(tree):
    cleaned = clean(tree)
    for each in (tree, cleaned):
        assert all(messages(each))


@pytest.mark.parametrize(
    "tree",
    [
        [[[]] * 1_000] * 1_000,
        [paragraph(*[""] * 100_000)],
        [paragraph(link("a", "http://" + "[" * 100_000))],
        [listed(*[[]] * 100_000)],
        [paragraph("a" * 10_000_000)],
        [paragraph(" " * 1_000_000 + "a" + " " * 1_000_000 + "b")],
        [paragraph("\n " * 1_000_000)],
        [paragraph("a", bold("b")) | {"runs": [{"text": "a"}, bold("b")] * 50_000}],
    ],
    ids=["lists", "runs", "link", "items", "text", "spaces", "lines", "marks"],
)
def test_huge_trees_are_cleaned_and_refused_quickly(tree):
    start = time.process_time()
    clean(tree)
    with pytest.raises(ValidationError):
        validate(tree)
    assert time.process_time() - start < 10


# Cleaning

A, B = {"href": "http://a.mx"}, {"href": "http://b.mx"}


@pytest.mark.parametrize(
    ("tree", "cleaned"),
    [
        ([], []),
        (REAL, REAL),
        ([paragraph("a\x0bb\x00\ud800 n\u0303")], [paragraph("a\nb ñ")]),
        ([paragraph("e", {"text": "\x00", "bold": True}, "\u0301")], [paragraph("é")]),
        ([paragraph("a", "b", bold("c"), bold("d"))], [paragraph("ab", bold("cd"))]),
        (
            [paragraph({"text": "a", "bold": False, "italic": None, "href": ""}, "b")],
            [paragraph("ab")],
        ),
        ([paragraph("", "a", "")], [paragraph("a")]),
        ([paragraph(), paragraph(" \n\u00a0"), paragraph("a")], [paragraph("a")]),
        ([paragraph(" ", bold(" a "), "\n")], [paragraph(bold("a"))]),
        ([paragraph("a", bold(" b "), "c")], [paragraph("a ", bold("b"), " c")]),
        ([paragraph(bold("a"), " ", bold("b"))], [paragraph(bold("a b"))]),
        (
            [paragraph("a", link(" b ", " http://a.mx "))],
            [paragraph("a ", link("b", "http://a.mx"))],
        ),
        (
            [paragraph(link("a", "http://a.mx"), " ", link("b", "http://a.mx") | bold("b"))],
            [paragraph(link("a ", "http://a.mx"), link("b", "http://a.mx") | bold("b"))],
        ),
        (
            # A link of white space alone would be nothing to click on.
            [paragraph(A | bold("a"), A | run(" "), A | italic("b"))],
            [paragraph(A | bold("a"), " ", A | italic("b"))],
        ),
        (
            [paragraph(A | bold("a"), " ", B | bold("b"))],
            [paragraph(A | bold("a"), bold(" "), B | bold("b"))],
        ),
        ([paragraph(A | run("a"), " ", A | run("b"))], [paragraph(A | run("a b"))]),
        (
            [paragraph(A | bold("a"), " ", A | run("b"))],
            [paragraph(A | bold("a"), A | run(" b"))],
        ),
        ([paragraph("a \n  b")], [paragraph("a\nb")]),
        ([paragraph("a\n \n\nb")], [paragraph("a"), paragraph("b")]),
        ([paragraph("a\n", bold("\nb"), "c")], [paragraph("a"), paragraph(bold("b"), "c")]),
        ([listed("a", [], " ")], [listed("a")]),
        ([listed([], [paragraph()]), listed()], []),
        ([listed("a"), paragraph(), listed("b")], [listed("a", "b")]),
        (
            [listed("a"), paragraph("p"), listed("b")],
            [listed("a"), paragraph("p"), listed("b")],
        ),
        (
            [listed("a", ordered=True), listed("b", ordered=True)],
            [listed("a", ordered=True), listed("b", ordered=True)],
        ),
    ],
)
def test_clean_gives(tree, cleaned):
    before = json.dumps(tree)
    assert clean(tree) == cleaned
    assert json.dumps(tree) == before


@pytest.mark.parametrize(
    "tree",
    [
        None,
        "a",
        [None],
        [paragraph("a"), {"type": "heading", "runs": []}],
        [paragraph(" a ") | {"id": 1}],
        [paragraph({"text": "a", "size": 1})],
        [paragraph({"text": "a", "bold": 1})],
        [paragraph({"text": "a", "href": 1})],
        [paragraph({"text": 1})],
        [listed("a", None)],
        [listed("a") | {"ordered": "yes"}],
        nested(MAX_DEPTH + 1),
        nested(5_000),
    ],
)
def test_clean_leaves_what_is_malformed_for_validate_to_refuse(tree):
    assert clean(tree) is tree
    with pytest.raises(ValidationError):
        validate(tree)


@settings(max_examples=500, deadline=None)
@given(tree=UNTIDY)
def test_clean_trees_are_valid_and_cleaning_again_changes_nothing(tree):
    cleaned = clean(tree)
    validate(cleaned)
    assert clean(cleaned) == cleaned


# Reading


def test_paragraphs_tell_depth_kind_and_number():
    assert [(*each[:3], each.runs[0]["text"]) for each in paragraphs(REAL)] == [
        (0, False, None, "En 2022 se firmó el "),
        (1, False, 1, "Uno"),
        (2, True, 1, "Dos"),
        (2, True, 2, "Tres"),
        (1, False, None, "Y uno más"),
        (1, False, 2, "Cuatro"),
        (2, False, 1, "Cinco"),
    ]


def test_paragraph_has_its_runs():
    assert list(paragraphs([paragraph("a", bold("b"))])) == [
        Paragraph(0, False, None, [{"text": "a"}, {"text": "b", "bold": True}])
    ]


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        ([], ""),
        (
            REAL,
            "En 2022 se firmó el convenio teórico-práctico (3 páginas).\n"
            "Uno\nDos\nTres\nY uno más\nCuatro\nCinco",
        ),
        ([paragraph("a\nb"), paragraph("c")], "a\nb\nc"),
    ],
)
def test_plain_text_gives(tree, text):
    assert plain_text(tree) == text


@pytest.mark.parametrize(
    ("tree", "empty"),
    [([], True), ([paragraph(" \n")], True), ([listed([paragraph(" "), paragraph("a")])], False)],
)
def test_is_empty_tells(tree, empty):
    assert is_empty(tree) is empty


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("— … % $", 0),
        ("¿Qué pasó? ¡Nada!", 3),
        ("1,250.50 niñas y/o niños — teórico-práctico", 5),
        ("a\nb\u00a0c", 3),
    ],
)
def test_word_count_gives(text, words):
    assert word_count([paragraph(text)]) == words


def test_word_in_two_runs_counts_once():
    assert word_count([paragraph("pala", bold("bra")), paragraph("otra")]) == 2


# The twin in the database


@pytest.mark.django_db
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tree=UNTIDY.map(clean))
def test_database_tells_the_same_text(tree):
    with connection.cursor() as cursor:
        cursor.execute("SELECT narrative_text(%s::jsonb)", [json.dumps(tree)])
        assert cursor.fetchone() == (plain_text(tree),)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tree", [[], REAL, nested(MAX_DEPTH), [paragraph(str(n)) for n in range(500)]]
)
def test_database_tells_the_same_text_with_no_search_path(tree):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute("SELECT public.narrative_text(%s::jsonb)", [json.dumps(tree)])
        assert cursor.fetchone() == (plain_text(tree),)


@pytest.mark.django_db
def test_database_tells_an_empty_text_for_null():
    with connection.cursor() as cursor:
        cursor.execute("SELECT narrative_text(NULL), narrative_text('null')")
        assert cursor.fetchone() == ("", "")
