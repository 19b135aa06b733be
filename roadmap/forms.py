"""The staff's forms: what is typed is kept, and no save overwrites somebody else's."""

import calendar
import datetime
from decimal import Decimal

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from roadmap import evidence_files, markdown, permissions, stored_files
from roadmap.deadlines import is_open_for
from roadmap.difference import side_by_side
from roadmap.models import Action, Evidence, Precision, ProgressUpdate, Result, Upload
from roadmap.reporting import ON_ANOTHER, reports_on
from roadmap.text import clean_line
from roadmap.widgets import NarrativeWidget, TreeText, read_tree

NOT_OPEN = _(
    "The period is not open for this agency. Your text is still in the form: the coordination can"
    " open the period again."
)


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
            if isinstance(field, forms.ModelChoiceField) and (chosen := self._chosen(name, field)):
                field.queryset |= field.queryset.model._default_manager.filter(**chosen)

    def _chosen(self, name, field):
        """Which rows the record has now in a field of choices, as a filter; None for none."""
        if self.instance.pk and isinstance(field, forms.ModelMultipleChoiceField):
            return {"pk__in": getattr(self.instance, name).values("pk")}
        saved = getattr(self.instance, f"{name}_id", None)
        return {"pk": saved} if saved else None

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            self._compare_with_saved(cleaned.get("version"))
        if self.data.get("_restored"):
            self.add_error(None, _("This is what you had typed. Save to keep it."))
        return cleaned

    def _compare_with_saved(self, seen):
        saved = type(self.instance)._default_manager.get(pk=self.instance.pk)
        if saved.version == seen:
            return
        self.is_stale = True
        self.newer = list(self._differences(saved))
        if not self.data.get("_restored"):
            # Pressing the button again is then a decision; only looking at it is none.
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
        """Each field that differs: its label, the saved text and the typed one, in parts."""
        now = forms.model_to_dict(saved, fields=[name for name in self.fields if name != "version"])
        for name, value in now.items():
            bound = self[name]
            if bound.field.has_changed(value, bound.data):
                yield difference(bound.label, as_text(bound.field, value), typed_text(bound))


def difference(label, saved, typed):
    """Two texts of one field or row, each in parts of which those that differ are marked."""
    saved_parts, typed_parts = side_by_side(saved, typed)
    return {"label": label, "saved": saved_parts, "typed": typed_parts}


def typed_text(bound):
    """What was typed into a field, as a person would read it, also where it is not valid."""
    try:
        return as_text(bound.field, bound.field.clean(bound.data))
    except ValidationError:
        shown = isinstance(bound.field, NarrativeFormField)
        return (bound.field.widget.format_value(bound.data) or "") if shown else str(bound.data)


def as_text(field, value):
    """A form field's value as a person would read it."""
    if isinstance(field, NarrativeFormField):
        return markdown.to_markdown(value)
    if isinstance(value, list | tuple | QuerySet):
        labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
        return ", ".join(labels.get(str(getattr(v, "pk", v)), str(v)) for v in value)
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        labels = {str(key): str(label) for key, label in field.choices}
        return labels.get(str(getattr(value, "pk", value)), "")
    if isinstance(value, bool):
        return str(_("yes")) if value else ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
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
    """The first and last day that a date of this precision stands for.

    A month or a year may be given by any of its days. What is missing stays missing: it is asked
    for on sending in. Raises ValidationError where the last day comes before the first.
    """
    if not precision:
        return first, last
    if precision == Precision.INTERVAL:
        return _interval(first, last)
    if first is None:
        return None, last
    if precision == Precision.DAY:
        if last not in {None, first}:
            raise ValidationError(
                {"happened_to": _("A single day begins and ends on the same date.")}
            )
        return first, first
    if precision == Precision.MONTH:
        days = calendar.monthrange(first.year, first.month)[1]
        return first.replace(day=1), first.replace(day=days)
    return datetime.date(first.year, 1, 1), datetime.date(first.year, 12, 31)


def _interval(first, last):
    if first and last and last < first:
        raise ValidationError({"happened_to": _("The last day comes before the first one.")})
    return first, last


class ProgressUpdateForm(VersionedModelForm):
    """What one agency reports. Anything can be saved; what is missing is said on sending in."""

    new_action = forms.CharField(
        label=_("or a new action"),
        max_length=300,
        required=False,
        help_text=_(
            "Where the action is not in the list: its title. It is added to your agency's."
        ),
    )

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
        widgets = {
            "happened_from": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "happened_to": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and not permissions.was_never_sent(self.instance):
            self._fix("period", "agency")

    def _fix(self, *names):
        """What has once been sent in stays with its agency and its period."""
        for field in (self.fields[name] for name in names if name in self.fields):
            field.disabled, field.widget = True, forms.HiddenInput()

    def clean(self):
        cleaned = super().clean()
        precision, first = cleaned.get("precision", ""), cleaned.get("happened_from")
        last = cleaned.get("happened_to")
        if first and precision != Precision.INTERVAL and "happened_to" not in self.changed_data:
            last = None  # The end of the date that was there before.
        try:
            first, last = whole_span(precision, first, last)
        except ValidationError as error:
            self._add_errors_once(error)
        else:
            cleaned["happened_from"], cleaned["happened_to"] = first, last
        self._keep_to_open_period(cleaned)
        self._keep_to_one_roadmap(cleaned)
        if cleaned.get("new_action") and cleaned.get("action"):
            self.add_error("new_action", _("Choose an action or name a new one, one of the two."))
        return cleaned

    def make_action(self, update):
        """Add the action that was named on the spot, under the update's agency and priorities."""
        title = clean_line(self.cleaned_data.get("new_action", ""))
        if not title:
            return None
        action = Action.objects.create(
            roadmap=update.period.roadmap, title=title, lead_agency=update.agency
        )
        action.priorities.set(self.cleaned_data["priorities"])
        return action

    def _add_errors_once(self, error):
        for name, messages in error.message_dict.items():
            if name not in self.errors:
                self.add_error(name, messages)

    def _keep_to_open_period(self, cleaned):
        """A period that is open for one of a person's agencies may be closed for another."""
        period, agency = cleaned.get("period"), cleaned.get("agency")
        moved = not self.instance.pk or {"period", "agency"} & set(self.changed_data)
        if period and agency and moved and not is_open_for(period, agency.pk):
            self.add_error("period", NOT_OPEN)

    def _keep_to_one_roadmap(self, cleaned):
        """What is chosen must belong to the period: its roadmap, and the step its year."""
        period = cleaned.get("period")
        if period is None:
            return
        step, action, agency = (cleaned.get(name) for name in ("next_step", "action", "agency"))
        if agency and not reports_on(agency, period.roadmap):
            self.add_error("agency", ON_ANOTHER)
        if step and step.period_id != period.pk:
            self.add_error("next_step", _("This next step belongs to another period."))
        if action and action.roadmap_id != period.roadmap_id:
            self.add_error("action", _("This action belongs to another roadmap."))
        if any(p.roadmap_id != period.roadmap_id for p in cleaned.get("priorities") or ()):
            self.add_error("priorities", _("These priorities belong to another roadmap."))


class LanguageField(forms.ChoiceField):
    """The language in which a person reads the site and its mails."""

    def __init__(self, **options):
        choices = [("", _("The site's")), *settings.LANGUAGES]
        words = {"label": _("Language"), "help_text": _("The language of the screen and of mails.")}
        super().__init__(choices=choices, required=False, **words, **options)


class WebAddressField(forms.URLField):
    """An address; typed without its scheme, it is an https one."""

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", **kwargs)


class ResultForm(forms.ModelForm):
    """One quantity. A thousands separator may be typed as the screen's language has it."""

    class Meta:
        model = Result
        fields = [
            "qualifier",
            "quantity",
            "quantity_to",
            "out_of",
            "unit",
            "population",
            "place",
            "place_note",
            "basis",
            "female",
            "male",
            "under_18",
            "adults",
            "source_note",
        ]
        localized_fields = ["quantity", "quantity_to", "out_of"]


class EvidenceForm(forms.ModelForm):
    """A link or a file; the file may have been sent before, when it was chosen."""

    upload = forms.UUIDField(widget=forms.HiddenInput, required=False)
    by = None

    class Meta:
        model = Evidence
        fields = ["title", "url", "file", "is_public", "source_note"]
        field_classes = {"url": WebAddressField}

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        if file and (refusal := evidence_files.refusal_of_file(file)):
            raise ValidationError(refusal)
        self.instance.file_name = file.name if file else ""
        return file

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("upload"):
            self._take_upload(cleaned)
        if cleaned.get("url") and cleaned.get("file"):
            self.add_error("url", _("Give a link or a file, one of the two."))
        return cleaned

    def _take_upload(self, cleaned):
        """Take the file that was sent before, unless another one has come with the row."""
        if self.files.get(self.add_prefix("file")):
            cleaned["upload"] = None
            return
        sent = Upload.objects.of(self.by).filter(uid=cleaned["upload"]).first()
        if sent is None:
            self._forget_upload()
            self.add_error("file", _("The file is no longer here: choose it again."))
            return
        cleaned["file"] = sent.file
        self.instance.file_name = sent.file_name

    def _forget_upload(self):
        """The form that comes back does not ask again for a file that is gone."""
        self.data = self.data.copy()
        self.data[self.add_prefix("upload")] = ""

    def save(self, commit=True):
        evidence = super().save(commit)
        if replaced := self.initial.get("file"):
            stored_files.remove_when_committed([replaced.name])
        if self.cleaned_data.get("upload"):
            Upload.objects.of(self.by).filter(uid=self.cleaned_data["upload"]).delete()
        return evidence
