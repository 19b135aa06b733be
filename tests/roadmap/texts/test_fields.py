"""Text is cleaned whichever way it comes into the database."""

import pytest
from django.core.exceptions import ValidationError
from django.forms import modelform_factory

from roadmap.models import Agency, ProgressUpdate
from roadmap.writing.forms import ProgressUpdateForm
from tests import make

LINES = {
    "Word's soft break": ("Secretaría\x0bdel Trabajo", "Secretaría del Trabajo"),
    "white space": ("  Secretaría \t\r\n del  Trabajo\n", "Secretaría del Trabajo"),
    "decomposed": ("Secretari\u0301a", "Secretaría"),
    "lone surrogate": ("Secre\ud800taría", "Secretaría"),
    "control characters": ("\x01Secre\x1ftaría\x7f\x9f", "Secretaría"),
    "reading direction": ("Secre\u202etaría", "Secretaría"),
    "emoji": ("Secretaría 👩🏽‍🏫", "Secretaría 👩🏽‍🏫"),
    "right to left": ("الأمانة", "الأمانة"),
    "template": ("{{ 7*7 }}", "{{ 7*7 }}"),
}
PARAGRAPHS = {
    "Word's soft break": ("uno\x0bdos\r\ntres", "uno\ndos\ntres"),
    "decomposed": ("an\u0303o", "año"),
    "lone surrogate": ("a\udfffo", "ao"),
    "control characters": ("\x02a\x1bo\tu", "ao\tu"),
}
AREAS = {
    "order": (["forced-labour", "child-labour"], ["child-labour", "forced-labour"]),
    "twice": (["child-labour", "child-labour"], ["child-labour"]),
    "tuple": (("forced-labour", "child-labour"), ["child-labour", "forced-labour"]),
    "none": ([], []),
}
TREES = {
    "decomposed": (make.paragraph("an\u0303o"), make.paragraph("año")),
    "Word's soft break": (make.paragraph("uno\x0bdos"), make.paragraph("uno\ndos")),
    "lone surrogate": (make.paragraph("a\ud800o"), make.paragraph("ao")),
    "empty": ([], []),
}


def by_create(make_row, model, name, value):
    return make_row(**{name: value}).pk


def by_save(make_row, model, name, value):
    row = make_row()
    setattr(row, name, value)
    row.save()
    return row.pk


def by_bulk_create(make_row, model, name, value):
    row = make_row()
    columns = [field.name for field in model._meta.concrete_fields if not field.generated]
    copy = model(**{column: getattr(row, column) for column in columns})
    row.delete()
    copy.pk = None
    setattr(copy, name, value)
    return model.objects.bulk_create([copy])[0].pk


def by_update(make_row, model, name, value):
    row = make_row()
    model.objects.filter(pk=row.pk).update(**{name: value})
    return row.pk


def by_bulk_update(make_row, model, name, value):
    row = make_row()
    setattr(row, name, value)
    model.objects.bulk_update([row], [name])
    return row.pk


WAYS = [by_create, by_save, by_bulk_create, by_update, by_bulk_update]
COLUMNS = [
    *(("agency", "name", *texts) for texts in LINES.values()),
    *(("agency", "source_note", *texts) for texts in PARAGRAPHS.values()),
    *(("update", "areas", *lists) for lists in AREAS.values()),
    *(("update", "narrative", *trees) for trees in TREES.values()),
]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_into_the_database_cleans(db, way):
    makers = {"agency": (make.make_agency, Agency), "update": (make.make_update, ProgressUpdate)}
    stored = []
    for table, name, value, _clean in COLUMNS:
        make_row, model = makers[table]
        rows = model.objects.filter(pk=way(make_row, model, name, value))
        stored.append((name, rows.values_list(name, flat=True).get()))
        rows.delete()
    assert stored == [(name, clean) for _table, name, _value, clean in COLUMNS]


@pytest.mark.parametrize("case", LINES)
def test_form_cleans_a_line(db, case):
    typed, clean = LINES[case]
    form_class = modelform_factory(Agency, fields=["code", "name", "kind"])
    form = form_class({"code": "STPS", "name": typed, "kind": "ministry"})
    assert form.errors == {}
    assert Agency.objects.values_list("name", flat=True).get(pk=form.save().pk) == clean


@pytest.mark.parametrize("case", PARAGRAPHS)
def test_form_cleans_paragraphs(db, case):
    typed, clean = PARAGRAPHS[case]
    form = modelform_factory(Agency, fields=["source_note"])(
        {"source_note": typed}, instance=make.make_agency()
    )
    assert form.errors == {}
    assert Agency.objects.values_list("source_note", flat=True).get(pk=form.save().pk) == clean


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("uno\x0bdos", make.paragraph("uno\ndos")),
        ("an\u0303o", make.paragraph("año")),
        ("{{ 7*7 }}", make.paragraph("{{ 7*7 }}")),
        ("<script>alert(1)</script>", make.paragraph("<script>alert(1)</script>")),
        ("", []),
    ],
)
def test_form_cleans_a_narrative(db, typed, stored):
    form = update_form(narrative=typed)
    assert form.errors == {}
    assert ProgressUpdate.objects.get(pk=form.save().pk).narrative == stored


def test_form_orders_choices(db):
    form = update_form(areas=["forced-labour", "child-labour", "child-labour"])
    assert form.errors == {}
    saved = ProgressUpdate.objects.get(pk=form.save().pk)
    assert saved.areas == ["child-labour", "forced-labour"]


@pytest.mark.parametrize("areas", [["nonsense"], ["child-labour", "nonsense"], ["success"]])
def test_form_refuses_an_unknown_choice(db, areas):
    assert list(update_form(areas=areas).errors) == ["areas"]
    assert ProgressUpdate.objects.count() == 0


def update_form(**typed):
    period, agency = make.make_period(), make.make_agency()
    return ProgressUpdateForm(
        {"period": period.pk, "agency": agency.pk, "kind": "progress"} | typed
    )


@pytest.mark.parametrize("areas", [["nonsense"], [""], [["child-labour"]]])
def test_model_refuses_an_unknown_choice(db, areas):
    update = make.make_update(areas=["child-labour"])
    update.full_clean()
    update.areas = areas
    with pytest.raises(ValidationError) as refusal:
        update.full_clean()
    assert list(refusal.value.message_dict) == ["areas"]


@pytest.mark.parametrize(
    "tree", ["text", [{"type": "html", "runs": []}], [{"runs": [{"text": 1}]}], {"a": 1}]
)
def test_model_refuses_a_narrative_of_another_shape(db, tree):
    update = make.make_update()
    update.full_clean()
    update.narrative = tree
    with pytest.raises(ValidationError) as refusal:
        update.full_clean()
    assert list(refusal.value.message_dict) == ["narrative"]


@pytest.mark.parametrize("name", ["\x01", " \x0b ", "\ud800"])
def test_name_of_nothing_but_control_characters_is_missing(db, name):
    agency = make.make_agency()
    agency.full_clean()
    agency.name = name
    with pytest.raises(ValidationError) as refusal:
        agency.full_clean()
    assert list(refusal.value.message_dict) == ["name"]


def test_plain_text_follows_the_narrative(db):
    update = make.make_update(narrative=make.paragraph("Se capacitó a 100 personas."))
    update.refresh_from_db()
    assert update.narrative_text == "Se capacitó a 100 personas."
