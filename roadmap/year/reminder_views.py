"""The series of reminders, seen and edited before it is sent; and one press for one agency."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roadmap import permissions
from roadmap.models import Agency, Mail, Period, Reminder
from roadmap.texts.figures import CountField
from roadmap.year import due_work, reminders


class ReminderForm(forms.ModelForm):
    """A reminder that has not been sent yet."""

    class Meta:
        model = Reminder
        fields = ["is_skipped", "words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}


class NewReminderForm(forms.ModelForm):
    """One more reminder for the series."""

    class Meta:
        model = Reminder
        fields = ["days"]
        field_classes = {"days": CountField}

    def clean_days(self):
        days = self.cleaned_data["days"]
        if Reminder.objects.filter(period=self.instance.period, days=days).exists():
            raise ValidationError(_("The period already has a reminder on this day."))
        return days


def series(request, pk):
    """The reminders of a period: when each goes out, and those to come to be edited."""
    permissions.require(permissions.can_manage_year(request.user))
    period = get_object_or_404(Period.objects.select_related("roadmap"), pk=pk)
    now = timezone.now()
    if period.state != Period.State.CLOSED:
        reminders.make_series([period])
    with timezone.override(period.zone):
        rows = _rows(request, period, now)
        new = NewReminderForm(
            request.POST if "add" in request.POST else None, instance=Reminder(period=period)
        )
        if request.method == "POST" and _is_saved(request, rows, new):
            return redirect("reminders", period.pk)
        return render(request, "staff/year/reminders.html", _context(period, rows, new, now))


def _rows(request, period, now):
    """Each reminder with its moment; those to come with a form."""
    data = request.POST if request.method == "POST" and "add" not in request.POST else None
    rows = []
    for reminder in period.reminders.all():
        moment = reminders.moment_in(period, reminder.days)
        form = None
        if moment is None or moment > now:
            form = ReminderForm(data, instance=reminder, prefix=f"reminder-{reminder.pk}")
        rows.append({"reminder": reminder, "moment": moment, "form": form})
    return rows


def _is_saved(request, rows, new):
    if "add" in request.POST:
        if not new.is_valid():
            return False
        new.save()
        messages.success(request, _("The reminder is added."))
        return True
    forms_to_save = [row["form"] for row in rows if row["form"]]
    valid = [form.is_valid() for form in forms_to_save]
    if not all(valid):
        return False
    with transaction.atomic():
        for form in forms_to_save:
            form.save()
    messages.success(request, _("The reminders are saved."))
    return True


def _context(period, rows, new, now):
    """With who would be reminded now, agency by agency, and where nobody is left to be."""
    found = [t for t in due_work.targets(now) if t.period == period]
    work = due_work.work_of(found)
    people = due_work.parts_by_person(found, now)
    reached = {part.target.key for parts in people.values() for part in parts}
    by_key = {target.key: target for target in found}
    return {
        "period": period,
        "rows": rows,
        "new": new,
        "asked": [
            {
                "agency": by_key[key].agency,
                "count": len(work[key].to_write) + len(work[key].to_validate),
                "is_reached": key in reached,
            }
            for key in sorted(work, key=lambda key: by_key[key].agency.name)
        ],
    }


def remind(request, pk, agency):
    """The mails that one press would send to an agency's people; the press."""
    permissions.require(permissions.can_manage_year(request.user))
    period = get_object_or_404(Period.objects.select_related("roadmap"), pk=pk)
    agency = get_object_or_404(Agency.objects.active(), pk=agency)
    now = timezone.now()
    if request.method == "POST":
        return _pressed(request, period, agency, now)
    letters = reminders.letters_for(period, agency, now)
    texts = [(letter.person, *reminders.composed(letter, now)) for letter in letters]
    context = {
        "period": period,
        "agency": agency,
        "letters": [{"person": p, "subject": s, "body": b} for p, s, b in texts],
        "nobody": not letters and due_work.work_of(due_work.targets_of(period, agency, now)),
        "press": uuid.uuid4(),
        "last": _last_reminder(period, [letter.person for letter in letters]),
    }
    return render(request, "staff/year/remind.html", context)


def _last_reminder(period, people):
    """The latest reminder that reached one of these people, also one about several agencies."""
    sent = Mail.objects.filter(kind=Mail.Kind.REMINDER, state=Mail.State.SENT, period=period)
    return sent.filter(to__in=people).select_related("to").first()


class PressForm(forms.Form):
    """The name of a press of the button."""

    press = forms.UUIDField()


def _pressed(request, period, agency, now):
    form = PressForm(request.POST)
    permissions.require(form.is_valid())
    mails = reminders.remind(period, agency, press=form.cleaned_data["press"], now=now)
    sent = Mail.objects.filter(pk__in=[m.pk for m in mails], state=Mail.State.SENT).count()
    if sent:
        text = ngettext("%(count)s mail is sent.", "%(count)s mails are sent.", sent)
        messages.success(request, text % {"count": sent})
    if failed := len(mails) - sent:
        text = ngettext(
            "%(count)s mail could not be sent; it is tried again.",
            "%(count)s mails could not be sent; they are tried again.",
            failed,
        )
        messages.error(request, text % {"count": failed})
    if not mails:
        messages.warning(request, _("Nothing was sent: nothing is due, or it was sent already."))
    return redirect("reminders", period.pk)
