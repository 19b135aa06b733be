"""The fields of an update and of its rows, each declared once.

`UPDATE`, `RESULT` and `EVIDENCE` are in the order in which programs read them; labels are the
models' own. What a kind means is said once in each room: `writing/forms.py` types it,
`review/content.py` writes it into a sending, `review/reading.py` tells it from there,
`review/words.py` shows it on a page, `api/own/sent.py` and `api/own/rows.py` take it from an
agency's programs and give it to them, `api/serializers/updates.py` describes it. What is public is
published by the SQL of its collection, which a test holds against this list.
"""

from dataclasses import dataclass
from enum import Enum, Flag, auto
from functools import partial

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from roadmap.models import Evidence, ProgressUpdate, Result


class Kind(Enum):
    """What a field holds."""

    LINE = auto()
    PARAGRAPHS = auto()
    NARRATIVE = auto()
    CHOICE = auto()
    CHOICES = auto()
    DAY = auto()
    WHEN = auto()  # how exactly a date is known; read together with its first and last day
    AMOUNT = auto()
    QUANTITY = auto()  # an amount that is read together with its exactness, end, whole and unit
    COUNT = auto()
    FLAG = auto()
    LINK = auto()
    FILE = auto()
    ONE = auto()  # another record
    SEVERAL = auto()  # other records
    NEW = auto()  # the name of a record that is made with the update: no column
    ROWS = auto()  # records that are a part of it


class In(Flag):
    """Where a field stands."""

    FORM = auto()  # typed in the form
    SENDING = auto()  # kept in the content of a sending
    REVIEW = auto()  # read, compared and commented on by the coordination
    PAGE = auto()  # shown on its page, where rows are laid out by hand
    OWN = auto()  # read by the programs of its own agency
    BODY = auto()  # sent by them
    PUBLIC = auto()  # published


class Group(models.TextChoices):
    """The parts of the form, in its order, each with its heading."""

    ABOUT = "about", ""
    WHAT = "what", _("What happened")
    WHEN = "when", _("When")
    COUNTS_FOR = "counts-for", _("What it counts for")
    WHERE = "where", _("Where and with whom")
    SOURCE = "source", _("Source")


EVERYWHERE = ~In(0)
# Told to people as a part of something else: of a page's heading, of a quantity.
WITHIN = EVERYWHERE & ~In.REVIEW & ~In.PAGE


@dataclass(frozen=True)
class Field:
    """One field.

    `words` explain it to programs that read, `body_words` to those that write; `key` is what they
    call it. `short` is its label where the model's own is too long. `is_folded`: one of the fields
    of a row that open on demand. `is_continued`: goes on into next year's draft.
    """

    name: str
    kind: Kind
    group: Group | None = None
    stands: In = EVERYWHERE
    key: str = ""
    words: str = ""
    body_words: str = ""
    short: str = ""
    is_folded: bool = False
    is_continued: bool = False
    model: type = ProgressUpdate

    @property
    def column(self):
        """The model's field."""
        return self.model._meta.get_field(self.name)

    @property
    def label(self):
        """What it is called, to stand at the beginning of a line."""
        if self.kind is Kind.ROWS:
            return capfirst(self.column.related_model._meta.verbose_name_plural)
        return capfirst(self.column.verbose_name)

    @property
    def choices(self):
        """What may be chosen: {value: words}."""
        return dict(getattr(self.column, "base_field", self.column).choices)

    @property
    def said_as(self):
        """What programs that read call it."""
        return self.key or self.name

    @property
    def sent_as(self):
        """What programs that write call it: a date is read whole and sent in its parts."""
        return self.name if self.kind is Kind.WHEN else self.said_as


UPDATE = (
    Field(
        "period",
        Kind.ONE,
        Group.ABOUT,
        stands=WITHIN,
        words=_("The period's id."),
        body_words=_("Such as 2023-2024."),
    ),
    Field(
        "agency",
        Kind.ONE,
        Group.ABOUT,
        stands=WITHIN,
        words=_("The id of the agency that reports."),
        body_words=_("Such as SNDIF."),
    ),
    Field(
        "action",
        Kind.ONE,
        Group.ABOUT,
        words=_("The id of the action it is about."),
        body_words=_("The action's id."),
        is_continued=True,
    ),
    Field(
        "new_action",
        Kind.NEW,
        Group.ABOUT,
        stands=In.FORM | In.BODY,
        body_words=_("Or the title of a new action."),
    ),
    Field(
        "next_step",
        Kind.ONE,
        Group.ABOUT,
        words=_("The id of the next step it answers."),
        body_words=_("The next step's id."),
    ),
    Field(
        "continues",
        Kind.ONE,
        stands=In.PUBLIC,
        words=_("The id of the earlier update that it goes on from."),
    ),
    Field(
        "priorities",
        Kind.SEVERAL,
        Group.COUNTS_FOR,
        words=_("Ids of priorities."),
        short=_("Priorities"),
        is_continued=True,
    ),
    Field(
        "topics",
        Kind.CHOICES,
        Group.COUNTS_FOR,
        words=_("Other parts of the questionnaire that it tells about."),
        is_continued=True,
    ),
    Field("kind", Kind.CHOICE, Group.WHAT),
    Field(
        "reason",
        Kind.PARAGRAPHS,
        Group.WHAT,
        words=_("Why there is no progress, or why it does not apply."),
    ),
    # It is the page's heading.
    Field("title", Kind.LINE, Group.WHAT, stands=EVERYWHERE & ~In.PAGE, is_continued=True),
    Field("narrative", Kind.NARRATIVE, Group.WHAT, body_words=_("As Markdown.")),
    Field("precision", Kind.WHEN, Group.WHEN, key="occurred"),
    Field("happened_from", Kind.DAY, Group.WHEN, stands=In.FORM | In.SENDING | In.BODY),
    Field("happened_to", Kind.DAY, Group.WHEN, stands=In.FORM | In.SENDING | In.BODY),
    Field("areas", Kind.CHOICES, Group.COUNTS_FOR, is_continued=True),
    Field("places", Kind.SEVERAL, Group.WHERE, words=_("Codes of places."), is_continued=True),
    Field("municipalities", Kind.LINE, Group.WHERE, is_continued=True),
    Field("partners", Kind.SEVERAL, Group.WHERE, words=_("Ids of agencies."), is_continued=True),
    # Rows are typed below the form, each in a form of its own.
    Field("results", Kind.ROWS, stands=EVERYWHERE & ~In.FORM),
    Field("evidence", Kind.ROWS, stands=EVERYWHERE & ~In.FORM & ~In.BODY),
    # Where a fact was found in a document is the coordination's to note.
    Field("source_note", Kind.PARAGRAPHS, Group.SOURCE, stands=In.FORM),
)

_result = partial(Field, model=Result)
RESULT = (
    _result("number", Kind.COUNT, stands=In.OWN | In.PUBLIC),
    _result("qualifier", Kind.CHOICE, stands=WITHIN),
    _result("quantity", Kind.QUANTITY),
    _result("quantity_to", Kind.AMOUNT, stands=WITHIN, words=_("The end of a range.")),
    _result("out_of", Kind.AMOUNT, stands=WITHIN, words=_("The whole that it is a part of.")),
    _result("unit", Kind.LINE, stands=WITHIN, words=_("What is counted.")),
    _result("population", Kind.LINE, words=_("Who the people are.")),
    _result("female", Kind.COUNT, is_folded=True),
    _result("male", Kind.COUNT, is_folded=True),
    _result("under_18", Kind.COUNT, is_folded=True),
    _result("adults", Kind.COUNT, is_folded=True),
    _result("place", Kind.ONE, words=_("The place's code.")),
    _result("place_note", Kind.LINE),
    _result("basis", Kind.CHOICE),
    _result("source_note", Kind.PARAGRAPHS, stands=In.FORM, is_folded=True),
)

_evidence = partial(Field, model=Evidence)
EVIDENCE = (
    _evidence("number", Kind.COUNT, stands=In.OWN | In.PUBLIC),
    _evidence("title", Kind.LINE),
    _evidence("url", Kind.LINK, key="link", words=_("The address of a link; empty for a file.")),
    _evidence(
        "file",
        Kind.FILE,
        # Sent by programs in a request of several parts only.
        stands=In.FORM | In.OWN | In.PUBLIC,
        words=_("The address of a file on this host; empty for a link."),
    ),
    _evidence("file_name", Kind.LINE, stands=EVERYWHERE & ~In.FORM & ~In.BODY),
    _evidence(
        "is_public",
        Kind.FLAG,
        stands=EVERYWHERE & ~In.PUBLIC,
        words=_("Shown once the update is published."),
    ),
    _evidence("source_note", Kind.PARAGRAPHS, stands=In.FORM, is_folded=True),
)

FIELDS_OF = {ProgressUpdate: UPDATE, Result: RESULT, Evidence: EVIDENCE}
# What the software notes by itself: nobody types it, and no list tells it.
NOTED = {
    ProgressUpdate: {
        *("id", "uid", "made_from", "narrative_text", "status", "version", "published_at"),
        *("written_by", "sent_by", "sent_on_behalf", "sent_at", "sent_late"),
        *("created_at", "changed_at"),
    },
    Result: {"id", "update"},
    Evidence: {"id", "update"},
}


def standing_in(place, fields=UPDATE):
    """The fields that stand in a place, in the order in which programs read them."""
    return [field for field in fields if place in field.stands]


def as_read(place):
    """The fields that stand in a place in the order of the form, rows last."""
    order = [*Group, None]
    return sorted(standing_in(place), key=lambda field: order.index(field.group))


def fieldsets():
    """The form in its parts, each with its heading: what Django's admin calls fieldsets."""
    typed = standing_in(In.FORM)
    return [
        (group.label or None, {"fields": [field.name for field in typed if field.group is group]})
        for group in Group
    ]


def columns_typed(fields, known_in=EVERYWHERE):
    """The names of the columns that are typed in a form; those that open on demand come last.

    `known_in`: only of the fields that also stand in one of these places.
    """
    typed = [
        field
        for field in standing_in(In.FORM, fields)
        if field.kind is not Kind.NEW and field.stands & known_in
    ]
    return [field.name for field in sorted(typed, key=lambda field: field.is_folded)]


def of_kind(kind, fields):
    """The names of the fields of one kind."""
    return [field.name for field in fields if field.kind is kind]


def folded(fields):
    """The names of those fields of a row that open on demand."""
    return [field.name for field in fields if field.is_folded]
