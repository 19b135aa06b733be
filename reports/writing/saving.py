"""Writing a report's answers: every way to change one, each refused where it would overwrite.

`seen` is the version of the written answer that the person had before them, 0 for none. Everything
here raises StaleEdit, and changes nothing, when somebody has saved that answer since.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.forms.models import modelform_factory
from django.utils import timezone

from reports.models import WrittenAnswer, WrittenPassage
from reports.questionnaire.kinds import FIELDS
from roadmap.models import NextStep, Period, Priority, ProgressUpdate, User
from roadmap.texts import narrative
from roadmap.versions import StaleEdit, claim_version

NextStepStatusForm = modelform_factory(NextStep, fields=["status"])


@dataclass(frozen=True)
class Place:
    """The question that an answer belongs to, and who is at work on it."""

    period: Period
    question: str
    priority: Priority | None
    next_step: NextStep | None
    by: User

    @property
    def filter(self):
        return {
            "period": self.period,
            "question": self.question,
            "priority": self.priority,
            "next_step": self.next_step,
        }


def claim(place, seen):
    """The answer's row in its next version, made where there is none yet.

    It must run in the transaction that then changes the row.
    """
    written = WrittenAnswer.objects.filter(**place.filter).first()
    if written is None:
        written = _make(place, seen)
    else:
        claim_version(written, seen)
    written.changed_by, written.changed_at = place.by, timezone.now()
    return written


def _make(place, seen):
    if seen:
        raise StaleEdit
    try:
        with transaction.atomic():
            return WrittenAnswer.objects.create(**place.filter)
    except IntegrityError as error:
        raise StaleEdit from error


@transaction.atomic
def save_answer(place, seen, values, passages):
    """Write the fields in `values` and the texts of passages by their id; the new version."""
    written = claim(place, seen)
    for name in FIELDS:
        if name in values:
            setattr(written, name, values[name])
    written.save()
    for pk, text in passages.items():
        written.passages.filter(pk=pk).update(narrative=text)
    return written.version


@transaction.atomic
def save_status(step, before, status):
    """Decide the status of a next step, if it still is what the person saw."""
    locked = NextStep.objects.select_for_update().get(pk=step.pk)
    if locked.status != before:
        raise StaleEdit
    NextStepStatusForm({"status": status}, instance=locked).save()


@transaction.atomic
def take_over(place, seen, offers):
    """Make a copy of each composed passage, to be edited; what was taken before stays."""
    written = claim(place, seen)
    written.took_over_at = timezone.now()
    written.save()
    known = set(written.passages.values_list("update__uid", flat=True))
    _add(written, [offer for uid, offer in offers.items() if uid not in map(str, known)])


@transaction.atomic
def give_back(place, seen):
    """Show the composed draft again. The copies are kept for taking over once more."""
    written = claim(place, seen)
    written.took_over_at = None
    written.save()


@transaction.atomic
def add(place, seen, offer):
    """Put an update's text at the end of an answer that was taken over."""
    written = claim(place, seen)
    written.save()
    _add(written, [offer])


def _add(written, offers):
    uids = [offer.update for offer in offers]
    updates = dict(ProgressUpdate.objects.filter(uid__in=uids).values_list("uid", "pk"))
    ids = {str(uid): pk for uid, pk in updates.items()}
    start = written.passages.count()
    WrittenPassage.objects.bulk_create(
        [
            WrittenPassage(
                answer=written,
                number=number,
                update_id=ids[offer.update],
                narrative=offer.narrative,
                **_taken(offer),
            )
            for number, offer in enumerate(offers, start + 1)
        ]
    )


def _taken(offer):
    return {
        "taken_version": offer.version,
        "taken": offer.narrative,
        "taken_facts": offer.facts,
    }


@transaction.atomic
def take_change(place, seen, passage, offer):
    """Replace the copy by what the update says now; where only its facts are new, it stays."""
    is_new = offer.narrative != passage.taken
    text = {"narrative": offer.narrative} if is_new else {}
    _change(place, seen, passage, **text, **_taken(offer))


@transaction.atomic
def take_both(place, seen, passage, offer):
    """Put what the update says now under the copy. ValidationError where that is too long."""
    joined = narrative.clean([*passage.narrative, *offer.narrative])
    narrative.validate(joined)
    _change(place, seen, passage, narrative=joined, **_taken(offer))


@transaction.atomic
def keep_own(place, seen, passage, offer):
    """Keep the copy as it is, in the knowledge of what the update says now."""
    _change(place, seen, passage, **_taken(offer))


@transaction.atomic
def leave_out(place, seen, passage):
    """Take a passage out of the answer. That it was is remembered, and its text with it."""
    _change(place, seen, passage, left_out=True)


@transaction.atomic
def put_back(place, seen, passage):
    _change(place, seen, passage, left_out=False)


def _change(place, seen, passage, **fields):
    written = claim(place, seen)
    written.save()
    written.passages.filter(pk=passage.pk).update(**fields)


@transaction.atomic
def move_up(place, seen, passage):
    """Let a passage stand before the one that stood before it."""
    written = claim(place, seen)
    written.save()
    order = list(written.passages.order_by("number", "pk").values_list("pk", "left_out"))
    shown = [pk for pk, left_out in order if not left_out]
    here = shown.index(passage.pk) if passage.pk in shown else 0
    if here:
        _number(written, [pk for pk, _left_out in order], shown[here - 1], passage.pk)


def _number(written, order, before, moved):
    order.remove(moved)
    order.insert(order.index(before), moved)
    for number, pk in enumerate(order, 1):
        written.passages.filter(pk=pk).update(number=number)


@transaction.atomic
def agree(place, seen, content):
    """Note that the answer may go out as it stands; `content` is what it says."""
    written = claim(place, seen)
    written.agreed_at, written.agreed_by = timezone.now(), place.by
    written.agreed_content = content
    written.save()


@transaction.atomic
def withdraw(place, seen):
    """Take one's agreement back."""
    written = claim(place, seen)
    written.agreed_at, written.agreed_by, written.agreed_content = None, None, ""
    written.save()
