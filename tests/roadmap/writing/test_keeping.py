"""What is typed and not saved is kept: for the person who typed it, and nobody else."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roadmap.management.commands.forget_unsaved import forget_before
from roadmap.models import Evidence, KeptText, ProgressUpdate, Upload
from roadmap.writing import keeping, posted_form, views
from tests import files, make

pytestmark = pytest.mark.django_db

KEEP = reverse("keep")
DISCARD = reverse("discard")
UPLOAD = reverse("upload")
ADD = reverse("admin:roadmap_progressupdate_add")


def change_url(update):
    return reverse("admin:roadmap_progressupdate_change", args=[update.pk])


def member_of(agency, email="member@example.org"):
    user = make.make_user(email=email)
    make.make_membership(user=user, agency=agency)
    return user


@pytest.fixture
def update():
    return make.make_update(title="As it was saved")


@pytest.fixture
def member(update, client):
    user = member_of(update.agency)
    client.force_login(user)
    return user


def typed(client, update, **changes):
    """The form as a browser would send it, with some fields typed over."""
    page = client.get(change_url(update) + "?discard=1")
    form = page.context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields}
    for formset in page.context["formsets"]:
        data |= {field.html_name: field.value() for field in formset.management_form}
        for row in formset.forms:
            data |= {field.html_name: field.value() or "" for field in row}
    data |= {"form_key": f"update:{update.pk}", "who": page.context["who"]} | changes
    return {
        name: value for name, value in data.items() if value not in ("", []) and value is not False
    }


def save(client, update, data):
    """Press the button; what the form refuses is shown by the test."""
    answer = client.post(change_url(update), data)
    problems = answer.context and answer.context["errors"]
    assert (answer.status_code, problems) == (302, None)


def test_kept_text_is_shown_again_and_the_record_is_untouched(client, member, update):
    data = typed(client, update, title="Typed and not saved")
    answer = client.post(KEEP, data)
    assert answer.status_code == 200
    assert list(answer.json()) == ["kept_at"]
    page = client.get(change_url(update))
    assert page.context["adminform"].form["title"].value() == "Typed and not saved"
    assert page.context["restored"] is not None
    update.refresh_from_db()
    assert (update.title, update.version) == ("As it was saved", 1)


def test_saving_forgets_what_was_kept(client, member, update):
    data = typed(client, update, title="Typed")
    client.post(KEEP, data)
    save(client, update, data)
    update.refresh_from_db()
    assert (update.title, KeptText.objects.count()) == ("Typed", 0)


def test_discarding_goes_back_to_what_is_saved(client, member, update):
    client.post(KEEP, typed(client, update, title="Typed"))
    answer = client.post(DISCARD, {"form": f"update:{update.pk}"})
    assert (answer.status_code, answer.url) == (302, change_url(update))
    page = client.get(change_url(update))
    assert page.context["adminform"].form["title"].value() == "As it was saved"


def test_kept_text_is_nobody_elses(client, member, update):
    client.post(KEEP, typed(client, update, title="Typed"))
    other = Client()
    other.force_login(member_of(update.agency, email="colleague@example.org"))
    page = other.get(change_url(update))
    assert page.context["adminform"].form["title"].value() == "As it was saved"
    other.post(DISCARD, {"form": f"update:{update.pk}"})
    assert KeptText.objects.get().by == member


@pytest.mark.parametrize("key", ["update:0", "update:x", "update:", "new:", "new:a/b", "x", ""])
def test_unknown_form_is_not_kept(client, member, key):
    answer = client.post(KEEP, {"form_key": key, "title": "Typed"})
    assert (answer.status_code, KeptText.objects.count()) == (404, 0)


def test_form_of_another_agency_is_refused_like_an_unknown_one(client, member):
    foreign = make.make_update(agency=make.make_agency(code="OTHER"))
    unknown = client.post(KEEP, {"form_key": "update:999999", "title": "Typed"})
    answer = client.post(KEEP, {"form_key": f"update:{foreign.pk}", "title": "Typed"})
    assert (answer.status_code, answer.content) == (404, unknown.content)
    assert KeptText.objects.count() == 0


def test_too_long_a_form_is_refused_in_words(client, member, update, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
    half = "a" * (keeping.MOST_CHARACTERS // 2)
    key = f"update:{update.pk}"
    assert client.post(KEEP, {"form_key": key, "title": half}).status_code == 200
    answer = client.post(KEEP, {"form_key": key, "title": half * 2})
    assert (answer.status_code, list(answer.json())) == (413, ["message"])


def test_text_of_a_new_form_is_found_again_from_my_work(client, member, update):
    client.post(KEEP, {"form_key": "new:abc123", "title": "Something new"})
    page = client.get(reverse("admin:index"))
    assert [text["title"] for text in page.context["kept"]] == ["Something new"]
    address = page.context["kept"][0]["address"]
    form = client.get(address).context["adminform"].form
    assert form["title"].value() == "Something new"


def test_expired_session_keeps_the_text_for_the_same_person(client, member, update):
    data = typed(client, update, title="Typed for an hour")
    client.session.flush()
    client.cookies.clear()
    answer = client.post(change_url(update), data)
    assert answer.status_code == 302
    assert "login" in answer.url
    client.force_login(member)
    page = client.get(change_url(update))
    assert page.context["adminform"].form["title"].value() == "Typed for an hour"
    update.refresh_from_db()
    assert update.title == "As it was saved"


def test_expired_session_gives_the_text_to_nobody_else(client, member, update):
    data = typed(client, update, title="Typed for an hour")
    client.cookies.clear()
    client.post(change_url(update), data)
    client.force_login(member_of(update.agency, email="colleague@example.org"))
    page = client.get(change_url(update))
    assert page.context["adminform"].form["title"].value() == "As it was saved"
    assert [kept.by for kept in KeptText.objects.all()] == [member]


@pytest.mark.parametrize("who", ["", "forged", "1"])
def test_stranger_can_not_make_the_server_keep_a_form(client, update, who):
    client.post(change_url(update), {"who": who, "title": "x", "form_key": "new:a"})
    assert KeptText.objects.count() == 0


def test_old_token_gives_the_text_back(update):
    user = member_of(update.agency)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    data = typed(client, update, title="Typed in the old tab") | {"csrfmiddlewaretoken": "old"}
    answer = client.post(change_url(update), data)
    assert (answer.status_code, answer.url) == (302, change_url(update))
    page = client.get(change_url(update))
    assert page.context["adminform"].form["title"].value() == "Typed in the old tab"


def test_old_token_without_a_signed_owner_keeps_nothing(update):
    user = member_of(update.agency)
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    data = typed(client, update, title="Forged") | {"csrfmiddlewaretoken": "old", "who": ""}
    assert client.post(change_url(update), data).status_code == 403
    assert KeptText.objects.count() == 0


PNG = files.png()
JSON = {"Accept": "application/json"}


def test_file_sent_when_chosen_becomes_evidence_on_saving(client, member, update):
    sent = client.post(UPLOAD, {"file": SimpleUploadedFile("photo.png", PNG)})
    assert sent.json()["file_name"] == "photo.png"
    data = typed(client, update)
    data |= {"evidence-0-title": "A photo", "evidence-0-upload": sent.json()["uid"]}
    save(client, update, data)
    evidence = Evidence.objects.get()
    assert (evidence.title, evidence.file_name) == ("A photo", "photo.png")
    with evidence.file.open() as file:
        assert file.read() == PNG
    assert Upload.objects.count() == 0


def test_file_of_another_person_is_not_taken(client, member, update):
    other = Client()
    other.force_login(member_of(update.agency, email="colleague@example.org"))
    sent = other.post(UPLOAD, {"file": SimpleUploadedFile("photo.png", PNG)})
    data = typed(client, update)
    data |= {"evidence-0-title": "A photo", "evidence-0-upload": sent.json()["uid"]}
    answer = client.post(change_url(update), data)
    assert answer.status_code == 200
    assert (Evidence.objects.count(), Upload.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    ("name", "content"),
    [("page.html", b"<script>"), ("photo.png", b"%PDF-1.7"), ("photo", PNG), ("x.svg", b"<svg/>")],
)
def test_file_of_a_wrong_kind_is_refused_in_words(client, member, name, content):
    answer = client.post(UPLOAD, {"file": SimpleUploadedFile(name, content)})
    assert (answer.status_code, list(answer.json())) == (400, ["message"])
    assert Upload.objects.count() == 0


def test_what_was_kept_long_ago_is_forgotten(client, member, update):
    client.post(KEEP, {"form_key": "new:old1", "title": "Old"})
    client.post(KEEP, {"form_key": "new:new1", "title": "New"})
    long_ago = timezone.now() - timedelta(days=61)
    KeptText.objects.filter(form="new:old1").update(kept_at=long_ago)
    call_command("forget_unsaved", verbosity=0)
    assert [text.form for text in KeptText.objects.all()] == ["new:new1"]


def test_text_of_the_last_instant_is_kept(client, member, update):
    for key in ("new:old1", "new:edge1"):
        client.post(KEEP, {"form_key": key, "title": "x"})
        Upload.objects.create(by=member, file=SimpleUploadedFile(key, PNG), file_name=key)
    KeptText.objects.update(kept_at=make.NOON)
    Upload.objects.update(at=make.NOON)
    before = make.NOON - timedelta(microseconds=1)
    KeptText.objects.filter(form="new:old1").update(kept_at=before)
    Upload.objects.filter(file_name="new:old1").update(at=before)
    assert forget_before(make.NOON) == (1, 1)
    assert [text.form for text in KeptText.objects.all()] == ["new:edge1"]
    assert [upload.file_name for upload in Upload.objects.all()] == ["new:edge1"]


def test_kept_form_is_stored_as_pairs(client, member, update):
    data = typed(client, update, title="Typed")
    client.post(KEEP, data)
    kept = dict(json.loads(json.dumps(KeptText.objects.get().data)))
    assert kept["title"] == "Typed"
    assert not {"csrfmiddlewaretoken", "who"} & set(kept)
    assert ProgressUpdate.objects.get().title == "As it was saved"


def test_text_of_an_update_that_is_deleted_becomes_a_new_one(client, member, update):
    colleague = member_of(update.agency, email="colleague@example.org")
    other = Client()
    other.force_login(colleague)
    other.post(KEEP, typed(other, update, title="Typed by a colleague", **{"results-0-id": "1"}))
    delete = reverse("admin:roadmap_progressupdate_delete", args=[update.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 302
    text = KeptText.objects.get()
    assert (text.by, text.update, posted_form.is_new_key(text.form)) == (colleague, None, True)
    assert [name for name, _value in text.data if name.endswith("-id")] == []
    [found] = other.get(reverse("admin:index")).context["kept"]
    form = other.get(found["address"]).context["adminform"].form
    assert form["title"].value() == "Typed by a colleague"
    assert form.data["form_key"] == text.form


def test_each_open_page_keeps_its_own_text(client, member, update):
    key = {"form_key": f"update:{update.pk}"}
    client.post(KEEP, key | {"page": "one", "title": "In one tab"})
    client.post(KEEP, key | {"page": "two", "title": "In the other"})
    save(client, update, typed(client, update, page="two", title="In the other"))
    left = [dict(kept.data)["title"] for kept in KeptText.objects.all()]
    assert left == ["In one tab"]


def test_what_comes_late_does_not_replace_what_was_typed_since(client, member, update):
    key = {"form_key": f"update:{update.pk}", "page": "one"}
    for count, title in (("7", "Typed last"), ("5", "Typed before")):
        assert client.post(KEEP, key | {"kept_count": count, "title": title}).status_code == 200
    assert dict(KeptText.objects.get().data)["title"] == "Typed last"


@pytest.mark.parametrize(
    ("before", "later", "kept"),
    [
        ("7", "6", "before"),
        ("9", "10", "later"),
        ("999999999", "8", "before"),
        # Too long to be a count, or none: as if nothing had been counted.
        ("1000000000", "1", "later"),
        ("1", "1000000000", "before"),
        ("1", "x", "before"),
        ("", "1", "later"),
    ],
)
def test_text_of_the_greater_count_is_kept(client, member, update, before, later, kept):
    key = {"form_key": f"update:{update.pk}", "page": "one"}
    for count, title in ((before, "before"), (later, "later")):
        client.post(KEEP, key | {"kept_count": count, "title": title})
    assert dict(KeptText.objects.get().data)["title"] == kept


def test_counts_of_other_people_forms_and_pages_hold_nothing_back(client, member, update):
    first = {"form_key": f"update:{update.pk}", "page": "one", "kept_count": "7"}
    client.post(KEEP, first | {"title": "first"})
    for name, other in (("form_key", "new:abc123"), ("page", "two")):
        client.post(KEEP, first | {name: other, "kept_count": "1", "title": "early"})
        client.post(KEEP, first | {name: other, "kept_count": "2", "title": name})
    client.force_login(member_of(update.agency, email="colleague@example.org"))
    client.post(KEEP, first | {"kept_count": "1", "title": "colleague"})
    titles = sorted(dict(kept.data)["title"] for kept in KeptText.objects.all())
    assert titles == ["colleague", "first", "form_key", "page"]


def test_name_of_a_page_may_be_any_and_is_cut(client, member, update):
    key = {"form_key": f"update:{update.pk}", "page": "p" * 41}
    assert client.post(KEEP, key).status_code == 200
    assert KeptText.objects.get().page == "p" * 40


def test_only_so_many_texts_are_kept_and_the_oldest_go(client, member, update, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_TEXTS", 2)
    other = make.make_user()
    KeptText.objects.create(by=other, form="new:other", kept_at=make.NOON)
    for number in (1, 2, 3):
        client.post(KEEP, {"form_key": f"new:n{number}", "title": "x"})
    forms = KeptText.objects.filter(by=member).order_by("form")
    assert [text.form for text in forms] == ["new:n2", "new:n3"]
    assert KeptText.objects.filter(by=other).count() == 1


def test_only_so_many_files_wait_to_be_saved(client, member, monkeypatch):
    monkeypatch.setattr(views, "MOST_UPLOADS", 1)
    make.make_user()
    sent = [client.post(UPLOAD, {"file": SimpleUploadedFile("a.png", PNG)}) for _time in range(2)]
    assert [answer.status_code for answer in sent] == [200, 409]
    assert Upload.objects.count() == 1


def test_whoever_keeps_a_text_stays_logged_in(client, member, update):
    answer = client.post(KEEP, {"form_key": f"update:{update.pk}", "title": "x"})
    assert answer.cookies["sessionid"]["max-age"] == settings.SESSION_COOKIE_AGE
    assert "sessionid" not in client.get(reverse("admin:index")).cookies


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("report:{period}:section", 200),
        ("report:999999:section", 404),
        ("report:{period}:", 404),
        ("nonsense", 404),
    ],
)
def test_section_of_a_report_is_kept_for_who_writes_it(client, coordinator, update, key, status):
    key = key.format(period=update.period_id)
    assert client.post(KEEP, {"form_key": key, "title": "x"}).status_code == status
    assert KeptText.objects.count() == (status == 200)
    client.force_login(member_of(update.agency))
    assert client.post(KEEP, {"form_key": key, "title": "x"}).status_code == 404


@pytest.mark.parametrize(("person", "status"), [("observer", 404), ("coordinator", 200)])
def test_form_is_kept_for_who_may_write_and_not_for_who_may_read(client, person, status):
    published = make.make_update(status="approved", published_at=make.NOON)
    client.force_login(make.make_user(group=f"{person}s"))
    assert client.get(change_url(published)).status_code == 200
    for key in (f"update:{published.pk}", "new:abc123"):
        assert client.post(KEEP, {"form_key": key, "title": "x"}).status_code == status
    assert KeptText.objects.count() == (2 if status == 200 else 0)


def test_of_the_texts_of_two_pages_the_last_one_is_shown(client, member, update):
    for page in ("one", "two", "three"):
        client.post(KEEP, {"form_key": f"update:{update.pk}", "page": page, "title": page})
    KeptText.objects.filter(page="two").update(kept_at=timezone.now() + timedelta(hours=1))
    page = client.get(change_url(update))
    assert page.context["adminform"].form["title"].value() == "two"


@pytest.mark.parametrize(
    ("most", "said"),
    [
        (1_500_000, "The text is kept for the person who wrote it."),
        (3, "Nothing of it was saved."),
    ],
)
def test_who_sends_anothers_form_is_told_what_became_of_it(client, update, monkeypatch, most, said):
    monkeypatch.setattr(keeping, "MOST_CHARACTERS", most)
    data = signed_for(member_of(update.agency))
    client.force_login(member_of(update.agency, email="second@example.org"))
    answer = client.post(change_url(update), data, headers={"Accept-Language": "en"}, follow=True)
    assert [said in str(message) for message in answer.context["messages"]] == [True]
    assert KeptText.objects.count() == (most > 3)


def test_restored_text_goes_on_under_the_name_of_its_page(client, member, update):
    names = [client.get(change_url(update)).context["page"] for _time in range(2)]
    assert names[0] != names[1]
    assert [len(name) for name in names] == [16, 16]
    client.post(KEEP, {"form_key": f"update:{update.pk}", "page": "one", "title": "x"})
    assert client.get(change_url(update)).context["page"] == "one"


def signed_for(user, **fields):
    return {"who": posted_form.sign(user), "form_key": "new:abc123", "title": "Typed"} | fields


def test_text_without_a_session_is_kept_for_its_owner_among_others(client, update):
    make.make_user(email="a@example.org", agency=update.agency)
    owner = member_of(update.agency)
    assert "login" in client.post(change_url(update), signed_for(owner)).url
    assert [text.by for text in KeptText.objects.all()] == [owner]


@pytest.mark.parametrize("why", ["inactive", "deleted", "too long", "a script asks"])
def test_text_without_a_session_is_not_kept_where(client, update, monkeypatch, why):
    owner, headers = member_of(update.agency), {}
    data = signed_for(owner)
    if why == "inactive":
        type(owner).objects.update(is_active=False)
    if why == "deleted":
        owner.delete()
    if why == "too long":
        monkeypatch.setattr(keeping, "MOST_CHARACTERS", 3)
    if why == "a script asks":
        # Its page still holds the text, and asks for the login itself.
        headers = {"Accept": "application/json"}
    assert client.post(change_url(update), data, headers=headers).status_code == 302
    assert KeptText.objects.count() == 0


@pytest.mark.parametrize(("characters", "status"), [(3, 200), (4, 413)])
def test_form_of_the_greatest_length_is_kept(client, member, monkeypatch, characters, status):
    monkeypatch.setattr(keeping, "MOST_CHARACTERS", len("new:a") + 3)
    answer = client.post(KEEP, {"form_key": "new:a", "title": "x" * characters})
    assert answer.status_code == status


@pytest.mark.parametrize("now", ["somebody else", "nobody"])
def test_old_token_in_another_session_keeps_the_text_for_its_owner(update, now):
    """Logging in renews the token: whoever comes second makes the first one's form an old one."""
    owner, client = member_of(update.agency), Client(enforce_csrf_checks=True)
    if now == "somebody else":
        client.force_login(member_of(update.agency, email="second@example.org"))
    data = signed_for(owner, csrfmiddlewaretoken="old")
    assert client.post(change_url(update), data, headers=JSON).status_code == 403
    assert KeptText.objects.count() == 0
    answer = client.post(change_url(update), data)
    assert answer.status_code == 302
    assert ("login" in answer.url) == (now == "nobody")
    assert [text.by for text in KeptText.objects.all()] == [owner]


@pytest.mark.parametrize("count", ["7", "", "x"])
def test_of_two_texts_of_the_same_count_the_last_one_is_kept(client, member, update, count):
    """A browser that runs no script sends no count, or always the same one."""
    key = {"form_key": f"update:{update.pk}", "page": "one", "kept_count": count}
    for title in ("Typed before", "Typed last"):
        client.post(KEEP, key | {"title": title})
    assert dict(KeptText.objects.get().data)["title"] == "Typed last"


def test_text_is_never_kept_for_somebody_else_who_logs_in(client, member, update):
    data = typed(client, update, title="Of the first person")
    second = member_of(update.agency, email="second@example.org")
    client.force_login(second)
    answer = client.post(KEEP, data)
    assert (answer.status_code, list(answer.json())) == (409, ["message"])
    assert client.get(KEEP, {"who": data["who"]}).status_code == 409
    assert KeptText.objects.count() == 0
    assert client.post(change_url(update), data).status_code == 302
    update.refresh_from_db()
    kept = KeptText.objects.get()
    assert (update.title, kept.by) == ("As it was saved", member)


def test_second_press_makes_no_second_update(client, member, update):
    period = make.make_period(year=2024)
    data = {"form_key": "new:abc123", "period": period.pk, "agency": update.agency_id}
    data |= {"kind": "progress", "title": "New", "narrative": "Text."}
    for prefix in ("results", "evidence"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    answers = [client.post(ADD, data) for _press in range(2)]
    made = ProgressUpdate.objects.get(title="New")
    assert [answer.url for answer in answers] == [change_url(made)] * 2
