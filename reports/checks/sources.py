"""What the answers come from: every approved update used, none changed behind an answer's back."""

from django.utils.translation import gettext_lazy as _

from reports.checks.finding import Found, Place, at
from reports.checks.material import Since


def update_unused(material):
    """Approved updates that stand in no answer."""
    used = {
        source.update for question in material.document.questions
        for source in question.answer.sources
    } | {taken.update for taken in material.taken}  # fmt: skip
    for update in material.facts.updates:
        if str(update.uid) not in used:
            says = _("The update «%(title)s» of %(agency)s is approved and stands in no answer.")
            params = {"title": update.title, "agency": update.agency.short_name}
            yield Found(Place(update=str(update.uid), words=update.title), says, params)


def source_changed(material):
    """A written answer was taken from an update that says something else now."""
    says = _(
        "Question %(number)s was taken from the update «%(title)s» of %(agency)s, which has"
        " changed since."
    )
    return _since(material, Since.CHANGED, says)


def source_reopened(material):
    """A written answer was taken from an update that is not approved any more."""
    says = _(
        "Question %(number)s was taken from the update «%(title)s» of %(agency)s, which was"
        " reopened: it is not approved now."
    )
    return _since(material, Since.REOPENED, says)


def _since(material, since, says):
    """Where what is in an answer was taken from an update that this has happened to."""
    questions = {
        (question.id, question.priority, question.next_step): question
        for question in material.document.questions
        if question.asked
    }
    for taken in material.taken:
        question = questions.get((taken.question, taken.priority, taken.next_step))
        if question and taken.since == since:
            params = {"number": question.number, "title": taken.title, "agency": taken.agency}
            yield Found(at(question, update=taken.update), says, params, (taken.now,))
