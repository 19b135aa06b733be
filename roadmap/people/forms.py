"""What a person says of themselves, wherever it is asked for."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class LanguageField(forms.ChoiceField):
    """The language in which a person reads the site and its mails."""

    def __init__(self, **options):
        choices = [("", _("The site's")), *settings.LANGUAGES]
        words = {"label": _("Language"), "help_text": _("The language of the screen and of mails.")}
        super().__init__(choices=choices, required=False, **words, **options)
