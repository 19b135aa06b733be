"""A form that arrives in another session than it was opened in: the text is kept for its owner.

Three ways lead here: the session has ended, logging in again in another tab has renewed the token
of the page, or somebody else is logged in now in this browser. The person whom the form was made
for finds the text again, as a text that is not saved yet.
"""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from roadmap.writing import keeping, posted_form


class PostedFormMiddleware:
    """Stands before the login is asked for: a form without a session is kept for its owner."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, *_view):
        if request.method != "POST" or request.user.is_authenticated:
            return None
        owner = posted_form.made_for(request)
        if owner is None or request.headers.get("Accept") == "application/json":
            return None
        keeping.keep_for_owner(owner, request.POST)
        return redirect_to_login(_back(request))


def csrf_failure(request, reason=""):
    """The page for a form whose token is too old: the text is safe with whom it was made for."""
    # Logging in renews the token, so that whoever logs in after somebody else is met here. The
    # signed word is proof enough: a form that another site forges can not carry it.
    answer = _kept_for_owner(request, posted_form.made_for(request))
    return answer or render(request, "403_csrf.html", {"reason": reason}, status=403)


def _kept_for_owner(request, owner):
    """Where to go on, once the text is kept; None where it is not, or the page still holds it."""
    user = getattr(request, "user", None)
    if user is None or owner is None:
        return None
    if user.pk != owner and request.headers.get("Accept") == "application/json":
        return None
    if user.is_authenticated and user.pk != owner:
        return refuse_anothers(request)
    if not keeping.keep_for_owner(owner, request.POST):
        return None
    back = _back(request)
    return HttpResponseRedirect(back) if user.is_authenticated else redirect_to_login(back)


def _back(request):
    key = request.POST.get("form_key", "")
    return f"{request.path}?kept={key}" if posted_form.is_new_key(key) else request.path


def refuse_anothers(request):
    """Where the form was made for somebody else than who is logged in now, the answer; else None.

    The text is its writer's, and kept for that person alone.
    """
    if not posted_form.is_anothers(request):
        return None
    owner = posted_form.made_for(request)
    kept = _("That form was somebody else's. The text is kept for the person who wrote it.")
    lost = _("That form was somebody else's. Nothing of it was saved.")
    messages.warning(request, kept if keeping.keep_for_owner(owner, request.POST) else lost)
    return redirect("admin:index")
