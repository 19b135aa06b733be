"""What an update says, whole, as it is kept when it is sent in."""

from roadmap.models import Agency, Place, Priority
from roadmap.texts.canonical import sha256_of
from roadmap.update_fields import FIELDS_OF, In, Kind, standing_in

# In which order other records are told, whatever the order in which they were ticked.
ORDER = {Priority: ["number"], Place: ["code"], Agency: ["name", "pk"]}


def content_of(update):
    """Everything an update says, as plain JSON: a dictionary that looks nothing up later."""
    return {"uid": str(update.uid)} | _content(update)


def hash_of(content):
    """The SHA-256 of a content, in hexadecimal: of its canonical JSON."""
    return sha256_of(content)


def _content(record):
    fields = standing_in(In.SENDING, FIELDS_OF[type(record)])
    return {field.name: WRITTEN[field.kind](getattr(record, field.name)) for field in fields}


def _as_it_is(value):
    return value


def _iso(day):
    return day.isoformat() if day else None


def _number(quantity):
    return None if quantity is None else f"{quantity.normalize():f}"


def _one(record):
    """A place by its code, everything else by its words."""
    if record is None:
        return ""
    return record.code if isinstance(record, Place) else str(record)


def _several(records):
    return [_one(record) for record in records.order_by(*ORDER[records.model])]


def _rows(records):
    named = [field.name for field in FIELDS_OF[records.model] if field.kind is Kind.ONE]
    rows = records.select_related(*named) if named else records.all()
    return [_content(row) for row in rows]


WRITTEN = {
    Kind.LINE: _as_it_is,
    Kind.PARAGRAPHS: _as_it_is,
    Kind.NARRATIVE: _as_it_is,
    Kind.CHOICE: _as_it_is,
    Kind.CHOICES: _as_it_is,
    Kind.DAY: _iso,
    Kind.WHEN: _as_it_is,
    Kind.AMOUNT: _number,
    Kind.QUANTITY: _number,
    Kind.COUNT: _as_it_is,
    Kind.FLAG: _as_it_is,
    Kind.LINK: _as_it_is,
    Kind.ONE: _one,
    Kind.SEVERAL: _several,
    Kind.ROWS: _rows,
}
