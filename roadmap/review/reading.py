"""An update as it is read, field by field, with what has changed since an earlier sending."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import zip_longest
from types import SimpleNamespace

from django.utils.formats import date_format

from roadmap.models import Place
from roadmap.review.comments import FIELDS, paragraphs_of
from roadmap.review.words import amount, chosen, counted, when
from roadmap.texts.difference import in_one
from roadmap.update_fields import FIELDS_OF, In, Kind, standing_in


@dataclass
class Passage:
    """A field's text or a paragraph of the narrative, with the remarks on it.

    `marks` are Changes where it differs from the earlier text; `blocks` is the formatted text where
    it does not. `paragraph` is its place in the narrative, None where it is none of this version.
    """

    text: str
    marks: list | None = None
    blocks: list | None = None
    paragraph: int | None = None
    comments: list = field(default_factory=list)


@dataclass
class Part:
    """A field with its label, its passages, and the remarks on the field as a whole."""

    field: str
    label: str
    passages: list
    comments: list = field(default_factory=list)

    @property
    def has_changed(self):
        return any(passage.marks is not None for passage in self.passages)


def reading(content, earlier, comments):
    """The parts of a sending, those that are empty left out; `earlier` is a content or None."""
    names = _place_names(content, earlier or {})
    now, before = texts_of(content, names), texts_of(earlier, names) if earlier else None
    parts = []
    for name, each in FIELDS.items():
        if name == "narrative":
            passages = _narrative(content, earlier)
        else:
            passages = [_passage(now[name], now[name] if before is None else before[name])]
        part = Part(name, each.label, [p for p in passages if p.text or p.marks])
        if part.passages:
            parts.append(part)
    _attach(comments, parts)
    return parts


def _passage(text, before):
    return Passage(text, marks=in_one(before, text) if text != before else None)


def _narrative(content, earlier):
    """The paragraphs, each beside the one that it came from."""
    now = paragraphs_of(content)
    before = now if earlier is None else paragraphs_of(earlier)
    passages = []
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            passages += [
                Passage(now[i], blocks=[content["narrative"][i]], paragraph=i) for i in range(c, d)
            ]
            continue
        for old, i in zip_longest(before[a:b], range(c, d)):
            text = "" if i is None else now[i]
            passages.append(Passage(text, marks=in_one(old or "", text), paragraph=i))
    return passages


def _attach(comments, parts):
    """Each remark to the paragraph that it quotes, or else to its field."""
    by_field = {part.field: part for part in parts}
    for comment in comments:
        if part := by_field.get(comment.field):
            quoted = [p for p in part.passages if comment.quote and p.text == comment.quote]
            (quoted[0] if quoted else part).comments.append(comment)


def texts_of(content, place_names):
    """What each field says, in words: {field: text}. A content knows no model, only words."""
    return {
        name: READ[field.kind](field, content, place_names)
        for name, field in FIELDS.items()
        if field.kind in READ
    }


def _text(field, content, _place_names):
    return content.get(field.name, "")


def _choice(field, content, _place_names):
    return "".join(chosen(field, [content.get(field.name, "")]))


def _choices(field, content, _place_names):
    return "\n".join(chosen(field, content.get(field.name, [])))


def _day(field, content, _place_names):
    day = _date(content, field.name)
    return date_format(day, "DATE_FORMAT") if day else ""


def _when(field, content, _place_names):
    days = {name: _date(content, name) for name in ("happened_from", "happened_to")}
    return when(SimpleNamespace(precision=content.get(field.name, ""), **days))


def _date(content, name):
    return datetime.date.fromisoformat(content[name]) if content.get(name) else None


def _quantity(_field, row, _place_names):
    numbers = {
        name: None if row.get(name) is None else Decimal(row[name])
        for name in ("quantity", "quantity_to", "out_of")
    }
    quantity = amount(SimpleNamespace(qualifier=row.get("qualifier", ""), **numbers))
    return " ".join(text for text in (quantity, row.get("unit", "")) if text)


def _count(field, row, _place_names):
    return counted(field, row.get(field.name))


def _flag(field, row, _place_names):
    return str(field.column.verbose_name) if row.get(field.name) else ""


def _one(field, content, place_names):
    said = content.get(field.name, "")
    return place_names.get(said, "") if field.column.related_model is Place else said


def _several(field, content, place_names):
    said = content.get(field.name, [])
    if field.column.related_model is Place:
        return ", ".join(place_names.get(code, code) for code in said)
    return "\n".join(said)


def _rows(field, content, place_names):
    fields = standing_in(In.REVIEW, FIELDS_OF[field.column.related_model])
    return "\n".join(_row(fields, row, place_names) for row in content.get(field.name, []))


def _row(fields, row, place_names):
    told = [READ[field.kind](field, row, place_names) for field in fields]
    return " · ".join(text for text in told if text)


# The narrative is read paragraph by paragraph.
READ = {
    Kind.LINE: _text,
    Kind.PARAGRAPHS: _text,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.DAY: _day,
    Kind.WHEN: _when,
    Kind.QUANTITY: _quantity,
    Kind.COUNT: _count,
    Kind.FLAG: _flag,
    Kind.LINK: _text,
    Kind.ONE: _one,
    Kind.SEVERAL: _several,
    Kind.ROWS: _rows,
}


def _place_names(*contents):
    codes = set()
    for content in contents:
        codes.update(content.get("places", []))
        codes.update(row.get("place", "") for row in content.get("results", []))
    return dict(Place.objects.filter(code__in=codes).values_list("code", "name"))
