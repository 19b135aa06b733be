"""Saving without overwriting: the version that a person saw, and what has been saved since."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from roadmap.texts import markdown
from roadmap.texts.difference import side_by_side
from roadmap.texts.widgets import NarrativeFormField


class StaleEdit(Exception):
    """Somebody saved the record after the person opened the form."""


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


def save_or_compare(page):
    """The answer of a page that saves in a transaction of its own.

    Where another save came first, the page again: that save is complete by now, so the form sees
    it, keeps what was typed and shows both.
    """
    try:
        return page()
    except StaleEdit:
        return page()


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
