"""Whatever is done to a report, every word of it is in an answer, in the form, or in the list."""

import os
import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.vendor.pretty import pretty

from reports.composing.compose import compose
from reports.importing.frame import frame_of
from reports.importing.reading import read_file
from reports.importing.recognising import recognise
from roadmap.texts import narrative
from tests.reports.importing.documents import WRITERS, Part, item, parts_of, small_period, text

# How many reports are tried; the continuous tests may try more.
EXAMPLES = int(os.environ.get("IMPORT_EXAMPLES", "12"))


class Small:
    """A small report's frame and the parts of its form.

    Hypothesis prints what a failing test was given; of something long it warns, and the warning
    would stand in the place of what failed.
    """

    def __init__(self, frame, form):
        self.frame, self.form = frame, form

    def __repr__(self):
        return "Small()"


@pytest.fixture
def small(db):
    period = small_period()
    form = list(parts_of(compose(period), {}))
    return Small(frame_of(period.roadmap, period.year), form)


USUAL = """niñez campo Oaxaca de que el 2022 37 Sí No N/A Otros: ¿Qué (OIT) prioridad próximo paso
trabajo les enfants the ."""
WORDS = st.lists(st.sampled_from(USUAL.split()), min_size=1, max_size=30).map(" ".join)
AREAS = "¿A qué ámbito o ámbitos de trabajo corresponde este paso?: Trabajo infantil y"
PARTS = st.one_of(
    WORDS.map(text),
    st.builds(item, WORDS, number=st.sampled_from([None, 1, 2, 5, 37]), depth=st.just(1)),
    st.builds(item, WORDS, depth=st.integers(1, 3)),
    st.builds(Part, st.just("option"), WORDS, mark=st.sampled_from([None, True, False])),
    st.sampled_from(
        [
            *("Título del próximo paso: ", "Objetivos hasta abril de 2024", "Índice"),
            *(f"{AREAS} otra cosa", f"{AREAS} trabajo forzoso"),
        ]
    ).map(text),
)


def changed(parts, changes, data):
    """The parts after so many accidents."""
    parts = list(parts)
    for change in changes:
        place = data.draw(st.integers(0, len(parts) - 1))
        part = parts[place]
        if change == "drop":
            del parts[place]
        elif change == "twice":
            parts.insert(data.draw(st.integers(0, len(parts))), part)
        elif change == "garble":
            parts[place] = part._replace(text=garbled(part.text, data))
        elif change == "move":
            parts.insert(data.draw(st.integers(0, len(parts) - 1)), parts.pop(place))
        elif change == "renumber":
            parts[place] = part._replace(number=data.draw(st.integers(1, 40)))
        else:
            parts.insert(place, data.draw(PARTS))
    return parts


def garbled(words, data):
    """The words with one of them dropped, doubled or misspelt."""
    split = words.split()
    place = data.draw(st.integers(0, len(split) - 1))
    split[place : place + 1] = data.draw(
        st.sampled_from([[split[place]] * 2, [split[place][::-1]], [split[place], "¿otra"]])
    )
    return " ".join(split)


def words(*texts):
    return Counter(word for given in texts for word in re.findall(r"\w+", given))


def words_of_parts(parts):
    return sum((words(part.text) for part in parts), Counter())


def words_out(reading):
    """The words of the answers, of the form and of the list, from what is handed on."""
    found = words(*(block.text for block, _role in reading.framed))
    found += words(*(finding.text for finding in reading.findings if finding.is_left_out))
    for answer in reading.answers:
        found += words(narrative.plain_text(answer.narrative), answer.other)
        for row in answer.rows:
            found += words_of_row(row)
    return found


def words_of_row(row):
    # What stands before the lines of a list is no word of the file.
    texts = [re.sub(r"(?m)^(?:\d+\.|-) ", "", text) for text in (row.objectives, row.proof)]
    return words(row.title, *texts)


def numbers_of(parts, suffix):
    """Numbers printed before items and questions: words in one kind of file and not in another.

    Word counts its lists itself, one for each depth, from the beginning of the file to its end.
    """
    found, counted = [], Counter()
    for part in parts:
        if part.number is not None and part.kind == "item" and suffix == "docx":
            counted[part.depth] += 1
            found.append(counted[part.depth])
        elif part.number is not None:
            found.append(part.number)
    return words(*map(str, found))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
@pytest.mark.parametrize("suffix", WRITERS)
def test_words_in_are_words_out(small, suffix, data):
    kinds = st.sampled_from(["drop", "twice", "garble", "move", "add", "add", "renumber"])
    parts = changed(small.form, data.draw(st.lists(kinds, max_size=25)), data)
    if not words_of_parts(parts):
        return
    reading = recognise(read_file(f"a.{suffix}", WRITERS[suffix](parts)), small.frame)
    given_words, found = words_of_parts(parts), words_out(reading)
    assert given_words - found == Counter()
    # Nothing is there twice; only numbers printed before a line may have become words.
    assert found - given_words - numbers_of(parts, suffix) == Counter()


def test_a_word_that_is_lost_would_be_found(small):
    """The control: the words of a report without one answer are not all of its words."""
    parts = [*small.form, text("Una palabra nueva")]
    reading = recognise(read_file("a.md", WRITERS["md"](parts)), small.frame)
    lost = [answer for answer in reading.answers if answer.narrative]
    assert [answer.key.question for answer in lost] == ["anything-else"]
    assert words_of_parts(parts) - words_out(reading) == Counter()
    framed_only = words(*(block.text for block, _role in reading.framed))
    assert words_of_parts(parts) - framed_only == words("Una palabra nueva")


def test_numbers_that_word_counts_itself_may_become_words(small):
    """The second item of a list that a paragraph parts is printed as 2, whatever it was given."""
    parts = [*small.form, item("Uno", number=37), text("Nada"), item("Dos", number=37)]
    reading = recognise(read_file("a.docx", WRITERS["docx"](parts)), small.frame)
    printed = words_out(reading) - words_of_parts(parts) - numbers_of(small.form, "docx")
    assert printed == words("2")
    added = parts[len(small.form) :]
    assert numbers_of(added, "docx") == words("1 2")
    assert numbers_of(added, "md") == words("37 37")


def test_hypothesis_has_nothing_long_to_print(small):
    assert pretty(small) == "Small()"
