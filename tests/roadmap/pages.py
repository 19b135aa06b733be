"""What a browser would send back from a page whose form nobody has touched."""

from html.parser import HTMLParser

from django.urls import reverse

from roadmap.models import ProgressUpdate


class _Fields(HTMLParser):
    """Collects the named fields of the form that has this id; a template's are not sent."""

    def __init__(self, form_id):
        super().__init__()
        self.form_id = form_id
        self.inside = False
        self.textarea = self.select = None
        self.in_template = False
        self.found = {}

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.inside = attributes.get("id") == self.form_id
        elif tag == "template":
            self.in_template = True
        elif self.inside and not self.in_template and "disabled" not in attributes:
            getattr(self, f"start_{tag}", lambda _: None)(attributes)

    def start_input(self, attributes):
        kind, name = attributes.get("type", "text"), attributes.get("name")
        unsent = kind in {"submit", "file", "button", "reset"}
        unticked = kind in {"checkbox", "radio"} and "checked" not in attributes
        if name and not unsent and not unticked:
            self.add(name, attributes.get("value", "on" if kind == "checkbox" else ""))

    def start_textarea(self, attributes):
        self.textarea = attributes["name"]
        self.add(self.textarea, "")

    def start_select(self, attributes):
        self.select = attributes["name"]

    def start_option(self, attributes):
        if self.select and "selected" in attributes:
            self.add(self.select, attributes["value"])

    def handle_data(self, text):
        if self.textarea:
            self.found[self.textarea][-1] += text

    def handle_endtag(self, tag):
        if tag == "textarea" and self.textarea:
            text = self.found[self.textarea][-1].removeprefix("\n").removeprefix("\r\n")
            self.found[self.textarea][-1] = text.replace("\r\n", "\n").replace("\n", "\r\n")
            self.textarea = None
        if tag == "select":
            self.select = None
        if tag == "template":
            self.in_template = False

    def add(self, name, value):
        self.found.setdefault(name, []).append(value)


def form_data(answer, form_id):
    """The fields of a form on the page: a dictionary from name to list of values."""
    fields = _Fields(form_id)
    fields.feed(answer.content.decode())
    assert fields.found
    return fields.found


def change_url(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def add_url(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def form_id(model):
    """The id of the form of a model: our own one's, or the admin's."""
    own = {ProgressUpdate: "update-form"}
    return own.get(model, f"{model._meta.model_name}_form")


def open_form(client, row):
    """What the form of a row holds."""
    return form_data(client.get(change_url(row)), form_id(type(row)))


def open_empty_form(client, model):
    """What the form of a new row holds."""
    return form_data(client.get(add_url(model)), form_id(model))


def stored(row, *but):
    """The row's columns and relations as they are in the database, without some."""
    saved = type(row).objects.get(pk=row.pk)
    columns = {f.name: getattr(saved, f.attname) for f in row._meta.concrete_fields}
    related = {
        f.name: sorted(getattr(saved, f.name).values_list("pk", flat=True))
        for f in row._meta.many_to_many
    }
    return {name: v for name, v in (columns | related).items() if name not in but}


def save(client, row, typed):
    """Send the form of a row."""
    return client.post(change_url(row), typed)


def is_saved(answer):
    return answer.status_code == 302


def errors(answer):
    """What the form that came back complains about: fields, and rows' fields by their prefix."""
    forms = [answer.context["adminform"].form]
    for formset in answer.context["inline_admin_formsets"]:
        forms += formset.formset.forms
        if formset.formset.non_form_errors():
            yield f"{formset.formset.prefix}"
    for form in forms:
        yield from (form.add_prefix(name) for name in form.errors)
