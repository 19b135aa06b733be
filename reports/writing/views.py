"""The pages on which the coordination writes the report, one per section of the questionnaire."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from reports.access import find_period, only_for
from reports.checks import check, material_of, with_acceptances
from reports.checks.panel import panel
from reports.composing import next_steps
from reports.composing.facts import read_facts
from reports.composing.progress import beside
from reports.writing import buttons, saving
from reports.writing.cards import Printer
from reports.writing.forms import AnswerForm
from reports.writing.saving import Place
from reports.writing.sheets import addresses, open_writing, with_rows
from reports.writing.step_rows import sign
from roadmap import permissions
from roadmap.versions import StaleEdit
from roadmap.writing import keeping, posted_form
from roadmap.writing.other_session import refuse_anothers

IN_USE = _("“%(step)s” can not be removed: updates or assignments of the coming year belong to it.")
NOT_ALL = _("Not everything could be saved. What is marked below is as you typed it.")


@require_safe
@only_for(permissions.can_write_reports)
def write(_request, roadmap, period):
    """To the first question that is not finished, or to the beginning."""
    period = find_period(roadmap, period)
    try:
        opened = open_writing(read_facts(period))
    except LookupError as error:
        raise Http404(str(error)) from error
    unfinished = [question.place for question in opened.progress["unfinished"]]
    place = (unfinished or list(opened.section_of))[0]
    return HttpResponseRedirect(address(period, opened.section_of[place], place))


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(permissions.can_write_reports)
def write_section(request, roadmap, period, section):
    """The questions of one section. Whatever is sent is saved question by question."""
    try:
        desk = Desk(request, find_period(roadmap, period), section)
    except LookupError as error:
        raise Http404(str(error)) from error
    if request.method != "POST":
        return desk.show()
    return refuse_anothers(request) or desk.save()


def address(period, section, place=""):
    page = reverse("reports:write-section", args=[period.roadmap.code, str(period), section])
    return f"{page}#question-{place}" if place else page


class Desk:
    """One request for one section's page. LookupError where there is no such section."""

    def __init__(self, request, period, section):
        self.request, self.period, self.name = request, period, section
        self.key = f"report:{period.pk}:{section}"
        self._read()

    def _read(self):
        self.facts = read_facts(self.period)
        self.writing = open_writing(self.facts)
        self.section = self.writing.section(self.name)
        self.sheets = {
            question.place: self.writing.sheets[question.place]
            for question in self.section.questions
        }
        for place, sheet in self.sheets.items():
            if sheet.kind.has_rows:
                self.sheets[place] = with_rows(sheet, self.facts)

    def show(self):
        """The page as it is saved, with what this person has typed and not saved."""
        data, kept_at = keeping.kept_form(self.request, self.key)
        typed = self._changed(data) if data is not None else {}
        restored = kept_at if typed else None
        return self._render(typed, page=posted_form.page_of(data), restored=restored)

    def save(self):
        """Save what was changed, then do what the button says; nothing that was typed is lost."""
        changed = self._changed(self.request.POST)
        refused = {place: form for place, form in changed.items() if not self._saved(form)}
        self._read()
        for place, form in refused.items():
            if form.is_stale:
                form.compare_with(self.sheets[place])
        name, place, about = _pressed(self.request.POST.get("do", ""))
        if place in self.sheets and place not in refused:
            self._perform(name, place, about, changed.get(place))
        elif changed and not refused:
            messages.success(self.request, buttons.DONE["save"])
        if refused:
            messages.error(self.request, NOT_ALL)
            self._read()
            return self._render(refused, page=posted_form.page_of(self.request.POST))
        keeping.forget(self.request.user, self.key, self.request.POST.get("page"))
        place = place if place in self.sheets else ""
        return HttpResponseRedirect(address(self.period, self.name, place))

    def _changed(self, data):
        """The forms in which the person has changed something, by place."""
        forms = {place: AnswerForm(sheet, data) for place, sheet in self.sheets.items()}
        return {place: form for place, form in forms.items() if form.is_changed}

    def _saved(self, form):
        """Save one question's form; whether that could be."""
        if not form.is_right:
            return False
        try:
            with transaction.atomic():
                self._write(form)
        except StaleEdit:
            form.is_stale = True
        except next_steps.StepInUse as error:
            form.add_error(None, IN_USE % {"step": error})
        else:
            return True
        return False

    def _write(self, form):
        sheet = form.sheet
        if sheet.is_status:
            if sign(sheet.values) != form.cleaned_data["seen"]:
                raise StaleEdit
            before, status = sheet.subject.next_step.status, "".join(form.values["choices"])
            saving.save_status(sheet.subject.next_step, before, status)
        elif form.own_changed:
            seen = form.cleaned_data["version"] or 0
            values, passages = form.values, form.passages
            form.new_version = saving.save_answer(self._place(sheet), seen, values, passages)
        if form.rows and form.rows.is_changed:
            next_steps.save_steps(self.period, form.rows.values)

    def _place(self, sheet):
        subject = sheet.subject
        return Place(
            self.period, sheet.question.id, subject.priority, subject.next_step, self.request.user
        )

    def _perform(self, name, place, about, form):
        """Do what a button says, and tell the person what came of it."""
        sheet = self.sheets[place]
        own = f"{place}-version"
        seen = self.request.POST.get(own, "")
        version = int(seen) if seen.isdecimal() and len(seen) < 9 else 0
        if form is not None and form.new_version is not None:
            version = form.new_version
        drafted = self.request.POST.get(f"{place}-drafted", "")
        task = buttons.Task(sheet, self._place(sheet), version, drafted, about)
        try:
            messages.success(self.request, buttons.perform(name, task))
        except buttons.Refused as error:
            messages.warning(self.request, str(error))

    def _render(self, typed, **context):
        """The page; `typed` are the forms that are not saved, by place."""
        keeping.renew_session(self.request)
        printer = Printer(self.writing, addresses(self.facts), self._address_of)
        forms = {place: typed.get(place) or AnswerForm(s) for place, s in self.sheets.items()}
        cards = [printer.card(sheet, forms[place]) for place, sheet in self.sheets.items()]
        document = self.writing.document
        names = [section.id for section in document.sections]
        before, after = beside(names, self.name, names)
        page = {
            "period": self.period,
            "report": document,
            "section": self.section,
            "cards": cards,
            "problems": [card for card in cards if card["form"].errors],
            "progress": self.writing.progress,
            "sections": [
                {**part, "address": address(self.period, part["section"].id)}
                for part in self.writing.progress["sections"]
            ],
            "previous_section": before and address(self.period, before),
            "next_section": after and address(self.period, after),
            "content_lang": document.content_language,
            "panel": self._findings(),
            "form_key": self.key,
            "who": posted_form.sign(self.request.user),
            "session_seconds": settings.SESSION_COOKIE_AGE,
            **context,
        }
        return render(self.request, "reports/write.html", page)

    def _findings(self):
        """What the checks find in this section's questions, as they are saved."""
        findings = with_acceptances(self.period, check(material_of(self.facts)))
        anchors = {f"question-{place}" for place in self.sheets}
        here = [f for f in findings if f.stands and f.place.anchor in anchors]
        return panel(here, self.writing.document, lambda place: f"#{place.anchor}")

    def _address_of(self, place):
        return address(self.period, self.writing.section_of[place], place)


def _pressed(button):
    """(what to do, to which question, about what) of a button's value."""
    name, _colon, rest = button.partition(":")
    place, _colon, about = rest.partition(":")
    return name, place, about
