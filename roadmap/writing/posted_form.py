"""A form that can not be saved as it arrives: the text is kept for the person it was made for.

Three ways lead here: the session has ended, logging in again in another tab has renewed the token
of the page, or somebody else is logged in now in this browser. The form carries a signed word of
who it was made for; only that person finds the text again, as a text that is not saved yet.
"""

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from roadmap import permissions
from roadmap.models import KeptText, Period, ProgressUpdate, User
from roadmap.models.kept import NEW_KEY, REPORT_KEY, UPDATE_KEY, without_record
from roadmap.texts.clean import clean

SALT = "roadmap.posted-form"
MOST_CHARACTERS = 1_500_000
MOST_AGE = 14 * 24 * 60 * 60
NOT_KEPT = {"csrfmiddlewaretoken", "_continue", "_send", "_save", "who"}


def sign(user):
    """The word that a form carries about who it was made for."""
    return signing.dumps(user.pk, salt=SALT)


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


def is_new_key(key):
    """Whether this is the key of a form whose record is not there yet."""
    return NEW_KEY.fullmatch(key) is not None


def keep_for(user, key, pairs):
    """Keep a form for a person: the time at which it was kept, or None where it is not theirs.

    Each open page keeps its own text. What a slow network brings late does not replace what the
    same page has sent since.
    """
    update = None
    if known := UPDATE_KEY.fullmatch(key):
        update = ProgressUpdate.objects.visible_to(user).filter(pk=known["pk"]).first()
        if update is None or not permissions.can_write_for(user, update.agency_id):
            return None
    elif not (_is_own_new_form(user, key) or _is_own_report(user, key)):
        return None
    sent, now = dict(pairs), timezone.now()
    page = sent.get("page", "")[:40]
    with transaction.atomic():
        kept = KeptText.objects.select_for_update().filter(by=user, form=key, page=page).first()
        if kept is None or count_of(sent) >= count_of(dict(kept.data)):
            KeptText.objects.update_or_create(
                by=user,
                form=key,
                page=page,
                defaults={"update": update, "data": pairs, "kept_at": now},
            )
    return now


def _is_own_new_form(user, key):
    return is_new_key(key) and permissions.can_add_update(user)


def _is_own_report(user, key):
    """Whether this is a section of a report that the person may write."""
    known = REPORT_KEY.fullmatch(key)
    if known is None or not permissions.can_write_reports(user):
        return False
    return Period.objects.filter(pk=known["period"]).exists()


def count_of(sent):
    """How many changes the page had seen when it sent this form."""
    count = sent.get("kept_count", "")
    return int(count) if count.isdecimal() and len(count) < 10 else 0


def made_for(request):
    """Id of the person whom the form was made for, or None where it does not say."""
    word = request.POST.get("who", "") or request.GET.get("who", "")
    try:
        return signing.loads(word, salt=SALT, max_age=MOST_AGE)
    except signing.BadSignature:
        return None


def is_anothers(request):
    """Whether the form was made for somebody else than who is logged in now."""
    return made_for(request) not in {None, request.user.pk}


def keep_for_owner(request):
    """Keep a posted form for the person it was made for, whoever is logged in: whether it was."""
    owner = User.objects.filter(pk=made_for(request), is_active=True).first()
    pairs = pairs_of(request.POST)
    if owner is None or is_too_long(pairs):
        return False
    return keep_for(owner, request.POST.get("form_key", ""), pairs) is not None


class PostedFormMiddleware:
    """Stands before the login is asked for: a form without a session is kept for its owner."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, *_view):
        if request.method != "POST" or request.user.is_authenticated:
            return None
        if made_for(request) is None or request.headers.get("Accept") == "application/json":
            return None
        keep_for_owner(request)
        return redirect_to_login(_back(request))


def csrf_failure(request, reason=""):
    """The page for a form whose token is too old: a person's own text is safe and shown again."""
    user = getattr(request, "user", None)
    own = user is not None and user.is_authenticated and made_for(request) == user.pk
    if own and keep_for_owner(request):
        return HttpResponseRedirect(_back(request))
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


def _back(request):
    key = request.POST.get("form_key", "")
    return f"{request.path}?kept={key}" if is_new_key(key) else request.path
