"""What should never be typed goes in and comes out everywhere, as text and without an error."""

import json
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.urls import reverse

from roadmap.models import ProgressUpdate, Step
from roadmap.models.people import COORDINATORS
from roadmap.texts import clean
from tests import make
from tests.roadmap.pages import (
    change_url,
    form_data,
    is_saved,
    open_form,
    save,
    stored,
)

HOSTILE = {
    "control characters": "a" + "".join(map(chr, [*range(32), *range(127, 160)])) + "b",
    "lone surrogates": "a\ud800b\udfffc\udc00\ud83d",
    "non-characters": "a\ufffe\uffff\ufdd0\U0001fffeb",
    "emoji": "👩🏽‍🏫" * 5,
    "right to left": "\u202eالأمانة\u202c العامة \u2066x\u2069",
    "template": "{{ 7*7 }} {% load x %} ${7*7} <%= 7*7 %>",
    "script": "<script>alert(1)</script>",
    "attribute": "\"'><img src=x onerror=alert(1)>",
    "200 kB": "palabra " * 25_000,
    "200 kB in one word": "x" * 200_000,
    "marks": "a" + "\u0301" * 20_000,
    "markdown": "[x](javascript:alert(1)) ![](http://x) `" * 20,
    "stars": "*" * 5000,
    "brackets": "[" * 5000,
    "quotes": "> " * 2000,
}


# What only JSON can carry is sent as the editor sends a narrative; the rest is typed as Markdown.
SIGNS = ["control characters", "lone surrogates", "non-characters"]


HOSTILE["all of them"] = "\n".join(
    HOSTILE[case] for case in ["script", "template", "attribute", "emoji", "right to left", *SIGNS]
)
AS_TREE = {*SIGNS, "all of them", "200 kB in one word"}
LONG_WAY = {"all of them", "200 kB"}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_text_comes_back_as_text(agency, client, case):
    typed = HOSTILE[case]
    # A plain field refuses U+0000 in words, and no browser can send half a character in one.
    plain = typed.replace("\0", "").encode("utf-8", "replace").decode()
    short = " ".join(plain.split())[:110]
    update = make.make_whole_update(agency=agency)
    form = open_form(client, update) | {"narrative": plain, "reason": plain}
    if case in AS_TREE:
        tree = json.dumps(make.paragraph(typed))
        form |= {"narrative": tree, "narrative_format": "tree"}
    form |= {"title": short, "municipalities": short, "results-0-unit": short}
    assert is_saved(save(client, update, form | {"evidence-0-title": short}))
    saved_again_untouched(client, update)
    if case in LONG_WAY:
        everywhere(client, update)


def saved_again_untouched(client, update):
    form = client.get(change_url(update))
    before = stored(update, "version", "changed_at")
    assert harm_in(form.text) == []
    assert is_saved(save(client, update, form_data(form, "update-form")))
    assert stored(update, "version", "changed_at") == before


def test_bytes_that_are_no_text_are_no_error(agency, client):
    update = make.make_update(agency=agency)
    opened = {name: values[0] for name, values in open_form(client, update).items()}
    body = urlencode(opened | {"title": ""}) + "&title=a%ED%A0%80%FFb&narrative=%C3"
    form = "application/x-www-form-urlencoded"
    assert is_saved(client.generic("POST", change_url(update), body, content_type=form))
    assert stored(update)["title"].startswith("a")
    everywhere(client, update)


def everywhere(client, update):
    """Open every page that shows the update, send it in, approve it and read the report."""
    form, before = client.get(change_url(update)), stored(update)
    keep = reverse("keep")
    kept = form_data(form, "update-form") | {"title": before["title"] + "!"}
    assert client.post(keep, kept).status_code == 200
    pages = {"kept form": change_url(update), "home": reverse("admin:index")}
    pages["list"] = reverse("admin:roadmap_progressupdate_changelist")
    pages["search"] = pages["list"] + "?q=a"
    step = reverse("update-step", args=[update.pk, "submit"])
    opened = {name: client.get(url) for name, url in (pages | {"step": step}).items()}
    update.refresh_from_db()
    if opened["step"].context["gaps"]:
        ProgressUpdate.objects.update(title="Título", narrative=make.paragraph("x"))
        update.results.update(unit="x")
        update.evidence.update(title="x")
    sent = client.post(step, {"version": update.version, "comment": before["reason"]})
    opened["receipt"] = client.get(sent.headers["Location"])
    opened["read only"] = client.get(change_url(update))
    for name, page in opened.items():
        assert (name, page.status_code) == (name, 200)
        assert (name, harm_in(page.text)) == (name, [])
    reviewed(client, update, before["reason"])


def reviewed(client, update, comment):
    """The coordination approves it, and the report holds it."""
    client.force_login(make.make_user(group=COORDINATORS))
    update.refresh_from_db()
    assert update.status == "submitted"
    approve = reverse("update-step", args=[update.pk, "approve"])
    answer = client.post(approve, {"version": update.version, "comment": comment})
    assert is_saved(answer)
    assert Step.objects.filter(update=update).count() == 2
    assert harm_in(client.get(change_url(update)).text) == []
    country = {"roadmap": update.period.roadmap.code, "period": update.period.label}
    for name in ("reports:page", "reports:json"):
        report = client.get(reverse(name, kwargs=country))
        assert (name, report.status_code) == (name, 200)
        assert (name, harm_in(report.text) if name == "reports:page" else []) == (name, [])


def harm_in(page):
    """What must be in no page: markup that somebody typed, and characters that break documents."""
    found = [bad for bad in ("<script>alert", "<img src=x", 'href="javascript:') if bad in page]
    return found + [
        repr(sign) for sign in set(page) - {"\r"} if clean.clean(sign) not in {sign, ""}
    ]


def test_nul_in_a_plain_field_is_refused_with_what_was_typed(agency, client):
    update = make.make_update(agency=agency)
    before = stored(update)
    typed = {"title": "uno\0dos", "municipalities": "Lo que escribí"}
    answer = save(client, update, open_form(client, update) | typed)
    assert (answer.status_code, "Lo que escribí" in answer.text) == (200, True)
    assert stored(update) == before


def test_nul_in_the_name_of_a_form_is_no_error(agency, client):
    update = make.make_update(agency=agency)
    assert client.get("/staff/roadmap/progressupdate/%00/change/").status_code == 404
    assert client.post("/staff/roadmap/progressupdate/%00/change/").status_code == 404
    assert client.get(reverse("admin:roadmap_progressupdate_add") + "?kept=%00").status_code == 200
    for key in ("\0", "update:\0", "new:\0", f"update:{update.pk}\0"):
        answers = [client.post(reverse("discard"), {"form": key})]
        answers.append(client.post(reverse("keep"), {"form_key": key}))
        answers.append(save(client, update, open_form(client, update) | {"form_key": key}))
        assert (key, [a.status_code for a in answers]) == (key, [302, 404, 302])


NUL = ["status__exact=%00", "q=%00", "p=%00", "o=%00", "%00=1", "period__id__exact=%00", "all=%00"]


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_nul_in_the_address_of_a_list_leads_to_the_clean_list(client, db, model):
    client.force_login(make.make_user(is_superuser=True))
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    asked = [*NUL, *(f"{name}=%00" for name in filters_of(model))]
    answers = [client.get(f"{address}?{one}") for one in asked]
    assert {(a.status_code, a.headers.get("Location")) for a in answers} == {(302, address)}
    assert client.get(address).status_code == 200


def filters_of(model):
    names = [field.name for field in model._meta.concrete_fields]
    return [*names, *(f"{name}__exact" for name in names)]
