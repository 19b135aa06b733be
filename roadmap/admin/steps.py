"""The form of a step: the version that was seen, and the reason where one is needed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from roadmap.workflow import STEPS


class StepForm(forms.Form):
    """Asks for a comment; a step that needs a reason refuses an empty one."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Comment"), widget=forms.Textarea(attrs={"rows": 6}), required=False
    )

    def __init__(self, *args, step, **kwargs):
        super().__init__(*args, **kwargs)
        if STEPS[step].asks_reason:
            self.fields["comment"].required = True
            self.fields["comment"].label = _("Reason")
            self.fields["comment"].help_text = _("The agency reads this, whole.")

    def add_gaps(self, gaps):
        """Say everything that is missing."""
        for _field, sentence in gaps:
            self.add_error(None, sentence)

    def take_version(self, version):
        """Let the person decide again, now about the version that is on the page."""
        self.data = self.data.copy()
        self.data["version"] = version
        self.add_error(
            None, _("The update was changed meanwhile: read it again before you decide.")
        )
