"""Texts that somebody made to stop the checks: none fails, none takes the square of its length."""

import time

import pytest

from reports.checks import check
from reports.checks.pieces import trimmed
from tests.reports.checks.materials import make_material, make_update

LENGTH = 30_000
RUNS = [
    "a", "A", "A ", "a@", "aa.", "!", "“", "«", '"', "(", ")", "1", "1 ", "1,", "ſ", "ı", "K", "٣",
    "El 1 de aprıl de 2022 ", "13 de ", "de ", "A de ", "https://a", "https://a)", "www.", "tel ",
    "a\u2060", "Ñ", "&AAA010203", "+1 ", "12 cursos de ", "se aprobó el A B C D ", "1) ", "? ",
    ". ", "El 1 de abril de 2024 se hizo ", "1 de abril de 2024 ", "fue será ",
]  # fmt: skip


@pytest.mark.parametrize("run", RUNS)
def test_long_run_takes_no_square_of_its_length(run):
    update = make_update(text=(run * LENGTH)[:LENGTH])
    material = make_material(updates=[update], texts={"lessons": run * 500})
    begin = time.process_time()
    check(material)
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    "text",
    [
        "XEXX010203HDFXXX\u0663", "\u212aEXX010203HDFXXX09", "XEXX0102\u0660\u0663AB1",
        "El 13 de \u017feptiembre de 2022 se hizo.", "https://espa\u00f1ol..mx/",
        "https://" + "ñ" * 70 + ".mx/", "https://[::1", "https://a.mx:99999/", "%(x)s %s %",
        "{0} {x} {{", "\u200b\u200b", "mailto:", "\u0301\u0301", "N/A N/A",
    ],
)  # fmt: skip
def test_odd_signs_stop_no_check(text):
    for finding in check(make_material(texts={"lessons": text})):
        assert finding.sentence
        assert finding.key


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.mx/b).", "https://a.mx/b"),
        ("https://a.mx/b_(c).", "https://a.mx/b_(c)"),
        ("https://a.mx/b!?)),", "https://a.mx/b"),
        ("https://a.mx/b", "https://a.mx/b"),
        (f"https://a.mx/b{')' * 5000}", "https://a.mx/b"),
        (")" * 10, ""),
    ],
)
def test_address_is_trimmed(address, expected):
    assert trimmed(address) == expected
