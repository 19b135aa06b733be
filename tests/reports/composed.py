"""Making and reading composed reports, for the tests."""

from tests import make


def question_of(document, identifier, subject=None):
    """The only question with this id, about this priority or next step where it repeats."""
    [question] = [
        question
        for question in document.questions
        if question.id == identifier and subject in (None, question.priority, question.next_step)
    ]
    return question


def texts_of(question):
    return [passage.narrative[0]["runs"][0]["text"] for passage in question.answer.passages]


def tell(text, **fields):
    """An approved update with this text."""
    return make.make_update(**{"status": "approved", "narrative": make.paragraph(text)} | fields)
