import sys
import time
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.texts.clean import clean, clean_line

ANY_TEXT = st.text(alphabet=st.characters(), max_size=40)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("", ""),
        (" año\ty «más» \n ", " año\ty «más» \n "),
        ("n\u0303", "ñ"),
        ("\ufb01", "\ufb01"),  # NFC and not NFKC: what looks different stays different
        ("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h\n\ri", "a\nb\nc\nd\ne\nf\ng\nh\n\ni"),
        ("a\x00b\x08c\x0ed\x1fe\x7ff\x80g\x9fh", "abcdefgh"),
        ("carta\xadbón", "cartabón"),
        ("\ufeffa\ufff9b\ufffac\ufffbd", "abcd"),
        ("a\ufffdb", "a\ufffdb"),
        ("a\u202ab\u202ec\u2066d\u2069e", "abcde"),
        ("a\u200eb\u200fc\u200dd", "a\u200eb\u200fc\u200dd"),
        ("\ufdcf\ufdd0\ufdef\ufdf0", "\ufdcf\ufdf0"),
        ("a\ud800b\udfffc", "abc"),
        ("👩‍👧 שלום", "👩‍👧 שלום"),
        ("a" + "\u0316" * 30, "a" + "\u0316" * 30),
        ("a" + "\u0316" * 31 + "b", "a" + "\u0316" * 30 + "b"),
    ],
)
def test_clean_gives(text, cleaned):
    assert clean(text) == cleaned


@pytest.mark.parametrize("plane", range(17))
def test_clean_drops_the_last_two_of_each_plane_and_nothing_before(plane):
    kept, *dropped = (chr(plane * 0x10000 + last) for last in (0xFFFD, 0xFFFE, 0xFFFF))
    assert clean(f"a{kept}{''.join(dropped)}b") == f"a{kept}b"


def test_clean_drops_exactly_what_the_rules_name():
    codes = [code for code in range(sys.maxunicode + 1) if chr(code) != "|"]
    cleaned = clean("|".join(map(chr, codes))).split("|")
    dropped = [code for code, text in zip(codes, cleaned, strict=True) if not text]
    assert dropped == sorted(
        [
            *range(0x09),
            *range(0x0E, 0x20),
            *range(0x7F, 0x85),
            *range(0x86, 0xA0),
            0xAD,
            *range(0x202A, 0x202F),
            *range(0x2066, 0x206A),
            *range(0xD800, 0xE000),
            *range(0xFDD0, 0xFDF0),
            0xFEFF,
            *range(0xFFF9, 0xFFFC),
            *(plane * 0x10000 + last for plane in range(17) for last in (0xFFFE, 0xFFFF)),
        ]
    )


@given(text=ANY_TEXT | st.text(alphabet="a\u0344\u0301\u0316\r\n\u1100\u1161", max_size=80))
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(text=ANY_TEXT)
def test_clean_text_is_nfc_and_can_stand_in_xml(text):
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    root = ElementTree.Element("a")
    root.text = cleaned
    assert (ElementTree.fromstring(ElementTree.tostring(root)).text or "") == cleaned  # noqa: S314


@pytest.mark.parametrize("marks", ["\u0301\u0316", "\u0344\u0316", "\U0001e94a"])
def test_many_marks_on_one_letter_take_no_time(marks):
    start = time.process_time()
    clean("a" + marks * 100_000)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("  año\t2022\u00a0\n\x0b 2023 ", "año 2022 2023"),
        ("\ufeff \xad", ""),
        ("una sola", "una sola"),
    ],
)
def test_clean_line_gives(text, line):
    assert clean_line(text) == line
