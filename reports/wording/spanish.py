"""The report in Spanish."""

from django.utils.translation import pgettext_lazy

from reports.wording.language import Dates, Numbers, SmallWords, Tellings, Wording, word_set

SPANISH = Wording(
    language="es",
    spoken=pgettext_lazy("a sentence in", "Spanish"),
    dates=Dates(
        months=(
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ),
        first_day="1",
        day="{d1} de {m1} de {y1}",
        month="{m} de {y}",
        days_of_month="del {d1} al {d2} de {m1} de {y1}",
        days_of_year="del {d1} de {m1} al {d2} de {m2} de {y1}",
        days="del {d1} de {m1} de {y1} al {d2} de {m2} de {y2}",
        months_of_year="de {m1} a {m2} de {y1}",
        months_over_years="de {m1} de {y1} a {m2} de {y2}",
        years="de {y1} a {y2}",
        other_months={"setiembre": 9},
        ordinals=r"1ro|1º",
        of="de|del",
        to="al|a|y",
    ),
    numbers=Numbers(
        group=",",
        point=".",
        words=(
            "un una uno",
            "dos",
            "tres",
            "cuatro",
            "cinco",
            "seis",
            "siete",
            "ocho",
            "nueve",
            "diez",
            "once",
            "doce",
        ),
        multipliers={"mil": 1000, "millones": 1_000_000},
    ),
    small=SmallWords(
        telling=word_set(
            """
            el los las del y con por para una su sus al como más lo este esta estos
            estas sobre también fue fueron ha han que se donde cuyo así en o u entre
            desde hasta son está muy no sin nos había ser
            """
        ),
        joining=word_set(
            """
            a al ante con contra de del e el en entre la las lo los o para por que se
            sin su sus u un una y
            """
        ),
        in_names=word_set("de del la las los el y e en para por a al con"),
        doubled=word_set("no si"),
    ),
    tellings=Tellings(
        limits=r"hasta|desde|a partir de",
        limit_fillers=r"el|los|la|día|finales de",
        coming=(
            r"(?:se\s+)?\w+(?:rá|rán)\b(?:\s+\w+[ai]d[oa]s?\b)?|previst[oa]s?|prevén?|"
            r"se esperan?|esperad[oa]s?|se plante?an?|plane?ad[oa]s?|programad[oa]s?|"
            r"proyectad[oa]s?|entra(?:da)? en vigor|vigencia|se fij(?:ó|aron)|"
            r"(?:a|por) (?:realizarse|celebrarse)|van? a \w+"
        ),
        done=(
            r"(?:fue|fueron|ha|han|hubo|había|habían)\s+(?:sido\s+)?\w+(?:ad|id|t|ch)[oa]s?\b|"
            r"\w{2,}ó\b|\w+(?:aron|ieron)\b|fue\b|fueron\b|tuvo lugar|tuvieron lugar"
        ),
        under_way=(
            r"se est(?:á|án) trabajando|est(?:á|án) en (?:proceso|curso|elaboración)|en curso|"
            r"se prevé|está previst[oa]|se dará|se darán|se contará|pendientes? de"
        ),
        delivered=(
            r"(?:fue|fueron|ha sido|han sido)(?: ya)? (?:aprobad|adoptad|entregad|concluid|"
            r"publicad|validad)[oa]s?|ya (?:se )?(?:aprob|adopt|entreg|public|conclu)\w+|"
            r"se (?:aprobó|adoptó|concluyó|entregó|publicó|aprobaron|adoptaron|concluyeron|"
            r"publicaron)"
        ),
        not_applicable=r"n\s*[/.]\s*a\.?|s\s*/\s*o|no (?:se )?aplica|ningun[oa]s?",
        deeds={
            "approved": r"valid[aóé]|aprob|adopt|ratifi",
            "published": r"public[óa]",
            "presented": r"present[óaeé]|lanz",
            "signed": r"suscrib|firm[óa]",
            "held": r"celebr[óa]|se realizó|llevó a cabo",
        },
    ),
    contents=("Índice", "Contenido", "Contenidos", "Tabla de contenido", "Tabla de contenidos"),
    marks=("¿?", "¡!"),
    words={
        "name": "Español",
        "and": "y",
        "and-before-i": "e",
        "range": "{} a {}",
        "out_of": "{} de {}",
        "qualifier-exact": "{}",
        "qualifier-about": "alrededor de {}",
        "qualifier-more-than": "más de {}",
        "qualifier-less-than": "menos de {}",
        "basis-counted": "",
        "basis-estimated": "estimación",
        "basis-planned": "previsto",
        "basis-not-stated": "",
        "female": "{} mujeres y niñas",
        "male": "{} hombres y niños",
        "under_18": "{} menores de 18 años",
        "adults": "{} de 18 años o más",
        "kind-progress": "",
        "kind-no-progress": "Sin avances en el periodo:",
        "kind-not-applicable": "No aplica en el periodo:",
        "step": "Próximo paso {number}: {title}",
        "step-untitled": "Próximo paso {number} (título no indicado)",
        "project": "Proyecto",
        "acronym": "Siglas",
        "implementers": "Implementa",
        "years": "Años",
        "states": "Entidades",
        "sectors": "Sectores",
        "description": "Descripción",
        "years-both": "{} a {}",
        "years-from": "desde {}",
        "years-to": "hasta {}",
        "years-none": "no indicados",
        "other": "Otros",
        "annual-report": "Informe anual de progreso",
        "contents": "Índice",
        "period": "Periodo",
        "colon": ":",
        "roadmap": "Hoja de ruta",
        "required": "Respuesta obligatoria",
        "chosen": "marcado",
        "not-chosen": "sin marcar",
        "not-stated": "No indicado",
        "no-answer": "Sin respuesta.",
        "not-asked": "No procede por la respuesta a la pregunta {number}.",
        "with-partners": "con {}",
        "results": "Resultados",
        "evidence": "Evidencia",
        "open-update": "Ver el avance",
        "projects-caption": "Proyectos de cooperación en curso durante el periodo",
        "steps-caption": "Próximos pasos",
        "working-edition": (
            "La redacción de las preguntas en este idioma es una traducción de trabajo."
        ),
        "working-text": "Traducción de trabajo",
        "year-in-figures": "El año en cifras",
        "annex": "Anexo",
        "required-sign": "* Respuesta obligatoria.",
        "page": "Página {page} de {pages}",
        "bars": "Gráfica de barras",
        "map": "Mapa de mosaico",
        "alternative-bars": "{kind}. {title}: {values}.",
        "alternative-map": "{kind}. {title}: {reached} de {all}. {values}.",
        "results-by-priority": "Resultados por prioridad",
        "results-by-priority-caption": (
            "Número de resultados informados en el periodo. Un resultado se cuenta en cada "
            "prioridad a la que contribuye."
        ),
        "results-by-agency": "Resultados por institución",
        "results-by-agency-caption": (
            "Número de resultados informados en el periodo por cada institución."
        ),
        "other-agencies": "Otras instituciones ({})",
        "steps-by-status": "Próximos pasos por situación",
        "steps-by-status-caption": "Número de próximos pasos del periodo en cada situación.",
        "states-reached": "Entidades alcanzadas",
        "states-reached-caption": (
            "Número de avances del periodo que nombran cada entidad. Cada recuadro es una "
            "entidad; cuanto más oscuro, más avances."
        ),
        "priority": "Prioridad",
        "agency": "Institución",
        "status": "Situación",
        "state": "Entidad",
        "number-of-results": "Resultados",
        "number-of-steps": "Próximos pasos",
        "number-of-updates": "Avances",
        "undecided": "Sin decidir",
        "actions": "Acciones",
        "projects": "Proyectos",
        "update": "Avance",
        "action": "Acción",
        "lead-agency": "Institución responsable",
        "partners": "Con",
        "priorities": "Prioridades",
        "areas": "Áreas de trabajo",
        "from": "Desde",
        "to": "Hasta",
        "qualifier": "Exactitud",
        "quantity": "Cantidad",
        "quantity-to": "Hasta la cantidad",
        "out-of": "De un total de",
        "unit": "Unidad",
        "population": "Población",
        "female-heading": "Mujeres y niñas",
        "male-heading": "Hombres y niños",
        "under-18-heading": "Menores de 18 años",
        "adults-heading": "De 18 años o más",
        "place": "Lugar",
        "basis": "Base",
        "first-year": "Primer año",
        "last-year": "Último año",
        "evidence-title": "Título",
        "link": "Enlace",
        "exact": "exacta",
        "about": "alrededor de",
        "more-than": "más de",
        "less-than": "menos de",
        "counted": "contado",
        "estimated": "estimación",
        "planned": "previsto",
        "action-planned": "Planificada",
        "action-in-progress": "En curso",
        "action-completed": "Concluida",
        "action-stopped": "Detenida",
        "area-child-labour": "Trabajo infantil",
        "area-forced-labour": "Trabajo forzoso",
        "area-human-trafficking": "Trata de personas",
        "area-modern-slavery": "Esclavitud moderna",
    },
)
