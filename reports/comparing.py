"""Two versions of a report beside each other, question by question.

It reads the stored documents as the plain dictionaries they are: a version that was frozen years
ago has the shape of its time.
"""

from dataclasses import dataclass

from roadmap import narrative
from roadmap.difference import Part, side_by_side


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
    texts = [_text(question) if question else "" for question in (old, new)]
    parts = side_by_side(*texts)
    return QuestionChange(
        number_before=old["number"] if old else None,
        number_after=new["number"] if new else None,
        text=(new or old)["text"],
        before=tuple(parts[0]),
        after=tuple(parts[1]),
        differs=texts[0] != texts[1] or (old is None) != (new is None),
    )


def _text(question):
    """What the form shows as the answer, in plain text; the question's wording goes before it."""
    answer = question["answer"]
    lines = [question["text"]]
    lines += [_option(option) for option in question["options"]]
    lines += [answer["other_text"]] if answer["other_text"] else []
    for passage in answer["passages"]:
        lines += [passage["heading"], narrative.plain_text(passage["narrative"])]
    lines += _sources(answer) + _rows(answer["table"])
    return "\n".join(line for line in lines if line)


def _option(option):
    return f"{'☒' if option['chosen'] else '☐'} {option['label']}"


def _sources(answer):
    """What stands beside the passages: who reported when, the results and the evidence."""
    return [
        line
        for source in answer["sources"]
        for line in (
            " · ".join(filter(None, [source["agency"], *source["partners"], source["when"]])),
            *(result["text"] for result in source["results"]),
            *(f"{link['title']} {link['url']}" for link in source["evidence"]),
        )
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
