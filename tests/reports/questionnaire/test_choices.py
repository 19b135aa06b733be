"""Which choices, other texts and ratings the questions of an edition take."""

import pytest
from django.core.exceptions import ValidationError

from reports.questionnaire import find_edition
from reports.questionnaire.choices import check_answer

EDITION = find_edition("2022-2023")
QUESTIONS = {question.id: question for question in EDITION.questions}


def check(question, **answer):
    check_answer(EDITION, QUESTIONS[question], **answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("initiatives", {}),
        ("initiatives", {"choices": ["yes"]}),
        ("next-step-status", {"choices": ["completed"]}),
        ("assessment-tools", {"choices": ["surveys", "interviews"]}),
        ("assessment-tools", {"choices": ["not-applicable"]}),
        ("assessment-tools", {"choices": ["surveys", "other"], "other": "Padrones"}),
        ("assessment-tools", {"choices": ["other"]}),
        ("progress-rating", {"rating": 1}),
        ("progress-rating", {"rating": 10}),
        ("lessons", {}),
        ("coming-next-steps", {}),
    ],
)
def test_fitting_answer_is_taken(question, answer):
    check(question, **answer)


@pytest.mark.parametrize(
    ("question", "answer", "fields"),
    [
        ("initiatives", {"choices": ["surveys"]}, ["choices"]),
        ("initiatives", {"choices": ["yes", "no"]}, ["choices"]),
        ("initiatives", {"choices": ["yes", "yes"]}, ["choices"]),
        ("initiatives", {"choices": ["yes"], "other": "Algo"}, ["other"]),
        ("initiatives", {"rating": 3}, ["rating"]),
        ("assessment-tools", {"choices": ["not-applicable", "surveys"]}, ["choices"]),
        ("assessment-tools", {"choices": ["surveys", "surveys"]}, ["choices"]),
        ("assessment-tools", {"choices": ["surveys"], "other": "Padrones"}, ["other"]),
        ("assessment-tools", {"other": "Padrones"}, ["other"]),
        ("progress-rating", {"rating": 0}, ["rating"]),
        ("progress-rating", {"rating": 11}, ["rating"]),
        ("progress-rating", {"choices": ["5"]}, ["choices"]),
        (
            "lessons",
            {"choices": ["yes"], "other": "x", "rating": 1},
            ["choices", "other", "rating"],
        ),
        ("coming-next-steps", {"choices": ["child-labour"]}, ["choices"]),
    ],
)
def test_other_answer_is_refused_at_its_field(question, answer, fields):
    with pytest.raises(ValidationError) as refusal:
        check(question, **answer)
    assert list(refusal.value.message_dict) == fields
