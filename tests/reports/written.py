"""Writing a report as a coordinator's browser would, for the tests."""

from reports.models import WrittenAnswer
from roadmap.models import ProgressUpdate
from tests import make
from tests.roadmap.pages import form_data

BASE = "/reports/MX-2019/2022-2023/write/"


def page_of(section):
    return f"{BASE}{section}/"


def opened(client, section):
    """What the form of a section holds."""
    return form_data(client.get(page_of(section)), "write-form")


def press(client, section, do="save", typed=None, form=None):
    """Type something into the section's form, opened now unless it is given, and press."""
    form = opened(client, section) if form is None else form
    return client.post(page_of(section), form | (typed or {}) | {"do": do})


def said(answer):
    """The levels of what a page that was gone to says on top."""
    return [message.level_tag for message in answer.context["messages"]]


def card_of(answer, place):
    [card] = [card for card in answer.context["cards"] if card["place"] == place]
    return card


def written(question="lessons", **subject):
    return WrittenAnswer.objects.get(question=question, **subject)


def passage(index=0):
    return written().passages.all()[index]


def change(update, **fields):
    """What a reopened update is when it has been corrected and approved once more."""
    ProgressUpdate.objects.filter(pk=update.pk).update(**{"version": update.version + 2} | fields)


def retell(update, text):
    change(update, narrative=make.paragraph(text))
