import pytest

from tests.reports.checks.materials import CHOICES, found, make_material, sentences_of


@pytest.mark.parametrize("language", ["es", "en", "fr"])
def test_clean_report_has_no_findings(language):
    assert found(make_material(language=language)) == []


@pytest.mark.parametrize(
    "question", ["priority-progress", "main-successes", "difficulties", "anticipated-challenges"]
)
def test_required_answer_that_is_empty_is_missing(question):
    assert found(make_material(texts={question: None})) == [("answer-missing", question)]


def test_promise_for_the_coming_year_is_required():
    assert found(make_material(coming=())) == [("answer-missing", "coming-next-steps")]


def test_answer_that_is_not_required_may_be_empty():
    assert found(make_material(texts={"anything-else": None})) == []


# Where a text stands beside the choice, the lost tick is told as such.
WITH_TEXT = {"international-partners", "national-partners"}


@pytest.mark.parametrize("question", CHOICES)
def test_choice_that_nobody_made_is_missing(question):
    check = "text-without-choice" if question in WITH_TEXT else "choice-missing"
    assert found(make_material(choices={question: []})) == [(check, question)]


def test_open_choice_is_told_once_with_the_text_that_contradicts_it():
    material = make_material(
        choices={"other-successes": []}, texts={"other-successes-text": "Hubo otro éxito."}
    )
    assert sentences_of(material) == ["Question 6 has a text, but no box of question 5 is ticked."]


def test_status_of_a_next_step_is_a_choice_too():
    step = {"title": "Un paso que se prometió"}
    open_step = make_material(steps=[step])
    assert found(open_step) == [("choice-missing", "next-step-status")]
    assert found(make_material(steps=[step | {"status": "completed"}])) == []


@pytest.mark.parametrize(
    ("ticked", "expected"),
    [
        (["surveys", "not-applicable"], [("nothing-and-something", "assessment-tools")]),
        (["not-applicable"], []),
        (["surveys", "interviews"], []),
    ],
)
def test_nothing_applies_stands_alone(ticked, expected):
    texts = {"assessment-tools-text": "Se hizo una encuesta."} if "surveys" in ticked else {}
    material = make_material(choices={"assessment-tools": ticked}, texts=texts)
    assert found(material) == expected


@pytest.mark.parametrize("nothing", ["N/A", "n/a.", "No aplica", "No se aplica.", "Not applicable"])
def test_not_applicable_and_a_paragraph_contradict_each_other(nothing):
    material = make_material(texts={"lessons": f"{nothing}\nAprendimos a coordinar mejor."})
    assert found(material) == [("not-applicable-and-text", "lessons")]


@pytest.mark.parametrize("text", ["N/A", "No aplica la ley sola.\nFalta coordinación."])
def test_not_applicable_alone_or_inside_a_sentence_is_all_right(text):
    assert found(make_material(texts={"lessons": text})) == []


def test_text_under_a_no_is_hidden():
    material = make_material(texts={"other-successes-text": "Hubo un gran éxito."})
    assert sentences_of(material) == [
        "Question 6 has a text, but question 5 is answered “No”: the text will not be sent."
    ]
    assert found(material) == [("hidden-answer", "other-successes-text")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [(None, [("yes-without-text", "initiatives-text")]), ("Se apoyó una iniciativa.", [])],
)
def test_yes_is_followed_by_what(text, expected):
    material = make_material(choices={"initiatives": ["yes"]}, texts={"initiatives-text": text})
    assert found(material) == expected


@pytest.mark.parametrize(
    ("ticked", "words", "expected"),
    [
        (["ministries", "other"], "", ["other-without-words"]),
        (["ministries"], "Universidades", ["other-without-words"]),
        (["ministries", "other"], "Universidades", []),
        (["ministries"], "", []),
    ],
)
def test_other_goes_with_its_words(ticked, words, expected):
    material = make_material(
        choices={"national-partners": ticked}, others={"national-partners": words}
    )
    assert [check for check, _question in found(material)] == expected
