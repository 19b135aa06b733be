"""What the script of typed numbers says, in the language of the page."""

from django import template
from django.utils.formats import get_format

from roadmap.texts import figures

register = template.Library()


@register.simple_tag
def figure_words():
    """The signs of the language, and the sentences with their places for what was typed."""
    return {
        "point": get_format("DECIMAL_SEPARATOR"),
        "group": get_format("THOUSAND_SEPARATOR"),
        "none": figures.NO_NUMBER,
        "count": figures.NO_COUNT,
        "two": figures.TWO_READINGS,
        "year": figures.NO_YEAR,
    }
