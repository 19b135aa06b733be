"""The rows in which the coming year's next steps are promised."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.composing import next_steps
from roadmap.texts.canonical import sha256_of
from roadmap.texts.clean import clean, clean_line
from roadmap.texts.figures import CountField
from roadmap.versions import difference, typed_text

SHOWN = ("title", "objectives", "proof", "areas", "priorities", "agency")
LAST = 9_999
MOST_ROWS = 60
CHANGED_MEANWHILE = _(
    "Somebody has saved this answer since you opened it. Your text is still here; beside it stands"
    " what is saved now. Saving again keeps yours."
)


def sign(values):
    """A short sign of values: the same for the same ones."""
    return sha256_of(values, default=str)[:20]


class StepRow(forms.Form):
    """One next step. Its labels are the edition's wording."""

    step = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    position = CountField(label=_("Place in the list"), min_value=1, max_value=LAST, required=False)
    title = forms.CharField(max_length=500, required=False, widget=forms.Textarea({"rows": 2}))
    objectives = forms.CharField(required=False, widget=forms.Textarea({"rows": 4}))
    proof = forms.CharField(required=False, widget=forms.Textarea({"rows": 4}))
    areas = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    priorities = forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    agency = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)

    def __init__(self, *args, sheet, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        for field in sheet.asked.fields:
            self.fields[field.id].label = sheet.labels[field.id]
        for name, choices in sheet.row_choices.items():
            self.fields[name].choices = choices
        for name in ("title", "objectives", "proof"):
            self.fields[name].widget.attrs["lang"] = sheet.language

    def clean_title(self):
        return clean_line(self.cleaned_data["title"])

    def clean_objectives(self):
        return clean(self.cleaned_data["objectives"])

    def clean_proof(self):
        return clean(self.cleaned_data["proof"])

    def clean_priorities(self):
        return sorted(self.cleaned_data["priorities"])

    @property
    def is_empty(self):
        return not any(self.cleaned_data.get(name) for name in SHOWN)

    @property
    def values(self):
        """The row as `next_steps.save_steps` takes it."""
        names = ("step", "seen", "title", "objectives", "proof", "areas", "priorities")
        values = {name: self.cleaned_data.get(name) for name in names}
        values["agency_id"] = self.cleaned_data.get("agency")
        return values | {"DELETE": bool(self.cleaned_data.get("DELETE"))}


class StepRows(forms.BaseFormSet):
    """The rows of all next steps, in the order of their places."""

    def __init__(self, sheet, data=None):
        self.sheet = sheet
        self.newer = []
        self.refused = ""
        prefix = sheet.question.place
        posted = data is not None and f"{prefix}-TOTAL_FORMS" in data
        super().__init__(
            data if posted else None,
            prefix=prefix,
            initial=[] if posted else [initial_row(step) for step in sheet.coming],
            form_kwargs={"sheet": sheet},
        )
        self.opened = data.get(f"{prefix}-opened", "") if posted else sign(self.initial)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove this next step")

    @property
    def is_changed(self):
        if not self.is_bound:
            return False
        return not self.is_valid() or sign(self._as_opened()) != self.opened

    def _as_opened(self):
        """The typed rows in the shape in which `opened` was made."""
        return [
            {name: form.cleaned_data.get(name) for name in ("step", "seen", "position", *SHOWN)}
            | ({"DELETE": True} if form.cleaned_data.get("DELETE") else {})
            for form in self._filled
        ]

    @property
    def _filled(self):
        return [f for f in self.forms if f.cleaned_data.get("step") or not f.is_empty]

    @property
    def values(self):
        """The rows to be saved, in order; without empty new ones."""
        forms = sorted(self._filled, key=lambda form: form.cleaned_data.get("position") or LAST)
        rows = [form.values for form in forms]
        return [row for row in rows if row["step"] or not row["DELETE"]]

    def compare_with(self, sheet):
        """These rows with what is saved now beside them; saving again is then a decision."""
        saved = {step.pk: step for step in sheet.coming}
        self.data = self.data.copy()
        for form in self.forms:
            step = saved.pop(form.cleaned_data.get("step"), None)
            self.data[form.add_prefix("step")] = step.pk if step else ""
            self.data[form.add_prefix("seen")] = next_steps.seen(step) if step else ""
            self._compare(form, step)
        for step in saved.values():
            self._append(step)
        self.data[f"{self.prefix}-opened"] = sign([initial_row(step) for step in sheet.coming])
        rows = type(self)(sheet, self.data)
        rows.newer, rows.refused = self.newer, CHANGED_MEANWHILE
        return rows

    def _compare(self, form, step):
        known = _lines(form, initial_row(step)) if step else ""
        texts = {name: typed_text(form[name]) for name in SHOWN}
        typed = "\n".join(
            f"{form.fields[name].label}: {texts[name]}" for name in SHOWN if texts[name]
        )
        if known != typed:
            self.newer.append(difference(_("Next step"), known, typed))

    def _append(self, step):
        """A row that somebody has added meanwhile stands in the list as well."""
        number = int(self.data[f"{self.prefix}-TOTAL_FORMS"])
        row = initial_row(step)
        for name, value in row.items():
            key = f"{self.prefix}-{number}-{name}"
            if isinstance(value, list):
                self.data.setlist(key, value)
            else:
                self.data[key] = "" if value is None else value
        self.data[f"{self.prefix}-TOTAL_FORMS"] = number + 1
        self.newer.append(difference(_("Next step"), _lines(self.empty_form, row), ""))


def initial_row(step):
    """A saved next step as its row shows it."""
    return {
        "step": step.pk,
        "seen": next_steps.seen(step),
        "position": step.number,
        "title": step.title,
        "objectives": step.objectives,
        "proof": step.proof,
        "areas": list(step.areas),
        "priorities": sorted(step.seen_priorities),
        "agency": step.agency_id,
    }


def _lines(form, row):
    """A saved row as lines of “field: text”."""
    lines = []
    for name in SHOWN:
        field, value = form.fields[name], row[name]
        if isinstance(field, forms.ChoiceField):
            labels = {str(key): str(label) for key, label in field.choices}
            chosen = value if isinstance(value, list) else [value]
            value = ", ".join(labels.get(str(one), "") for one in chosen if one)
        if value:
            lines.append(f"{field.label}: {value}")
    return "\n".join(lines)


Rows = forms.formset_factory(
    StepRow,
    formset=StepRows,
    extra=1,
    can_delete=True,
    can_delete_extra=False,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
)
