"""An update as it is read, field by field, with what has changed since an earlier sending."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import zip_longest

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from roadmap.models import Evidence, Place, ProgressUpdate, Result
from roadmap.review.comments import FIELDS, paragraphs_of
from roadmap.review.words import amount, by_sex_and_age, chosen, when
from roadmap.texts.difference import in_one


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
    for name in FIELDS:
        if name == "narrative":
            passages = _narrative(content, earlier)
        else:
            passages = [_passage(now[name], now[name] if before is None else before[name])]
        part = Part(name, label_of(name), [p for p in passages if p.text or p.marks])
        if part.passages:
            parts.append(part)
    _attach(comments, parts)
    return parts


def label_of(name):
    """What a field is called."""
    rows = {"results": Result, "evidence": Evidence}
    if name in rows:
        return capfirst(rows[name]._meta.verbose_name_plural)
    return capfirst(ProgressUpdate._meta.get_field(name).verbose_name)


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
    update = ProgressUpdate(
        kind=content.get("kind", ""),
        precision=content.get("precision", ""),
        happened_from=_day(content.get("happened_from")),
        happened_to=_day(content.get("happened_to")),
        topics=content.get("topics", []),
        areas=content.get("areas", []),
    )
    texts = {name: content.get(name, "") for name in ("title", "action", "next_step", "reason")}
    return texts | {
        "kind": str(update.get_kind_display()),
        "precision": when(update),
        "priorities": "\n".join(content.get("priorities", [])),
        "topics": "\n".join(chosen(update, "topics")),
        "areas": "\n".join(chosen(update, "areas")),
        "places": ", ".join(place_names.get(code, code) for code in content.get("places", [])),
        "municipalities": content.get("municipalities", ""),
        "partners": "\n".join(content.get("partners", [])),
        "results": "\n".join(_result(row, place_names) for row in content.get("results", [])),
        "evidence": "\n".join(_evidence(row) for row in content.get("evidence", [])),
    }


def _day(text):
    return datetime.date.fromisoformat(text) if text else None


def _result(row, place_names):
    numbers = {
        name: None if row.get(name) is None else Decimal(row[name])
        for name in ("quantity", "quantity_to", "out_of")
    }
    counts = {name: row.get(name) for name in ("female", "male", "under_18", "adults")}
    result = Result(
        qualifier=row.get("qualifier", ""), basis=row.get("basis", ""), **numbers, **counts
    )
    what = " ".join(text for text in (amount(result), row.get("unit", "")) if text)
    place = place_names.get(row.get("place", ""), "")
    more = [row.get("population", ""), *by_sex_and_age(result), place, row.get("place_note", "")]
    return " · ".join(text for text in (what, *more, str(result.get_basis_display())) if text)


def _evidence(row):
    public = _("public") if row.get("is_public") else ""
    names = (row.get("title", ""), row.get("url", ""), row.get("file_name", ""), public)
    return " · ".join(text for text in names if text)


def _place_names(*contents):
    codes = set()
    for content in contents:
        codes.update(content.get("places", []))
        codes.update(row.get("place", "") for row in content.get("results", []))
    return dict(Place.objects.filter(code__in=codes).values_list("code", "name"))
