"""The paper that a country prints its report on, where it has sent no letterhead of its own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """`typst` and `css` name it there; width and height are in twentieths of a point."""

    typst: str
    css: str
    width: int
    height: int


A4 = Paper("a4", "A4", 11906, 16838)
LETTER = Paper("us-letter", "letter", 12240, 15840)
# Countries that print on other paper than A4, by their ISO 3166 code: `"MX": LETTER`.
OTHERS: dict[str, Paper] = {}


def paper_of(country):
    return OTHERS.get(country, A4)
