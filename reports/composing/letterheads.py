"""Which Word documents are taken as a letterhead: judged like evidence, then tried out."""

import hashlib

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reports.models import Letterhead
from reports.renderers.letterhead import Letterhead as Base
from roadmap.files.evidence import refusal_of_file, suffix_of
from roadmap.versions import VersionedModelForm

NOT_WORD = _("Choose a Word file, a DOCX.")
NOT_USABLE = _("Word may open this file, but a report can not be written on it: save it anew.")
POINTS_OUTSIDE = _(
    "The file shows something that is kept elsewhere, such as a linked picture: put it into the"
    " file and save it anew."
)


class LetterheadForm(VersionedModelForm):
    """The form of a letterhead; a file that is already there is replaced by a new one only."""

    upload = forms.FileField(
        label=_("Word file"),
        required=False,
        help_text=_(
            "Its page, headers, footers and styles are used; its text is left out. Begin with a"
            " report that you took along as Word, and keep the names of its styles."
        ),
    )

    class Meta:
        model = Letterhead
        fields = ["country", "roadmap"]

    def clean_upload(self):
        file = self.cleaned_data["upload"]
        if file:
            refuse_unfit(file)
        elif not self.instance.pk:
            raise ValidationError(NOT_WORD)
        return file

    def clean(self):
        cleaned = super().clean()
        roadmap = cleaned.get("roadmap")
        if roadmap and roadmap.country != cleaned.get("country"):
            self.add_error("roadmap", _("This is the roadmap of another country."))
        return cleaned

    def save(self, commit=True):
        if file := self.cleaned_data["upload"]:
            file.seek(0)
            self.instance.content = file.read()
            self.instance.file_name = file.name[-255:]
            self.instance.sha256 = hashlib.sha256(self.instance.content).hexdigest()
        return super().save(commit)


def refuse_unfit(file):
    """Raise ValidationError with the reason for a file on which no report can be written."""
    if suffix_of(file.name) != "docx":
        raise ValidationError(NOT_WORD)
    if reason := refusal_of_file(file):
        raise ValidationError(reason)
    content = file.read()
    try:
        base = Base(content)
        base.save()
    except Exception as error:  # whatever an odd package makes the library raise
        raise ValidationError(NOT_USABLE) from error
    if base.points_outside():
        raise ValidationError(POINTS_OUTSIDE)
