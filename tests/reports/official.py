"""The form's official Spanish wording, as the report of 2022-2023 prints it, for the tests.

For a roadmap with one priority, "Prevenir.", and one next step, "Un paso": one question each.
"""

YES_NO = [{"id": "yes", "label": "Sí"}, {"id": "no", "label": "No"}]
ALL_THAT_APPLY = "Seleccione todo lo que corresponda."
SCALE = [
    {"id": "1", "label": "1 (Ningún progreso)"},
    *({"id": str(point), "label": str(point)} for point in range(2, 10)),
    {"id": "10", "label": "10 (Grandes progresos)"},
]
STATUSES = [
    {"id": "not-achieved", "label": "No alcanzado"},
    {"id": "planned", "label": "Previsto"},
    {"id": "in-progress", "label": "En curso"},
    {"id": "completed", "label": "Completado"},
]
TOOLS = [
    {"id": "surveys", "label": "Encuestas"},
    {"id": "case-studies", "label": "Estudios de casos"},
    {"id": "focus-groups", "label": "Debates de grupos de discusión"},
    {"id": "interviews", "label": "Entrevistas"},
    {"id": "anecdotal-evidence", "label": "Pruebas anecdóticas"},
    {"id": "third-parties", "label": "Información proporcionada por terceros"},
    {"id": "not-applicable", "label": "No se aplica"},
    {"id": "other", "label": "Otros"},
]
INTERNATIONAL = [
    {
        "id": "pathfinder-countries",
        "label": "Otros países pioneros de la Alianza 8.7. Más información en "
        "https://www.alliance87.org/pathfinder-countries/.",
    },
    {"id": "ilo", "label": "OIT"},
    {"id": "un-agencies", "label": "Organismos de las Naciones Unidas (distintas de la OIT)"},
    {
        "id": "international-civil-society",
        "label": "Organizaciones internacionales de la sociedad civil",
    },
    {"id": "other", "label": "Otros"},
]
NATIONAL = [
    {"id": "private-sector", "label": "Sector privado"},
    {"id": "employers", "label": "Organizaciones de empleadores"},
    {"id": "workers", "label": "Organizaciones de trabajadores"},
    {"id": "local-civil-society", "label": "Organizaciones de la sociedad civil locales"},
    {"id": "ministries", "label": "Ministerios de su Gobierno"},
    {"id": "other", "label": "Otros"},
]


def _question(number, identifier, text, kind="text", required=False, options=(), help_text=""):
    return {
        "number": number,
        "id": identifier,
        "text": text,
        "help": help_text,
        "kind": kind,
        "required": required,
        "asked": True,
        "options": list(options),
        "answer": {
            "text": "",
            "passages": [],
            "choices": [],
            "other_text": "",
            "rows": [],
            "sources": [],
        },
    }


def sections():
    """The sections of the JSON of an empty report of that small roadmap, for 2022-2023."""
    return [
        {
            "id": "priorities",
            "title": "Progresos anuales respecto de las prioridades establecidas en la hoja de"
            " ruta",
            "questions": [
                _question(
                    1,
                    "priority-progress",
                    "Desde mayo de 2022, ¿qué progresos ha logrado su país respecto de la"
                    " prioridad 1 “Prevenir” establecida en su hoja de ruta nacional?",
                    required=True,
                )
            ],
        },
        {
            "id": "next-steps",
            "title": "Progresos logrados respecto de los próximos pasos identificados",
            "questions": [
                _question(
                    2,
                    "next-step-status",
                    "¿Cuál es la situación de su próximo paso 1 “Un paso”?",
                    kind="single-choice",
                    options=STATUSES,
                ),
                _question(
                    3,
                    "next-steps-information",
                    "Facilite información adicional sobre los progresos logrados respecto de los"
                    " próximos pasos identificados.",
                ),
            ],
        },
        {
            "id": "general-progress",
            "title": "Progreso general en los últimos 12 meses",
            "questions": [
                _question(
                    4,
                    "progress-rating",
                    "¿Cómo calificaría los progresos logrados respecto de las prioridades"
                    " establecidas en su hoja de ruta?",
                    kind="rating",
                    required=True,
                    options=SCALE,
                ),
                _question(
                    5,
                    "main-successes",
                    "Teniendo en cuenta los progresos logrados respecto de sus prioridades"
                    " nacionales y los próximos pasos (incluidos en este informe), ¿cuáles son los"
                    " principales éxitos entre mayo de 2022 y abril de 2023 que le gustaría"
                    " resaltar en la página web de la Alianza 8.7 o en los informes de la Alianza"
                    " 8.7?",
                    required=True,
                ),
                _question(
                    6,
                    "other-successes",
                    "¿Se ha constatado algún otro éxito significativo como resultado de los"
                    " esfuerzos realizados para alcanzar la Meta 8.7?",
                    kind="single-choice",
                    required=True,
                    options=[*YES_NO, {"id": "not-applicable", "label": "No se aplica"}],
                    help_text="Tenga en cuenta también los aspectos de la Meta 8.7 que no estén"
                    " contemplados en su hoja de ruta (es decir, trabajo infantil, el trabajo"
                    " forzoso, la trata de seres humanos y la esclavitud moderna).",
                ),
                _question(7, "other-successes-text", "¿Cuáles fueron esos éxitos significativos?"),
                _question(
                    8,
                    "difficulties",
                    "¿A qué dificultades se ha enfrentado a la hora de poner en práctica las"
                    " prioridades y los próximos pasos establecidos en su hoja de ruta?",
                    required=True,
                    help_text="Entre los retos debe tenerse en cuenta la COVID-19, si procede.",
                ),
                _question(
                    9,
                    "lessons",
                    "¿Cómo superó los retos? ¿Cuáles son las lecciones aprendidas?",
                ),
            ],
        },
        {
            "id": "assessment",
            "title": "Evaluación de los progresos logrados en los últimos 12 meses",
            "questions": [
                _question(
                    10,
                    "assessment-tools",
                    "¿Cuáles de las siguientes herramientas formales de evaluación u otros tipos"
                    " de pruebas se han utilizado para evaluar los progresos logrados respecto de"
                    " sus prioridades nacionales?",
                    kind="multiple-choice",
                    required=True,
                    options=TOOLS,
                    help_text=ALL_THAT_APPLY,
                ),
                _question(
                    11,
                    "assessment-tools-text",
                    "Si aplica, facilite información adicional sobre las herramientas formales de"
                    " evaluación u otros tipos de pruebas que ha utilizado para evaluar los"
                    " progresos logrados respecto de sus prioridades nacionales.",
                    help_text="Utilice sus respuestas a la pregunta anterior, es decir, encuestas,"
                    " estudios de casos, debates de grupos de discusión, pruebas anecdóticas,"
                    " otros.",
                ),
                _question(
                    12,
                    "evidence-difficulties",
                    "Especifique qué dificultades ha encontrado (si procede) a la hora de reunir"
                    " pruebas para evaluar sus progresos.",
                ),
                _question(
                    13,
                    "assessment-stakeholders",
                    "Especifique los nombres de otras partes interesadas (por ejemplo, organismos"
                    " gubernamentales, interlocutores sociales, organizaciones de la sociedad"
                    " civil) y su participación, si procede, en la evaluación de sus progresos.",
                ),
            ],
        },
        {
            "id": "international-collaboration",
            "title": "Colaboración con socios internacionales",
            "questions": [
                _question(
                    14,
                    "international-partners",
                    "¿Ha colaborado con socios internacionales?",
                    kind="multiple-choice",
                    required=True,
                    options=INTERNATIONAL,
                    help_text=ALL_THAT_APPLY,
                ),
                _question(
                    15,
                    "international-partners-text",
                    "Especifique el nombre y describa la colaboración con sus socios"
                    " internacionales.",
                ),
                _question(
                    16,
                    "initiatives",
                    "¿Ha prestado apoyo a alguna iniciativa subregional, regional o mundial,"
                    " incluidas la iniciativa Sur-Sur, en lo que respecta a la eliminación del"
                    " trabajo infantil, del trabajo forzoso, de la trata de seres humanos y de la"
                    " esclavitud moderna?",
                    kind="single-choice",
                    required=True,
                    options=[*YES_NO, {"id": "unknown", "label": "No sabe"}],
                ),
                _question(
                    17,
                    "initiatives-text",
                    "Facilite información sobre las iniciativas subregionales, regionales y"
                    " mundiales a las que ha prestado apoyo.",
                ),
            ],
        },
        {
            "id": "national-collaboration",
            "title": "Colaboración con socios nacionales",
            "questions": [
                _question(
                    18,
                    "national-partners",
                    "¿Colaboró con algún socio nacional?",
                    kind="multiple-choice",
                    required=True,
                    options=NATIONAL,
                    help_text=ALL_THAT_APPLY,
                ),
                _question(
                    19,
                    "national-partners-text",
                    "Especifique el nombre y describa la colaboración con sus socios nacionales.",
                ),
                _question(
                    20,
                    "national-collaboration-increased",
                    "En comparación con el año pasado, ¿cree que ha aumentado la colaboración con"
                    " las partes interesadas nacionales?",
                    kind="single-choice",
                    required=True,
                    options=YES_NO,
                ),
                _question(
                    21,
                    "national-collaboration-text",
                    "Especifique qué ha mejorado respecto de su colaboración con algún socio o"
                    " socios nacionales, o iniciativas nacionales.",
                ),
                _question(
                    22,
                    "pathfinder-process-useful",
                    "¿Se ha considerado útil el proceso de los países pioneros?",
                    kind="single-choice",
                    required=True,
                    options=YES_NO,
                ),
            ],
        },
        {
            "id": "outlook",
            "title": "Perspectivas de futuro",
            "questions": [
                _question(
                    23,
                    "priorities-revision",
                    "¿Es necesario revisar las prioridades establecidas en la hoja de ruta de su"
                    " país?",
                    kind="single-choice",
                    required=True,
                    options=YES_NO,
                )
            ],
        },
        {
            "id": "coming-year",
            "title": "Próximos pasos en los próximos 12 meses (hasta abril de 2024)",
            "questions": [
                _question(
                    24,
                    "coming-next-steps",
                    "Hasta abril de 2024, ¿cuáles son los próximos pasos que dará su país respecto"
                    " de las prioridades establecidas en su hoja de ruta?",
                    kind="next-steps",
                    required=True,
                ),
                _question(
                    25,
                    "anticipated-challenges",
                    "¿Qué retos anticipa en este proceso?",
                    required=True,
                ),
                _question(
                    26,
                    "anything-else",
                    "¡Muchas gracias! Ha llegado al final del formulario. ¿Hay algo más que le"
                    " gustaría añadir?",
                ),
            ],
        },
    ]


# The only chart of that report: its one next step, of which nothing is decided.
OPEN_STEP = {
    "id": "steps-by-status",
    "kind": "bars",
    "title": "Próximos pasos por situación",
    "caption": "Número de próximos pasos del periodo en cada situación.",
    "alternative": "Gráfica de barras. Próximos pasos por situación: No alcanzado: 0; Previsto: 0;"
    " En curso: 0; Completado: 0; Sin decidir: 1.",
    "columns": ["Situación", "Próximos pasos"],
    "label_language": "es",
    "bars": [
        {"label": "No alcanzado", "value": 0, "code": ""},
        {"label": "Previsto", "value": 0, "code": ""},
        {"label": "En curso", "value": 0, "code": ""},
        {"label": "Completado", "value": 0, "code": ""},
        {"label": "Sin decidir", "value": 1, "code": ""},
    ],
}
