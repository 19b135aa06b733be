"""Two versions of a report beside each other, question by question.

It reads the stored documents as the plain dictionaries they are: a version that was frozen years
ago has the shape of its time.
"""

import re
from dataclasses import dataclass

from roadmap.texts import narrative
from roadmap.texts.difference import Part, side_by_side

# How much of what is the same is shown around what differs, in characters.
CONTEXT = 300
LEFT_OUT = "[…]"


@dataclass(frozen=True)
class QuestionChange:
    """One question in both versions; `number` is None and the parts are empty where it is not."""

    number_before: int | None
    number_after: int | None
    text: str
    before: tuple[Part, ...]
    after: tuple[Part, ...]
    differs: bool


def compare(before, after):
    """A QuestionChange for each question of either document, in the order of the later one."""
    old, new = _questions(before), _questions(after)
    keys = list(new) + [key for key in old if key not in new]
    return [_change(old.get(key), new.get(key)) for key in keys]


def _questions(document):
    """Each question by what it asks and what about: numbers move, these stay."""
    return {
        (question["id"], question["priority"], question["next_step"]): question
        for section in document["sections"]
        for question in section["questions"]
    }


def _change(old, new):
    is_worded_anew = old is not None and new is not None and old["text"] != new["text"]
    texts = [_text(question, is_worded_anew) if question else "" for question in (old, new)]
    parts = side_by_side(*texts)
    return QuestionChange(
        number_before=old["number"] if old else None,
        number_after=new["number"] if new else None,
        text=(new or old)["text"],
        before=_abridged(parts[0]),
        after=_abridged(parts[1]),
        differs=texts[0] != texts[1] or (old is None) != (new is None),
    )


def _abridged(parts):
    """The parts, of long stretches that are the same only their two ends."""
    return tuple(
        part
        if part.differs or len(part.text) <= 3 * CONTEXT
        else Part(_beginning_and_end(part.text), False)
        for part in parts
    )


def _beginning_and_end(text):
    """The beginning and the end of a text, in whole words."""
    beginning = re.sub(r"\s+\S*\Z", "", text[:CONTEXT])
    end = re.sub(r"\A\S*\s+", "", text[-CONTEXT:])
    return f"{beginning} {LEFT_OUT} {end}"


def _text(question, with_wording):
    """What the form shows as the answer, in plain text; the wording too where it has changed."""
    answer = question["answer"]
    lines = [question["text"]] if with_wording else []
    lines += [_ticked_label(option) for option in question["options"]]
    lines.append(answer["other_text"])
    for passage in answer["passages"]:
        lines += _passage(passage, answer["sources"])
    lines += _rows(answer["table"])
    return "\n".join(line for line in lines if line)


def _ticked_label(option):
    return f"{'☒' if option['chosen'] else '☐'} {option['label']}"


def _passage(passage, sources):
    """A passage with what stands around it: who reported when, the results and the evidence."""
    narrated = [passage["heading"], narrative.plain_text(passage["narrative"])]
    if passage["source"] is None:
        return narrated
    source = sources[passage["source"]]
    return [
        " · ".join(filter(None, [source["agency"], *source["partners"], source["when"]])),
        *narrated,
        *(result["text"] for result in source["results"]),
        *(f"{link['title']} {link['url']}" for link in source["evidence"]),
    ]


def _rows(table):
    if table is None:
        return []
    return [
        f"{column['label']}: {'; '.join(cell)}"
        for row in table["rows"]
        for column, cell in zip(table["columns"], row, strict=True)
        if cell
    ]
