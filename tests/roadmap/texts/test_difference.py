"""Two texts side by side: nothing is lost, and what differs is marked."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.texts.difference import in_one, side_by_side


def whole(parts):
    return "".join(part.text for part in parts)


def marked(parts):
    return [part.text for part in parts if part.differs]


@given(st.text(), st.text())
def test_parts_put_together_are_the_texts_again(one, other):
    left, right = side_by_side(one, other)
    assert (whole(left), whole(right)) == (one, other)
    same = ["".join(part.text for part in parts if not part.differs) for parts in (left, right)]
    assert same[0] == same[1]


@given(st.text())
def test_same_text_has_no_mark(text):
    left, right = side_by_side(text, text)
    assert (marked(left), marked(right), left) == ([], [], right)


@pytest.mark.parametrize(
    ("one", "other", "left", "right"),
    [
        ("", "", [], []),
        ("uno", "", ["uno"], []),
        ("", "dos", [], ["dos"]),
        ("uno dos tres", "uno tres", ["dos "], []),
        ("uno tres", "uno dos tres", [], ["dos "]),
        ("Se dieron 24 cursos.", "Se dieron 25 cursos.", ["24 "], ["25 "]),
        ("a\nb\nc", "a\nx\nc", ["b\n"], ["x\n"]),
        ("niñas", "niños", ["niñas"], ["niños"]),
        ("الأمانة العامة", "الأمانة", ["الأمانة العامة"], ["الأمانة"]),
        ("👩🏽‍🏫", "👩🏽‍🏫!", [], ["!"]),
        ("<b>{{ 7*7 }}</b>", "<b>{{ 7*8 }}</b>", ["7 "], ["8 "]),
    ],
)
def test_only_what_differs_is_marked(one, other, left, right):
    parts = side_by_side(one, other)
    assert (marked(parts[0]), marked(parts[1])) == (left, right)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("palabra " * 30_000, "palabra " * 29_999 + "otra "),
        ("\n".join(f"línea {n}" for n in range(20_000)), "\n".join(f"línea {n}" for n in range(9))),
        ("x" * 200_000, "y" * 200_000),
        ("a b " * 5_000, "b a " * 5_000),
        ("x" + " año de cada uno" * 900, "y" + " de uno cada año" * 900),
        (" ".join(map(str, range(9_000))), " ".join(map(str, range(9_000, 0, -1)))),
    ],
    ids=["one paragraph", "lines", "one word", "the same words", "few words", "reversed"],
)
def test_long_texts_are_compared_in_seconds(one, other):
    begin = time.process_time()
    left, right = side_by_side(one, other)
    assert time.process_time() - begin < 5
    assert (whole(left), whole(right)) == (one, other)


@given(st.text(), st.text())
def test_text_in_one_holds_both_texts(one, other):
    changes = in_one(one, other)
    before, after = (
        "".join(change.text for change in changes if change.kind != kind)
        for kind in ("added", "removed")
    )
    assert (before, after) == (one, other)


@pytest.mark.parametrize(
    ("one", "other", "changes"),
    [
        ("", "", []),
        ("uno", "uno", [("uno", "same")]),
        ("", "uno", [("uno", "added")]),
        ("uno dos tres", "uno tres", [("uno ", "same"), ("dos ", "removed"), ("tres", "same")]),
        ("uno tres", "uno dos tres", [("uno ", "same"), ("dos ", "added"), ("tres", "same")]),
        (
            "uno dos tres",
            "uno seis tres",
            [("uno ", "same"), ("dos ", "removed"), ("seis ", "added"), ("tres", "same")],
        ),
    ],
)
def test_text_in_one_is_marked_at_its_place(one, other, changes):
    assert [tuple(change) for change in in_one(one, other)] == changes
