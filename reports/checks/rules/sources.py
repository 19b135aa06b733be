"""What the answers come from: every approved update used, none changed behind an answer's back."""

from django.utils.translation import gettext_lazy as _

from reports.checks.finding import Found, Place, at
from reports.composing.takeover import Since
from reports.document import place_of
from roadmap.texts import narrative


def update_unused(material):
    """Approved updates that stand in no answer, and that nobody has left out of one."""
    answers = [question.answer for question in material.document.questions]
    used = {source.update for answer in answers for source in answer.sources}
    decided = {str(standing.passage.update.uid) for _place, standing in material.taken}
    for update in material.facts.updates:
        if str(update.uid) not in used | decided:
            says = _("The update “%(title)s” of %(agency)s is approved and stands in no answer.")
            params = {"title": update.title, "agency": update.agency.short_name}
            yield Found(Place(update=str(update.uid), words=update.title), says, params)


def source_changed(material):
    """A written answer was taken from an update that says something else now."""
    for place, standing in material.taken:
        if standing.since == Since.CHANGED:
            says = _(
                "Question %(number)s was taken from the update “%(title)s” of %(agency)s, which has"
                " changed since."
            )
            update = standing.passage.update
            params = {"title": update.title, "agency": update.agency.short_name}
            now = narrative.plain_text(standing.offer.narrative)
            yield from _at_answer(material, place, update, says, params, now)


def source_reopened(material):
    """A written answer was taken from an update that is not approved any more."""
    for place, standing in material.taken:
        if standing.since == Since.REOPENED:
            says = _(
                "Question %(number)s was taken from an update that was reopened or returned: it is"
                " not approved now."
            )
            yield from _at_answer(material, place, standing.passage.update, says, {})


def _at_answer(material, place, update, says, params, *also):
    for question in material.document.questions:
        here = place_of(question.id, question.priority, question.next_step)
        if here == place and question.asked:
            found_at = at(question, update=str(update.uid))
            yield Found(found_at, says, params | {"number": question.number}, also)
