"""A page with one narrative, for the tests of the editor: what is sent is kept in STORED."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from alliance87.urls import urlpatterns as site_urls
from roadmap.texts.widgets import NarrativeFormField

STORED = {"tree": [], "posts": []}

TEMPLATE = """{% load i18n static %}<!doctype html><html lang="es-mx"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Avance</title>
<link rel="icon" href="{% static 'site/icon.svg' %}">
<link rel="stylesheet" href="{% static 'site/site.css' %}">{{ form.media }}</head>
<body><main class="wide"><h1>Avance</h1><form method="post" novalidate>{% csrf_token %}
{{ form.non_field_errors }}<p><label for="id_title">Título</label> {{ form.title }}</p>
<div>{{ form.text.errors }}{{ form.text.label_tag }}{{ form.text }}</div>
<button id="save">Guardar</button></form></main></body></html>"""


class TextForm(forms.Form):
    title = forms.CharField(required=False)
    text = NarrativeFormField(label="Qué se hizo", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["lang"] = "es"

    def clean_title(self):
        if self.cleaned_data["title"] == "mal":
            raise forms.ValidationError("No.")
        return self.cleaned_data["title"]


@login_not_required
def text_view(request):
    if request.method == "POST":
        STORED["posts"].append(request.POST.dict())
        form = TextForm(request.POST)
        if form.is_valid():
            STORED["tree"] = form.cleaned_data["text"]
            form = TextForm(initial={"text": STORED["tree"]})
    else:
        form = TextForm(initial={"text": STORED["tree"]})
    page = engines["django"].from_string(TEMPLATE)
    return HttpResponse(page.render({"form": form}, request))


urlpatterns = [path("text/", text_view), *site_urls]
