"""Taking over a past report: all of it or nothing, and never over somebody's text unasked."""

from django.db import transaction
from django.utils import timezone

from reports.importing.planning import (
    plan_of,
    row_values,
    status_of,
    step_values,
    tell,
    values_of,
)
from reports.models import WrittenAnswer
from roadmap.models import NextStep, Roadmap
from roadmap.year.rollover import period_of


class Stale(Exception):
    """What is written has changed since the person looked at the plan."""


@transaction.atomic
def apply_report(report, *, by, replace=frozenset(), fingerprint=None, now=None):
    """Take over a stored report, and say what it came to: the plan that was carried out.

    What differs from what is written is replaced only where its name is in `replace`, and what was
    there is kept in the report's record. Stale, with nothing changed, when `fingerprint` is that of
    a plan in which something else was written.
    """
    # One at a time: what the plan has read stays so until it is carried out.
    roadmap = Roadmap.objects.select_for_update().get(pk=report.roadmap_id)
    report = type(report).objects.select_for_update().get(pk=report.pk)
    if report.applied_at:
        raise Stale
    now = now or timezone.now()
    content = bytes(report.content)
    plan = plan_of(roadmap, report.year, report.name, content, report.language or None)
    _lock(plan)
    if fingerprint is not None and plan.fingerprint != fingerprint:
        raise Stale
    applying = _Applying(plan, report, by, frozenset(replace), now)
    applying.apply()
    report.applied_at, report.replaced = now, applying.replaced
    report.findings = [tell(finding) for finding in plan.findings]
    report.save(update_fields=["applied_at", "replaced", "findings"])
    return plan


def _lock(plan):
    """Lock the answers that the plan has read; Stale where one has changed in between."""
    seen = {change.written.pk: change.written.version for change in plan.changes if change.written}
    rows = WrittenAnswer.objects.select_for_update().filter(pk__in=seen)
    if dict(rows.values_list("pk", "version")) != seen:
        raise Stale


class _Applying:
    def __init__(self, plan, report, by, replace, now):
        self.plan, self.report, self.by, self.replace, self.now = plan, report, by, replace, now
        self.replaced = []

    def apply(self):
        today = timezone.localdate(self.now, self.plan.roadmap.zone)
        self.period = period_of(self.plan.roadmap, self.plan.year, today=today)
        self.steps = dict(self.plan.frame.steps)
        for number, title in self.plan.titles.items():
            self._make_step(number, title)
        for change in self.plan.changes:
            if self._may_write(change):
                self._write(change)
        if self.plan.coming:
            self.coming = period_of(self.plan.roadmap, self.plan.year + 1, today=today)
        for change in self.plan.coming:
            if self._may_write(change):
                self._write_step(change)

    def _may_write(self, change):
        return change.state == "new" or (change.state == "differs" and change.name in self.replace)

    def _make_step(self, number, title):
        """A next step that the roadmap does not have, or has without its title."""
        step, _is_new = NextStep.objects.update_or_create(
            period=self.period,
            number=number,
            defaults={"title": title},
            create_defaults={"title": title, "source_note": self.report.name},
        )
        self.steps[number] = step

    def _write(self, change):
        self._write_status(change)
        values = values_of(change.answer, self.plan.frame)
        if not any(values.values()):
            return
        if change.written:
            self._keep(change.name, {n: getattr(change.written, n) for n in values})
        written = change.written or WrittenAnswer(period=self.period, version=0)
        for name, value in (values | self._marks(change)).items():
            setattr(written, name, value)
        written.version += 1
        # A file is as foreign as a form: what it says is checked as if somebody had typed it.
        written.full_clean()
        written.save()
        # The file's text has taken their place; they stay, and can be taken in again.
        written.passages.update(left_out=True)

    def _marks(self, change):
        """Whose answer it is, to which question, and where it comes from."""
        question, subject = change.key
        repeat = self.plan.frame.questions[question].repeat
        return {
            "question": question,
            "changed_by": self.by,
            "changed_at": self.now,
            "source_note": f"{self.report.name}, {change.answer.place}",
            "priority": self.plan.frame.priorities[subject] if repeat == "priority" else None,
            "next_step": self.steps[subject] if repeat == "next-step" else None,
            # The country's own text stands in the place of what is composed.
            "took_over_at": self.now,
        }

    def _write_status(self, change):
        status = status_of(change.answer, self.plan.frame)
        if not status:
            return
        step = self.steps[change.key.subject]
        if step.status and step.status != status:
            self._keep(change.name, {"status": step.status})
        _save(step, {"status": status})

    def _write_step(self, change):
        values = row_values(change.row)
        step = change.step
        if step is None:
            numbers = NextStep.objects.filter(period=self.coming).values_list("number", flat=True)
            number = max(numbers, default=0) + 1
            step = NextStep(period=self.coming, number=number, title=change.row.title)
            step.source_note = self.report.name
        else:
            self._keep(change.name, step_values(step))
        _save(step, values)
        if change.row.priorities:
            numbers = change.row.priorities
            step.priorities.set([self.plan.frame.priorities[number] for number in numbers])

    def _keep(self, name, values):
        self.replaced.append({"name": name} | values)


def _save(step, values):
    for name, value in values.items():
        setattr(step, name, value)
    step.full_clean()
    step.save()
