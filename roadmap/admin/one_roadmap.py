"""Several countries side by side: each choice says whose it is, and no record mixes two of them."""

from django import forms
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from roadmap.models import Period, Roadmap

OF_ANOTHER = _("This belongs to another roadmap.")


def owner_of(model):
    """The attribute that says whose a model's rows are; None where they belong to no roadmap."""
    for name in ("roadmap", "period"):
        try:
            return model._meta.get_field(name).attname
        except FieldDoesNotExist:
            continue
    return None


def labelled(rows):
    """[(row, its label)]: with its roadmap where the rows are of several ones."""
    rows = list(rows)
    owner = owner_of(type(rows[0])) if rows else None
    owners = {getattr(row, owner) for row in rows} if owner else set()
    names = _names(owner, owners) if len(owners) > 1 else {}
    return [(row, f"{row} · {names[getattr(row, owner)]}" if names else str(row)) for row in rows]


def _names(owner, keys):
    if owner == "roadmap_id":
        return dict(Roadmap.objects.filter(pk__in=keys).values_list("pk", "code"))
    periods = Period.objects.filter(pk__in=keys).select_related("roadmap")
    return {period.pk: f"{period.roadmap.code} {period}" for period in periods}


class LabelledChoices(ModelChoiceIterator):
    """The choices of a form's field."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for row, label in labelled(self.queryset):
            yield self.choice(row)[0], label


class LabelledFilter(admin.RelatedFieldListFilter):
    """The choices of a list's filter."""

    def field_choices(self, field, request, model_admin):
        return [(row.pk, label) for row, label in labelled(field.related_model.objects.all())]


admin.FieldListFilter.register(
    lambda field: field.related_model and owner_of(field.related_model),
    LabelledFilter,
    take_priority=True,
)


class OneRoadmapForm(forms.ModelForm):
    """Refuses what belongs to another roadmap than the record itself."""

    def clean(self):
        cleaned = super().clean()
        own = _roadmap_id(cleaned.get("roadmap") or cleaned.get("period") or self.instance)
        for name, chosen in list(cleaned.items()):
            rows = chosen if isinstance(chosen, QuerySet) else [chosen]
            if own and any(_roadmap_id(row) not in {own, None} for row in rows):
                self.add_error(name, OF_ANOTHER)
        return cleaned


def _roadmap_id(row):
    """The roadmap that a record is or belongs to; None where it is no such record."""
    if isinstance(row, Roadmap):
        return row.pk
    if not isinstance(row, Model):
        return None
    owner = owner_of(type(row))
    if owner == "period_id" and row.period_id:
        return row.period.roadmap_id
    return getattr(row, owner) if owner == "roadmap_id" else None
