"""What a form says of itself: whom it was made for, which form it is, and on which open page.

A form carries a signed word of who it was made for; only that person finds its text again.
"""

import secrets

from django.core import signing

from roadmap.models.kept import NEW_KEY, new_key

SALT = "roadmap.posted-form"
# Longer than any session: a form that was left open over a holiday still knows whose it is.
MOST_AGE = 14 * 24 * 60 * 60


def sign(user):
    """The word that a form carries about who it was made for."""
    return signing.dumps(user.pk, salt=SALT)


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


def key_of(request, object_id):
    """The key of the form on this page: the record's own, or the new one's own."""
    if object_id:
        return f"update:{object_id}"
    given = request.POST.get("form_key") or request.GET.get("kept", "")
    return given if is_new_key(given) else new_key()


def is_new_key(key):
    """Whether this is the key of a form whose record is not there yet."""
    return NEW_KEY.fullmatch(key) is not None


def page_of(data):
    """The name of this open page: a restored text goes on under the one it was kept by."""
    return (data or {}).get("page", "") or secrets.token_hex(8)
