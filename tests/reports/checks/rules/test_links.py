import pytest
from django.utils.translation import override

from reports.checks import check
from reports.checks.rules.links import trouble
from tests.reports.checks.materials import found_in, make_material, make_update

GOOD = [
    "https://www.gob.mx/stps",
    "http://dof.gob.mx/nota_detalle.php?codigo=5675759&fecha=27/12/2022#gsc.tab=0",
    "https://web.archive.org/web/2022/https://www.ilo.org/",
    "https://example.org:8443/a_(b)",
    "https://español.mx/página",
    "https://8.8.8.8/x",
    "mailto:contacto@stps.gob.mx",
]
BAD = {
    "link:https://www.dof.gob.mx/nota": "a word is glued to its beginning",
    "https:/www.gob.mx/stps": "it does not begin with https:// and the name of a site",
    "https:///www.gob.mx": "it does not begin with https:// and the name of a site",
    "ftp://www.gob.mx/a": "it does not begin with https:// and the name of a site",
    "https://www.gob.mx/https://www.gob.mx/a": "it is two addresses in one",
    "https://www.gob.mx/stps…": "it ends with a mark or was cut off",
    "https://www.gob.mx\\stps": "it ends with a mark or was cut off",
    "https://www.gob .mx/a": "there is a space in it",
    "https://localhost/a": "it leads to an internal network that readers can not reach",
    "https://10.1.2.3/a": "it leads to an internal network that readers can not reach",
    "http://192.168.0.4:8000/": "it leads to an internal network that readers can not reach",
    "https://[::1]/a": "it leads to an internal network that readers can not reach",
    "https://servidor.local/a": "it leads to an internal network that readers can not reach",
    "https://intranet/a": "it leads to an internal network that readers can not reach",
    "https://ana:secreto@gob.mx/": "it carries a name or password",
    "https://www..gob.mx/": "the name of the site is not a name",
    "https://www.gob.mx:puerto/": "the name of the site is not a name",
    "mailto:ana": "no mail address",
}


@pytest.mark.parametrize("address", GOOD)
def test_address_that_can_work_is_not_found(address):
    assert trouble(address) is None


@pytest.mark.parametrize("address", BAD)
def test_address_that_can_not_work_says_why(address):
    with override("en"):
        assert str(trouble(address)) == BAD[address]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Véase en link:https://www.gob.mx/a para saber más.", "link:https://www.gob.mx/a"),
        ("Véase http://localhost/a, por favor.", "http://localhost/a"),
        ("Véase (https://10.0.0.1/a).", "https://10.0.0.1/a"),
    ],
)
def test_address_in_a_text_is_looked_at(text, address):
    assert found_in(text) == [("bad-link", address)]


@pytest.mark.parametrize(
    "text", ["Véase https://www.gob.mx/a, y más.", "Así es (véase https://www.gob.mx/a)."]
)
def test_mark_behind_an_address_is_the_sentences(text):
    assert found_in(text) == []


def test_link_behind_words_is_looked_at():
    runs = [{"text": "Véase "}, {"text": "aquí", "href": "https://intranet/a"}, {"text": "."}]
    material = make_material()
    [question] = [q for q in material.document.questions if q.id == "difficulties"]
    question.answer.passages[0].narrative[0]["runs"] = runs
    assert [(f.check, f.place.words) for f in check(material)] == [
        ("bad-link", "https://intranet/a")
    ]


def test_link_of_evidence_is_looked_at_once():
    update = make_update(evidence=["https://servidor.local/a", "https://www.gob.mx/a"])
    [finding] = check(make_material(updates=[update]))
    assert (finding.check, finding.place.words) == ("bad-link", "https://servidor.local/a")
    assert finding.place.update == str(update.uid)
