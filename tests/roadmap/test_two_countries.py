"""Two countries in one installation: nothing of one is offered to, or taken for, the other."""

import pytest

from roadmap.admin.one_roadmap import OF_ANOTHER
from roadmap.models import Action, Assignment, NextStep, Priority, ProgressUpdate
from roadmap.reporting import ON_ANOTHER, agencies_of, reports_on
from roadmap.writing.choices import choices_for
from roadmap.writing.my_work import my_work
from tests import make

ADD = "/staff/roadmap/{}/add/"


class Country:
    """A country's roadmap with one of everything."""

    def __init__(self, code):
        self.roadmap = make.make_roadmap(code=code, country=code, title=code)
        self.theme = make.make_theme(roadmap=self.roadmap, title=code)
        self.priority = make.make_priority(roadmap=self.roadmap, short_name=code)
        self.period = make.make_period(roadmap=self.roadmap, year=2023, state="open")
        self.step = make.make_next_step(period=self.period, title=code)
        self.agency = make.make_agency(code=code, name=code, country=code)


@pytest.fixture
def ours(db):
    return Country("MG")


@pytest.fixture
def theirs(ours):
    return Country("MX")


@pytest.fixture
def coordinator(client, ours):
    user = make.make_user(group="coordinators")
    client.force_login(user)
    return user


def test_an_agency_reports_on_its_own_countrys_roadmap_an_international_one_on_any(ours, theirs):
    world = make.make_agency(name="World", country="")
    abroad = make.make_agency(name="Abroad", country="IT")
    gone = make.make_agency(name="Gone", country="MG", is_active=False)
    assert set(agencies_of(ours.roadmap)) == {ours.agency, world, abroad}
    agencies = (ours.agency, theirs.agency, world, abroad, gone)
    assert [reports_on(agency, ours.roadmap) for agency in agencies] == [
        *(True, False, True, True, True)
    ]


@pytest.mark.parametrize("where", ["home", "choices"])
def test_an_agency_is_offered_its_own_countrys_periods_alone(ours, theirs, where):
    def periods(agency):
        user = make.make_user(agency=agency)
        if where == "home":
            return my_work(user, now=make.NOON)["periods"]
        return list(choices_for(user, None)["period"])

    assert periods(ours.agency) == [ours.period]
    both = periods(make.make_agency(name="World", country=""))
    assert {period.pk for period in both} == {ours.period.pk, theirs.period.pk}


def test_what_hangs_on_the_period_is_the_countrys_own_too(ours, theirs):
    choices = choices_for(make.make_user(agency=ours.agency), None)
    assert [list(choices[name]) for name in ("priorities", "next_step")] == [
        [ours.priority],
        [ours.step],
    ]


def update_of(period, agency):
    return {
        "period": period.pk,
        "agency": agency.pk,
        "kind": "progress",
        "title": "Formation",
        **dict.fromkeys(("results-TOTAL_FORMS", "results-INITIAL_FORMS"), 0),
        **dict.fromkeys(("evidence-TOTAL_FORMS", "evidence-INITIAL_FORMS"), 0),
    }


def test_the_coordination_can_not_mix_an_agency_into_another_countrys_period(
    client, coordinator, ours, theirs
):
    address = ADD.format("progressupdate")
    refused = client.post(address, update_of(theirs.period, ours.agency))
    errors = refused.context["adminform"].form.errors
    assert errors == {"agency": [str(ON_ANOTHER)]}
    assert not ProgressUpdate.objects.exists()
    client.post(address, update_of(ours.period, ours.agency))
    assert ProgressUpdate.objects.get().agency == ours.agency


# What is added, the field that decides about another roadmap, and the rest of the form.
MIXED = {
    "assignment": (Assignment, "priority", lambda c: {"period": c.period, "agency": c.agency}),
    "nextstep": (NextStep, "priorities", lambda c: {"period": c.period, "number": 9}),
    "action": (
        *(Action, "priorities"),
        lambda c: {"roadmap": c.roadmap, "title": "X", "lead_agency": c.agency, "state": "planned"},
    ),
    "priority": (
        *(Priority, "theme"),
        lambda c: {"roadmap": c.roadmap, "number": 9, "text": "X", "short_name": "X"},
    ),
}


@pytest.mark.parametrize("kind", MIXED)
def test_a_record_does_not_mix_two_roadmaps(client, coordinator, ours, theirs, kind):
    model, name, fields = MIXED[kind]
    before = model.objects.count()
    typed = {key: getattr(value, "pk", value) for key, value in fields(ours).items()}
    attribute = "theme" if name == "theme" else "priority"
    refused = client.post(ADD.format(kind), typed | {name: getattr(theirs, attribute).pk})
    errors = refused.context["adminform"].form.errors
    assert errors == {name: [str(OF_ANOTHER)]}
    assert model.objects.count() == before
    client.post(ADD.format(kind), typed | {name: getattr(ours, attribute).pk})
    assert model.objects.count() == before + 1


def test_an_assignment_asks_an_agency_of_the_country(client, coordinator, ours, theirs):
    typed = {"period": ours.period.pk, "priority": ours.priority.pk}
    refused = client.post(ADD.format("assignment"), typed | {"agency": theirs.agency.pk})
    assert list(refused.context["adminform"].form.errors) == ["agency"]
    client.post(ADD.format("assignment"), typed | {"agency": ours.agency.pk})
    assert Assignment.objects.get().agency == ours.agency


def labels(client, address, name):
    form = client.get(address).context["adminform"].form
    return [label for value, label in form.fields[name].choices if value]


def test_choices_of_several_roadmaps_say_whose_they_are(client, coordinator, ours, request):
    address = ADD.format("assignment")
    names = ("period", "priority", "next_step")
    assert [labels(client, address, name) for name in names] == [
        *(["2023-2024"], ["1. MG"], ["1. MG"])
    ]
    request.getfixturevalue("theirs")
    assert [sorted(labels(client, address, name)) for name in names] == [
        ["2023-2024 · MG", "2023-2024 · MX"],
        ["1. MG · MG", "1. MX · MX"],
        ["1. MG · MG 2023-2024", "1. MX · MX 2023-2024"],
    ]


def test_filters_of_several_roadmaps_say_whose_they_are(client, coordinator, ours, theirs):
    page = client.get("/staff/roadmap/progressupdate/").text
    assert [f"{name} · {name[-2:]}</" in page for name in ("1. MG", "1. MX")] == [True, True]
    assert "2023-2024 · MX" in page


def test_pages_of_a_period_offer_the_agencies_that_report_on_it(client, coordinator, ours, theirs):
    matrix = client.get("/staff/matrix/MG/2023-2024/").context["others"]
    asked = client.get(f"/staff/matrix/MG/2023-2024/asked/p{ours.priority.pk}/").text
    ours.period.state = "closed"
    ours.period.save()
    reopen = client.get(f"/staff/year/{ours.period.pk}/").context["reopen_form"]
    offered = (list(matrix), list(reopen.fields["agency"].queryset))
    assert offered == ([ours.agency], [ours.agency])
    places = [f"{agency.pk}:p{ours.priority.pk}" for agency in (ours.agency, theirs.agency)]
    assert [place in asked for place in places] == [True, False]


def home(client):
    context = client.get("/staff/").context
    others = [(str(period.roadmap), period.year) for period, _address in context["others"]]
    return (str(context["period"].roadmap), context["period"].year), others


def test_home_shows_what_is_worked_on_and_leads_to_the_other_countries(
    client, coordinator, ours, theirs
):
    make.make_period(roadmap=ours.roadmap, year=2024, state="planned")
    make.make_period(roadmap=theirs.roadmap, year=2024, state="open")
    assert home(client) == (("MX", 2024), [("MG", 2023)])
    assert 'href="/staff/matrix/MG/2023-2024/"' in client.get("/staff/").text


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        ({2022: "closed", 2023: "open", 2024: "planned"}, 2023),
        ({2022: "closed", 2023: "closed", 2024: "planned"}, 2023),
        ({2024: "planned"}, 2024),
    ],
)
def test_home_shows_no_planned_year_before_the_one_that_is_worked_on(client, db, states, shown):
    roadmap = make.make_roadmap(code="MG", title="MG")
    for year, state in states.items():
        make.make_period(roadmap=roadmap, year=year, state=state)
    client.force_login(make.make_user(group="coordinators"))
    assert home(client) == (("MG", shown), [])


@pytest.mark.parametrize("address", ["/staff/", "/staff/year/"])
def test_an_empty_installation_says_how_a_country_begins(client, db, address):
    begin = 'href="/staff/roadmap/roadmap/add/">'
    client.force_login(make.make_user(group="coordinators"))
    # On the home page the list of all lists leads there too.
    assert client.get(address).text.count(begin) == (2 if address == "/staff/" else 1)
    make.make_period(roadmap=make.make_roadmap())
    assert client.get(address).text.count(begin) == (1 if address == "/staff/" else 0)


def test_a_new_roadmap_is_in_the_language_of_the_screen_and_chooses_its_zone(
    client, coordinator, settings
):
    settings.TIME_ZONE = "Indian/Antananarivo"
    french = {"accept-language": "fr"}
    form = client.get(ADD.format("roadmap"), headers=french).context["adminform"].form
    assert [form[name].value() for name in ("language", "time_zone")] == [
        *("fr", "Indian/Antananarivo")
    ]
    zones = [value for value, _label in form.fields["time_zone"].widget.choices]
    assert {"Africa/Abidjan", "America/Mexico_City", "UTC"} <= set(zones)


def test_a_signatorys_agency_is_a_plain_choice(client, coordinator):
    assert "related-widget-wrapper" not in client.get(ADD.format("roadmap")).text


def test_a_mail_of_invitation_is_in_the_language_of_the_screen(client, coordinator):
    invite = client.get("/staff/invite/", headers={"accept-language": "fr"})
    assert invite.context["form"]["language"].value() == "fr"


def test_the_public_page_says_the_country_and_marks_the_language_of_its_words(client, ours, theirs):
    ours.roadmap.language = "fr"
    ours.roadmap.save()
    page = client.get("/", headers={"accept-language": "en"}).text
    assert '<h1 lang="fr">MG</h1>' in page
    assert '<h1 lang="es">MX</h1>' in page
    assert [f"<p>{name} · Adopted on" in page for name in ("Madagascar", "Mexico")] == [True, True]
    assert "<h2>Priorities</h2>" in page.split("<article>")[1]


@pytest.mark.parametrize("language", ["es", "en", "fr"])
def test_what_is_added_and_saved_is_said_in_words_that_need_no_article(
    client, coordinator, ours, language
):
    page = client.get(ADD.format("agency"), headers={"accept-language": language}).text
    words = {"es": "Agregar institución", "en": "Add agency", "fr": "Ajouter : institution"}
    assert f"<h1>{words[language]}</h1>" in page.replace("\xa0", " ")
    typed = {"name": "Institution A", "code": "A", "kind": "ministry"}
    rows = {"aliases-TOTAL_FORMS": 0, "aliases-INITIAL_FORMS": 0}
    english = {"accept-language": "en"}
    saved = client.post(ADD.format("agency"), typed | rows, follow=True, headers=english)
    assert [str(message) for message in saved.context["messages"]] == ["Saved: Institution A"]
