"""From an address to rows: what is asked for, checked, and the one statement that answers it."""

import base64
import datetime
import json
import re
from dataclasses import dataclass, field

from django.db import connection
from django.utils.translation import gettext_lazy as _

from roadmap.api import values
from roadmap.api.problems import Problem

USUAL, MOST = 50, 500
MOST_WORDS = 10
MOST_SEARCH = 200
TABLE = "roadmap_publicrecord"
PLAIN = {"limit", "cursor", "order", "fields", "include", "total", "updated_since", "q", "format"}
DAYS = {"occurred_after", "occurred_before"}
_ACCENTS = str.maketrans("áéíóúüñ", "aeiouun")
_ACUTE = dict(zip("aeiou", "áéíóú", strict=True))


@dataclass
class Reading:
    """What somebody wants to read of a collection."""

    collection: object
    facets: list = field(default_factory=list)
    order: str = ""
    limit: int = USUAL
    cursor: tuple | None = None
    fields: list | None = None
    include: list = field(default_factory=list)
    total: bool = False
    since: int | datetime.datetime | None = None
    words: str = ""
    after: datetime.date | None = None
    before: datetime.date | None = None
    format: str = "json"

    @property
    def column(self):
        return self.order.lstrip("-")

    @property
    def descends(self):
        return self.order.startswith("-")


def read(collection, query, *, formats=("json", "csv", "xlsx")):
    """What this address asks for; a Problem that names the parameter where it can not be."""
    known = PLAIN | set(collection.filters) | (DAYS if collection.has_days else set())
    refuse_unknown(query, known)
    given = {name: text for name in known if (text := values.single(name, query)) is not None}
    reading = Reading(collection, order=next(iter(collection.orders.values())))
    for name, text in given.items():
        if name in collection.filters:
            kept = collection.filters[name]
            found = values.several(name, text, kept.pattern, kept.choices)
            reading.facets.append([f"{collection.name}/{name}={value}" for value in found])
        else:
            READERS[name](reading, name, text)
    if reading.format not in formats:
        raise values.refuse("format", _("This address gives JSON only."))
    if reading.since is not None:
        # What changes while somebody reads page after page comes at the end, and is not missed.
        reading.order = "changed"
    if reading.cursor:
        reading.cursor = _cursor_for(reading)
    return reading


def refuse_unknown(query, known):
    for name in query:
        if name not in known:
            listed = ", ".join(sorted(known))
            raise Problem(
                "unknown-parameter",
                _("These are known here: %(names)s.") % {"names": listed or "-"},
                parameter=name.encode(errors="replace").decode()[:100],
            )


def _read_order(reading, name, text):
    orders = reading.collection.orders
    reading.order = orders[_one_of(name, text, tuple(orders))]


def _one_of(name, text, choices):
    if text not in choices:
        values.several(name, text.replace(",", " "), None, choices)
    return text


def _read_days(reading, name, text):
    setattr(reading, name.removeprefix("occurred_"), values.day(name, text))


def _read_since(reading, name, text):
    # So many digits always fit into a bigint; longer ones would be the database's error.
    is_number = re.fullmatch(r"[0-9]{1,18}", text)
    reading.since = int(text) if is_number else values.moment(name, text)


def _read_words(reading, name, text):
    if len(text) > MOST_SEARCH:
        raise values.refuse(name, _("It is too long."))
    reading.words = search_query(text)
    if not reading.words:
        raise values.refuse(name, _("There is no word in it, or too many."))


def _read_names(known):
    def read_names(reading, name, text):
        setattr(reading, name, values.several(name, text, None, known(reading.collection)))

    return read_names


READERS = {
    "limit": lambda r, n, t: setattr(r, n, values.whole_number(n, t, 1, MOST)),
    "cursor": lambda r, n, t: setattr(r, n, t),
    "order": _read_order,
    "fields": _read_names(lambda collection: collection.fields),
    "include": _read_names(lambda collection: tuple(collection.includes) or ("-",)),
    "total": lambda r, n, t: setattr(r, n, values.yes(n, t)),
    "format": lambda r, n, t: setattr(r, n, _one_of(n, t, ("json", "csv", "xlsx"))),
    "updated_since": _read_since,
    "q": _read_words,
    "occurred_after": _read_days,
    "occurred_before": _read_days,
}


# Full text


def search_query(text):
    """The words as PostgreSQL's tsquery; "" where there are none.

    The Spanish stemmer needs the accent in "capacitación" to know its plural. Each word is looked
    for as it was typed, without its accents, and with an accent on each of its vowels: of those
    forms, the ones that do not exist stand in no index.
    """
    words = re.findall(r"\w+", text.lower().replace("_", " "))
    if len(words) > MOST_WORDS:
        return ""
    return " & ".join(f"({' | '.join(_forms(word))})" for word in words)


def _forms(word):
    plain = word.translate(_ACCENTS)
    forms = [word, plain]
    for place, letter in enumerate(plain):
        if letter in _ACUTE:
            forms.append(plain[:place] + _ACUTE[letter] + plain[place + 1 :])
    return list(dict.fromkeys(f"'{form}'" for form in forms))


# Pages


def cursor_of(reading, row, *, back):
    """Where a page goes on: after this row, or before it."""
    place = [reading.order, str(row[1]), row[2], back]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _cursor_for(reading):
    """(value, id, whether it leads back) of the address's cursor."""
    try:
        # A cursor is no secret and is not signed: whatever stands in it may be forged.
        padded = reading.cursor + "=" * (-len(reading.cursor) % 4)
        order, value, pk, back = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        if order != reading.order or type(pk) is not int or type(back) is not bool:
            raise ValueError
        if not 0 <= pk < 2**63 or not isinstance(value, str):
            raise ValueError
        return _typed(reading.column, value), pk, back
    except (ValueError, TypeError, RecursionError) as error:
        raise values.refuse(
            "cursor", _("It belongs to another list or order: begin again without it.")
        ) from error


def _typed(column, value):
    if column == "day":
        return datetime.date.fromisoformat(value)
    if column == "changed":
        if not re.fullmatch(r"[0-9]{1,18}", value):
            raise ValueError
        return int(value)
    # PostgreSQL takes neither half a pair of surrogates nor a NUL.
    value.encode()
    if "\x00" in value:
        raise ValueError
    return value


# Statements


def conditions(reading):
    """The WHERE of what is asked for, and its parameters."""
    found, given = ["collection = %s", "NOT is_deleted"], [reading.collection.name]
    for facets in reading.facets:
        found.append("facets @> %s" if len(facets) == 1 else "facets && %s")
        given.append(facets)
    if reading.words:
        found.append("search @@ to_tsquery('spanish', %s)")
        given.append(reading.words)
    if reading.after:
        found.append("day >= %s")
        given.append(reading.after)
    if reading.before:
        # That day stands for none: what has no date is not before anything.
        found.append("day <= %s AND day > '0001-01-01'")
        given.append(reading.before)
    return " AND ".join(found), given


def rows(reading):
    """One row more than the page has: (key, sorted by, id, JSON, links).

    The JSON is None where the record is gone since, or is not among what is asked for any more.
    """
    where, given = conditions(reading)
    body, more = _body(reading)
    if reading.since is not None:
        body, more = f"CASE WHEN {where} THEN {body} END", [*given, *more]
        where, given = _changed(reading)
    back = reading.cursor is not None and reading.cursor[2]
    descends = reading.descends != back
    if reading.cursor:
        # The id decides between equals, so that no page skips a row or tells it twice.
        where += f" AND ({reading.column}, id) {'<' if descends else '>'} (%s, %s)"
        given = [*given, *reading.cursor[:2]]
    direction = "DESC" if descends else "ASC"
    # Names of columns are our own words; what was asked for travels as parameters.
    statement = (
        f"SELECT key, {reading.column}, id, {body}, links FROM {TABLE} WHERE {where}"  # noqa: S608
        f" ORDER BY {reading.column} {direction}, id {direction} LIMIT %s"
    )
    return _fetch(statement, [*more, *given, reading.limit + 1])


def _changed(reading):
    """Everything of the collection that has changed, whatever else is asked for.

    By a moment, more than has: what is still being saved then may carry a moment before.
    """
    if isinstance(reading.since, int):
        return "collection = %s AND changed > %s", [reading.collection.name, reading.since]
    since = reading.since - datetime.timedelta(minutes=1)
    return "collection = %s AND changed_at >= %s", [reading.collection.name, since]


def _body(reading):
    if reading.fields is None:
        return "body", []
    thin = "(SELECT json_object_agg(f.key, f.value) FROM json_each(body::json) f"
    return f"{thin} WHERE f.key = ANY (%s))::text", [reading.fields]


def total(reading):
    where, given = conditions(reading)
    return _fetch(f"SELECT count(*) FROM {TABLE} WHERE {where}", given)[0][0]  # noqa: S608


def included(reading, found):
    """The records that the rows name in the relations asked for: {collection: [JSON, …]}."""
    wanted = {}
    for relation in reading.include:
        collection = reading.collection.includes[relation]
        named = {
            link.split(":", 1)[1]
            for row in found
            for link in row[4]
            if _has_relation(link, relation)
        }
        wanted.setdefault(collection, set()).update(named)
    records = {collection: [] for collection in sorted(wanted)}
    pairs = [(name, key) for name, keys in wanted.items() for key in sorted(keys)]
    if pairs:
        places = ", ".join(["(%s, %s)"] * len(pairs))
        statement = (
            f"SELECT collection, body FROM {TABLE} WHERE NOT is_deleted"  # noqa: S608
            f" AND (collection, key) IN ({places}) ORDER BY collection, key"
        )
        for collection, body in _fetch(statement, [part for pair in pairs for part in pair]):
            records[collection].append(body)
    return records


def _has_relation(link, relation):
    return link.startswith(f"{relation}:")


def record_of_key(reading, key):
    """The row of this key, as `rows` gives it; None where there is none."""
    body, more = _body(reading)
    statement = (
        f"SELECT key, '', id, {body}, links FROM {TABLE}"  # noqa: S608
        " WHERE collection = %s AND key = %s AND NOT is_deleted"
    )
    found = _fetch(statement, [*more, reading.collection.name, key])
    return found[0] if found else None


def _fetch(statement, given):
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()
