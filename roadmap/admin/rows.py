"""The rows inside an update: results and evidence."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from roadmap import stored_files
from roadmap.admin.access import PartOfUpdate
from roadmap.admin.base import PlainFields
from roadmap.files import evidence
from roadmap.models import Evidence, Result
from roadmap.update_fields import EVIDENCE, RESULT, folded
from roadmap.writing.forms import EvidenceForm, ResultForm


class RowFormSet(BaseInlineFormSet):
    """Rows of one update, numbered in the order in which they stand.

    Another update's row is as unknown as one that does not exist. A row that somebody has deleted
    meanwhile is refused once; then it comes back as a new one, with what was typed into it.
    """

    @property
    def initial_forms(self):
        return [form for form in self.forms if form.instance.pk]

    @property
    def extra_forms(self):
        return [form for form in self.forms if not form.instance.pk]

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["id"].queryset = self.get_queryset()

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.fields["id"].required = form.instance.pk is not None
        return form

    def clean(self):
        super().clean()
        gone = [form for form in self.forms if "id" in form.errors]
        for form in gone:
            form.data = form.data.copy()
            form.data[form.add_prefix("id")] = ""
        if gone:
            raise ValidationError(
                _(
                    "Somebody has deleted a row that you have open. Save again to keep it as a"
                    " new one, or empty it."
                )
            )

    def save_new(self, form, commit=True):
        taken = form._meta.model.objects.filter(update=self.instance).aggregate(most=Max("number"))
        form.instance.number = (taken["most"] or 0) + 1
        return super().save_new(form, commit)


class RowInline(PartOfUpdate, PlainFields, admin.StackedInline):
    formset = RowFormSet
    extra = 1
    max_num = 100

    def get_fields(self, request, obj=None):
        """What the form has; Django would make a whole set of forms to find that out."""
        return list(self.form.base_fields)

    def get_formset(self, request, obj=None, **kwargs):
        """A forged number of rows would keep the server busy for minutes."""
        return super().get_formset(request, obj, absolute_max=self.max_num, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """The choices are read once, not once for each row."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.choices = list(field.choices)
        return field


class ResultInline(RowInline):
    model = Result
    form = ResultForm
    heading = _("Results in numbers")
    hint = _("One row per figure: how many of what, of whom, where.")
    folded = folded(RESULT)
    folded_title = _("By sex and age, and source")


class EvidenceFormSet(RowFormSet):
    """A file goes with its row."""

    def delete_existing(self, obj, commit=True):
        super().delete_existing(obj, commit)
        stored_files.remove_when_committed([obj.file.name])


class EvidenceInline(RowInline):
    model = Evidence
    form = EvidenceForm
    formset = EvidenceFormSet
    heading = _("Evidence")
    folded = folded(EVIDENCE)
    folded_title = _("Source")

    @property
    def hint(self):
        words = _("A link or a file (%(kinds)s; up to %(most)s) that shows it.")
        return words % {"kinds": evidence.kinds(), "most": evidence.most_bytes()}

    def get_formset(self, request, obj=None, **kwargs):
        """A file that was sent when it was chosen is taken only from the same person."""
        kwargs["form"] = type("OwnEvidenceForm", (self.form,), {"by": request.user})
        return super().get_formset(request, obj, **kwargs)
