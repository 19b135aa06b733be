"""What the answers come from: every approved update used, none changed behind an answer's back."""

from django.utils.translation import gettext_lazy as _

from reports.checks.finding import Found, Place, at


def update_unused(material):
    """Approved updates that stand in no answer."""
    used = {
        source.update for question in material.document.questions
        for source in question.answer.sources
    } | {taken.update for taken in material.facts.taken}  # fmt: skip
    for update in material.facts.updates:
        if str(update.uid) not in used:
            says = _("The update «%(title)s» of %(agency)s is approved and stands in no answer.")
            params = {"title": update.title, "agency": update.agency.short_name}
            yield Found(Place(update=str(update.uid), words=update.title), says, params)


def source_changed(material):
    """A written answer was taken from an update that says something else now."""
    current = {str(update.uid): update for update in material.facts.updates}
    for taken in material.facts.taken:
        update = current.get(taken.update)
        if update is not None and update.narrative != taken.narrative:
            says = _(
                "Question %(number)s was taken from the update «%(title)s» of %(agency)s, which has"
                " changed since."
            )
            params = {"title": update.title, "agency": update.agency.short_name}
            yield from _at_answer(material, taken, says, params, (str(update.version),))


def source_reopened(material):
    """A written answer was taken from an update that is not approved any more."""
    current = {str(update.uid) for update in material.facts.updates}
    for taken in material.facts.taken:
        if taken.update not in current:
            says = _(
                "Question %(number)s was taken from an update that was reopened or returned: it is"
                " not approved now."
            )
            yield from _at_answer(material, taken, says, {}, ())


def _at_answer(material, taken, says, params, also):
    about = (taken.question, taken.priority, taken.next_step)
    for question in material.document.questions:
        if (question.id, question.priority, question.next_step) == about and question.asked:
            place = at(question, update=taken.update)
            yield Found(place, says, params | {"number": question.number}, also)
