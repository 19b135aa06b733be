"""A whole year of three agencies in a real browser, from its opening to the opening of the next.

At each point everything is compared: every cell of the matrix, the queue, every mail, every step
and what the database wrote down.
"""

import datetime
import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from roadmap.models import Change, Period, ProgressUpdate, User
from roadmap.year import reminders
from tests import make
from tests.browser import seen
from tests.browser.doing import (
    approve_all,
    correct,
    follow,
    press,
    read,
    reopen,
    send,
    set_due,
    validate,
    write,
    write_none,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PEOPLE = {"Ana": "DIF", "Bea": "INM", "Vera": "INM", "Carl": "STPS"}


@pytest.fixture
def scene(live_server, mailoutbox):
    """Last year's assignments, what its report promised, and everybody's account."""
    roadmap = make.make_roadmap(code="MX", language="es", time_zone="America/Mexico_City")
    last = make.make_period(roadmap=roadmap, year=2022, state="closed")
    one, two = (make.make_priority(short_name=name) for name in ("Prevenir", "Proteger"))
    agencies = {n: make.make_agency(code=n, name=n, acronym=n) for n in ("DIF", "INM", "STPS")}
    for name, priority in (("DIF", one), ("INM", one), ("STPS", one), ("STPS", two)):
        make.make_assignment(period=last, agency=agencies[name], priority=priority)
    for year, title, name in ((2023, "Un protocolo", "INM"), (2024, "Un registro", "DIF")):
        coming = make.make_period(roadmap=roadmap, year=year, state="planned")
        step = {"title": title, "agency": agencies[name], "promised_at": timezone.now()}
        make.make_next_step(period=coming, **step)
    make.make_user(email="coordina@example.org", name="Coordinación", group="coordinators")
    for name, agency in PEOPLE.items():
        role = "validator" if name == "Vera" else "contributor"
        make.make_user(
            email=f"{name.lower()}@example.org", name=name, agency=agencies[agency], role=role
        )


@pytest.fixture
def page_of(new_page, log_in):
    """The page of a person who has logged in; the same one each time."""
    pages = {}

    def page_of(name):
        if name not in pages:
            pages[name] = log_in(new_page(), User.objects.get(name=name))
        return pages[name]

    return page_of


class Told:
    """What has been told until now: each point says what has come to it, and is compared whole."""

    def __init__(self, page):
        self.page, self.mails, self.steps, self.trace = page, [], [], []
        self.since = Change.objects.latest("id").id

    def is_all(self, *rows, queue=(), mails=(), steps=(), trace=(), period="2023-2024"):
        """The rows of the matrix, the queue, and the mails, steps and changes since last time."""
        self.mails += mails
        self.steps += steps
        self.trace += trace
        assert seen.matrix(self.page, period) == [list(row) for row in rows]
        assert seen.queue(self.page) == [list(line) for line in queue]
        assert (seen.mails(), seen.steps()) == (self.mails, self.steps)
        assert seen.trace(self.since) == self.trace


def timer(now):
    """How many mails the timer writes, run twice at the same moment."""
    return [len(reminders.send_due(now=now)) for _run in range(2)]


def update(title):
    return ProgressUpdate.objects.get(title=title)


def test_whole_year(scene, page_of):
    desk = page_of("Coordinación")
    told = Told(desk)
    begin(desk, told)
    remind(desk, told)
    log(page_of, told)
    give_back_and_approve(page_of, told)
    be_late(page_of, told)
    close_and_reopen(page_of, told)
    assert seen.history(desk, update("Cursos")) == HISTORY
    begin_the_next(page_of, told)


HEAD = [
    "Institución",
    "P1 | Prevenir",
    "P2 | Proteger",
    "Paso 1 | Un protocolo",
    "Respondidas",
    "Retrasado",
]
REMIND = "Recordar ahora"
WITH = "Con la persona validadora"
NONE = "Sin avance en el periodo"
NOTHING_LATE = ["Retrasado", "0", "0", "0", "", "0"]


def owing(name):
    """The head of the row of an agency that one press may remind."""
    return f"{name} | {REMIND} | {name}"


NEW_YEAR = [
    [owing("DIF"), "Pendiente", "", "", "0 de 1", "0"],
    [owing("INM"), "Pendiente", "", "Pendiente", "0 de 2", "0"],
    [owing("STPS"), "Pendiente", "Pendiente", "", "0 de 2", "0"],
    ["Respondidas", "0 de 3", "0 de 1", "0 de 1", "0 de 5", "0"],
    NOTHING_LATE,
]
REASON = "Falta la cifra.\n\n¿Cuántos?"
SUBJECT = "{} para la hoja de ruta de la Alianza 8.7, a más tardar el DATE"
ONE, TWO = SUBJECT.format("Falta 1 envío"), SUBJECT.format("Faltan 2 envíos")


def begin(desk, told):
    desk.goto("/staff/year/")
    follow(desk, "Abrir el periodo siguiente")
    press(desk, "Abrir el periodo 2023-2024")
    set_due(desk, 5)
    told.is_all(
        HEAD,
        *NEW_YEAR,
        trace=[
            ("Coordinación", "2023-2024", "planned", "open"),
            ("Coordinación", "+ assignment", "DIF", "P1"),
            ("Coordinación", "+ assignment", "INM", "P1"),
            ("Coordinación", "+ assignment", "STPS", "P1"),
            ("Coordinación", "+ assignment", "STPS", "P2"),
            ("Coordinación", "+ assignment", "INM", "step"),
            ("Coordinación", "2023-2024", "None", "DATE TIME"),
        ],
    )


def remind(desk, told):
    desk.goto("/staff/matrix/MX/2023-2024/")
    follow(desk, "Recordar ahora DIF")
    press(desk, "Enviar este correo ahora")
    to_ana = ("Ana", ONE, "- 1. Prevenir (Pendiente)")
    told.is_all(HEAD, *NEW_YEAR, mails=[to_ana])
    # Seven days before it is due one goes out, and that was two days ago; Ana has had hers.
    assert timer(timezone.now()) == [2, 0]
    told.is_all(
        HEAD,
        *NEW_YEAR,
        mails=[
            ("Bea", TWO, "- 1. Un protocolo (Pendiente)", "- 1. Prevenir (Pendiente)"),
            ("Carl", TWO, "- 1. Prevenir (Pendiente)", "- 2. Proteger (Pendiente)"),
        ],
    )


def log(page_of, told):
    ana, bea, vera, carl = (page_of(name) for name in PEOPLE)
    write(ana, "Prevenir", "Cursos", "Se dieron cursos.")
    press(ana, "Guardar")
    told.is_all(
        HEAD,
        [owing("DIF"), "Borrador | desde el DAY", "", "", "0 de 1", "0"],
        *NEW_YEAR[1:],
        trace=[("Ana", "+ progressupdate", "Cursos")],
    )
    send(ana)
    write(bea, "Un protocolo", "Protocolo", "Se firmó.")
    send(bea)
    write_none(bea, "Prevenir", "Sin menores", "not-applicable", "No atiende a menores.")
    send(bea)
    write_none(carl, "Prevenir", "Nada nuevo", "no-progress", "No hubo presupuesto.")
    send(carl)
    stps = [owing("STPS"), f"{NONE} | por revisar", "Pendiente", "", "1 de 2", "0"]
    told.is_all(
        HEAD,
        ["DIF", "Enviado", "", "", "1 de 1", "0"],
        [owing("INM"), WITH, "", WITH, "0 de 2", "0"],
        stps,
        ["Respondidas", "2 de 3", "0 de 1", "0 de 1", "2 de 5", "0"],
        NOTHING_LATE,
        queue=[
            ("Cursos", "Nuevo"),
            ("Nada nuevo", "Nuevo", NONE),
            ("Protocolo", WITH),
            ("Sin menores", WITH),
        ],
        steps=[
            ("Ana", "submit", "Cursos", "draft", "submitted"),
            ("Bea", "submit", "Protocolo", "draft", "with-validator"),
            ("Bea", "submit", "Sin menores", "draft", "with-validator"),
            ("Carl", "submit", "Nada nuevo", "draft", "submitted"),
        ],
        trace=[
            ("Ana", "Cursos", "draft", "submitted"),
            ("Bea", "+ progressupdate", "Protocolo"),
            ("Bea", "Protocolo", "draft", "with-validator"),
            ("Bea", "+ progressupdate", "Sin menores"),
            ("Bea", "Sin menores", "draft", "with-validator"),
            ("Carl", "+ progressupdate", "Nada nuevo"),
            ("Carl", "Nada nuevo", "draft", "submitted"),
        ],
    )
    validate(vera, "Protocolo")
    told.is_all(
        HEAD,
        ["DIF", "Enviado", "", "", "1 de 1", "0"],
        [owing("INM"), WITH, "", "Enviado", "1 de 2", "0"],
        stps,
        ["Respondidas", "2 de 3", "0 de 1", "1 de 1", "3 de 5", "0"],
        NOTHING_LATE,
        queue=[
            ("Cursos", "Nuevo"),
            ("Nada nuevo", "Nuevo", NONE),
            ("Protocolo", "Nuevo"),
            ("Sin menores", WITH),
        ],
        steps=[("Vera", "validate", "Protocolo", "with-validator", "submitted")],
        trace=[("Vera", "Protocolo", "with-validator", "submitted")],
    )


def give_back_and_approve(page_of, told):
    desk, ana = page_of("Coordinación"), page_of("Ana")
    read(desk, "Cursos")
    desk.locator("#decision textarea").fill(REASON)
    press(desk, "Devolver con este motivo")
    others = [
        [owing("INM"), WITH, "", "Enviado", "1 de 2", "0"],
        [owing("STPS"), f"{NONE} | por revisar", "Pendiente", "", "1 de 2", "0"],
        ["Respondidas", "2 de 3", "0 de 1", "1 de 1", "3 de 5", "0"],
        NOTHING_LATE,
    ]
    # The page went on to the next one in the queue.
    waiting = [("Nada nuevo", "Ya lo leyó", NONE), ("Protocolo", "Nuevo")]
    told.is_all(
        HEAD,
        [owing("DIF"), "Devuelto", "", "", "1 de 1", "0"],
        *others,
        queue=[*waiting, ("Sin menores", WITH)],
        mails=[("Ana", "Devuelto: Cursos", REASON)],
        steps=[
            ("Coordinación", "return", "Cursos", "submitted", "returned", REASON),
        ],
        trace=[("Coordinación", "Cursos", "submitted", "returned")],
    )
    correct(ana, "Cursos", " Fueron doce.")
    told.is_all(
        HEAD,
        ["DIF", "Enviado", "", "", "1 de 1", "0"],
        *others,
        queue=[*waiting, ("Cursos", "Cambió desde que lo vio"), ("Sin menores", WITH)],
        steps=[("Ana", "submit", "Cursos", "returned", "submitted")],
        trace=[("Ana", "Cursos", "returned", "submitted")],
    )
    read(desk, "Cursos")
    assert desk.locator(".reading ins").all_inner_texts() == [". Fueron doce"]
    press(desk, "Aprobar")
    approve_all(desk)
    approved = ("Cursos", "Nada nuevo", "Protocolo")
    told.is_all(
        HEAD,
        ["DIF", "Aprobado", "", "", "1 de 1", "0"],
        [owing("INM"), WITH, "", "Aprobado", "1 de 2", "0"],
        [owing("STPS"), NONE, "Pendiente", "", "1 de 2", "0"],
        *others[2:],
        queue=[("Sin menores", WITH)],
        mails=[
            ("Ana", "Aprobado: Cursos"),
            ("Carl", "Aprobado: Nada nuevo"),
            ("Bea", "Aprobado: Protocolo"),
            ("Vera", "Aprobado: Protocolo"),
        ],
        steps=[("Coordinación", "approve", title, "submitted", "approved") for title in approved],
        trace=[("Coordinación", title, "submitted", "approved") for title in approved],
    )


def be_late(page_of, told):
    Period.objects.filter(year=2023).update(due_at=timezone.now())
    assert timer(timezone.now() + datetime.timedelta(days=2)) == [2, 0]
    dif = ["DIF", "Aprobado", "", "", "1 de 1", "0"]
    stps = [owing("STPS"), NONE, "Pendiente | Retrasado", "", "1 de 2", "1"]
    late = "Con retraso: falta 1 envío para la hoja de ruta de la Alianza 8.7"
    told.is_all(
        HEAD,
        dif,
        [owing("INM"), f"{WITH} | Retrasado", "", "Aprobado", "1 de 2", "1"],
        stps,
        ["Respondidas", "2 de 3", "0 de 1", "1 de 1", "3 de 5", "2"],
        ["Retrasado", "1", "1", "0", "", "2"],
        queue=[("Sin menores", WITH)],
        mails=[("Vera", late, "- Sin menores"), ("Carl", late, "- 2. Proteger (Pendiente)")],
        trace=[("", "2023-2024", "DATE TIME", "DATE TIME")],
    )
    validate(page_of("Vera"), "Sin menores")
    told.is_all(
        HEAD,
        dif,
        ["INM", "No aplica | por revisar | Enviado tarde", "", "Aprobado", "2 de 2", "0"],
        stps,
        ["Respondidas", "3 de 3", "0 de 1", "1 de 1", "4 de 5", "1"],
        ["Retrasado", "0", "1", "0", "", "1"],
        queue=[("Sin menores", "Nuevo", "Enviado tarde", "No aplica")],
        steps=[("Vera", "validate", "Sin menores", "with-validator", "submitted", "late")],
        trace=[("Vera", "Sin menores", "with-validator", "submitted")],
    )


def close_and_reopen(page_of, told):
    desk, carl = page_of("Coordinación"), page_of("Carl")
    address = f"/staff/year/{Period.objects.get(year=2023).pk}/"
    desk.goto(address)
    press(desk, "Cerrar el periodo")
    carl.goto("/staff/")
    assert carl.get_by_role("link", name="Redactar").count() == 0
    approve_all(desk)
    dif = ["DIF", "Aprobado", "", "", "1 de 1", "0"]
    inm = ["INM", "No aplica | Enviado tarde", "", "Aprobado", "2 de 2", "0"]
    stps = ["STPS", NONE, "Pendiente | Retrasado", "", "1 de 2", "1"]
    answered = ["Respondidas", "3 de 3", "0 de 1", "1 de 1", "4 de 5", "1"]
    late = ["Retrasado", "0", "1", "0", "", "1"]
    told.is_all(
        HEAD,
        *(dif, inm, stps, answered, late),
        mails=[("Bea", "Aprobado: Sin menores"), ("Vera", "Aprobado: Sin menores")],
        steps=[("Coordinación", "approve", "Sin menores", "submitted", "approved")],
        trace=[
            ("Coordinación", "2023-2024", "open", "closed"),
            ("Coordinación", "Sin menores", "submitted", "approved"),
        ],
    )
    desk.goto(address)
    reopen(desk, "STPS (STPS)", "Cambió el enlace.")
    told.is_all(
        HEAD,
        *(dif, inm, [owing("STPS"), *stps[1:]], answered, late),
        trace=[("Coordinación", "+ periodreopening", "STPS", "Cambió el enlace.")],
    )
    write(carl, "Proteger", "Una línea", "Se abrió una línea.")
    send(carl)
    answered = ["Respondidas", "3 de 3", "1 de 1", "1 de 1", "5 de 5", "0"]
    told.is_all(
        HEAD,
        *(dif, inm, ["STPS", NONE, "Enviado | Enviado tarde", "", "2 de 2", "0"]),
        *(answered, NOTHING_LATE),
        queue=[("Una línea", "Nuevo", "Enviado tarde")],
        steps=[("Carl", "submit", "Una línea", "draft", "submitted", "late")],
        trace=[
            ("Carl", "+ progressupdate", "Una línea"),
            ("Carl", "Una línea", "draft", "submitted"),
        ],
    )
    read(desk, "Una línea")
    press(desk, "Aprobar")
    told.is_all(
        HEAD,
        *(dif, inm, ["STPS", NONE, "Aprobado | Enviado tarde", "", "2 de 2", "0"]),
        *(answered, NOTHING_LATE),
        mails=[("Carl", "Aprobado: Una línea")],
        steps=[("Coordinación", "approve", "Una línea", "submitted", "approved")],
        trace=[("Coordinación", "Una línea", "submitted", "approved")],
    )


HISTORY = [
    [
        "DATE TIME · Coordinación",
        "Avance se modificó",
        "Situación | Antes: Enviado | Después: Aprobado",
        "Paso de la revisión «Aprobar» se agregó",
    ],
    [
        "DATE TIME · Ana",
        "Avance se modificó",
        "Situación | Antes: Devuelto | Después: Enviado",
        "Enviado | Antes: DATE TIME | Después: DATE TIME",
        "Paso de la revisión «Enviar» se agregó",
    ],
    [
        "DATE TIME · Ana",
        "Avance se modificó",
        "Qué se hizo | Antes: Se dieron cursos. | Después: Se dieron cursos. Fueron doce.",
    ],
    [
        "DATE TIME · Coordinación",
        "Avance se modificó",
        "Situación | Antes: Enviado | Después: Devuelto",
        "Paso de la revisión «Devolver» se agregó",
        "Comentario | Falta la cifra. | ¿Cuántos?",
    ],
    [
        "DATE TIME · Ana",
        "Avance se modificó",
        "Situación | Antes: Borrador | Después: Enviado",
        "Enviado por | Antes: (vacío) | Después: Ana",
        "Enviado | Antes: (vacío) | Después: DATE TIME",
        "Paso de la revisión «Enviar» se agregó",
    ],
    [
        "DATE TIME · Ana",
        "Avance se agregó",
        "Periodo | 2023-2024",
        "Institución que informa | DIF (DIF)",
        "Acción | Programa: Cursos",
        "Tipo | Avance",
        "Título | Cursos",
        "Qué se hizo | Se dieron cursos.",
        "Cuándo | Un año",
        "Desde | DATE",
        "Hasta | DATE",
        "Situación | Borrador",
        "Redactado por | Ana",
        "Creado | DATE TIME",
        "Prioridades a las que contribuye · se agregó | 1. Prevenir",
    ],
]


def begin_the_next(page_of, told):
    desk, carl = page_of("Coordinación"), page_of("Carl")
    desk.goto("/staff/year/")
    follow(desk, "Abrir el periodo siguiente")
    press(desk, "Abrir el periodo 2024-2025")
    rows = [
        [*HEAD[:3], "Paso 1 | Un registro", *HEAD[4:]],
        ["DIF", "Pendiente", "", "Pendiente", "0 de 2", "0"],
        ["INM", "Pendiente", "", "", "0 de 1", "0"],
        ["STPS", "Pendiente", "Pendiente", "", "0 de 2", "0"],
        ["Respondidas", "0 de 3", "0 de 1", "0 de 1", "0 de 5", "0"],
        NOTHING_LATE,
    ]
    told.is_all(
        *rows,
        period="2024-2025",
        trace=[
            ("Coordinación", "2024-2025", "planned", "open"),
            ("Coordinación", "+ assignment", "DIF", "P1"),
            ("Coordinación", "+ assignment", "INM", "P1"),
            ("Coordinación", "+ assignment", "STPS", "P1"),
            ("Coordinación", "+ assignment", "STPS", "P2"),
            ("Coordinación", "+ assignment", "DIF", "step"),
        ],
    )
    call_command("open_period", "2024-2025", stdout=io.StringIO())
    told.is_all(*rows, period="2024-2025")
    carl.goto("/staff/")
    follow_on = carl.locator("section", has_text="Avances del año pasado").locator("li > a")
    assert follow_on.all_inner_texts() == ["Nada nuevo", "Una línea"]
