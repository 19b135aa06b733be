"""The forms of a report's answers: one per question, all of a section on one page.

A form says what it looked like when it was opened: `version` is that of the written answer, and
`seen` a sign of its values. A form that comes back as it was opened is nobody's change.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reports.questionnaire.choices import check_answer
from reports.questionnaire.kinds import FIELDS
from reports.writing.step_rows import CHANGED_MEANWHILE, Rows, sign
from roadmap.texts.markdown import to_markdown
from roadmap.texts.widgets import NarrativeFormField, NarrativeWidget
from roadmap.versions import difference, typed_text

CARRIED = {"version", "seen", "drafted"}
NOT_YET = _("No answer yet")


class AnswerForm(forms.Form):
    """The answer to one question as somebody writes it: its own text, choices, rating, passages."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    drafted = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, sheet, data=None):
        self.sheet = sheet
        self.newer = []
        self.is_stale = False
        self.new_version = None
        self.rows = Rows(sheet, data) if sheet.kind.has_rows else None
        place = sheet.question.place
        posted = data is not None and f"{place}-version" in data
        super().__init__(data if posted else None, prefix=place, label_suffix="")
        self.fields.update(answer_fields(sheet, self._is_there))
        self.initial = {
            **sheet.values,
            "version": sheet.version,
            "seen": sign(sheet.values),
            "drafted": sheet.drafted,
        }

    def _is_there(self, name, shown):
        """Whether a text is a field of this form.

        As it is shown now; in a form that was sent, as it was shown then: what somebody has added
        meanwhile is no text that was emptied here.
        """
        return self.add_prefix(name) in self.data if self.is_bound else shown

    def clean(self):
        cleaned = super().clean()
        values = {name: cleaned[name] for name in FIELDS if name in cleaned}
        try:
            check_answer(self.sheet.edition, self.sheet.asked, **values)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self.add_error(name if name in self.fields else None, messages)
        return cleaned

    @property
    def values(self):
        """What was typed, as it is written into the answer."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.fields}

    @property
    def passages(self):
        """The typed text of each passage by its id."""
        return {
            int(name.removeprefix("passage-")): self.cleaned_data[name]
            for name in self.fields
            if name.startswith("passage-")
        }

    @property
    def own_changed(self):
        """Whether the person has changed the answer itself since the form was opened."""
        if not self.is_bound:
            return False
        typed = {name: self.cleaned_data.get(name) for name in self.fields if name not in CARRIED}
        return bool(self.errors) or sign(typed) != self.cleaned_data["seen"]

    @property
    def is_changed(self):
        self.full_clean()
        return self.own_changed or bool(self.rows and self.rows.is_changed)

    @property
    def is_right(self):
        """Whether all of it can be saved."""
        return self.is_valid() and (self.rows is None or self.rows.is_valid())

    def compare_with(self, sheet):
        """Show what is saved now beside what is typed; saving again is then a decision."""
        for name, saved in sheet.values.items():
            if name in self.fields and saved != self.cleaned_data.get(name):
                field, typed = self.fields[name], typed_text(self[name])
                self.newer.append(difference(field.label, as_text(field, saved), typed))
        if self.rows:
            self.rows = self.rows.compare_with(sheet)
            self.newer += self.rows.newer
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = sheet.version
        self.data[self.add_prefix("seen")] = sign(sheet.values)
        self.data[self.add_prefix("drafted")] = sheet.drafted
        self.add_error(None, CHANGED_MEANWHILE)


def answer_fields(sheet, is_there):
    """The fields that a question is answered with, by name.

    `is_there(name, shown)` says of a text whether the form has it.
    """
    fields = {}
    if sheet.kind.editor:
        fields[sheet.kind.column] = EDITORS[sheet.kind.editor](sheet)
    if any(option.takes_text for option in sheet.question.options):
        fields["other"] = forms.CharField(
            label=_("Other, in words"), max_length=300, required=False, strip=True
        )
    labels = {"narrative": _("The coordination's own text")} if sheet.has_text else {}
    for passage in sheet.passages:
        labels[f"passage-{passage.pk}"] = _("Text from %(agency)s") % {
            "agency": passage.update.agency
        }
    shown = {"narrative", *(f"passage-{passage.pk}" for passage in sheet.shown)}
    for name, label in labels.items():
        if is_there(name, name in shown):
            widget = NarrativeWidget({"lang": sheet.language, "rows": 8})
            fields[name] = NarrativeFormField(label=label, required=False, widget=widget)
    return fields


def _choices(sheet):
    return forms.MultipleChoiceField(
        label=_("Choices"),
        choices=[(option.id, option.label) for option in sheet.question.options],
        required=False,
        widget=Boxes([option.id for option in sheet.asked.options if option.none]),
    )


class Boxes(forms.CheckboxSelectMultiple):
    """Boxes of which some exclude all others, which the page's script knows by `data-none`."""

    def __init__(self, excluding):
        super().__init__()
        self.excluding = excluding

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value in self.excluding:
            option["attrs"]["data-none"] = "1"
        return option


class SingleChoice(forms.ChoiceField):
    """One choice or none, as a list of at most one."""

    widget = forms.RadioSelect

    def __init__(self, sheet):
        options = [(option.id, option.label) for option in sheet.question.options]
        super().__init__(label=_("Choice"), choices=[("", NOT_YET), *options], required=False)

    def prepare_value(self, value):
        return (value[0] if value else "") if isinstance(value, list) else value

    def clean(self, value):
        chosen = super().clean(value)
        return [chosen] if chosen else []


class Rating(forms.TypedChoiceField):
    """A point of the edition's scale, or none yet."""

    widget = forms.RadioSelect

    def __init__(self, sheet):
        points = [(int(option.id), option.label) for option in sheet.question.options]
        super().__init__(
            label=_("Rating"),
            choices=[("", NOT_YET), *points],
            coerce=int,
            empty_value=None,
            required=False,
        )

    def prepare_value(self, value):
        return "" if value is None else value


# By the name that a kind of question has for what it is edited with.
EDITORS = {"choices": _choices, "one_choice": SingleChoice, "rating": Rating}


def as_text(field, value):
    """A saved value as a person would read it."""
    if isinstance(field, NarrativeFormField):
        return to_markdown(value)
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in field.choices}
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(str(one), "") for one in chosen if one is not None)
    return value or ""
