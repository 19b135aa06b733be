"""The coordination's pages about a period: open it, say until when, close it, begin the next."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roadmap import permissions
from roadmap.models import Period, PeriodReopening, Roadmap
from roadmap.reporting import agencies_of
from roadmap.texts.figures import YearField
from roadmap.year import rollover


def moment_input():
    """The browser's own field for a day and a time."""
    return forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class DueForm(forms.Form):
    """Until when agencies are asked to report, by the clock of the roadmap."""

    due_at = forms.DateTimeField(label=gettext_lazy("Due"), required=False, widget=moment_input())

    def __init__(self, *args, period, **kwargs):
        super().__init__(*args, initial={"due_at": period.due_at}, **kwargs)
        self.fields["due_at"].help_text = _("By the clock of %(zone)s.") % {
            "zone": period.roadmap.time_zone
        }


class ReopenForm(forms.ModelForm):
    """Which agency may write in the closed period again, until when, and why."""

    class Meta:
        model = PeriodReopening
        fields = ["agency", "until", "reason"]
        widgets = {"until": moment_input(), "reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, period, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["agency"].queryset = agencies_of(period.roadmap)
        self.fields["until"].help_text = _("By the clock of %(zone)s.") % {
            "zone": period.roadmap.time_zone
        }

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until <= self.now:
            raise ValidationError(_("This is past already."))
        return until


def year(request):
    """Every roadmap that is followed, with its periods and the way into the next one."""
    permissions.require(permissions.can_manage_year(request.user))
    roadmaps = Roadmap.objects.current().prefetch_related("periods").order_by("code")
    rows = [{"roadmap": r, "periods": list(r.periods.all())} for r in roadmaps]
    return render(request, "staff/year/year.html", {"rows": rows})


def period(request, pk):
    """One period: where it stands, its due date, and who may write in it after it was closed."""
    permissions.require(permissions.can_manage_year(request.user))
    row = get_object_or_404(Period.objects.select_related("roadmap"), pk=pk)
    with timezone.override(row.zone):
        if request.method == "POST":
            return _pressed(request, row)
        return _page(request, row)


def _pressed(request, row):
    answers = {"due": _due, "reopen": _reopen, "close": _close, "open-again": _open_again}
    answer = answers.get(request.POST.get("press"))
    return answer(request, row) if answer else _page(request, row)


def _page(request, row, **forms_with_errors):
    now = timezone.now()
    reopenings = row.reopenings.select_related("agency", "by")
    context = {
        "period": row,
        "now": now,
        "due_form": DueForm(period=row),
        "reopen_form": ReopenForm(period=row, now=now),
        "reopenings": [{"row": r, "is_over": r.until < now} for r in reopenings],
        "next_steps": row.next_steps.select_related("agency"),
        "can_begin": row.state == Period.State.PLANNED,
        **forms_with_errors,
    }
    status = 422 if forms_with_errors else 200
    return render(request, "staff/year/period.html", context, status=status)


def _due(request, row):
    form = DueForm(request.POST, period=row)
    if not form.is_valid():
        return _page(request, row, due_form=form)
    rollover.set_due(row, form.cleaned_data["due_at"], by=request.user)
    messages.success(request, _("The due date is set. Reminders go by it from now on."))
    return redirect("period", row.pk)


def _reopen(request, row):
    form = ReopenForm(request.POST, period=row, now=timezone.now())
    if row.state != Period.State.CLOSED:
        form.add_error(None, _("Only a closed period can be opened for one agency."))
    if not form.is_valid():
        return _page(request, row, reopen_form=form)
    rollover.reopen_for(row, form.save(commit=False), by=request.user)
    messages.success(request, _("The period is open again for this agency."))
    return redirect("period", row.pk)


def _close(request, row):
    closed = rollover.close_period(row, by=request.user)
    done, before = _("The period is closed."), _("The period was not open.")
    _say_whether_done(request, closed, done, before)
    return redirect("period", row.pk)


def _open_again(request, row):
    opened = rollover.open_again(row, by=request.user)
    done, before = _("The period is open again."), _("The period was not closed.")
    _say_whether_done(request, opened, done, before)
    return redirect("period", row.pk)


def begin(request, pk):
    """What opening the next period would bring; the button opens it."""
    permissions.require(permissions.can_manage_year(request.user))
    roadmap = get_object_or_404(Roadmap.objects.current(), pk=pk)
    if request.method == "POST":
        return _begin_period(request, roadmap)
    plan = rollover.plan(roadmap, rollover.next_year(roadmap))
    return render(request, "staff/year/begin.html", {"roadmap": roadmap, "plan": plan})


class BeginForm(forms.Form):
    """The year that the page named: a second press must not open the one after it."""

    year = YearField(min_value=2016, max_value=2100)


def _begin_period(request, roadmap):
    form = BeginForm(request.POST)
    if not form.is_valid() or form.cleaned_data["year"] > rollover.next_year(roadmap):
        raise Http404
    try:
        row, opened = rollover.open_period(roadmap, form.cleaned_data["year"])
    except rollover.CanNotOpen:
        messages.warning(request, _("This period was closed already."))
        return redirect("year")
    done, before = _("The period is open."), _("The period was open already: nothing has changed.")
    _say_whether_done(request, opened, done, before)
    return redirect("period", row.pk)


def _say_whether_done(request, is_done, done, before):
    if is_done:
        messages.success(request, done)
    else:
        messages.warning(request, before)
