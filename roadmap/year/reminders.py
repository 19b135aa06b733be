"""Reminders: on which day, to whom, in one mail per person.

A period has a series of reminders by their distance from the due date. A run looks at the latest
one that has passed: what an idle timer has missed is not sent one after the other. What is due is
read at that moment, so that whoever has sent it in hears nothing.

A reminder that was sent by hand stands for the series' own, to that person about that agency, where
it went out at most a day before its time or since. A mail from before the due date does not stand
for one that tells that it has passed.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import time, timedelta

from django.db import IntegrityError, transaction

from roadmap import mailing
from roadmap.deadlines import days_between, in_zone
from roadmap.models import Mail, Period, Reminded, Reminder, User
from roadmap.year.due_work import Target, parts_by_person, targets, targets_of

DAYS = (-30, -14, -7, -2, 1, 7, 14)
SENT_AT = time(9)
# What an idle timer has missed is made up for within this time, and then left.
MADE_UP_FOR = timedelta(days=7)
# For so long before its time a reminder is as good as sent where one was sent by hand.
BY_HAND_FOR = timedelta(days=1)


@dataclass
class Letter:
    """One mail: to whom, with what, and which reminders are the reason."""

    person: User
    parts: list
    reminders: list

    @property
    def count(self):
        return sum(part.count for part in self.parts)


# The series


def make_series(periods):
    """Give each period that has none the usual series."""
    periods = [period for period in periods if not period.reminders.all()]
    rows = [Reminder(period=period, days=days) for period in periods for days in DAYS]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)


def moment_of(target, days):
    """When a reminder goes out to an agency: at nine, by the clock of the roadmap."""
    due_on = target.due_at.astimezone(target.period.zone).date()
    return in_zone(target.period, due_on + timedelta(days=days), SENT_AT)


def moment_in(period, days):
    """When a reminder goes out to all whose due date is the period's; None where it has none."""
    if period.due_at is None:
        return None
    return moment_of(Target(period, None, period.due_at), days)


def occasion(target, series, now):
    """The reminder that is to go out for a target now, or None.

    It is the latest one that has passed, unless that is left out or was long ago. One that was
    meant for before the due date is worth nothing after it, and the other way round.
    """
    passed = [r for r in series if moment_of(target, r.days) <= now]
    latest = max(passed, key=lambda reminder: reminder.days, default=None)
    if latest is None or latest.is_skipped:
        return None
    if now - moment_of(target, latest.days) > MADE_UP_FOR:
        return None
    return latest if (latest.days > 0) == (now > target.due_at) else None


# To whom


def letters(now):
    """(letters, reasons, told): what is to go out now, one mail for each person, and why.

    The reasons are a dictionary from targets to their reminders, also of those where nothing is
    due any more. Told are the (mail, reminder) of which the mail, sent by hand, stands for the
    reminder. A constant number of queries, whatever the number of agencies and updates.
    """
    found = targets(now)
    series = _series_of({target.period for target in found})
    occasions = {
        target: reminder
        for target in found
        if (reminder := occasion(target, series[target.period.pk], now))
    }
    reasons = _without_past(occasions)
    parts = parts_by_person(found, now) if reasons else {}
    by_hand, made, told = _mails_sent_by_hand(reasons), [], []
    for person, own in parts.items():
        letter = Letter(person, own, [])
        for target in (part.target for part in own if part.target in reasons):
            reminder, mail = reasons[target], by_hand.get((person.pk, *target.key))
            if mail and _stands_for(mail, reminder, target):
                told.append((mail, reminder))
            elif reminder not in letter.reminders:
                letter.reminders.append(reminder)
        made.append(letter)
    return [letter for letter in made if letter.reminders], reasons, told


def _series_of(periods):
    make_series(Period.objects.filter(pk__in=[p.pk for p in periods]).prefetch_related("reminders"))
    series = defaultdict(list)
    for reminder in Reminder.objects.filter(period__in=periods):
        series[reminder.period_id].append(reminder)
    return series


def _without_past(occasions):
    """Without those that a run has dealt with. A second timer waits here for the first."""
    wanted = {reminder.pk for reminder in occasions.values()}
    list(Reminder.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    rows = Reminded.objects.filter(reminder__in=wanted)
    past = set(rows.values_list("reminder", "agency", "due_at"))
    return {
        target: reminder
        for target, reminder in occasions.items()
        if (reminder.pk, target.agency.pk, target.due_at) not in past
    }


def _mails_sent_by_hand(reasons):
    """The latest mail that was sent by hand to each person about each target, with a reason."""
    since = [moment_of(target, reminder.days) - BY_HAND_FOR for target, reminder in reasons.items()]
    pressed = Mail.objects.exclude(press=None).exclude(state=Mail.State.DROPPED)
    rows = pressed.filter(made_at__gte=min(since)).order_by("made_at", "pk") if since else []
    return {(mail.to_id, mail.period_id, mail.agency_id): mail for mail in rows}


def _stands_for(mail, reminder, target):
    is_near = mail.made_at >= moment_of(target, reminder.days) - BY_HAND_FOR
    return is_near and (mail.made_at > target.due_at) == (reminder.days > 0)


# Out


def send_due(*, now):
    """Write what is due to be sent now, then send it with what has failed before: the new mails."""
    written = write_due(now)
    send_waiting(now=now)
    return written


@transaction.atomic
def write_due(now):
    """The new mails, together with the rows that keep the next run from writing them again."""
    found, reasons, told = letters(now)
    Reminded.objects.bulk_create(
        Reminded(reminder=reminder, agency=target.agency, due_at=target.due_at, at=now)
        for target, reminder in reasons.items()
    )
    for mail, reminder in told:
        mail.reminders.add(reminder)
    return [_write(letter, now) for letter in found]


def _write(letter, now, press=None):
    subject, body = composed(letter, now)
    agencies = {part.target.agency for part in letter.parts}
    mail = Mail.objects.create(
        to=letter.person,
        address=letter.person.email,
        kind=Mail.Kind.REMINDER,
        subject=subject,
        body=body,
        period=letter.parts[0].target.period,
        agency=agencies.pop() if len(agencies) == 1 else None,
        made_at=now,
        press=press,
    )
    mail.reminders.set(letter.reminders)
    return mail


def composed(letter, now):
    """(subject, body) in the person's language."""
    words = dict.fromkeys(reminder.words for reminder in letter.reminders)
    nearest = min((part.target for part in letter.parts), key=lambda target: target.due_at)
    with mailing.as_read_by(letter.person, nearest.period):
        context = {
            "person": letter.person,
            "count": letter.count,
            "words": [text for text in words if text],
            "parts": [_part_in_mail(part, now) for part in letter.parts],
            "due": nearest.due_at,
            "is_late": any(now > part.target.due_at for part in letter.parts),
            "address": mailing.link("admin:index"),
        }
        return mailing.text_of("reminder.txt", context)


def _part_in_mail(part, now):
    target = part.target
    return {
        "agency": target.agency,
        "period": target.period,
        "zone": target.period.zone,
        "due_at": target.due_at,
        "is_late": now > target.due_at,
        "is_reopened": target.is_reopened,
        "days": days_between(now, target.due_at, target.period),
        "to_write": part.to_write,
        "to_validate": part.to_validate,
    }


def send_waiting(*, now):
    """Send what has not gone out: of a person's reminders the newest, as far as it still holds."""
    waiting = list(mailing.to_be_tried_again())
    reminders = [mail for mail in waiting if mail.kind == Mail.Kind.REMINDER]
    newest = {mail.to_id: mail for mail in reminders}
    old = any(mail.made_at != now for mail in newest.values())
    parts = parts_by_person(targets(now), now) if old else {}
    for mail in reminders:
        if mail is not newest[mail.to_id]:
            mailing.drop(mail)
        elif mail.made_at != now:
            _renew(mail, parts.get(mail.to), now)
    for mail in waiting:
        mailing.send(mail, now=now)


def _renew(mail, parts, now):
    """Write a reminder anew as things stand now; where nothing is due any more, drop it.

    What was not late yet when it was written has the reminders after the due date to come.
    """
    parts = [p for p in parts or () if not mail.made_at <= p.target.due_at < now]
    if not parts:
        mailing.drop(mail)
        return
    letter = Letter(mail.to, parts, list(mail.reminders.all()))
    mail.subject, mail.body = composed(letter, now)


# One press


def letters_for(period, agency, now):
    """What one press would send to the people of one agency: a list of `Letter`."""
    parts = parts_by_person(targets_of(period, agency, now), now)
    return [Letter(person, own, []) for person, own in parts.items()]


def remind(period, agency, *, press, now):
    """Remind an agency's people now: the mails. `press` names the press: twice is once."""
    mails = []
    for letter in letters_for(period, agency, now):
        try:
            with transaction.atomic():
                mail = _write(letter, now, press)
        except IntegrityError:
            continue
        mailing.send(mail, now=now)
        mails.append(mail)
    return mails
