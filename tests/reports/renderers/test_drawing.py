from dataclasses import replace

import pytest
from lxml import etree

from reports.document import Bar
from reports.renderers.as_docx import as_png
from reports.renderers.drawing import LABELS, draw
from reports.renderers.fonts import missing, missing_in, width, with_replacements
from reports.renderers.tiles import MAPS, tiles
from tests.reports.documents import charts, filled_with, whole_document

SVG = "{http://www.w3.org/2000/svg}"
BARS, MAP = charts()


def read(chart):
    return etree.fromstring(draw(chart))


def texts(svg):
    return [element.text for element in svg.iter(f"{SVG}text")]


@pytest.mark.parametrize("chart", [BARS, MAP])
def test_title_comes_first_and_says_what_is_to_be_seen(chart):
    svg = read(chart)
    assert (svg[0].tag, svg[0].text) == (f"{SVG}title", "Se ve esto.")
    assert svg.get("role") == "img"


def test_bars_are_as_long_as_their_values():
    bars = (Bar("a", 10), Bar("b", 5), Bar("c", 0))
    lengths = [float(e.get("width")) for e in read(replace(BARS, bars=bars)).iter(f"{SVG}rect")]
    assert (lengths[1], lengths[2]) == (lengths[0] / 2, 0)


def test_labels_and_values_stay_text():
    svg = read(BARS)
    assert texts(svg)[:2] == ["1. Prevenir", "7"]
    assert " ".join(texts(svg)[2:-1]) == BARS.bars[1].label
    assert max(width(line, 13) for line in texts(svg)) < LABELS


def test_label_that_is_too_long_ends_in_an_ellipsis():
    long = replace(BARS, bars=(Bar("x" * 3000, 1), Bar("palabra " * 90, 1)))
    cut = [text for text in texts(read(long)) if text.endswith("…")]
    assert len(cut) == 2
    assert max(width(line, 13) for line in texts(read(long))) < LABELS


def test_tiles_are_darker_where_there_is_more():
    svg = read(MAP)
    fills = [e.get("fill") for e in svg.iter(f"{SVG}rect")]
    assert texts(svg)[:6] == ["CHP", "2", "OAX", "0", "SON", "1"]
    assert len(set(fills[:3])) == 3
    assert fills[3:] == [fills[1], fills[2], fills[0]]


def test_hostile_labels_are_text():
    chart = replace(BARS, alternative="</title><script>", bars=(Bar("<b>&\"'", 1),))
    svg = read(chart)
    assert svg[0].text == "</title><script>"
    assert texts(svg) == ["<b>&\"'", "1"]


def test_picture_is_three_times_as_sharp():
    content, pixels = as_png(draw(MAP))
    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20]) == 3 * pixels[0]
    assert content == as_png(draw(MAP))[0]


def test_every_part_of_mexico_has_a_place_of_its_own():
    names = [name for name in MAPS["MX"].split() if name != "."]
    placed = tiles([f"MX-{name}" for name in names])
    assert len(names) == len(set(placed.values())) == 32
    assert placed["MX-BCN"][0] < placed["MX-TAM"][0] < placed["MX-YUC"][0]
    assert placed["MX-SON"][1] < placed["MX-JAL"][1] < placed["MX-OAX"][1]


@pytest.mark.parametrize("codes", [["CO-ANT", "CO-AMA"], ["MX-CHP", "MX-XXX"], []])
def test_country_without_a_map_stands_in_rows(codes):
    assert tiles(codes) == {code: (n, 0) for n, code in enumerate(sorted(codes))}


def test_missing_characters_are_told_of_and_replaced():
    assert missing("ñ → ≤ ☒ – \u202f") == []
    assert missing("a中文ש😀") == ["ש", "中", "文", "😀"]
    assert with_replacements("a中\u200d\ufe0f b") == "a\ufffd b"
    assert list(missing_in(whole_document())) == []
    found = list(missing_in(filled_with("中")))
    assert [number for number, _letters in found] == list(range(1, 10))
    assert {tuple(letters) for _number, letters in found} == {("中",)}
