import json
from dataclasses import replace
from datetime import date

import pytest

from reports.document import (
    Answer,
    Column,
    Condition,
    Document,
    Link,
    Option,
    Passage,
    Question,
    Result,
    Section,
    Source,
    Table,
    from_dict,
    to_dict,
)
from reports.publishing.publishing import canonical
from reports.renderers import RENDERERS
from tests.reports.documents import whole_document


def make_document():
    """A document in which every part stands at least once, full and empty."""
    result = Result("1,693 personas", "1693", "2000", None, "about", "personas", "", "", "counted")
    source = Source(
        "5cac7140-e816-5987-8dcf-a19df6fd08e5",
        2,
        "SNDIF",
        "SNDIF",
        ("OIT",),
        "progress",
        "Curso",
        "2022",
        "2022-01-01",
        "2022-12-31",
        (result,),
        (Link("Boletín", "https://e.org"),),
    )
    runs = [{"text": "Hecho", "bold": True}, {"text": ".", "href": "https://e.org"}]
    tree = [
        {"type": "paragraph", "runs": runs},
        {"type": "list", "ordered": True, "items": [[{"type": "paragraph", "runs": runs}]]},
    ]
    table = Table("Pasos", (Column("areas", "Ámbitos", many=True),), ((("a", "b"),), ((),)))
    answer = Answer((Passage(tree, 0, "Paso 1"), Passage(tree)), (source,), "otro texto", table)
    question = Question(
        2,
        "lessons",
        "¿Qué?",
        "Ayuda",
        "text",
        True,
        1,
        None,
        Condition("first", 1, "yes"),
        True,
        False,
        (Option("yes", "Sí", True), Option("other", "Otros", False, True)),
        answer,
    )
    plain = Question(
        1, "first", "¿Sí?", "", "text", False, None, 3, None, False, True, (), Answer()
    )
    section = Section("one", "Sección", "Examinemos", False, (plain, question))
    return Document(
        "MX", "México", "MX-2019", "Hoja de ruta", "2022-2023", "2022-2023", "es", "es", "Informe",
        False, (section,),
    )  # fmt: skip


def test_json_form_loses_nothing():
    document = make_document()
    assert from_dict(json.loads(json.dumps(to_dict(document)))) == document


def test_json_form_with_another_key_is_refused():
    values = to_dict(make_document())
    values["sections"][0]["colour"] = "red"
    with pytest.raises(ValueError, match=r"Section: \['colour'\] do not fit"):
        from_dict(values)


def test_json_form_without_a_key_is_refused():
    values = to_dict(make_document())
    del values["sections"][0]["questions"][0]["answer"]
    with pytest.raises(ValueError, match=r"Question: \['answer'\] do not fit"):
        from_dict(values)


# As reports were frozen before documents carried their days.
FROZEN = (
    '{"annex":[],"charts":[],"content_language":"es","country":"MX","country_name":"México",'
    '"edition":"2022-2023","language":"es","period":"2022-2023","roadmap":"MX-2019",'
    '"roadmap_title":"Hoja de ruta","sections":[],"title":"Informe","working_translation":false}'
)


def test_a_document_frozen_without_its_days_is_read_and_keeps_its_hash():
    document = from_dict(json.loads(FROZEN))
    assert document.days == (date(2022, 5, 1), date(2023, 4, 30))
    assert canonical(document) == FROZEN.encode()


def test_a_document_with_its_days_is_frozen_with_them():
    document = replace(from_dict(json.loads(FROZEN)), first_day="2022-03-01", last_day="2023-02-28")
    assert document.days == (date(2022, 3, 1), date(2023, 2, 28))
    values = json.loads(canonical(document))
    assert (values["first_day"], values["last_day"]) == ("2022-03-01", "2023-02-28")
    assert from_dict(values) == document


@pytest.mark.parametrize("name", RENDERERS)
def test_a_document_frozen_without_its_days_is_rendered_as_with_them(name):
    frozen = whole_document()
    assert (frozen.first_day, frozen.last_day) == ("", "")
    told = replace(frozen, first_day="2022-05-01", last_day="2023-04-30")
    assert RENDERERS[name].render(frozen) == RENDERERS[name].render(told)


@pytest.mark.parametrize("name", ["docx", "pdf", "xlsx"])
def test_a_file_is_dated_on_the_documents_last_day(name):
    frozen = whole_document()
    other = replace(frozen, first_day="2022-03-01", last_day="2023-02-28")
    assert RENDERERS[name].render(frozen) != RENDERERS[name].render(other)


@pytest.mark.parametrize(
    ("answer", "chosen", "answered"),
    [
        (Answer(), False, False),
        (Answer(), True, True),
        (Answer(other_text="Otra cosa"), False, True),
        (Answer(passages=(Passage([]),)), False, True),
        (Answer(table=Table("", (), ())), False, False),
        (Answer(table=Table("", (Column("a", "A"),), ((("x",),),))), False, True),
    ],
)
def test_question_is_answered_by_a_choice_a_text_or_a_row(answer, chosen, answered):
    question = Question(
        1, "a", "A", "", "single-choice", True, None, None, None, True, False,
        (Option("yes", "Sí", chosen),), answer,
    )  # fmt: skip
    assert question.is_answered is answered
