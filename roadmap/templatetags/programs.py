"""What the page for programs needs."""

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()


@register.filter
def with_code(text):
    """A sentence in which the names between backticks are code."""
    pieces = enumerate(str(text).split("`"))
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", p) if at % 2 else p,) for at, p in pieces)
    )
