"""The form of an update, its results and its evidence: anything can be saved."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from roadmap import permissions, stored_files
from roadmap.deadlines import is_open_for
from roadmap.files.evidence import refusal_of_file
from roadmap.models import Action, Evidence, Precision, ProgressUpdate, Result, Upload
from roadmap.reporting import ON_ANOTHER, reports_on
from roadmap.texts.clean import clean_line
from roadmap.texts.figures import CountField, FigureField
from roadmap.texts.widgets import NarrativeFormField
from roadmap.update_fields import EVIDENCE, RESULT, UPDATE, Kind, columns_typed, of_kind
from roadmap.versions import VersionedModelForm
from roadmap.writing.dates import whole_span

NOT_OPEN = _(
    "The period is not open for this agency. Your text is still in the form: the coordination can"
    " open the period again."
)


def day_input():
    """A date as browsers ask for it, whatever the language."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


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
        fields = columns_typed(UPDATE)
        field_classes = dict.fromkeys(of_kind(Kind.NARRATIVE, UPDATE), NarrativeFormField)
        widgets = {name: day_input() for name in of_kind(Kind.DAY, UPDATE)}

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
        # What lies there already may be mended by who may still write it.
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


class WebAddressField(forms.URLField):
    """An address; typed without its scheme, it is an https one."""

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", **kwargs)


class ResultForm(forms.ModelForm):
    """One quantity, typed as people type numbers and paste them."""

    class Meta:
        model = Result
        fields = columns_typed(RESULT)
        field_classes = {
            **dict.fromkeys(of_kind(Kind.QUANTITY, RESULT), FigureField),
            **dict.fromkeys(of_kind(Kind.AMOUNT, RESULT), FigureField),
            **dict.fromkeys(of_kind(Kind.COUNT, RESULT), CountField),
        }


class EvidenceForm(forms.ModelForm):
    """A link or a file; the file may have been sent before, when it was chosen."""

    upload = forms.UUIDField(widget=forms.HiddenInput, required=False)
    by = None

    class Meta:
        model = Evidence
        fields = columns_typed(EVIDENCE)
        field_classes = dict.fromkeys(of_kind(Kind.LINK, EVIDENCE), WebAddressField)

    def clean_file(self):
        file = self.cleaned_data["file"]
        # A stored file was looked at when it came; it may be large, and is not read again.
        if "file" not in self.changed_data:
            return file
        if file and (refusal := refusal_of_file(file)):
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
        # Of the person's own only: whoever learns an id gets nobody else's file.
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
