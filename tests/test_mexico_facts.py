"""The facts of Mexico's roadmap of 2019 and of its report 2022-2023: each is here, none is lost.

The tables are transcribed from the two documents. A number in the first column called `line` is a
line of the annual report's text; "numbers of questions" are those of the report of 2022-2023.
Each fact is looked for twice: as a record, and in the composed answer to its question.
"""

import io
import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest
from django.core.management import call_command
from django.db import transaction

from reports.composing.compose import compose
from reports.models import WrittenAnswer
from roadmap.models import (
    Action,
    Agency,
    Evidence,
    NextStep,
    Period,
    Priority,
    ProgressUpdate,
    Project,
    Result,
    Roadmap,
    Signatory,
    Status,
    Theme,
)
from roadmap.texts import narrative

pytestmark = pytest.mark.django_db

# What a question that is not about a priority or a next step reads: the updates with this topic.
TOPICS = {
    17: "success",
    19: "other-success",
    27: "international-partners",
    29: "initiative",
    31: "national-partners",
    33: "better-collaboration",
}
NEXT_STEPS_QUESTION = 15
PROJECTS_QUESTION = 27
COMING_STEPS_QUESTION = 36


# The roadmap --------------------------------------------------------------------------------------

THEMES = [
    (1, "GENERACIÓN DE INFORMACIÓN"),
    (2, "MIGRACIÓN"),
    (3, "CADENAS DE SUMINISTRO"),
    (4, "ESTRATEGIAS DE PREVENCIÓN, PROTECCIÓN, DENUNCIA Y PERSECUCION"),
]

PRIORITIES = [
    (
        1,
        "Promover la generación de información y conocimiento a distintos actores, tomando en "
        "consideración la perspectiva transversal de género y el interés superior de la niñez, con "
        "el propósito de sensibilizar, concientizar e informar en torno al trabajo infantil, el "
        "trabajo forzoso y la trata de personas.",
    ),
    (
        2,
        "Desarrollar acciones con miras a la actualización de los protocolos de inspección laboral "
        "en materia de trabajo infantil y trata de personas.",
    ),
    (
        3,
        "Fortalecer las capacidades de los servidores públicos en la detección, identificación y "
        "atención a víctimas de trabajo infantil, trabajo forzoso y trata de personas.",
    ),
    (
        4,
        "Mejorar la coordinación de esfuerzos a nivel federal, estatal y municipal, promoviendo la "
        "creación de redes de comunicación de la Comisión Intersecretarial para la Prevención y "
        "Erradicación del Trabajo Infantil y la Protección de Adolescentes trabajadores en edad "
        "permitida en México (CITI) y de la Comisión Intersecretarial para Prevenir, Sancionar y "
        "Erradicar los Delitos en materia de Trata de Personas y para la Protección y asistencia a "
        "las Víctimas de estos Delitos.",
    ),
    (
        5,
        "Impulsar la ratificación del Protocolo de 2014, relativo al Convenio sobre trabajo "
        "forzoso de la Organización Internacional del Trabajo.",
    ),
    (
        6,
        "Realizar mediciones comparables a través de las estadísticas disponibles en materia de "
        "trabajo infantil, con la utilización del Modelo de Identificación de Riesgo de Trabajo "
        "Infantil desarrollado en el marco de la Iniciativa Regional América Latina y el Caribe "
        "Libre de Trabajo Infantil.",
    ),
    (
        7,
        "Plantear la creación de líneas de denuncia anónima y segura en casos de trabajo infantil, "
        "trabajo forzoso y trata de personas.",
    ),
    (
        8,
        "Fortalecer la cooperación intersectorial e internacional para el desarrollo de "
        "estrategias para erradicar el trabajo infantil, el trabajo forzoso y la trata de "
        "personas.",
    ),
    (
        9,
        "Favorecer la aplicación de acciones preventivas en las cadenas de suministro, como la "
        "certificación de centros de trabajo y el desarrollo de cláusulas tipo en contratos "
        "colectivos para reducir el riesgo de trabajo infantil, trabajo forzoso y trata de "
        "personas.",
    ),
    (
        10,
        "Generar alianzas estratégicas para erradicar en el marco de la migración, la presencia de "
        "trabajo infantil, trabajo forzoso y trata de personas.",
    ),
]

SIGNATORIES = [
    (
        1,
        "Alejandro Encinas Nájera",
        "Titular de la Unidad de Política Laboral y Relaciones Institucionales de la Secretaría "
        "del Trabajo y Previsión Social",
        "STPS",
    ),
    (
        2,
        "Ricardo Antonio Bucio Mújica",
        "Secretario Ejecutivo del Sistema Nacional de Protección Integral de Niñas, Niños y "
        "Adolescentes, Secretaría de Gobernación",
        "SIPINNA",
    ),
    (
        3,
        "Andrea Lara Guevara",
        "Coordinadora Técnica de la Agenda 2030 de la Oficina de la Presidencia",
        "PRESIDENCIA",
    ),
    (
        4,
        "Elia del Carmen Sosa Nishizaki",
        "Directora General Adjunta para Organismos Especializados de la Secretaría de Relaciones "
        "Exteriores",
        "SRE",
    ),
]


class Step(NamedTuple):
    year: int
    number: int
    title: str
    lines: tuple[int, ...]


STEPS = [
    Step(
        2022,
        1,
        "Elaboración de la Encuesta Nacional de Trabajo Infantil 2022 (ENTI)",
        (250, 281),
    ),
    # The form asks for step 3 twice and never for step 2, so that its title is not known.
    Step(2022, 2, "", (257, 264, 283)),
    Step(
        2022,
        3,
        "Socialización de resultados del proyecto NONECHKA en los Estados de Baja California, "
        "Sonora, Sinaloa, Guanajuato, San Luis Potosí, Oaxaca, Guerrero y Chiapas",
        (257, 285),
    ),
    Step(
        2022,
        4,
        "Diseño del Sistema de Gestión de Casos para la Inspección de Trabajo en el marco del "
        "proyecto Sembrando Derechos Cosechando Mejores Futuros (SENDEROS)",
        (272, 289),
    ),
    Step(
        2023,
        1,
        "Ejecución del Plan de Trabajo 2021-2024 de la CITI a través del Programa de Operación "
        "2022-2024.",
        (494, 513),
    ),
]

COMING_OBJECTIVES = (
    "Instrumentar acciones denominadas entregable, que dará cumplimiento simultáneo a más de una "
    "estrategia general del referido Plan"
)
DELIVERABLES = (
    "Micrositio de la CITI en la página oficial de la Secretaría del Trabajo y Previsión Social",
    "Guía para Personas Empleadoras en la Prevención y Erradicación del Trabajo Infantil y la "
    "Protección de Adolescentes Trabajadores en Edad Permitida",
    "Prontuario digital, Tus Derechos Laborales: Conócelos, Ejérce",
    "Capacitación para Personas Facilitadoras",
    "Capacitación para generar Registros Administrativos",
    "Formato de Detección de Trabajo Infantil en las Áreas de Trabajo Social",
    "Cláusulas Tipo en los Contratos Colectivos de Trabajo",
)


# Who: every body that the two documents name ------------------------------------------------------

CI_TRATA = (
    "Comisión Intersecretarial para Prevenir, Sancionar y Erradicar los Delitos en Materia de "
    "Trata de Personas y para la Protección y Asistencia a las Víctimas de estos Delitos"
)
CITI = (
    "Comisión Intersecretarial para la Prevención y Erradicación del Trabajo Infantil y la "
    "Protección de Adolescentes Trabajadores en Edad Permitida en México"
)
SIPINNA = "Sistema Nacional de Protección Integral de Niñas, Niños y Adolescentes"
CSE_SIPINNA = (
    "Comisión de Secretarías Ejecutivas de Protección Integral de los Sistemas Nacional y de las "
    "Entidades Federativas"
)


class Body(NamedTuple):
    """`said` is what an answer says where it does not say the whole name."""

    code: str
    name: str
    acronym: str
    kind: str
    questions: tuple[int, ...]
    said: str = ""
    country: str = "MX"


def international(code, name, acronym, kind, questions, said=""):
    return Body(code, name, acronym, kind, questions, said, country="")


BODIES = [
    Body(
        "STPS",
        "Secretaría del Trabajo y Previsión Social",
        "STPS",
        "ministry",
        (1, 3, 8, 9, 10, 15, 19, 27, 29, 33, 36),
    ),
    Body(
        "STPS-UPLRI",
        "Unidad de Política Laboral y Relaciones Institucionales",
        "",
        "ministry-unit",
        (),
    ),
    Body("STPS-SNE", "Servicio Nacional de Empleo", "", "ministry-unit", (10,)),
    Body("STPS-IFT", "Inspección Federal del Trabajo", "", "ministry-unit", (2,)),
    Body("STPS-ORFT", "Oficinas de representación federal del trabajo", "", "ministry-unit", (2,)),
    Body("SEGOB", "Secretaría de Gobernación", "", "ministry", (9,)),
    Body("ECONOMIA", "Secretaría de Economía", "", "ministry", (8,)),
    Body("SEDENA", "Secretaría de la Defensa Nacional", "SEDENA", "ministry", (8, 31)),
    Body("GN", "Guardia Nacional", "", "security", (31,)),
    Body("TURISMO", "Secretaría de Turismo", "", "ministry", (31,)),
    Body("SRE", "Secretaría de Relaciones Exteriores", "", "ministry", ()),
    Body("PRESIDENCIA", "Oficina de la Presidencia", "", "presidency", ()),
    Body("SEGURIDAD-PUBLICA", "Secretarías de Seguridad Pública", "", "not-stated", (31,)),
    Body(
        "SNDIF",
        "Sistema Nacional para el Desarrollo Integral de la Familia",
        "SNDIF",
        "decentralised",
        (1, 3, 8, 10, 17, 31),
    ),
    Body(
        "PFPNNA",
        "Procuraduría Federal de Protección de Niñas, Niños y Adolescentes",
        "",
        "decentralised",
        (1,),
    ),
    Body("INM", "Instituto Nacional de Migración", "INM", "deconcentrated", (2, 3, 8, 10, 15)),
    Body(
        "INM-SJ",
        "Subcomisión Jurídica del Instituto Nacional de Migración",
        "",
        "working-group",
        (15,),
        "Subcomisión Jurídica",
    ),
    Body("SIPINNA", SIPINNA, "SIPINNA", "coordination", (1, 2, 3, 8, 10)),
    Body(
        "SIPINNA-SE",
        "Secretaría Ejecutiva de SIPINNA",
        "",
        "coordination",
        (8,),
        f"Secretaría Ejecutiva del {SIPINNA} (SIPINNA)",
    ),
    Body("INEGI", "Instituto Nacional de Estadística y Geografía", "INEGI", "autonomous", (1,)),
    Body("CNDH", "Comisión Nacional de los Derechos Humanos", "CNDH", "autonomous", (9,)),
    Body(
        "FEVIMTRA",
        "Fiscalía Especial para los Delitos de Violencia contra las Mujeres y Trata de Personas",
        "FEVIMTRA",
        "prosecution",
        (1, 9),
    ),
    Body("PODER-JUDICIAL", "Poder Judicial", "", "judiciary", (1,)),
    Body("POLICIA-FEDERAL", "Policía federal", "", "security", (1,)),
    Body("CITI", CITI, "CITI", "commission", (1, 4, 9, 19, 33, 36, 37)),
    Body("CI-TRATA", CI_TRATA, "", "commission", (1, 2, 3, 4, 7, 9, 15, 17)),
    Body("CI-TRATA-ST", f"Secretaría Técnica de la {CI_TRATA}", "", "commission", (15,)),
    Body(
        "GTATTF",
        "Grupo de Trabajo para la Atención del Tema de Trabajo Forzoso",
        "GTATTF",
        "working-group",
        (2, 3, 9),
    ),
    Body(
        "GT-CAMPANAS",
        "Grupo de Trabajo de Campañas de Prevención y Estrategias de Difusión",
        "",
        "working-group",
        (7,),
    ),
    Body("CT-PROTOCOLO", "Comité Técnico", "", "working-group", (9,)),
    Body("CSE-SIPINNA", CSE_SIPINNA, "", "coordination", (2, 8)),
    # Printed "a la Protección"; the printed form is kept as another name.
    Body(
        "RED-LOCALES",
        "Red Nacional de Comisiones Locales para la Prevención y Erradicación del Trabajo "
        "Infantil y la Protección de Adolescentes Trabajadores en Edad Permitida",
        "",
        "coordination",
        (6,),
    ),
    Body(
        "ONPRENNA",
        "Consejo del Observatorio Nacional de Prevención de Reclutamiento de Niñas, Niños y "
        "Adolescentes por parte de la Delincuencia Organizada",
        "ONPRENNA",
        "working-group",
        (17,),
    ),
    Body(
        "MESA-JUDICIALIZACION",
        "Mesa de Judicialización para la Atención Integral de la Trata de Personas",
        "",
        "working-group",
        (17,),
    ),
    Body(
        "MESA-ASISTENCIA-TECNICA",
        "Mesa de Trabajo de Asistencia Técnica en Diseño de Políticas Públicas y Armonización "
        "Legislativa",
        "",
        "working-group",
        (17,),
    ),
    Body(
        "MESA-RECLUTAMIENTO",
        "Mesa de Trabajo para el Diseño y Divulgación de una estrategia integral de Prevención del "
        "reclutamiento de niñas, Niños y Adolescentes",
        "",
        "working-group",
        (17,),
    ),
    Body(
        "GT-PREVENCION-TRATA",
        "Grupo de trabajo de prevención contra la trata de personas",
        "",
        "working-group",
        (17,),
    ),
    Body(
        "CN-PROCURADURIAS",
        "Conferencia Nacional de Procuradoras y Procuradores de Protección de Niñas, Niños y "
        "Adolescentes",
        "",
        "coordination",
        (10,),
    ),
    Body("DIF-ESTATALES", "Sistemas Estatales DIF", "", "state", (1, 3)),
    Body(
        "SIPINNA-LOCALES",
        "Sistemas Estatales y Municipales de Protección Integral de Niñas, Niños y Adolescentes",
        "",
        "state",
        (3,),
    ),
    Body("PROCURADURIAS-LOCALES", "Procuradurías de protección", "", "state", (2,)),
    Body(
        "SECRETARIAS-EJECUTIVAS-LOCALES",
        "Secretarías ejecutivas de los sistemas de protección integral de los sistemas nacional y "
        "de las entidades federativas",
        "",
        "state",
        (2,),
        "secretarías ejecutivas de los sistemas de protección integral",
    ),
    Body("CHIHUAHUA", "Estado de Chihuahua", "", "state", (6,)),
    Body(
        "MUN-COAHUILA",
        "Municipios de Coahuila",
        "",
        "municipal",
        (6,),
        "municipios de Guanajuato, Coahuila y Estado de México",
    ),
    Body(
        "MUN-MEXICO",
        "Municipios del Estado de México",
        "",
        "municipal",
        (6,),
        "municipios de Guanajuato, Coahuila y Estado de México",
    ),
    Body("MUN-GUANAJUATO", "Municipios de Guanajuato", "", "municipal", (6,)),
    Body("VILLA-VICTORIA", "Municipio de Villa Victoria, Estado de México", "", "municipal", (6,)),
    Body(
        "CCSJ-CDMX",
        "Consejo Ciudadano para la Seguridad y Justicia de la Ciudad de México",
        "",
        "civil-society",
        (7,),
    ),
    Body("DIGNIFICANDO", "Dignificando el Trabajo A.C.", "", "civil-society", (3,)),
    Body("SAVE-THE-CHILDREN", "Save the Children México", "", "international-civil-society", (10,)),
    Body("UNAM", "Universidad Nacional Autónoma de México", "UNAM", "academia", (3,)),
    international(
        "OIT",
        "Organización Internacional del Trabajo",
        "OIT",
        "international",
        (1, 3, 5, 10, 25, 27, 29),
    ),
    international(
        "OIM",
        "Organización Internacional para las Migraciones",
        "OIM",
        "international",
        (1, 10, 15, 27),
    ),
    international("UNICEF", "UNICEF", "", "international", (8, 10, 27)),
    international("ONU-MUJERES", "ONU Mujeres", "", "international", (27,)),
    international(
        "UNODC",
        "Oficina de las Naciones Unidas contra la Droga y el Delito",
        "",
        "international",
        (9,),
    ),
    international("OEA", "Organización de los Estados Americanos", "OEA", "international", (29,)),
    international(
        "IIN",
        "Instituto Interamericano del Niño, la Niña y Adolescentes",
        "",
        "international",
        (3,),
    ),
    international(
        "EUROSOCIAL",
        "Programa de la Unión Europea para la Cohesión en América Latina: EUROsociAL+",
        "EUROsociAL+",
        "regional",
        (8,),
    ),
    international(
        "IR",
        "Iniciativa Regional América Latina y el Caribe Libre de Trabajo Infantil",
        "IR",
        "regional",
        (1, 6, 29),
    ),
    international("CRM", "Conferencia Regional sobre Migración", "CRM", "regional", (3,)),
    international(
        "CORETT",
        "Coalición Regional contra la Trata de Personas y el Tráfico Ilícito de Migrantes",
        "CORETT",
        "regional",
        (29,),
    ),
    international("FRI", "Iniciativa para la Contratación Equitativa", "FRI", "regional", (29,)),
    international("ALIANZA-8-7", "Alianza 8.7", "", "regional", (17,)),
    international("POLARIS", "Polaris", "", "international-civil-society", (15,)),
    international("WORLD-VISION", "World Vision", "", "international-civil-society", (8, 27)),
    international("VERITE", "Verité", "", "international-civil-society", (8, 27)),
    international(
        "SAI", "Social Accountability International", "", "international-civil-society", (27,)
    ),
    Body("GOV", "Gobierno de Estados Unidos", "", "foreign-government", (27,), country="US"),
    Body(
        "DOL",
        "Departamento de Trabajo de Estados Unidos",
        "",
        "foreign-government",
        (8, 27),
        country="US",
    ),
    Body(
        "MINTRABAJO",
        "Ministerio del Trabajo de Colombia",
        "",
        "foreign-government",
        (8,),
        country="CO",
    ),
    Body("GOV", "Gobierno de Italia", "", "foreign-government", (29,), country="IT"),
]

OTHER_NAMES = [
    ("SNDIF", "Sistema Nacional DIF"),
    ("PFPNNA", "Procuraduría Federal de Protección de los Derechos de Niñas, Niños y Adolescentes"),
    ("CI-TRATA", "Comisión Intersecretarial contra la Trata de Personas"),
    ("CI-TRATA", "Comisión Intersecretarial de Trata de Personas"),
    (
        "RED-LOCALES",
        "Red Nacional de Comisiones Locales para la Prevención y Erradicación del Trabajo "
        "Infantil a la Protección de Adolescentes Trabajadores en Edad Permitida",
    ),
    ("SIPINNA-LOCALES", "Sistemas Estatales de Protección"),
    ("ONU-MUJERES", "ONUMUJERES"),
    ("POLARIS", "POLARIS"),
]


# What: every update, with when, for which questions, with whom and in which states ----------------


class Told(NamedTuple):
    """`when` is a day, a month, a year, two days with "/", or "" where the report does not say.

    Partners outside Mexico's agencies and states are by their codes; a state without "MX-".
    """

    line: int
    agency: str
    when: str
    questions: tuple[int, ...]
    partners: str = ""
    states: str = ""


YEAR = "2022-05-01/2023-04-30"

UPDATES = [
    Told(87, "CITI", "2022-06-13", (1, 9)),
    Told(89, "PFPNNA", "2022-08", (1,), "OIM"),
    Told(89, "CI-TRATA", "2022-12-27", (1, 4)),
    Told(91, "CI-TRATA", "2022", (1,)),
    Told(93, "CI-TRATA", "2022-07-22", (1,)),
    Told(95, "SNDIF", YEAR, (1,)),
    Told(95, "SNDIF", YEAR, (1,)),
    Told(97, "SNDIF", "", (1,)),
    Told(97, "DIF-ESTATALES", "", (1,)),
    Told(99, "STPS", "2022-10-03/2022-12-30", (1, 15), "OIT"),
    Told(
        101,
        "STPS",
        "",
        (1,),
        "FEVIMTRA INEGI IR PODER-JUDICIAL POLICIA-FEDERAL SIPINNA SNDIF",
    ),
    Told(116, "STPS-IFT", "2022-06-13", (2,)),
    Told(128, "STPS", "2022-08-23", (2,)),
    # Three lines give three dates; the year is true for all of them.
    Told(130, "GTATTF", "2022", (2, 4, 9), "CI-TRATA CITI STPS"),
    Told(132, "STPS-IFT", "2023-03-21", (2,), "STPS-ORFT"),
    Told(136, "INM", "2022-08", (2, 15), "INM-SJ OIM"),
    Told(
        136,
        "SIPINNA",
        "2022",
        (2, 8),
        "CSE-SIPINNA PROCURADURIAS-LOCALES SECRETARIAS-EJECUTIVAS-LOCALES",
    ),
    Told(138, "CSE-SIPINNA", "", (2,), "SIPINNA-LOCALES"),
    Told(142, "PFPNNA", YEAR, (3,)),
    Told(142, "SNDIF", YEAR, (3,)),
    Told(142, "DIF-ESTATALES", YEAR, (3,)),
    Told(144, "SNDIF", "", (3,)),
    Told(146, "CI-TRATA", "2022-05", (3,), "DIGNIFICANDO GTATTF"),
    Told(148, "UNAM", "2022-06-13/2022-11-25", (3,), "CRM"),
    Told(148, "STPS", "2022-11-28/2022-12-02", (3,), "OIT", "CHP ROO YUC"),
    Told(150, "SIPINNA", "2022-12", (3,)),
    Told(152, "SIPINNA", "", (3,), "IIN SIPINNA-LOCALES", "BCN BCS GRO TLA"),
    Told(154, "INM", "", (3,)),
    Told(156, "GTATTF", "2023-02", (3,)),
    Told(168, "STPS", "2022-11-10", (5,)),
    Told(170, "STPS", "", (5,), "OIT"),
    Told(176, "IR", "2022-06-20", (6,)),
    Told(180, "CHIHUAHUA", "", (6,), "RED-LOCALES", "CHH"),
    Told(180, "RED-LOCALES", "", (6,), "MUN-COAHUILA MUN-GUANAJUATO MUN-MEXICO", "COA GUA MEX"),
    Told(182, "IR", "2023-03-03", (6,), "VILLA-VICTORIA", "MEX"),
    Told(186, "CCSJ-CDMX", "", (7,)),
    Told(190, "GT-CAMPANAS", "2022", (7,), "CI-TRATA"),
    Told(196, "SIPINNA-SE", "", (8,), "EUROSOCIAL"),
    Told(198, "SNDIF", "2022-09", (8,), "SEDENA"),
    Told(202, "STPS", "2023-02-17", (8,), "ECONOMIA"),
    Told(204, "STPS", "", (8, 27), "VERITE", "JAL NAY"),
    Told(204, "STPS", "", (8, 27), "DOL WORLD-VISION", "BCN CHH JAL OAX SIN VER"),
    Told(206, "STPS", "2022-08-11", (8,), "MINTRABAJO"),
    Told(208, "INM", "", (8,), "UNICEF"),
    Told(218, "GTATTF", "", (9,), "CNDH CT-PROTOCOLO FEVIMTRA SEGOB STPS UNODC"),
    Told(220, "STPS", "", (9,)),
    Told(232, "SNDIF", "2022-05", (10,), "CN-PROCURADURIAS OIM"),
    Told(232, "SNDIF", "2022-07", (10,), "UNICEF"),
    Told(238, "SIPINNA", "2022-08", (10,), "OIM SAVE-THE-CHILDREN SIPINNA-LOCALES UNICEF"),
    Told(240, "STPS", "2022-11-15/2022-11-17", (10,), "STPS-SNE"),
    Told(242, "INM", "2023-03-01", (10,)),
    Told(285, "CI-TRATA-ST", "2022-11-24", (15,), "POLARIS"),
    Told(289, "STPS", "", (15,), "VERITE"),
    Told(311, "SNDIF", "", (17,)),
    Told(327, "CITI", "", (19,)),
    Told(429, "STPS", "", (29,), "CORETT"),
    Told(431, "STPS", "", (29,), "OEA"),
    Told(433, "STPS", "2022-05", (29,)),
    Told(435, "STPS", "", (29,), "FRI GOV OIT"),
    Told(452, "SNDIF", "", (31,), "GN SEDENA SEGURIDAD-PUBLICA TURISMO"),
    Told(463, "CITI", "", (33,)),
]


# How many: every quantity -------------------------------------------------------------------------


class Figure(NamedTuple):
    """`unit` is a part of what is counted; `answers` are words of one passage per question."""

    row: int
    line: int
    agency: str
    quantity: int
    unit: str
    answers: dict[int, tuple[str, ...]]
    out_of: int | None = None
    to: int | None = None
    qualifier: str = "exact"
    basis: str = "counted"


FIGURES = [
    Figure(
        1,
        91,
        "CI-TRATA",
        24,
        "entidades federativas",
        {1: ("24 de las 32 entidades federativas", "Día Mundial contra la Trata de Personas")},
        out_of=32,
    ),
    Figure(2, 93, "CI-TRATA", 112, "niños", {1: ("112 niños", "22 de julio de 2022")}),
    Figure(3, 95, "SNDIF", 651, "actividades de información", {1: ("651 actividades",)}),
    Figure(4, 95, "SNDIF", 12885, "personas", {1: ("12,885 personas", "651")}),
    Figure(5, 95, "SNDIF", 366, "municipios", {1: ("366 municipios",)}),
    Figure(6, 95, "SNDIF", 54750, "menores", {1: ("54,750 menores", "366")}),
    Figure(7, 97, "SNDIF", 115, "actividades", {1: ("115 actividades",)}),
    Figure(8, 97, "SNDIF", 24, "municipios", {1: ("24 municipios", "115")}),
    Figure(9, 97, "SNDIF", 3174, "personas", {1: ("3,174 personas", "115")}),
    Figure(10, 97, "DIF-ESTATALES", 15, "Sistemas Estatales DIF", {1: ("15 Sistemas Estatales",)}),
    Figure(11, 97, "DIF-ESTATALES", 1877, "acciones de prevención", {1: ("1,877 acciones", "15")}),
    Figure(
        12,
        97,
        "DIF-ESTATALES",
        17889,
        "niñas, niños y adolescentes",
        {1: ("17,889 niñas, niños y adolescentes", "1,877")},
    ),
    Figure(13, 142, "PFPNNA", 6, "acciones de formación", {3: ("6 acciones de formación",)}),
    Figure(14, 142, "PFPNNA", 29, "entidades", {3: ("29 entidades", "6 acciones")}),
    Figure(15, 142, "PFPNNA", 753, "servidores públicos", {3: ("753 servidores públicos", "29")}),
    Figure(16, 142, "SNDIF", 9, "acciones de formación", {3: ("9 acciones de formación",)}),
    Figure(17, 142, "SNDIF", 31, "entidades", {3: ("31 entidades", "9 acciones")}),
    Figure(18, 142, "SNDIF", 2026, "servidores públicos", {3: ("2,026 servidores públicos", "31")}),
    Figure(19, 142, "DIF-ESTATALES", 19, "Sistemas Estatales DIF", {3: ("19 Sistemas Estatales",)}),
    Figure(20, 142, "DIF-ESTATALES", 82, "acciones de capacitación", {3: ("82 acciones", "19")}),
    Figure(21, 144, "DIF-ESTATALES", 963, "personas", {3: ("963 personas", "82", "19 entidades")}),
    Figure(
        22,
        144,
        "SNDIF",
        1693,
        "personas",
        {
            3: (
                "1,693 personas",
                "“Sensibilización en Materia de Trata de Personas y sus Derechos Humanos”",
            )
        },
    ),
    Figure(
        23,
        150,
        "SIPINNA",
        19,
        "cursos",
        {
            3: (
                "19 cursos",
                "Protocolo Nacional de Coordinación Interinstitucional para la Protección de "
                "Niñas, Niños y Adolescentes Víctimas de Violencia",
            )
        },
    ),
    Figure(24, 150, "SIPINNA", 14, "entidades", {3: ("14 entidades", "19 cursos")}),
    Figure(
        25, 150, "SIPINNA", 832, "funcionarios públicos", {3: ("832 funcionarios públicos", "14")}
    ),
    Figure(
        26,
        152,
        "SIPINNA",
        25,
        "personas",
        {
            3: (
                "25 personas",
                "Explotación Sexual Infantil",
                "Baja California, Baja California Sur, Guerrero y Tlaxcala",
            )
        },
    ),
    Figure(27, 154, "INM", 43, "cursos", {3: ("43 cursos",)}),
    Figure(
        27,
        154,
        "INM",
        12,
        "cursos de “Trata y tráfico de personas”",
        {3: ("“Trata y tráfico de personas”: 12 cursos",)},
    ),
    Figure(
        27,
        154,
        "INM",
        11,
        "cursos del Protocolo",
        {
            3: (
                "“Protocolo para la detección, identificación y atención a personas migrantes "
                "víctimas y/o posibles víctimas de trata de personas en México”: 11 cursos",
            )
        },
    ),
    Figure(
        27,
        154,
        "INM",
        9,
        "cursos de “El refugio y otras formas de protección internacional”",
        {3: ("“El refugio y otras formas de protección internacional”: 9 cursos",)},
    ),
    Figure(
        27,
        154,
        "INM",
        11,
        "cursos de “Delitos asociados a la migración”",
        {3: ("“Delitos asociados a la migración”: 11 cursos",)},
    ),
    Figure(
        28,
        156,
        "GTATTF",
        8,
        "módulos de formación virtual",
        {3: ("8 módulos de formación virtual", "COFFEE"), 27: ("8 módulos", "COFFEE")},
        basis="planned",
    ),
    Figure(
        29,
        188,
        "CCSJ-CDMX",
        1000,
        "proveedores de servicios",
        {7: ("más de 1,000 proveedores de servicios", "directorio")},
        qualifier="more-than",
    ),
    Figure(30, 194, "SIPINNA", 6, "ejes estratégicos", {8: ("6 ejes estratégicos", "2022-2023")}),
    Figure(30, 194, "SIPINNA", 12, "acciones", {8: ("12 acciones", "6 ejes")}),
    Figure(30, 194, "SIPINNA", 12, "compromisos", {8: ("12 compromisos", "6 ejes")}),
    Figure(31, 200, "SNDIF", 48, "ejército", {8: ("48 miembros del ejército mexicano",)}),
    Figure(
        32,
        202,
        "STPS",
        90,
        "días naturales",
        {8: ("90 días naturales", "17 de febrero de 2023")},
        basis="planned",
    ),
    Figure(
        33,
        236,
        "SNDIF",
        500_000,
        "niñas, niños y adolescentes",
        {10: ("500,000", "600,000", "niñas, niños y adolescentes", "cada año")},
        to=600_000,
        qualifier="about",
        basis="estimated",
    ),
    Figure(
        34,
        281,
        "STPS",
        60_000,
        "viviendas",
        {1: ("60,000 viviendas",), 15: ("60,000 viviendas", "muestra")},
        basis="planned",
    ),
    Figure(
        35,
        329,
        "CITI",
        7,
        "entregables",
        {19: ("7", "entregables"), 36: ("siete entregables",)},
        basis="planned",
    ),
    Figure(36, 463, "CITI", 2, "entregables", {33: ("2 ya fueron aprobados", "7")}, out_of=7),
    Figure(37, 468, "CITI", 3, "entregables", {33: ("otros 3", "7")}, out_of=7),
    Figure(
        38, 429, "STPS", 4, "reuniones", {29: ("4 reuniones al año", "CORETT")}, basis="not-stated"
    ),
    Figure(
        39,
        170,
        "STPS",
        12,
        "meses",
        {5: ("12 meses", "artículo 8", "entrará en vigor")},
        basis="planned",
    ),
]


# With what help: every cooperation project --------------------------------------------------------


class Cooperation(NamedTuple):
    """`years` as the table of projects says them; `answers` by the lines that name the project."""

    name: str
    acronym: str
    implementers: str
    counterparts: str
    first: int | None
    last: int | None
    years: str
    states: str
    sectors: str
    priorities: tuple[int, ...]
    lines: tuple[int, ...]
    answers: tuple[int, ...]
    said: str = ""


ACCIONNAR = (
    "Construyendo un Enfoque Integral de Gobierno para Combatir el Trabajo Infantil y el Trabajo "
    "Forzoso en México"
)
PROJECTS = [
    Cooperation(
        ACCIONNAR,
        "ACCIONNAR",
        "OIT",
        "GOV STPS",
        2022,
        2027,
        "2022 a 2027",
        "Chiapas, Quintana Roo, Yucatán",
        "",
        (1, 3, 6),
        (99, 148, 182, 385, 401, 419),
        (1, 3, 6, 25, 27),
    ),
    Cooperation(
        "Cooperación para el Empleo Justo, Libre y Equitativo",
        "COFFEE",
        "VERITE",
        "STPS",
        2017,
        2023,
        "2017 a 2023",
        "Chiapas, Veracruz",
        "Café",
        (3,),
        (156, 402),
        (3, 27),
    ),
    Cooperation(
        "Sembrando Derechos, Cosechando Mejores Futuros",
        "SENDEROS",
        "VERITE",
        "STPS",
        2019,
        2024,
        "2019 a 2024",
        "Jalisco, Nayarit",
        "Caña de azúcar y tabaco",
        (8,),
        (204, 272, 289, 403),
        (8, 15, 27),
    ),
    Cooperation(
        "Igualdad de Acceso a Empleos de Calidad para Mujeres y Niñas",
        "EQUAL",
        "WORLD-VISION",
        "DOL STPS",
        2019,
        2024,
        "2019 a 2024",
        "Oaxaca, Veracruz",
        "Caña de azúcar y café",
        (8,),
        (204, 407),
        (8, 27),
    ),
    Cooperation(
        "Campos de Esperanza",
        "",
        "WORLD-VISION",
        "DOL STPS",
        2016,
        2024,
        "2016 a 2024",
        "Baja California, Chihuahua, Jalisco, Oaxaca, Sinaloa, Sonora, Veracruz",
        "Caña de azúcar y café",
        (8,),
        (204, 409),
        (8, 27),
    ),
    Cooperation(
        "Una Cosecha Justa",
        "",
        "WORLD-VISION",
        "STPS",
        2022,
        2027,
        "2022 a 2027",
        "Baja California, Baja California Sur, Chihuahua",
        "Chile y tomate",
        (),
        (411,),
        (27,),
    ),
    Cooperation(
        "Sustentar: Proyecto para construir y fortalecer los sistemas de sostenibilidad",
        "",
        "SAI",
        "STPS",
        None,
        None,
        "no indicados",
        "Baja California, Baja California Sur, Chihuahua",
        "Tomate y chile",
        (),
        (413,),
        (27,),
    ),
    Cooperation(
        "Nonechka",
        "",
        "POLARIS",
        "CI-TRATA-ST",
        None,
        None,
        "no indicados",
        "Baja California, Chiapas, Guanajuato, Guerrero, Oaxaca, San Luis Potosí, Sinaloa, Sonora",
        "Agrícola",
        (),
        (257, 285, 287),
        (15, 27),
    ),
    Cooperation(
        "En tu camino, tus derechos van contigo",
        "",
        "PFPNNA",
        "OIM",
        2022,
        None,
        "desde 2022",
        "México",
        "",
        (1,),
        (89,),
        (1, 27),
    ),
    Cooperation(
        "Estrategia para la prevención de la Explotación Sexual Comercial de Niñas, Niños y "
        "Adolescentes (ESCNNA) en México",
        "",
        "SIPINNA-SE",
        "EUROSOCIAL",
        None,
        None,
        "no indicados",
        "México",
        "",
        (8,),
        (196,),
        (8, 27),
    ),
    Cooperation(
        "Modelo de Atención para la Niñez y Adolescencia en Situación de Movilidad Humana",
        "",
        "SNDIF",
        "UNICEF",
        2022,
        None,
        "desde 2022",
        "México",
        "",
        (10,),
        (232, 236),
        (10, 27),
    ),
    Cooperation(
        "Plan Estratégico de Acciones para la Atención a Niñas, Niños y Adolescentes Migrantes y "
        "Solicitantes de la Condición de Refugiado",
        "PEAANNAM",
        "SIPINNA",
        "OIM SAVE-THE-CHILDREN UNICEF",
        2022,
        None,
        "desde 2022",
        "México",
        "",
        (10,),
        (238,),
        (10, 27),
    ),
    Cooperation(
        "Guía de Recomendaciones para Oficiales de Protección para Facilitar la Interacción con "
        "NNA en situación de Migración",
        "",
        "INM",
        "UNICEF",
        None,
        None,
        "no indicados",
        "",
        "",
        (8,),
        (208,),
        (8, 27),
    ),
    Cooperation(
        "Acuerdo Marco de Colaboración",
        "",
        "OIM SNDIF",
        "",
        2022,
        None,
        "desde 2022",
        "",
        "",
        (10,),
        (232,),
        (10, 27),
    ),
    Cooperation(
        "Diplomado en línea “Trata de Personas y Trabajo Forzoso”",
        "",
        "UNAM",
        "CRM",
        2022,
        2022,
        "2022",
        "",
        "",
        (3,),
        (148,),
        (3, 27),
        "“Trata de Personas y Trabajo Forzoso”",
    ),
]


# When: every dated milestone, the planned ones too ------------------------------------------------


class Milestone(NamedTuple):
    """`update` is the line, agency and date of its update; None where it is only told."""

    name: str
    update: tuple[int, str, str] | None
    answers: dict[int, tuple[str, ...]]


MILESTONES = [
    Milestone("2019 pathfinder country", None, {17: ("2019", "País Pionero de la Alianza 8.7")}),
    Milestone(
        "2022-05 course of Dignificando",
        (146, "CI-TRATA", "2022-05"),
        {3: ("mayo de 2022", "Dignificando el Trabajo A.C.")},
    ),
    Milestone(
        "2022-05 agreement SNDIF-OIM",
        (232, "SNDIF", "2022-05"),
        {10: ("mayo de 2022", "Acuerdo Marco de Colaboración", "8ª Conferencia Nacional")},
    ),
    Milestone(
        "2022-05 Durban conference",
        (433, "STPS", "2022-05"),
        {29: ("mayo de 2022", "5a Conferencia Mundial", "Durban, Sudáfrica")},
    ),
    Milestone(
        "2022-06-13 operation programme",
        (87, "CITI", "2022-06-13"),
        {
            1: ("13 de junio de 2022", "Programa de Operación 2022-2024"),
            9: ("13 de junio de 2022", "Programa de Operación 2022-2024", "Cláusulas Tipo"),
        },
    ),
    Milestone(
        "2022-06-13 inspection programme",
        (116, "STPS-IFT", "2022-06-13"),
        {2: ("13 de junio de 2022", "Programa de Inspección 2022")},
    ),
    Milestone(
        "2022-06-13 diploma course",
        (148, "UNAM", "2022-06-13/2022-11-25"),
        {3: ("13 de junio", "25 de noviembre de 2022", "segunda edición")},
    ),
    Milestone(
        "2022-06-14 28th session of CITI",
        (216, "GTATTF", "2022"),
        {9: ("14 de junio de 2022", "28ª Sesión Ordinaria", "Modelo de Protocolo")},
    ),
    Milestone(
        "2022-06-20 study of the IR",
        (176, "IR", "2022-06-20"),
        {
            6: (
                "20 de junio de 2022",
                "Erradicar el trabajo infantil para 2025 en Centroamérica y México",
            )
        },
    ),
    Milestone(
        "mid-2022 emergency number",
        (190, "GT-CAMPANAS", "2022"),
        {7: ("mediados de 2022", "16ª Sesión", "911")},
    ),
    Milestone(
        "2022-07 care model",
        (232, "SNDIF", "2022-07"),
        {10: ("julio de 2022", "Modelo de Atención", "UNICEF")},
    ),
    Milestone(
        "2022-07-22 virtual forum",
        (93, "CI-TRATA", "2022-07-22"),
        {1: ("22 de julio de 2022", "“Prevención y Erradicación de la Trata de Personas”")},
    ),
    Milestone(
        "2022-08 campaign",
        (89, "PFPNNA", "2022-08"),
        {1: ("agosto de 2022", "“En tu camino, tus derechos van contigo”")},
    ),
    Milestone(
        "2022-08 protocol of the INM",
        (136, "INM", "2022-08"),
        {
            2: ("agosto de 2022", "Protocolo para la Detección"),
            15: ("19 de agosto de 2022", "Subcomisión Jurídica"),
        },
    ),
    Milestone(
        "2022-08 PEAANNAM", (238, "SIPINNA", "2022-08"), {10: ("agosto de 2022", "PEAANNAM")}
    ),
    Milestone(
        "2022-08-11 meeting with Colombia",
        (206, "STPS", "2022-08-11"),
        {8: ("11 de agosto de 2022", "Ministerio del Trabajo de Colombia")},
    ),
    Milestone(
        "2022-08-23 decree on inspection",
        (128, "STPS", "2022-08-23"),
        {2: ("23 de agosto de 2022", "Reglamento General de Inspección del Trabajo")},
    ),
    Milestone(
        "2022-09 course with the army",
        (198, "SNDIF", "2022-09"),
        {8: ("septiembre de 2022", "Secretaría de la Defensa Nacional")},
    ),
    Milestone(
        "2022-10-03 survey",
        (281, "STPS", "2022-10-03/2022-12-30"),
        {15: ("3 de octubre", "30 de diciembre de 2022", "ENTI")},
    ),
    Milestone(
        "2022-11-10 decree on the protocol of 2014",
        (168, "STPS", "2022-11-10"),
        {5: ("10 de noviembre de 2022", "Diario Oficial de la Federación")},
    ),
    Milestone(
        "2022-11-15 tripartite meeting",
        (240, "STPS", "2022-11-15/2022-11-17"),
        {10: ("15 al 17 de noviembre de 2022", "Costa Rica", "“Primer Encuentro Tripartito")},
    ),
    Milestone(
        "2022-11-24 results of Nonechka",
        (285, "CI-TRATA-ST", "2022-11-24"),
        {15: ("24 de noviembre de 2022", "Nonechka", "Polaris")},
    ),
    Milestone(
        "2022-11-28 consultations",
        (148, "STPS", "2022-11-28/2022-12-02"),
        {3: ("28 de noviembre", "2 de diciembre de 2022", "Chiapas, Yucatán y Quintana Roo")},
    ),
    Milestone(
        "2022-12 courses of SIPINNA",
        (150, "SIPINNA", "2022-12"),
        {3: ("diciembre de 2022", "19 cursos")},
    ),
    Milestone(
        "2022-12 model protocol adopted",
        (160, "GTATTF", "2022"),
        {4: ("diciembre de 2022", "Modelo de Protocolo", "adoptaron")},
    ),
    Milestone(
        "2022-12-07 model protocol validated",
        (130, "GTATTF", "2022"),
        {2: ("7 de diciembre de 2022", "Modelo de Protocolo")},
    ),
    Milestone(
        "2022-12-27 national programme",
        (89, "CI-TRATA", "2022-12-27"),
        {
            1: ("27 de diciembre de 2022", "4.1, 4.2 y 4.3"),
            4: ("27 de diciembre de 2022", "Programa Nacional de Capacitación"),
        },
    ),
    Milestone("2023-02 COFFEE", (156, "GTATTF", "2023-02"), {3: ("febrero de 2023", "COFFEE")}),
    Milestone(
        "2023-02-17 import agreement",
        (202, "STPS", "2023-02-17"),
        {8: ("17 de febrero de 2023", "mercancías", "Secretaría de Economía")},
    ),
    Milestone(
        "2023-03-01 guide of the INM",
        (242, "INM", "2023-03-01"),
        {10: ("1 de marzo de 2023", "“Guía para la atención de NNA migrantes”")},
    ),
    Milestone(
        "2023-03-03 Villa Victoria",
        (182, "IR", "2023-03-03"),
        {6: ("3 de marzo de 2023", "Villa Victoria, Estado de México", "MIRTI")},
    ),
    Milestone(
        "2023-03-21 inspection programme",
        (132, "STPS-IFT", "2023-03-21"),
        {2: ("21 de marzo de 2023", "Programa anual de Inspección 2023")},
    ),
    Milestone(
        "2023-05-18 import agreement in force",
        (202, "STPS", "2023-02-17"),
        {8: ("18 de mayo de 2023", "entrada en vigor")},
    ),
    Milestone(
        "2023-06 deposit planned",
        (170, "STPS", ""),
        {5: ("junio de 2023", "111ª Reunión", "Ginebra, Suiza")},
    ),
    Milestone(
        "2023-06 survey to be published",
        (281, "STPS", "2022-10-03/2022-12-30"),
        {15: ("junio de 2023", "previstas")},
    ),
    Milestone(
        "end of 2023 results of the survey",
        (99, "STPS", "2022-10-03/2022-12-30"),
        {1: ("finales de 2023", "Observatorio de Trabajo Forzoso")},
    ),
    Milestone("12 months to entry into force", (170, "STPS", ""), {5: ("12 meses", "artículo 8")}),
    Milestone(
        "2024-04 seven deliverables", None, {36: ("Adopción de los siete entregables", "2022-2024")}
    ),
]


# What the report says twice and differently; both statements are kept -----------------------------

CONTRADICTIONS = [
    ("model protocol", ProgressUpdate, "GTATTF", {130, 160, 216}),
    ("protocol of the INM", ProgressUpdate, "INM", {136, 283}),
    ("results of the survey", ProgressUpdate, "STPS", {99, 281}),
    ("states of EQUAL and Campos de Esperanza", ProgressUpdate, "STPS", {204, 407, 409}),
]


# What is told outside updates ---------------------------------------------------------------------


class Written(NamedTuple):
    question: str
    number: int
    lines: tuple[int, ...]
    said: tuple[str, ...]


WRITTEN = [
    Written("main-successes", 17, (301, 303, 309), ("2019", "2022 y 2023", "ONPRENNA")),
    Written("difficulties", 20, (341, 349), ("tres niveles de gobierno", "recursos públicos")),
    Written("lessons", 21, (353,), ("tres niveles de gobierno", "monitoreo y el seguimiento")),
    Written("assessment-tools-text", 23, (375, 377), ("informe anual de avance",)),
    Written("evidence-difficulties", 24, (381,), ("No aplica.",)),
    Written("assessment-stakeholders", 25, (385,), (ACCIONNAR, "asistencia técnica", "Meta 8.7")),
    Written("international-partners-text", 27, (399, 417, 419), ("ONU Mujeres", ACCIONNAR)),
    Written("national-partners-text", 31, (454,), ("organizaciones de empleadores", "Meta 8.7")),
    Written("anticipated-challenges", 37, (517,), ("CITI", "Plan de Trabajo 2021-2024")),
    Written("anything-else", 38, (519, 521), ("No aplica.",)),
]

LINKS = [
    (5, "https://www.dof.gob.mx/nota_detalle.php?codigo=5670965&fecha=10/11/2022#gsc.tab=0"),
    (4, "https://www.dof.gob.mx/nota_detalle.php?codigo=5675759&fecha=27/12/2022#gsc.tab=0"),
    (
        6,
        "https://iniciativa2025alc.org/publication/document/"
        "erradicar-el-trabajo-infantil-en-2025-centroamerica-y-mexico.pdf",
    ),
    (15, "https://polarisproject.org/wp-content/uploads/2022/05/Nonechka.pdf"),
]

# More that the report tells and that no number, date or body above stands for.
TOLD = [
    (87, 1, ("registros administrativos", "perspectiva de género", "restitución de derechos")),
    (89, 1, ("transitan por México", "derechos", "niñas, los niños y los adolescentes")),
    (103, 1, ("Modelos de Identificación del Riesgo de Trabajo Infantil", "POSA", "INEGI")),
    (110, 1, ("policía federal", "FEVIMTRA", "Poder Judicial", "líneas de denuncia")),
    (119, 2, ("industria minera y campos agrícolas",)),
    (123, 2, ("criterios estandarizados",)),
    (125, 2, ("trabajo digno", "cumplimiento voluntario")),
    (126, 2, ("capacitación especializada",)),
    (130, 2, ("discriminación por razones de género", "hostigamiento sexual")),
    (132, 2, ("inspecciones ordinarias", "extraordinarias", "trabajo de menores")),
    (136, 2, ("4.2", "situación de calle", "procuradurías de protección")),
    (138, 2, ("forma permanente", "público, social y privado", "sociedad civil")),
    (146, 3, ("mendicidad", "servidumbre")),
    (148, 3, ("gobernanza de la migración laboral",)),
    (164, 4, ("demarcaciones territoriales", "sectores estratégicos", "diagnóstico")),
    (168, 5, ("Estado mexicano", "trabajo forzoso u obligatorio")),
    (178, 6, ("transversal", "trabajo decente")),
    (180, 6, ("Chihuahua", "Fase I", "nivel nacional")),
    (180, 6, ("Guanajuato", "Coahuila", "Estado de México", "2023")),
    (182, 6, ("programas sociales", "impacto positivo")),
    (186, 7, ("Ley del Sistema de Seguridad Ciudadana de la Ciudad de México", "empresarial")),
    (188, 7, ("800 5533 000", "24/7", "LNCTP", "gratuit")),
    (194, 8, ("4.2", "edad permitida para trabajar")),
    (196, 8, ("buenas prácticas", "ESCNNA")),
    (202, 8, ("importación podrá restringirse", "solicitudes")),
    (206, 8, ("labores", "peligrosas", "edad permitida")),
    (208, 8, ("consejos prácticos", "posibles delitos")),
    (214, 9, ("15 a 17 años", "organizaciones sociales y patronales")),
    (220, 9, ("DRL", "buenas prácticas")),
    (224, 9, ("requisito obligatorio", "Modelo de Protocolo")),
    (226, 9, ("asesorías", "virtuales", "plataforma digital")),
    (234, 10, ("Centros de Asistencia Social", "Derecho a la familia", "Redes de Apoyo")),
    (238, 10, ("Proyecto de Implementación", "órganos colegiados", "Rutas de Protección")),
    (240, 10, ("contratación equitativa", "cohesión sociales", "Panamá")),
    (242, 10, ("trata o de violencia",)),
    (281, 15, ("COVID-19", "tasa de ocupación infantil no permitida")),
    (283, 15, ("Organización Internacional para las Migraciones (OIM) publicó",)),
    (287, 15, ("trata laboral", "sitio web de Polaris", "entidades federativas")),
    (289, 15, ("SIAPI", "offline", "transferencia de tecnología", "SENDEROS")),
    (311, 17, ("públicas y privadas", "cobertura nacional", "SNDIF")),
    (341, 20, ("zonas marginadas", "homolog")),
    (349, 20, ("capacitación", "homogéneas")),
    (429, 29, ("miembro permanente", "CORETT")),
    (431, 29, ("“Lineamientos regionales para la inclusión social de sobrevivientes",)),
    (433, 29, ("“Llamamiento de la Acción de Durban", "Sur-Sur y triangular")),
    (435, 29, ("2021-2025", "Gobierno de Italia", "igualdad de género")),
    (452, 31, ("primeros respondientes", "todos los niveles")),
]

ANSWERED = {*range(1, 11), 15, 17, 19, 20, 21, 23, 24, 25, 27, 29, 31, 33, 36, 37, 38}
SECTIONS = [10, 5, 6, 4, 4, 5, 1, 3]


# The tests ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module", autouse=True)
def mexico(django_db_setup, django_db_blocker):
    """Mexico's facts, loaded once for this module and gone after it; each test is a savepoint."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_mexico", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def period(mexico):
    return Period.objects.get(roadmap__code="MX-2019", year=2022)


@pytest.fixture(scope="module")
def updates(period):
    """Updates of the period with what `Told` says of them."""
    return [
        (as_told(update), update)
        for update in ProgressUpdate.objects.select_related("agency", "next_step").prefetch_related(
            "partners", "places", "priorities", "results"
        )
    ]


@pytest.fixture(scope="module")
def questions(period):
    return {question.number: question for question in compose(period).questions}


def as_told(update):
    numbers = [priority.number for priority in update.priorities.all()]
    if update.next_step:
        numbers.append(NEXT_STEPS_QUESTION)
    numbers += [number for number, topic in TOPICS.items() if topic in update.topics]
    return Told(
        line=0,
        agency=update.agency.code,
        when=when(update),
        questions=tuple(sorted(numbers)),
        partners=codes(update.partners),
        states=" ".join(
            sorted(place.code[3:] for place in update.places.all() if place.kind == "entity")
        ),
    )


def when(update):
    first, last = update.happened_from, update.happened_to
    if not update.precision:
        assert first is None
        assert last is None
        return ""
    if update.precision == "day":
        return str(first)
    if update.precision == "month":
        assert (first.day, (first.year, first.month)) == (1, (last.year, last.month))
        assert last.day >= 28
        return f"{first:%Y-%m}"
    if update.precision == "year":
        assert (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31))
        return str(first.year)
    return f"{first}/{last}"


def codes(agencies):
    return " ".join(sorted(agency.code for agency in agencies.all()))


def lines_of(note):
    """The lines of the annual report that a source note names: "l. 95 (como…), 97 y 101-112"."""
    report = note.partition("Hoja de ruta 2019")[0]
    without_remarks = re.sub(r" \([^()]*\)", "", report)
    numbers = r"\d+(?:-\d+)?"
    groups = re.findall(
        rf"l\. ({numbers}(?:(?:, | y )(?:l\. )?{numbers})*)", f"{report}\n{without_remarks}"
    )
    return {
        line
        for first, last in re.findall(r"(\d+)(?:-(\d+))?", " ".join(groups))
        for line in range(int(first), int(last or first) + 1)
    }


def passages(question):
    """The plain text of each passage and of each row of the table of an answer."""
    answer = question.answer
    texts = [
        f"{passage.heading}\n{narrative.plain_text(passage.narrative)}"
        for passage in answer.passages
    ]
    if answer.table:
        texts += ["\n".join(text for cell in row for text in cell) for row in answer.table.rows]
    return texts


def says(text, words):
    """Whether the text has the words as whole numbers and without regard to capitals."""
    start = r"(?<![\w.,])" if words[0].isdigit() else ""
    end = r"(?![\w]|[.,]\d)" if words[-1].isdigit() else ""
    return re.search(start + re.escape(words) + end, text, re.IGNORECASE) is not None


def assert_said(question, words):
    """One passage of the answer says all the words."""
    missing = [[word for word in words if not says(text, word)] for text in passages(question)]
    assert missing, f"question {question.number} has no answer"
    assert [] in missing, f"question {question.number} does not say {min(missing, key=len)}"


def ids(rows, *names):
    return [" ".join(str(getattr(row, name)) for name in names) for row in rows]


def test_roadmap_is_the_one_signed_in_2019(mexico):
    roadmap = Roadmap.objects.get(code="MX-2019")
    assert (roadmap.country.code, roadmap.language, roadmap.state) == ("MX", "es", "current")
    assert roadmap.title == "México País Pionero de la Alianza 8.7"
    assert roadmap.subtitle == (
        "Acelerando el compromiso para la erradicación del trabajo infantil, la trata de personas "
        "y el trabajo forzoso"
    )
    assert roadmap.adopted_on == date(2019, 9, 25)
    assert roadmap.workshop_starts_on == date(2019, 9, 24)
    assert roadmap.workshop_ends_on == date(2019, 9, 25)
    assert "Ciudad de México, a las doce horas" in roadmap.source_note


@pytest.mark.parametrize(("number", "title"), THEMES)
def test_theme_has_its_official_title(number, title):
    assert Theme.objects.get(roadmap__code="MX-2019", number=number).title == title


@pytest.mark.parametrize(("number", "text"), PRIORITIES, ids=[str(row[0]) for row in PRIORITIES])
def test_priority_has_its_official_text(questions, number, text):
    priority = Priority.objects.get(roadmap__code="MX-2019", number=number)
    assert priority.text == text
    assert priority.theme is None, "the roadmap does not say which theme"
    assert priority.lead_agency is None, "the roadmap does not say who leads"
    assert f"prioridad {number} “{text.removesuffix('.')}”" in questions[number].text


@pytest.mark.parametrize(
    ("number", "name", "position", "agency"), SIGNATORIES, ids=[row[1] for row in SIGNATORIES]
)
def test_signatory_has_the_position_held_then(number, name, position, agency):
    signatory = Signatory.objects.get(roadmap__code="MX-2019", name=name)
    assert (signatory.number, signatory.position) == (number, position)
    assert (str(signatory.agency.country), signatory.agency.code) == ("MX", agency)


def test_roadmap_has_no_other_parts(mexico):
    assert Roadmap.objects.count() == 1
    assert Theme.objects.count() == len(THEMES)
    assert Priority.objects.count() == len(PRIORITIES)
    assert Signatory.objects.count() == len(SIGNATORIES)
    assert sorted(Period.objects.values_list("year", "state")) == [(2022, "closed"), (2023, "open")]


@pytest.mark.parametrize("row", STEPS, ids=ids(STEPS, "year", "number"))
def test_next_step_is_as_promised(questions, row):
    step = NextStep.objects.get(
        period__roadmap__code="MX-2019", period__year=row.year, number=row.number
    )
    assert step.title == row.title
    assert step.status == "", "no status is marked in the report"
    assert set(row.lines) <= lines_of(step.source_note)
    if row.year == 2022:
        assert questions[10 + row.number].next_step == row.number
        assert (row.title or "título no indicado") in questions[10 + row.number].text


def test_coming_next_step_has_objectives_proof_and_area(questions):
    step = NextStep.objects.get(period__year=2023)
    assert step.objectives == COMING_OBJECTIVES
    assert step.areas == ["child-labour"]
    assert step.period.ends_on == date(2024, 4, 30)
    for deliverable in DELIVERABLES:
        assert deliverable in step.proof
    said = (step.title, COMING_OBJECTIVES, "Trabajo infantil", *DELIVERABLES)
    assert_said(questions[COMING_STEPS_QUESTION], said)


def test_next_steps_are_no_more_than_the_promised_ones(mexico):
    assert NextStep.objects.count() == len(STEPS)


@pytest.mark.parametrize("deliverable", DELIVERABLES)
def test_deliverable_is_listed_as_another_success(questions, deliverable):
    assert_said(questions[19], (deliverable,))


@pytest.mark.parametrize("body", BODIES, ids=ids(BODIES, "country", "code"))
def test_body_is_known_and_named_where_it_acts(questions, body):
    agency = Agency.objects.get(country=body.country, code=body.code)
    assert (agency.name, agency.acronym, agency.kind) == (body.name, body.acronym, body.kind)
    for number in body.questions:
        assert_said(questions[number], (body.said or body.name,))


@pytest.mark.parametrize(("code", "name"), OTHER_NAMES)
def test_other_name_of_a_body_is_known(code, name):
    assert Agency.objects.get(aliases__name=name).code == code


def test_bodies_are_no_more_than_the_named_ones(mexico):
    known = [(str(agency.country), agency.code) for agency in Agency.objects.all()]
    assert sorted(known) == sorted((body.country, body.code) for body in BODIES)


def test_no_employers_or_workers_organisation_is_invented(mexico):
    assert not Agency.objects.filter(kind__in=["employers", "workers"]).exists()


@pytest.mark.parametrize("row", UPDATES, ids=ids(UPDATES, "line", "agency", "when"))
def test_update_is_by_the_right_body_with_date_and_partners(updates, row):
    fitting = [
        told
        for told, update in updates
        if told == row._replace(line=0) and row.line in lines_of(update.source_note)
    ]
    assert len(fitting) == UPDATES.count(row)


def test_updates_are_no_more_than_the_told_ones(updates):
    assert Counter(told for told, _ in updates) == Counter(row._replace(line=0) for row in UPDATES)


@pytest.mark.parametrize("row", FIGURES, ids=ids(FIGURES, "row", "agency", "quantity"))
def test_figure_is_a_result_of_the_right_update(period, row):
    results = Result.objects.filter(
        update__period=period,
        update__agency__code=row.agency,
        quantity=row.quantity,
        quantity_to=row.to,
        out_of=row.out_of,
        qualifier=row.qualifier,
        basis=row.basis,
    )
    fitting = [
        result
        for result in results
        if row.unit in f"{result.unit} {result.population}"
        and row.line in lines_of(result.source_note)
    ]
    assert len(fitting) == 1
    assert_belongs(fitting[0].update, row.answers)


def assert_belongs(update, numbers):
    """The update is read by these questions."""
    answered = set(as_told(update).questions) | {COMING_STEPS_QUESTION, PROJECTS_QUESTION}
    assert set(numbers) <= answered


@pytest.mark.parametrize("row", FIGURES, ids=ids(FIGURES, "row", "agency", "quantity"))
def test_figure_is_told_in_its_answer(questions, row):
    for number, words in row.answers.items():
        assert_said(questions[number], words)
        if number not in (COMING_STEPS_QUESTION, PROJECTS_QUESTION):
            assert_figure_behind(questions[number], row)


def assert_figure_behind(question, row):
    """The number stands with the answer's sources too, under the right agency."""
    expected = (
        str(row.quantity),
        str(row.to) if row.to else None,
        str(row.out_of) if row.out_of else None,
        row.qualifier,
        row.basis,
    )
    assert expected in [
        (result.quantity, result.quantity_to, result.out_of, result.qualifier, result.basis)
        for source in question.answer.sources
        if source.agency_code == row.agency
        for result in source.results
    ]


def test_figures_are_no_more_than_the_counted_ones(mexico):
    found = Counter(Result.objects.values_list("update__agency__code", "quantity", "out_of"))
    expected = Counter((row.agency, Decimal(row.quantity), row.out_of) for row in FIGURES)
    assert found == expected
    assert sorted({row.row for row in FIGURES}) == list(range(1, 40))


def test_no_figure_is_broken_down_by_sex_or_age(mexico):
    for name in ("female", "male", "under_18", "adults"):
        assert not Result.objects.filter(**{f"{name}__isnull": False}).exists()


@pytest.mark.parametrize("row", PROJECTS, ids=ids(PROJECTS, "name"))
def test_project_has_its_bodies_years_and_states(row):
    project = Project.objects.get(roadmap__code="MX-2019", name=row.name)
    assert project.acronym == row.acronym
    assert codes(project.implementers) == row.implementers
    assert codes(project.counterparts) == row.counterparts
    assert codes(project.funders) == "", "the report says of no project who pays for it"
    assert (project.starts_in, project.ends_in) == (row.first, row.last)
    assert ", ".join(sorted(place.name for place in project.places.all())) == row.states
    assert project.sectors == row.sectors
    assert tuple(project.priorities.values_list("number", flat=True)) == row.priorities
    assert set(row.lines) <= lines_of(project.source_note)


@pytest.mark.parametrize("row", PROJECTS, ids=ids(PROJECTS, "name"))
def test_project_is_told_in_its_answers(questions, row):
    for number in row.answers:
        assert_said(questions[number], (row.said or row.name,))
    table = questions[PROJECTS_QUESTION].answer.table
    columns = [column.id for column in table.columns]
    found = [dict(zip(columns, cells, strict=True)) for cells in table.rows]
    (told,) = [cells for cells in found if cells["project"] == (row.name,)]
    agencies = Agency.objects.filter(code__in=row.implementers.split())
    assert sorted(told["implementers"]) == sorted(agency.short_name for agency in agencies)
    assert told["years"] == (row.years,)
    assert ", ".join(sorted(told["states"])) == row.states
    assert " ".join(told["acronym"]) == row.acronym
    assert " ".join(told["sectors"]) == row.sectors


def test_projects_are_no_more_than_the_named_ones(questions):
    assert Project.objects.count() == len(PROJECTS)
    assert len(questions[PROJECTS_QUESTION].answer.table.rows) == len(PROJECTS)


@pytest.mark.parametrize("row", MILESTONES, ids=ids(MILESTONES, "name"))
def test_milestone_is_dated_and_told(updates, questions, row):
    if row.update:
        line, agency, day = row.update
        assert [
            told
            for told, update in updates
            if (told.agency, told.when) == (agency, day)
            and line in lines_of(update.source_note)
            and set(row.answers) <= set(told.questions)
        ]
    for number, words in row.answers.items():
        assert_said(questions[number], words)


def test_planned_deposit_has_its_planned_month(mexico):
    action = Action.objects.get(state="planned", starts_on__isnull=False)
    assert (action.starts_on, action.ends_on) == (date(2023, 6, 1), date(2023, 6, 30))
    assert action.title.startswith("Depósito del instrumento de ratificación del Protocolo de 2014")
    assert list(action.priorities.values_list("number", flat=True)) == [5]
    assert 170 in lines_of(action.source_note)


def test_actions_have_no_other_dates_than_the_stated_ones(mexico):
    dated = Action.objects.exclude(starts_on=None, ends_on=None)
    assert sorted(dated.values_list("lead_agency__code", "starts_on", "ends_on")) == [
        ("STPS", date(2022, 11, 28), date(2022, 12, 2)),
        ("STPS", date(2023, 6, 1), date(2023, 6, 30)),
        ("UNAM", date(2022, 6, 13), date(2022, 11, 25)),
    ]


@pytest.mark.parametrize(
    ("kind", "agency", "lines"),
    [row[1:] for row in CONTRADICTIONS],
    ids=[row[0] for row in CONTRADICTIONS],
)
def test_contradiction_keeps_both_statements(kind, agency, lines):
    notes = kind.objects.filter(agency__code=agency).values_list("source_note", flat=True)
    assert [note for note in notes if lines <= lines_of(note)]


@pytest.mark.parametrize("row", WRITTEN, ids=ids(WRITTEN, "question"))
def test_written_answer_says_what_no_agency_reports(period, questions, row):
    written = WrittenAnswer.objects.get(period=period, question=row.question)
    assert set(row.lines) <= lines_of(written.source_note)
    assert questions[row.number].id == row.question
    first = questions[row.number].answer.passages[0]
    assert (first.narrative, first.source) == (written.narrative, None)
    assert (written.choices, written.rating, written.other) == ([], None, "")
    for words in row.said:
        assert says(narrative.plain_text(written.narrative), words)


def test_written_answers_are_no_more_than_the_told_ones(mexico):
    assert WrittenAnswer.objects.count() == len(WRITTEN)


@pytest.mark.parametrize(
    ("line", "number", "words"), TOLD, ids=[f"{row[0]} {row[2][0][:30]}" for row in TOLD]
)
def test_more_facts_are_told_in_their_answers(questions, line, number, words):
    assert_said(questions[number], words)


@pytest.mark.parametrize(("number", "url"), LINKS)
def test_printed_link_is_public_evidence(questions, number, url):
    evidence = Evidence.objects.get(url=url)
    assert evidence.is_public
    assert lines_of(evidence.source_note)
    assert (evidence.title, url) in [
        (link.title, link.url)
        for source in questions[number].answer.sources
        for link in source.evidence
    ]


def test_evidence_is_no_more_than_the_printed_links(mexico):
    assert Evidence.objects.count() == len(LINKS)


def test_the_only_named_municipality_is_recorded(updates):
    assert [
        (told.agency, update.municipalities) for told, update in updates if update.municipalities
    ] == [("IR", "Villa Victoria (Estado de México)")]


def test_every_update_is_approved_and_about_something(period, updates):
    for _, update in updates:
        assert (update.period_id, update.status, update.kind) == (
            period.pk,
            Status.APPROVED,
            "progress",
        )
        assert update.action_id or update.next_step_id
        assert update.published_at is None
        assert update.sent_at is None
        assert update.title
        assert not narrative.is_empty(update.narrative)


def test_every_action_has_an_update_and_every_update_a_question(updates):
    assert not Action.objects.filter(updates=None).exists()
    assert all(told.questions for told, _ in updates)


@pytest.mark.parametrize(
    "model",
    [ProgressUpdate, Result, Evidence, Action, Project, NextStep, Period, WrittenAnswer],
    ids=lambda model: model.__name__,
)
def test_every_record_names_the_lines_it_comes_from(model):
    for record in model.objects.all():
        lines = lines_of(record.source_note)
        assert lines, f"{record}: {record.source_note}"
        assert lines <= set(range(1, 522)), f"{record}: the report ends with line 521"


def test_every_agency_names_its_document_and_line(mexico):
    for agency in Agency.objects.all():
        named = r"(Informe anual 2022-2023|Hoja de ruta 2019), l\. \d+"
        assert re.match(named, agency.source_note), agency


def test_no_choice_is_made_that_the_report_leaves_open(questions):
    assert [number for number, question in questions.items() if question.choices] == []


def test_answers_are_to_the_questions_that_mexico_answered(questions):
    assert {number for number, question in questions.items() if question.is_answered} == ANSWERED


def test_json_report_has_38_questions_in_order_in_8_sections(mexico):
    output = io.StringIO()
    call_command("render_report", "2022-2023", format="json", stdout=output)
    sections = json.loads(output.getvalue())["sections"]
    numbers = [question["number"] for section in sections for question in section["questions"]]
    assert numbers == list(range(1, 39))
    assert [len(section["questions"]) for section in sections] == SECTIONS


def test_loading_twice_changes_nothing(mexico):
    models = [ProgressUpdate, Result, Evidence, Action, Project, Agency, NextStep, WrittenAnswer]
    before = [sorted(map(str, model.objects.values_list())) for model in models]
    call_command("load_mexico", verbosity=0)
    assert [sorted(map(str, model.objects.values_list())) for model in models] == before
