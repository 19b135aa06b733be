"""How an update is read on the screen: its words, and its narrative as formatted text."""

from django import template

from roadmap.review import words
from roadmap.review.standing import came_late
from roadmap.texts.as_html import blocks_html

register = template.Library()
for in_words in (words.when, words.label, words.by_sex_and_age, words.amount):
    register.filter(in_words)
for listed in (words.facts, words.paragraphs):
    register.filter(listed)


@register.filter
def narrative_html(tree):
    """A narrative as paragraphs and lists."""
    return blocks_html(tree or [])


@register.filter
def is_sent_late(update):
    """Whether an update `with_arrival`, read with its period, came late."""
    return came_late([update], update.period.due_at)
