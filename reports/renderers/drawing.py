"""Charts and maps as SVG, drawn by hand: text stays text, and the same data is the same drawing."""

from django.utils.html import format_html, format_html_join

from reports.renderers.fonts import width
from reports.renderers.tiles import tiles

WIDTH, LABELS, MARGIN = 640, 232, 40
SIZE, LINE = 13, 17
INK, GUINDA, GOLD, PALE, RULE = "#1d1d1f", "#611232", "#6f5218", "#f1ece4", "#b9b2a6"
# From the lightest to the darkest, each with the colour of the text on it.
SHADES = (
    (PALE, INK),
    ("#e3c9a0", INK),
    ("#c98f6c", INK),
    ("#9b3f55", "#ffffff"),
    (GUINDA, "#ffffff"),
)
TILE, GAP, LEGEND = 58, 4, 44


def draw(chart):
    """The chart as one SVG element, with its alternative text as its title."""
    return _bars(chart) if chart.kind == "bars" else _map(chart)


def _svg(chart, height, width_, content):
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}"'
        ' role="img" font-family="Noto Sans, sans-serif" font-size="{}"><title>{}</title>{}</svg>',
        *(width_, height, width_, height, SIZE, chart.alternative, content),
    )


def _bars(chart):
    """One bar per row, as long as its value, which stands at its end."""
    most = max((bar.value for bar in chart.bars), default=0) or 1
    content, top = [], 4
    for bar in chart.bars:
        lines = _lines(bar.label, LABELS - 12)
        height = max(24, len(lines) * LINE + 6)
        content.append((_bar(bar, lines, top, height, most),))
        top += height + 4
    axis = format_html('<path d="M{} 0V{}" stroke="{}"/>', LABELS, top, RULE)
    return _svg(chart, top + 2, WIDTH, format_html_join("", "{}", content) + axis)


def _bar(bar, lines, top, height, most):
    length = round((WIDTH - LABELS - MARGIN) * bar.value / most, 1)
    middle = top + height / 2
    first = middle - (len(lines) - 1) * LINE / 2 + SIZE * 0.36
    labels = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="end" fill="{}">{}</text>',
        ((LABELS - 10, round(first + n * LINE, 1), INK, line) for n, line in enumerate(lines)),
    )
    return format_html(
        '{}<rect x="{}" y="{}" width="{}" height="18" fill="{}"/>'
        '<text x="{}" y="{}" font-weight="bold" fill="{}">{}</text>',
        *(labels, LABELS, middle - 9, length, GUINDA),
        *(LABELS + length + 7, round(middle + SIZE * 0.36, 1), INK, bar.value),
    )


def _lines(text, room, most=3):
    """The text in lines that fit; what goes beyond the last line ends in an ellipsis."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(joined, SIZE) > room:
            lines.append(word)
        else:
            lines[-1] = joined
        if len(lines) > most:
            break
    cut = [*lines[: most - 1], f"{lines[most - 1]}…"] if len(lines) > most else lines
    return [_shortened(line, room) for line in cut]


def _shortened(line, room):
    """A line that fits; a single word that is too long loses its end."""
    if width(line, SIZE) <= room:
        return line
    kept = line[:200]
    while kept and width(f"{kept}…", SIZE) > room:
        kept = kept[:-1]
    return f"{kept}…"


def _map(chart):
    """One tile per part of the country, darker the more there is, with its code and value."""
    placed = tiles([bar.code for bar in chart.bars])
    most = max((bar.value for bar in chart.bars), default=0)
    step = TILE + GAP
    columns = max(column for column, _row in placed.values()) + 1
    rows = max(row for _column, row in placed.values()) + 1
    content = format_html_join(
        "",
        "{}",
        (
            (_tile(bar, placed[bar.code][0] * step, placed[bar.code][1] * step, most),)
            for bar in chart.bars
        ),
    )
    wide = max(columns * step, len(_scale(most)) * 96)
    return _svg(chart, rows * step + LEGEND, wide, content + _legend(rows * step + 14, most))


def _tile(bar, left, top, most):
    fill, ink = SHADES[_shade(bar.value, most)]
    middle = left + TILE / 2
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}"/>'
        '<text x="{}" y="{}" text-anchor="middle" fill="{}">{}</text>'
        '<text x="{}" y="{}" text-anchor="middle" font-weight="bold" fill="{}">{}</text>',
        *(left + 0.5, top + 0.5, TILE, TILE, fill, RULE),
        *(middle, top + 24, ink, bar.code.partition("-")[2] or bar.code),
        *(middle, top + 45, ink, bar.value),
    )


def _shade(value, most):
    """Which shade a value has: 0 for nothing, and the rest of them in equal parts."""
    return -(-value * (len(SHADES) - 1) // most) if value else 0


def _scale(most):
    """The values of each shade that occurs: (shade, first, last)."""
    values = {}
    for value in range(most + 1):
        values.setdefault(_shade(value, most), []).append(value)
    return [(shade, found[0], found[-1]) for shade, found in values.items()]


def _legend(top, most):
    """Which values each shade stands for."""
    return format_html_join(
        "",
        '<rect x="{}" y="{}" width="18" height="18" fill="{}" stroke="{}"/>'
        '<text x="{}" y="{}" fill="{}">{}</text>',
        (
            (n * 96 + 0.5, top, SHADES[shade][0], RULE, n * 96 + 26, top + 14, INK, _span(*span))
            for n, (shade, *span) in enumerate(_scale(most))
        ),
    )


def _span(first, last):
    return str(first) if first == last else f"{first}–{last}"
