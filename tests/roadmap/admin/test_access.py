"""Every address of the staff's pages, opened by everybody. A new address needs a row here."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.core import serializers
from django.urls import URLResolver, reverse

from roadmap.models import Change
from roadmap.urls import urlpatterns
from tests import make
from tests.roles import ROLES, log_in

# One status for each role, in the order of ROLES. 302 is to the login page.
STAFF = [200, 200, 200, 200, 200, 200, 302, 302]
READERS = [200, 200, 200, 200, 403, 403, 302, 302]
WRITERS = [200, 200, 200, 403, 200, 200, 302, 302]
COORDINATION = [200, 200, 200, 403, 403, 403, 302, 302]
COORDINATION_ALONE = [200, 200, 200, 403, 403, 403, 403, 302]
COORDINATION_AND_OBSERVERS = [200, 200, 200, 200, 403, 403, 403, 302]
MANAGERS = [200, 200, 403, 403, 403, 403, 302, 302]
NOT_OUTSIDERS = [200, 200, 200, 200, 200, 404, 302, 302]
COORDINATION_NOT_OUTSIDERS = [200, 200, 200, 403, 403, 404, 302, 302]
OWN_DRAFT = [200, 200, 200, 404, 200, 404, 302, 302]
POST_ONLY = [405, 405, 405, 405, 405, 405, 405, 302]
TO_POST_ONLY = [405, 405, 405, 405, 405, 405, 302, 302]
NO_ONE = [403, 403, 403, 403, 403, 403, 302, 302]
MISSING = [404, 404, 404, 404, 404, 404, 302, 302]


# A history is the coordination's, and that of the agency whose record it is.
OWN_HISTORY = [200, 200, 200, 403, 200, 403, 302, 302]
OWN_ROWS_HISTORY = [200, 200, 200, 403, 200, 404, 302, 302]


def pages(
    model,
    *,
    changelist=STAFF,
    add=COORDINATION,
    one=STAFF,
    history=COORDINATION,
    delete=COORDINATION,
):
    """The five pages of a model, those of `one` row among them."""
    return {
        f"{model}_changelist": changelist,
        f"{model}_add": add,
        f"{model}_change": one,
        f"{model}_history": history,
        f"{model}_delete": delete,
    }


STATUSES = {
    "index": STAFF,
    "login": [302, 302, 302, 302, 302, 302, 403, 302],
    "logout": [200, 200, 200, 200, 200, 200, 302, 302],
    "password_change": [302] * 8,
    "password_change_done": [302] * 8,
    "autocomplete": NO_ONE,
    "jsi18n": STAFF,
    "view_on_site": MISSING,
    "app_list": STAFF,
    "everything else": MISSING,
    "auth_user_password_change": MANAGERS,
    **pages("roadmap_roadmap"),
    **pages("roadmap_priority"),
    **pages("roadmap_agency", history=OWN_HISTORY),
    **pages("roadmap_place"),
    **pages("roadmap_period"),
    **pages("roadmap_nextstep"),
    **pages("roadmap_project"),
    **pages(
        "roadmap_assignment",
        one=NOT_OUTSIDERS,
        history=OWN_ROWS_HISTORY,
        delete=COORDINATION_NOT_OUTSIDERS,
    ),
    **pages(
        "roadmap_action",
        add=WRITERS,
        one=NOT_OUTSIDERS,
        history=OWN_ROWS_HISTORY,
        delete=COORDINATION_NOT_OUTSIDERS,
    ),
    **pages(
        "reports_letterhead",
        changelist=MANAGERS,
        add=MANAGERS,
        one=MANAGERS,
        history=MANAGERS,
        delete=MANAGERS,
    ),
    **pages("reports_writtenanswer", changelist=READERS, one=READERS),
    **pages(
        "roadmap_user",
        changelist=MANAGERS,
        add=MANAGERS,
        one=MANAGERS,
        history=MANAGERS,
        delete=NO_ONE,
    ),
    **pages(
        "roadmap_progressupdate", add=WRITERS, one=OWN_DRAFT, history=OWN_DRAFT, delete=OWN_DRAFT
    ),
    **pages(
        "roadmap_mail",
        changelist=COORDINATION,
        add=NO_ONE,
        one=COORDINATION,
        history=COORDINATION,
        delete=NO_ONE,
    ),
    # Those of the staff's pages that are no part of Django's admin.
    **dict.fromkeys(["update-step", "update-receipt"], OWN_DRAFT),
    "keep": STAFF,
    **dict.fromkeys(["discard", "upload", "update-continue"], TO_POST_ONLY),
    "invite": COORDINATION_ALONE,
    **dict.fromkeys(["year", "begin", "period", "reminders", "remind"], COORDINATION_ALONE),
    **dict.fromkeys(["people", "person"], COORDINATION_ALONE),
    "invite-again": [405, 405, 405, 405, 405, 405, 405, 302],
    "invite-withdraw": [405, 405, 405, 405, 405, 405, 405, 302],
    "queue": COORDINATION_ALONE,
    # A draft waits for nobody: it is read on its own page.
    "queue-reading": [302, 302, 302, 403, 403, 403, 403, 302],
    **dict.fromkeys(["queue-approve", "queue-comment", "comment-resolve"], POST_ONLY),
    "comment-answer": [200, 200, 200, 404, 200, 404, 404, 302],
    "matrix-home": [302, 302, 302, 302, 403, 403, 403, 302],
    **dict.fromkeys(["matrix", "matrix-file", "matrix-cell"], COORDINATION_AND_OBSERVERS),
    "matrix-asked": COORDINATION_ALONE,
    "tokens": [200, 200, 200, 403, 200, 200, 403, 302],
    "token-revoke": [405, 405, 405, 405, 405, 405, 405, 302],
}
OUTSIDE_THE_ADMIN = {page.name for page in urlpatterns if str(page.pattern).startswith("staff/")}


def every_name():
    """The names of all addresses of the staff's pages, as Django has them."""
    for entry in admin.site.get_urls():
        for pattern in entry.url_patterns if isinstance(entry, URLResolver) else [entry]:
            if pattern.name:
                yield pattern.name
    yield from OUTSIDE_THE_ADMIN


def test_every_address_stands_in_the_table():
    assert sorted({*every_name(), "everything else"}) == sorted(STATUSES)


@pytest.fixture
def world(db):
    """One row of every model; the update, the action and the assignment are of the agency "own"."""
    agencies = {"own": make.make_agency(), "other": make.make_agency()}
    rows = {"roadmap": make.make_roadmap(), "period": make.make_period(), **agencies}
    action = make.make_action(lead_agency=agencies["own"])
    update = make.make_update(agency=agencies["own"], action=action)
    rows |= {
        "action": action,
        "progressupdate": update,
        "agency": agencies["own"],
        "priority": update.priorities.get(),
        "assignment": make.make_assignment(agency=agencies["own"]),
        "nextstep": make.make_next_step(),
        "project": make.make_project(),
        "place": make.make_place(),
        "user": make.make_user(),
        "member": make.make_user(agency=agencies["own"]),
        "mail": make.make_mail(agency=agencies["own"]),
        "comment": make.make_comment(update=update),
        "letterhead": make.make_letterhead(),
        "writtenanswer": make.make_written_answer(),
        "result": make.make_result(update=update),
        "evidence": make.make_evidence(update=update),
        "step": make.make_step(update=update),
    }
    for maker in (make.make_theme, make.make_signatory, make.make_alias):
        maker(**{"agency": agencies["own"]} if maker is not make.make_theme else {})
    return rows


def address(world, name, row=None):
    """Where the page is; of the row of its model, or of another one."""
    if name == "everything else":
        return reverse("admin:index") + "nothing/here/"
    arguments = {
        "app_list": ["roadmap"],
        "view_on_site": [1, 1],
        "auth_user_password_change": [row or world["user"].pk],
    }
    if name in OUTSIDE_THE_ADMIN:
        matrix = [world["roadmap"].code, str(world["period"])]
        column = f"p{world['priority'].pk}"
        own = {
            "update-step": [row or world["progressupdate"].pk, "submit"],
            "update-receipt": [row or world["progressupdate"].pk, world["step"].pk],
            "update-continue": [row or world["progressupdate"].pk],
            **dict.fromkeys(["keep", "discard", "upload"], ()),
            **dict.fromkeys(["invite", "year", "people", "tokens"], ()),
            **dict.fromkeys(["period", "reminders"], (world["period"].pk,)),
            "begin": [world["roadmap"].pk],
            "remind": [world["period"].pk, world["agency"].pk],
            "person": [world["member"].pk],
            **dict.fromkeys(["queue", "queue-approve", "matrix-home"], ()),
            **dict.fromkeys(["queue-reading", "queue-comment"], (world["progressupdate"].pk,)),
            **dict.fromkeys(["comment-answer", "comment-resolve"], (world["comment"].pk,)),
            "matrix": matrix,
            "matrix-file": [*matrix, "csv"],
            "matrix-asked": [*matrix, column],
            "matrix-cell": [*matrix, world["agency"].pk, column],
        }
        return reverse(name, args=own.get(name, [1]))
    parts = name.split("_")
    if len(parts) == 3 and parts[2] in {"change", "history", "delete"}:
        arguments.setdefault(name, [row or world[parts[1]].pk])
    return reverse(f"admin:{name}", args=arguments.get(name))


@pytest.mark.parametrize("role", ROLES)
def test_role_opens_exactly_the_pages_of_the_table(world, client, role):
    log_in(client, role, world)
    found = {name: client.get(address(world, name)).status_code for name in STATUSES}
    column = list(ROLES).index(role)
    assert found == {name: statuses[column] for name, statuses in STATUSES.items()}


@pytest.mark.parametrize("role", ["observer", "outsider", "nobody", "anonymous"])
def test_forged_posts_change_nothing(world, client, role):
    log_in(client, role, world)
    before = everything()
    for name in STATUSES.keys() - {"logout", "roadmap_action_add", "roadmap_progressupdate_add"}:
        client.post(
            address(world, name),
            {"post": "yes", "action": "delete_selected", "_selected_action": [1], "version": 1},
        )
    assert everything() == before


def test_control_the_coordinator_deletes_with_the_same_post(world, client):
    log_in(client, "coordinator", world)
    before = everything()
    client.post(address(world, "roadmap_place_delete"), {"post": "yes"})
    assert len(everything()) < len(before)


def everything():
    """All rows of our apps as text."""
    models = {m for app in ("roadmap", "reports") for m in apps.get_app_config(app).get_models()}
    models -= {Change}
    return serializers.serialize(
        "json", [row for model in sorted(models, key=str) for row in model.objects.all()]
    )


ROW_PAGES = [
    *(
        f"roadmap_{model}_{page}"
        for model in ("progressupdate", "action", "assignment")
        for page in ("change", "history", "delete")
    ),
    "update-step",
    "update-receipt",
]


@pytest.mark.parametrize("method", ["get", "post"])
def test_foreign_row_is_answered_like_one_that_does_not_exist(world, client, method):
    log_in(client, "outsider", world)
    more = ["update-continue"] if method == "post" else []
    for name in ROW_PAGES + more:
        answers = [
            getattr(client, method)(address(world, name, row)) for row in (None, 99_999, 10**30)
        ]
        seen = {(answer.status_code, answer.headers.get("Location")) for answer in answers}
        assert (name, seen) == (name, {(404, None)})


def test_odd_id_is_answered_like_one_that_does_not_exist(world, client):
    log_in(client, "coordinator", world)
    for odd in ("abc", "1/2", "%00", "-1", "1_5F", "9" * 30):
        answer = client.get(f"/staff/roadmap/agency/{odd}/change/")
        assert (odd, answer.status_code) == (odd, 404)


# What the lists are asked for that nobody may ask: other people's secrets, and nonsense.
QUERIES = [
    "q=%00%0B%ED%A0%80",
    "q=" + "x" * 2000,
    "p=99999999999999999999",
    "p=abc",
    "o=99.-99.x",
    "e=1",
    "all=1",
    "status__exact=nonsense",
    "period__id__exact=abc",
    "agency__id__exact=" + "9" * 30,
    "priorities__id__exact=%00",
    "_facets=True",
    "unknown=1",
]


def test_odd_query_of_a_list_is_no_error(world, client):
    log_in(client, "contributor", world)
    url = address(world, "roadmap_progressupdate_changelist")
    for query in QUERIES:
        assert (query, client.get(f"{url}?{query}").status_code in {200, 302}) == (query, True)


SPYING = [
    "written_by__password__startswith=p",
    "sent_by__email__contains=a",
    "agency__memberships__user__email__contains=a",
    "agency__updates__title__contains=a",
    "period__updates__status=draft",
]


def test_list_can_not_be_asked_about_others(world, client):
    log_in(client, "contributor", world)
    url = address(world, "roadmap_progressupdate_changelist")
    assert {query: client.get(f"{url}?{query}").status_code for query in SPYING} == dict.fromkeys(
        SPYING, 400
    )


LISTS = ["", "?q=", "?q=Se+hizo", "?_facets=True", "?all=1", "?status__exact=draft", "?o=1.2.-3"]


def test_others_drafts_are_in_no_list_and_no_count(world, client):
    log_in(client, "outsider", world)
    url = address(world, "roadmap_progressupdate_changelist")
    assert {listed(client.get(url + query)) for query in LISTS} == {(0, False)}
    make.make_update(agency=world["other"])
    assert {listed(client.get(url + query)) for query in LISTS} == {(1, True)}


def listed(answer):
    """How many rows the list counts, and whether a title is on the page."""
    return answer.context["cl"].result_count, "Se hizo algo" in answer.text


@pytest.mark.parametrize(
    ("field", "role", "found"),
    [
        ("action", "outsider", 0),
        ("action", "contributor", 1),
        ("action", "coordinator", 1),
        ("agency", "outsider", 2),
        ("written_by", "contributor", None),
        ("sent_by", "coordinator", None),
    ],
)
def test_suggestions_hold_only_what_the_person_may_see(world, client, field, role, found):
    log_in(client, role, world)
    answer = client.get(
        reverse("admin:autocomplete"),
        {"app_label": "roadmap", "model_name": "progressupdate", "field_name": field},
    )
    if found is None:
        assert answer.status_code == 403
    else:
        assert len(answer.json()["results"]) == found


@pytest.mark.parametrize("active", [True, False])
def test_deactivated_person_is_out_at_once(world, client, active):
    user = make.make_user(agency=world["own"])
    client.force_login(user)
    type(user).objects.filter(pk=user.pk).update(is_active=active)
    answer = client.get(address(world, "roadmap_progressupdate_change"))
    assert answer.status_code == (200 if active else 302)
