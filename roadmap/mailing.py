"""Mails: each is a row before it is sent, is sent once, and tried again where that failed."""

import logging
from contextlib import contextmanager
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator

from roadmap.models import Mail

logger = logging.getLogger(__name__)

MOST_TRIES = 10
SUBJECT = 150


def link(name, *arguments, **query):
    """The whole address of a page, for a mail."""
    asked = f"?{urlencode(query)}" if query else ""
    return f"{settings.SITE_ADDRESS}{reverse(name, args=arguments)}{asked}"


@contextmanager
def as_read_by(person, period):
    """The person's language, or else the site's; dates by the clock of the period's roadmap."""
    language = person.language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(period.zone):
        yield


def text_of(template, context):
    """(subject, body) of a mail from its template: the first line is the subject, cut where long.

    A title may fill three hundred characters; no program shows as many in a list of mails.
    """
    first, _end, body = render_to_string(f"roadmap/mail/{template}", context).partition("\n")
    return Truncator(first).chars(SUBJECT), body.strip() + "\n"


def send(mail, *, now=None):
    """Send a mail that has not gone out; whether it has now.

    Of two who try at once one takes it. Nobody who has left gets mail.
    """
    taken = Mail.objects.to_be_sent().filter(pk=mail.pk)
    if not mail.to.is_active:
        drop(mail)
        return False
    if not taken.update(state=Mail.State.SENDING, tries=F("tries") + 1, failure=""):
        return False
    return _sent(mail, now or timezone.now())


def drop(mail):
    """It is not needed any more, and stays in the list."""
    Mail.objects.to_be_sent().filter(pk=mail.pk).update(state=Mail.State.DROPPED)


def _sent(mail, now):
    """What the row holds afterwards is what was sent."""
    row = Mail.objects.filter(pk=mail.pk)
    try:
        send_mail(mail.subject, mail.body, None, [mail.address])
    except (OSError, ValueError) as error:
        logger.exception("Mail %s could not be sent", mail.pk)
        row.update(state=Mail.State.FAILED, failure=f"{type(error).__name__}: {error}"[:500])
        return False
    row.update(state=Mail.State.SENT, sent_at=now, subject=mail.subject, body=mail.body)
    return True


def to_be_tried_again():
    """What has not gone out, but for what has failed too often; oldest first."""
    waiting = Mail.objects.to_be_sent().filter(tries__lt=MOST_TRIES)
    return waiting.select_related("to", "period__roadmap").order_by("pk")
