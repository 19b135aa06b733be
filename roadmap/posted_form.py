"""A form that arrives without its session: the text is kept for the person it was made for.

Two ways lead here: the session has ended, or logging in again in another tab has renewed the
token of the page. The form carries a signed word of who it was made for; only that person finds
the text again, as a text that is not saved yet.
"""

import re

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from roadmap import permissions
from roadmap.models import KeptText, ProgressUpdate
from roadmap.text import clean

SALT = "roadmap.posted-form"
MOST_CHARACTERS = 1_500_000
MOST_AGE = 14 * 24 * 60 * 60
SESSION_KEY = "posted_form"
UPDATE_KEY = re.compile("update:(?P<pk>[1-9][0-9]{0,17})")
NEW_KEY = re.compile("new:[A-Za-z0-9]{1,40}")
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
    pairs = pairs_of(post)
    return [(name, value) for name, value in pairs if not name.endswith(("-id", "-update"))]


def is_too_long(pairs):
    """Whether a form is larger than what is kept."""
    return sum(len(value) for _name, value in pairs) > MOST_CHARACTERS


def is_new_key(key):
    """Whether this is the key of a form whose record is not there yet."""
    return NEW_KEY.fullmatch(key) is not None


def keep_for(user, key, pairs):
    """Keep a form for a person: the time at which it was kept, or None where it is not theirs."""
    update = None
    if known := UPDATE_KEY.fullmatch(key):
        update = ProgressUpdate.objects.visible_to(user).filter(pk=known["pk"]).first()
        if update is None or not permissions.can_write_for(user, update.agency_id):
            return None
    elif not is_new_key(key) or not permissions.can_add_update(user):
        return None
    now = timezone.now()
    KeptText.objects.update_or_create(
        by=user, form=key, defaults={"update": update, "data": pairs, "kept_at": now}
    )
    return now


def made_for(request):
    """Id of the person whom the posted form was made for, or None."""
    try:
        return signing.loads(request.POST.get("who", ""), salt=SALT, max_age=MOST_AGE)
    except signing.BadSignature:
        return None


class PostedFormMiddleware:
    """Stands before the login is asked for, and after it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and SESSION_KEY in request.session:
            self._give_back(request)
        return self.get_response(request)

    def process_view(self, request, *_view):
        """A form without a session waits in the stranger's session for the person to log in."""
        if request.method != "POST" or request.user.is_authenticated:
            return None
        if (owner := made_for(request)) is None:
            return None
        pairs = pairs_of(request.POST)
        if not is_too_long(pairs):
            key = request.POST.get("form_key", "")
            request.session[SESSION_KEY] = {"owner": owner, "form": key, "data": pairs}
        return redirect_to_login(request.path)

    @staticmethod
    def _give_back(request):
        waiting = request.session.pop(SESSION_KEY)
        if waiting["owner"] == request.user.pk:
            keep_for(request.user, waiting["form"], waiting["data"])


def csrf_failure(request, reason=""):
    """The page for a form whose token is too old: a person's own text is safe and shown again."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and made_for(request) == user.pk:
        pairs = pairs_of(request.POST)
        if not is_too_long(pairs) and keep_for(user, request.POST.get("form_key", ""), pairs):
            return HttpResponseRedirect(_back(request))
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


def _back(request):
    key = request.POST["form_key"]
    return f"{request.path}?kept={key}" if key.startswith("new:") else request.path
