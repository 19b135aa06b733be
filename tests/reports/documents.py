"""Documents made by hand, without a database: whole, hostile, and enlarged ones."""

from dataclasses import replace

from reports.document import (
    Answer,
    Bar,
    Chart,
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

# Keys whose texts are the application's own or of a closed form: nobody types them.
CLOSED = {
    *("type", "kind", "language", "content_language", "label_language", "country", "period"),
    "country_name",
    *("edition", "update", "quantity", "quantity_to", "out_of", "happened_from", "happened_to"),
    *("qualifier", "basis", "id", "code", "roadmap", "choice", "question", "href"),
}


def paragraph(*runs):
    return {"type": "paragraph", "runs": [{"text": run} if isinstance(run, str) else run
                                          for run in runs]}  # fmt: skip


def listing(*items, ordered=False):
    return {"type": "list", "ordered": ordered, "items": [list(item) for item in items]}


def narrative():
    """Every kind of block and mark, lists in lists, two numbered lists."""
    marked = [
        "Se hizo ",
        {"text": "mucho", "bold": True},
        ", y ",
        {"text": "bien", "italic": True},
        "; véase ",
        {"text": "el boletín", "href": "https://e.org/a?b=1&c=2"},
        ".",
    ]
    inner = listing([paragraph("Dos, a")], [paragraph("Dos, b")])
    more = [paragraph("Otro dos"), paragraph("sigue")]
    return [
        paragraph(*marked),
        paragraph("Una línea\ny otra."),
        listing([paragraph("Uno")], [paragraph("Dos"), inner], ordered=True),
        paragraph("Y de nuevo:"),
        listing([paragraph("Otro uno")], more, ordered=True),
        listing([paragraph("Punto"), listing([paragraph("Dentro")])]),
    ]


def source(number=1):
    result = Result("1,693 personas", "1693", None, None, "exact", "personas", "", "", "counted")
    links = (Link("Boletín", "https://e.org/boletin"), Link("", "https://e.org/sin-titulo"))
    return Source(
        f"00000000-0000-0000-0000-{number:012}", 2, "Sistema Nacional DIF (SNDIF)", "SNDIF",
        ("OIT", "INM"), "progress", "Curso", "mayo de 2022", "2022-05-01", "2022-05-31",
        (result, result), links,
    )  # fmt: skip


def question(number=1, **fields):
    """A question with a text for an answer, unless other fields are given."""
    plain = {
        "number": number,
        "id": f"question-{number}",
        "text": f"¿Qué se hizo en el punto {number}?",
        "help": "",
        "kind": "text",
        "required": False,
        "priority": None,
        "next_step": None,
        "condition": None,
        "asked": True,
        "working_translation": False,
        "options": (),
        "answer": Answer(passages=(Passage(narrative()),)),
    }
    return Question(**(plain | fields))


def options(*chosen):
    labels = {"yes": "Sí", "no": "No", "other": "Otros"}
    return tuple(
        Option(name, label, name in chosen, name == "other") for name, label in labels.items()
    )


def records():
    columns = (Column("title", "Título"), Column("areas", "Áreas", many=True),
               Column("proof", "Prueba"))  # fmt: skip
    rows = ((("Plan",), ("Trabajo infantil", "Trata"), ("Un informe\nen dos partes",)),
            (("Campaña",), (), ()))  # fmt: skip
    return Table("Próximos pasos", columns, rows)


def charts():
    bars = (Bar("1. Prevenir", 7), Bar("2. Un nombre tan largo que no cabe en una sola línea", 0))
    places = (("Chiapas", 2, "MX-CHP"), ("Oaxaca", 0, "MX-OAX"), ("Sonora", 1, "MX-SON"))
    tiles = tuple(Bar(*place) for place in places)
    common = ("Lo que se cuenta.", "Se ve esto.", ("Cosa", "Número"), "es")
    return (
        Chart("results-by-priority", "bars", "Resultados", *common, bars),
        Chart("states-reached", "map", "Entidades", *common, tiles),
    )


def annex():
    columns = (
        Column("agency", "Institución"),
        Column("quantity", "Cantidad", type="number"),
        Column("from", "Desde", type="date"),
        Column("link", "Enlace", type="link"),
        Column("priorities", "Prioridades", many=True),
    )
    rows = ((("SNDIF",), ("54750.5",), ("2022-06-13",), ("https://e.org",), ("1", "2")),
            (("=1+1",), (), (), (), ()))  # fmt: skip
    return (
        Table("Resultados", columns, rows, "results"),
        Table("Acciones", columns, (), "actions"),
    )


def whole_document(**fields):
    """A document with everything in it that a document can hold."""
    told = (Passage(narrative(), 0, "Próximo paso 1"), Passage([], 0))
    questions = (
        question(1, required=True, help="Diga todo."),
        question(2, answer=Answer(told, (source(),))),
        question(3, kind="multiple-choice", options=options("yes", "other"),
                 answer=Answer(other_text="Iglesias")),
        question(4, kind="single-choice", options=options("no"), answer=Answer()),
        question(5, condition=Condition("question-4", 4, "yes"), asked=False, answer=Answer()),
    )  # fmt: skip
    more = (
        question(6, kind="rating", answer=Answer(),
                 options=tuple(Option(str(n), str(n), n == 3) for n in range(1, 11))),
        question(7, kind="next-steps", answer=Answer(table=records())),
        question(8, answer=Answer(table=replace(records(), caption="Proyectos"))),
        question(9, answer=Answer()),
    )  # fmt: skip
    plain = {
        "country": "MX",
        "country_name": "México",
        "roadmap": "MX-2019",
        "roadmap_title": "Hoja de ruta",
        "period": "2022-2023",
        "edition": "2022-2023",
        "language": "es",
        "content_language": "es",
        "title": "Progresos de la Meta 8.7",
        "working_translation": False,
        "sections": (
            Section("one", "Progresos", "Examinemos esto.", False, questions),
            Section("two", "Futuro", "", False, more),
        ),
        "charts": charts(),
        "annex": annex(),
    }
    return Document(**(plain | fields))


def filled_with(text, document=None):
    """The document with this text in every place where people write one."""
    return from_dict(_filled(to_dict(document or whole_document()), text))


def _filled(value, text, key=""):
    if isinstance(value, str):
        return value if key in CLOSED or _is_number(value, key) else text
    if isinstance(value, dict):
        is_typed = "many" in value and value.get("type") in {"number", "date"}
        return value if is_typed else {name: _filled(v, text, name) for name, v in value.items()}
    if isinstance(value, list):
        return [_filled(item, text, key) for item in value]
    return value


def _is_number(value, key):
    return key == "rows" and value[:1].isdigit()


def enlarged(document, times):
    """The document with all its sections so many times, its questions numbered on."""
    sections, number = [], 0
    for time in range(times):
        for section in document.sections:
            numbered = []
            for each in section.questions:
                number += 1
                numbered.append(replace(each, number=number))
            sections.append(replace(section, id=f"{section.id}-{time}", questions=tuple(numbered)))
    annex = tuple(replace(table, rows=table.rows * times) for table in document.annex)
    return replace(document, sections=tuple(sections), annex=annex)
