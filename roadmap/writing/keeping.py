"""Keeping what is typed and not saved yet: for the person who typed it, and nobody else."""

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from roadmap import permissions
from roadmap.models import KeptText, Period, ProgressUpdate, User
from roadmap.models.kept import NEW_KEY, REPORT_KEY, UPDATE_KEY, without_record
from roadmap.texts.clean import clean

MOST_TEXTS = 50
MOST_CHARACTERS = 1_500_000
# They belong to one press of a button or one session, not to the text.
NOT_KEPT = {"csrfmiddlewaretoken", "_continue", "_send", "_save", "who"}


def pairs_of(post):
    """What is kept of a posted form: a list of (name, value), clean enough for the database."""
    return [
        (clean(name), clean(value))
        for name, values in post.lists()
        if name not in NOT_KEPT
        for value in values
    ]


def pairs_of_a_new_form(post):
    """The same without what ties the rows to a record that is no longer there."""
    return without_record(pairs_of(post))


def is_too_long(pairs):
    """Whether a form is larger than what is kept."""
    return sum(len(value) for _name, value in pairs) > MOST_CHARACTERS


def update_of(user, key):
    """The update whose form a key names; None where it names none that the person may see."""
    known = UPDATE_KEY.fullmatch(key)
    return known and ProgressUpdate.objects.visible_to(user).filter(pk=known["pk"]).first()


def keep_for(user, key, pairs):
    """Keep a form for a person: the time at which it was kept, or None where it is not theirs.

    Each open page keeps its own text. What a slow network brings late does not replace what the
    same page has sent since.
    """
    update = update_of(user, key)
    if not (_may_write(user, update) or _is_own_new_form(user, key) or _is_own_report(user, key)):
        return None
    sent, now = dict(pairs), timezone.now()
    page = sent.get("page", "")[:40]
    with transaction.atomic():
        # Of two sendings of one page at once the second waits, and is compared with the first.
        kept = KeptText.objects.select_for_update().filter(by=user, form=key, page=page).first()
        # Equal counts as later: a page without a script counts nothing.
        if kept is None or _count_of(sent) >= _count_of(dict(kept.data)):
            KeptText.objects.update_or_create(
                by=user,
                form=key,
                page=page,
                defaults={"update": update, "data": pairs, "kept_at": now},
            )
    return now


def _count_of(sent):
    """How many changes the page had seen when it sent this form."""
    count = sent.get("kept_count", "")
    # Longer ones are forged, and dear to read.
    return int(count) if count.isdecimal() and len(count) < 10 else 0


def _may_write(user, update):
    return update is not None and permissions.can_write_for(user, update.agency_id)


def _is_own_new_form(user, key):
    return NEW_KEY.fullmatch(key) and permissions.can_add_update(user)


def _is_own_report(user, key):
    """Whether this is a section of a report that the person may write."""
    known = REPORT_KEY.fullmatch(key)
    if known is None or not permissions.can_write_reports(user):
        return False
    return Period.objects.filter(pk=known["period"]).exists()


def keep_for_owner(owner, post):
    """Keep a posted form for the person with this id, whoever is logged in: whether it was."""
    user = User.objects.filter(pk=owner, is_active=True).first()
    pairs = pairs_of(post)
    if user is None or is_too_long(pairs):
        return False
    return keep_for(user, post.get("form_key", ""), pairs) is not None


def kept_form(request, key):
    """(data, kept at) of a form that was kept and not saved, or (None, None).

    Only for looking at: what is just being saved is not mixed with what was kept.
    """
    if request.method != "GET" or "discard" in request.GET:
        return None, None
    kept = KeptText.objects.of(request.user, key).order_by("-kept_at").first()
    if kept is None:
        return None, None
    data = QueryDict(mutable=True)
    for name, value in kept.data:
        data.appendlist(name, value)
    # The key of a text whose record was deleted is another one since.
    data["form_key"] = key
    data["_restored"] = "1"
    return data, kept.kept_at


def forget(user, key, page):
    """A form was saved or put aside: what its page had kept of it is not needed any more.

    Without a page: what any page had kept.
    """
    kept = KeptText.objects.of(user, key)
    (kept if page is None else kept.filter(page=clean(page))).delete()


def forget_oldest(user):
    """Nobody keeps more than so many texts: the oldest ones go."""
    texts = KeptText.objects.filter(by=user).order_by("-kept_at")
    too_many = list(texts.values_list("pk", flat=True)[MOST_TEXTS:])
    KeptText.objects.filter(pk__in=too_many).delete()


def renew_session(request):
    """Whoever is writing is there: the session begins anew."""
    request.session.modified = True
