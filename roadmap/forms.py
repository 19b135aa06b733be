"""The staff's forms: what is typed is kept, and no save overwrites somebody else's."""

import calendar
import datetime

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from roadmap import markdown
from roadmap.models import Evidence, Precision, ProgressUpdate
from roadmap.widgets import NarrativeWidget, TreeText, read_tree


class StaleEdit(Exception):
    """Somebody saved the record after the person opened the form."""


class NarrativeFormField(forms.CharField):
    """A narrative: paragraphs, lists, bold, italic and links, from the editor or as Markdown."""

    widget = NarrativeWidget

    def to_python(self, value):
        if isinstance(value, TreeText):
            return read_tree(value)
        return markdown.from_markdown(super().to_python(value))

    def has_changed(self, initial, data):
        try:
            return self.clean(data) != (initial or [])
        except ValidationError:
            return True


class VersionedModelForm(forms.ModelForm):
    """A form that knows which version of the record the person saw.

    When the record has changed meanwhile, the form is refused with what was typed still in it and
    what is saved now beside it (`newer`); saving again is then a decision.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_stale = False
        self.newer = []
        self.initial["version"] = self.instance.version
        self._offer_what_is_chosen()

    def _offer_what_is_chosen(self):
        """A list cut down to what concerns the person still holds what the record has now."""
        for name, field in self.fields.items():
            saved = getattr(self.instance, f"{name}_id", None)
            if saved and isinstance(field, forms.ModelChoiceField):
                field.queryset |= field.queryset.model._default_manager.filter(pk=saved)

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            self._compare_with_saved(cleaned.get("version"))
        return cleaned

    def _compare_with_saved(self, seen):
        saved = type(self.instance)._default_manager.get(pk=self.instance.pk)
        if saved.version == seen:
            return
        self.is_stale = True
        self.newer = list(self._differences(saved))
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = saved.version
        self.add_error(
            None,
            _(
                "Somebody has saved this record since you opened it. Your text is still in the"
                " form; beside it stands what is saved now. Saving again keeps yours."
            ),
        )

    def _differences(self, saved):
        """(label, text saved now) of each field that differs from what is typed."""
        now = forms.model_to_dict(saved, fields=[name for name in self.fields if name != "version"])
        for name, value in now.items():
            bound = self[name]
            if bound.field.has_changed(value, bound.data):
                yield bound.label, as_text(bound.field, value)


def as_text(field, value):
    """A form field's value as a person would read it."""
    if isinstance(field, NarrativeFormField):
        return markdown.to_markdown(value)
    if isinstance(value, list | tuple):
        labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
        return ", ".join(labels.get(str(getattr(v, "pk", v)), str(v)) for v in value)
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return {str(key): str(label) for key, label in field.choices}.get(str(value), "")
    return "" if value is None else str(value)


def claim_version(instance, seen, **conditions):
    """Take the next version of a saved record, or raise StaleEdit.

    One conditional UPDATE: of two savers who saw the same version, the database lets one through.
    It must run in the transaction that then saves the record.
    """
    manager = type(instance)._default_manager
    matched = manager.filter(pk=instance.pk, version=seen, **conditions)
    if not matched.update(version=F("version") + 1):
        raise StaleEdit
    instance.version = seen + 1


def whole_span(precision, first, last):
    """The first and last day that a date of this precision stands for, or ValidationError.

    A month or a year may be given by any of its days. Nothing given is (None, None).
    """
    if not precision:
        return _no_date(first, last)
    if first is None:
        raise ValidationError({"happened_from": _("Give the date.")})
    if precision == Precision.DAY:
        if last not in {None, first}:
            raise ValidationError(
                {"happened_to": _("A single day begins and ends on the same date.")}
            )
        return first, first
    if precision == Precision.MONTH:
        days = calendar.monthrange(first.year, first.month)[1]
        return first.replace(day=1), first.replace(day=days)
    if precision == Precision.YEAR:
        return datetime.date(first.year, 1, 1), datetime.date(first.year, 12, 31)
    if last is None or last < first:
        raise ValidationError({"happened_to": _("Give the last day, not before the first one.")})
    return first, last


def _no_date(first, last):
    """A date without its precision is asked about, not dropped."""
    if first or last:
        raise ValidationError({"precision": _("Say how exactly this date is known.")})
    return None, None


class ProgressUpdateForm(VersionedModelForm):
    """What one agency reports. Anything can be saved; what is missing is said on sending in."""

    class Meta:
        model = ProgressUpdate
        fields = [
            "period",
            "agency",
            "action",
            "next_step",
            "priorities",
            "topics",
            "kind",
            "reason",
            "title",
            "narrative",
            "precision",
            "happened_from",
            "happened_to",
            "areas",
            "places",
            "municipalities",
            "partners",
            "source_note",
        ]
        field_classes = {"narrative": NarrativeFormField}

    def clean(self):
        cleaned = super().clean()
        precision = cleaned.get("precision", "")
        try:
            first, last = whole_span(
                precision, cleaned.get("happened_from"), cleaned.get("happened_to")
            )
        except ValidationError as error:
            self._add_errors_once(error)
        else:
            cleaned["happened_from"], cleaned["happened_to"] = first, last
        self._keep_to_one_roadmap(cleaned)
        return cleaned

    def _add_errors_once(self, error):
        for name, messages in error.message_dict.items():
            if name not in self.errors:
                self.add_error(name, messages)

    def _keep_to_one_roadmap(self, cleaned):
        """What is chosen must belong to the period: its roadmap, and the step its year."""
        period = cleaned.get("period")
        if period is None:
            return
        step, action = cleaned.get("next_step"), cleaned.get("action")
        if step and step.period_id != period.pk:
            self.add_error("next_step", _("This next step belongs to another period."))
        if action and action.roadmap_id != period.roadmap_id:
            self.add_error("action", _("This action belongs to another roadmap."))
        if any(p.roadmap_id != period.roadmap_id for p in cleaned.get("priorities") or ()):
            self.add_error("priorities", _("These priorities belong to another roadmap."))


# The first bytes of each kind of file that is taken as evidence.
SIGNATURES = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
}


class WebAddressField(forms.URLField):
    """An address; typed without its scheme, it is an https one."""

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", **kwargs)


class EvidenceForm(forms.ModelForm):
    """A link or a file; the file must be what its name says and not too large."""

    class Meta:
        model = Evidence
        fields = ["number", "title", "url", "file", "is_public", "source_note"]
        field_classes = {"url": WebAddressField}

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file or "file" not in self.changed_data:
            return file
        if file.size > settings.EVIDENCE_MAX_BYTES:
            raise ValidationError(
                _("The file is larger than %(most)s."),
                params={"most": filesizeformat(settings.EVIDENCE_MAX_BYTES)},
            )
        suffix = file.name.rpartition(".")[2].lower()
        if not file.read(16).startswith(SIGNATURES.get(suffix, b"\0none")):
            raise ValidationError(_("The file is not what its name says."))
        file.seek(0)
        self.instance.file_name = file.name
        return file
