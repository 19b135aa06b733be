"""Model fields that clean what goes into the database, whichever way it comes."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple, TypedMultipleChoiceField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from roadmap.texts import narrative
from roadmap.texts.clean import clean, clean_line


class LineField(models.CharField):
    """One line of clean text."""

    def to_python(self, value):
        value = super().to_python(value)
        return clean_line(value) if isinstance(value, str) else value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return clean_line(value) if isinstance(value, str) else value


class ParagraphsField(models.TextField):
    """Several lines of clean text without any markup."""

    def to_python(self, value):
        value = super().to_python(value)
        return clean(value) if isinstance(value, str) else value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return clean(value) if isinstance(value, str) else value


class NarrativeField(models.JSONField):
    """A narrative: a small tree of blocks, as described in `roadmap.narrative`."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        return narrative.clean(value) if isinstance(value, list) else value

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        narrative.validate(value)

    def get_prep_value(self, value):
        return narrative.clean(value) if isinstance(value, list) else value

    def formfield(self, **kwargs):
        return models.Field.formfield(self, **{"show_hidden_initial": False, **kwargs})


class ChoicesField(ArrayField):
    """Several values of one closed vocabulary, each once and in the vocabulary's order."""

    def __init__(self, choices=None, **kwargs):
        if choices is not None:
            kwargs["base_field"] = models.CharField(max_length=40, choices=choices)
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(**kwargs)

    def get_db_prep_value(self, value, connection, prepared=False):
        return super().get_db_prep_value(self._in_order(value), connection, prepared)

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if unknown := set(value) - set(self._order()):
            raise ValidationError(
                _("%(value)s is not one of the choices."), params={"value": ", ".join(unknown)}
            )

    def formfield(self, **_options):
        options = {
            "choices": self.base_field.choices,
            "required": not self.blank,
            "label": capfirst(self.verbose_name),
            "help_text": self.help_text,
            "widget": CheckboxSelectMultiple,
            "initial": list,
        }
        return TypedMultipleChoiceField(**options)

    def _order(self):
        return [value for value, _label in self.base_field.choices or ()]

    def _in_order(self, value):
        order = self._order()
        if not isinstance(value, list | tuple | set) or not order:
            return value
        return sorted(set(value), key=lambda v: order.index(v) if v in order else len(order))
