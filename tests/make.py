"""Test data: keyword-only functions in which everything has a default.

Each call makes one new row. What it belongs to is, where it is not given, the first there is, and
is made where there is none; only agencies and people are always new.
"""

import datetime
import hashlib
import uuid
from itertools import count

from django.contrib.auth.models import Group

from reports.composing.compose import compose
from reports.document import Answer, Document, Option, Passage, Question, Section, to_dict
from reports.models import (
    AcceptedWarning,
    Letterhead,
    PastReport,
    Publication,
    ReportVersion,
    WrittenAnswer,
    WrittenPassage,
)
from reports.publishing import publishing
from roadmap.api import tokens
from roadmap.models import (
    Action,
    Agency,
    AgencyAlias,
    ApiToken,
    Assignment,
    Comment,
    Evidence,
    Invitation,
    Mail,
    Membership,
    NextStep,
    Period,
    PeriodReopening,
    Place,
    Priority,
    ProgressUpdate,
    Project,
    Reminded,
    Reminder,
    Result,
    Roadmap,
    Signatory,
    Step,
    Theme,
    User,
)

DAY = datetime.date(2022, 6, 13)
FAR = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
NOON = datetime.datetime(2022, 6, 13, 18, tzinfo=datetime.UTC)

_numbers = count(1)


def begin_numbers():
    """Begin with 1 again, so that a test makes the same data whatever ran before it."""
    global _numbers
    _numbers = count(1)


def new_number():
    return next(_numbers)


def paragraph(text):
    """A narrative of one plain paragraph."""
    return [{"type": "paragraph", "runs": [{"text": text}]}]


def make_roadmap(*, code=None, country="MX", title="Hoja de ruta", adopted_on=DAY, **fields):
    code = code or f"{country}-{new_number()}"
    return Roadmap.objects.create(
        code=code, country=country, title=title, adopted_on=adopted_on, **fields
    )


def make_theme(*, roadmap=None, number=None, title="Prevención", **fields):
    roadmap = roadmap or Roadmap.objects.first() or make_roadmap()
    number = number or roadmap.themes.count() + 1
    return Theme.objects.create(roadmap=roadmap, number=number, title=title, **fields)


def make_priority(*, roadmap=None, number=None, text="Prevenir.", short_name="Prevenir", **fields):
    roadmap = roadmap or Roadmap.objects.first() or make_roadmap()
    number = number or roadmap.priorities.count() + 1
    return Priority.objects.create(
        roadmap=roadmap, number=number, text=text, short_name=short_name, **fields
    )


def make_signatory(*, roadmap=None, number=1, name=None, position="Titular", agency=None, **fields):
    return Signatory.objects.create(
        roadmap=roadmap or Roadmap.objects.first() or make_roadmap(),
        number=number,
        name=name or f"Firmante {new_number()}",
        position=position,
        agency=agency or make_agency(),
        **fields,
    )


def make_agency(*, code=None, name=None, country="MX", kind="ministry", **fields):
    number = new_number()
    return Agency.objects.create(
        code=code or f"A{number}",
        name=name or f"Secretaría {number}",
        country=country,
        kind=kind,
        **fields,
    )


def make_alias(*, agency=None, name=None, **fields):
    name = name or f"Otro nombre {new_number()}"
    return AgencyAlias.objects.create(agency=agency or make_agency(), name=name, **fields)


def make_place(*, code=None, name="Chiapas", country="MX", **fields):
    code = code or f"P{new_number():05}"
    return Place.objects.create(code=code, name=name, country=country, **fields)


def make_period(*, roadmap=None, year=2022, **fields):
    roadmap = roadmap or Roadmap.objects.first() or make_roadmap()
    return Period.objects.create(roadmap=roadmap, year=year, **fields)


def make_reopening(*, period=None, agency=None, until=NOON, by=None, reason="Se pidió.", **fields):
    return PeriodReopening.objects.create(
        period=period or Period.objects.first() or make_period(),
        agency=agency or make_agency(),
        until=until,
        by=by or make_user(),
        reason=reason,
        **fields,
    )


def make_next_step(*, period=None, number=None, title="Un paso", **fields):
    period = period or Period.objects.first() or make_period()
    number = number or period.next_steps.count() + 1
    return NextStep.objects.create(period=period, number=number, title=title, **fields)


def make_assignment(*, period=None, agency=None, priority=None, next_step=None):
    period = period or Period.objects.first() or make_period()
    if priority is None and next_step is None:
        priority = Priority.objects.first() or make_priority()
    return Assignment.objects.create(
        period=period, agency=agency or make_agency(), priority=priority, next_step=next_step
    )


def make_action(*, roadmap=None, title="Programa", lead_agency=None, **fields):
    return Action.objects.create(
        roadmap=roadmap or Roadmap.objects.first() or make_roadmap(),
        title=title,
        lead_agency=lead_agency or make_agency(),
        **fields,
    )


def make_project(*, roadmap=None, name=None, **fields):
    roadmap = roadmap or Roadmap.objects.first() or make_roadmap()
    return Project.objects.create(
        roadmap=roadmap, name=name or f"Proyecto {new_number()}", **fields
    )


def make_update(*, period=None, agency=None, action=None, priorities=None, **fields):
    """An update with nothing missing: it could be sent in as it is."""
    period = period or Period.objects.first() or make_period()
    agency = agency or make_agency()
    if action is None and "next_step" not in fields:
        action = make_action(roadmap=period.roadmap, lead_agency=agency)
    whole = {
        "title": "Se hizo algo",
        "narrative": paragraph("Se hizo algo."),
        "precision": "day",
        "happened_from": DAY,
        "happened_to": DAY,
        "uid": uuid.uuid5(uuid.NAMESPACE_OID, f"update {new_number()}"),
    }
    update = ProgressUpdate.objects.create(
        period=period, agency=agency, action=action, **(whole | fields)
    )
    if priorities is None:
        priorities = [Priority.objects.first() or make_priority(roadmap=period.roadmap)]
    update.priorities.set(priorities)
    return update


def make_whole_update(**fields):
    """An update with something in every field, and one row of each kind."""
    period = Period.objects.first() or make_period()
    update = make_update(
        period=period,
        next_step=make_next_step(period=period),
        areas=["child-labour", "modern-slavery"],
        topics=["success"],
        reason="Porque\n\nsí",
        precision="interval",
        happened_to=DAY.replace(day=20),
        municipalities="Villa Victoria (Estado de México)",
        source_note="l. 12",
        **fields,
    )
    update.partners.set([make_agency()])
    update.places.set([make_place()])
    make_result(update=update, quantity="54750.50", female=1234, place=make_place())
    make_evidence(update=update)
    return update


def make_result(*, update=None, number=None, quantity=24, unit="cursos", **fields):
    update = update or make_update()
    number = number or update.results.count() + 1
    return Result.objects.create(
        update=update, number=number, quantity=quantity, unit=unit, **fields
    )


def make_evidence(*, update=None, number=None, title="Boletín", url="", file="", **fields):
    update = update or make_update()
    number = number or update.evidence.count() + 1
    if not file:
        url = url or "https://www.gob.mx/boletin"
    return Evidence.objects.create(
        update=update, number=number, title=title, url=url, file=file, **fields
    )


def make_step(*, update=None, name="submit", to_status="submitted", by=None, **fields):
    """A step that was taken; a sending has a content and its hash."""
    update = update or make_update()
    content = {"title": update.title} if name in {"submit", "validate"} else None
    return Step.objects.create(
        update=update,
        name=name,
        from_status="draft",
        to_status=to_status,
        by=by or make_user(),
        version=update.version,
        content=content,
        content_hash="0" * 64 if content else "",
        **fields,
    )


def make_comment(*, update=None, field="title", text="¿Cuándo?", by=None, **fields):
    """A remark that nobody has answered yet."""
    update = update or make_update(status="submitted")
    return Comment.objects.create(
        update=update,
        field=field,
        version=update.version,
        text=text,
        by=by or make_user(),
        **fields,
    )


def make_user(*, email=None, group=None, agency=None, role="contributor", **fields):
    """A person, in a group and an agency where they are given."""
    user = User.objects.create_user(email or f"persona{new_number()}@example.org", **fields)
    if group:
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    if agency:
        make_membership(user=user, agency=agency, role=role)
    return user


def make_membership(*, user=None, agency=None, role="contributor", **fields):
    return Membership.objects.create(
        user=user or make_user(), agency=agency or make_agency(), role=role, **fields
    )


def make_invitation(*, email=None, agency=None, invited_by=None, **fields):
    """A letter that nobody has answered yet."""
    number = new_number()
    return Invitation.objects.create(
        email=email or f"invitada{number}@example.org",
        agency=agency or make_agency(),
        invited_by=invited_by or make_user(),
        expires_at=NOON,
        token_hash=f"{number:032}".encode(),
        **fields,
    )


def make_reminder(*, period=None, days=-7, **fields):
    period = period or Period.objects.first() or make_period()
    return Reminder.objects.create(period=period, days=days, **fields)


def make_reminded(*, reminder=None, agency=None, due_at=NOON):
    return Reminded.objects.create(
        reminder=reminder or make_reminder(), agency=agency or make_agency(), due_at=due_at
    )


def make_mail(*, to=None, period=None, agency=None, kind="reminder", state="sent", **fields):
    """A mail, a reminder where nothing is said, that went out at noon."""
    to = to or make_user()
    return Mail.objects.create(
        to=to,
        address=to.email,
        kind=kind,
        subject="Falta",
        body="Falta algo.",
        period=period or Period.objects.first() or make_period(),
        agency=agency or make_agency(),
        state=state,
        sent_at=NOON if state == "sent" else None,
        **fields,
    )


def make_token(*, agency=None, user=None, role="contributor", scopes=None, **fields):
    """The text of a new token with every scope; for the coordination without an agency."""
    user = user or make_user(agency=agency, role=role)
    whole = {"name": "Sistema propio", "expires_at": FAR, "scopes": ["read", "write", "submit"]}
    token = ApiToken(agency=agency, **(whole | fields | ({"scopes": scopes} if scopes else {})))
    return tokens.make(token, by=user)


def make_written_answer(*, period=None, question="achievements", narrative=None, **fields):
    period = period or Period.objects.first() or make_period()
    narrative = paragraph("Así fue.") if narrative is None else narrative
    return WrittenAnswer.objects.create(
        period=period, question=question, narrative=narrative, **fields
    )


def make_letterhead(*, country="MX", roadmap=None, content=b"", **fields):
    """The letterhead of a country or of one roadmap; without content it can not be opened."""
    return Letterhead.objects.create(
        country=country,
        roadmap=roadmap,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        **({"file_name": "membrete.docx"} | fields),
    )


def make_accepted_warning(*, period=None, key=None, accepted_by=None, **fields):
    """A warning that somebody accepted, and still stands by."""
    whole = {"check_id": "no-end", "sentence": "No acaba.", "reason": "Así se firmó."}
    return AcceptedWarning.objects.create(
        period=period or Period.objects.first() or make_period(),
        key=key or f"{new_number():032}",
        accepted_by=accepted_by or make_user(),
        **({"accepted_at": NOON} | whole | fields),
    )


def make_whole_report(*, period=None):
    """Every question that must be answered has an answer, and no choice is open: the period."""
    period = period or Period.objects.first() or make_period()
    for step in NextStep.objects.for_period(period).filter(status=""):
        NextStep.objects.filter(pk=step.pk).update(status="in-progress")
    period.roadmap.refresh_from_db()
    for question in compose(period).questions:
        if not question.is_answered and (question.required or question.options):
            _answer(period, question)
    return period


def _answer(period, question):
    if question.kind == "next-steps":
        coming = period.roadmap.periods.filter(year=period.year + 1).first()
        make_next_step(period=coming or make_period(roadmap=period.roadmap, year=period.year + 1))
        return
    ids = [option.id for option in question.options]
    fields = {
        "text": {"narrative": paragraph("Así fue.")},
        "rating": {"rating": 5},
    }.get(question.kind) or {"choices": ["no" if "no" in ids else ids[0]]}
    make_written_answer(
        period=period,
        question=question.id,
        priority=period.roadmap.priorities.filter(number=question.priority).first(),
        **({"narrative": []} | fields),
    )


def make_report_version(*, period=None, by=None, published=False, at=NOON):
    """A report that was submitted, a correction where there is one already, and perhaps public."""
    period = make_whole_report(period=period)
    by = by or make_user(group="coordinators")
    seen = publishing.hash_of(publishing.canonical(compose(period)))
    sign_off = publishing.SignOff("Ana Pérez", "Directora General", f"Corrección {new_number()}")
    version = publishing.submit(period, sign_off, by=by, seen=seen, at=at)
    if published:
        publishing.decide(version, Publication.Decision.PUBLISH, by=by)
    return version


def make_stored_report(*, period=None, number=None, passages=None, published=True, **fields):
    """A version as if it had been sent: one answer of text, one choice, and no files.

    Quick, because nothing is composed or rendered; `make_report_version` does both.
    """
    period = period or Period.objects.first() or make_period()
    before = ReportVersion.objects.for_period(period).last()
    number = number or (before.number + 1 if before else 1)
    by = User.objects.first() or make_user(group="coordinators")
    document = stored_document(period, passages or [paragraph("Hubo pocos recursos.")])
    version = ReportVersion.objects.create(
        period=period,
        number=number,
        language="es",
        document=document,
        document_hash="0" * 64,
        edition=document["edition"],
        edition_text="",
        edition_hash="0" * 64,
        sources={},
        **{"signed_by": "Ana Pérez", "signed_as": "Directora", "submitted_by": by} | fields,
        submitted_at=NOON,
        replaces=before,
        correction="Una cifra." if before else "",
    )
    if published:
        Publication.objects.create(version=version, decision="publish", by=by, at=NOON)
    return version


def stored_document(period, passages):
    """The smallest document that has a text and a choice."""
    answer = Answer(passages=tuple(Passage(tree) for tree in passages))
    options = (Option("yes", "Sí", chosen=True), Option("no", "No", chosen=False))
    asked = {"help": "", "required": True, "priority": None, "next_step": None, "asked": True}
    asked |= {"condition": None, "working_translation": False}
    questions = (
        Question(
            number=1, id="difficulties", text="¿Qué dificultades hubo?", kind="text",
            options=(), answer=answer, **asked,
        ),
        Question(
            number=2, id="lessons", text="¿Hubo lecciones?", kind="single-choice",
            options=options, answer=Answer(), **asked,
        ),
    )  # fmt: skip
    section = Section("general-progress", "Avance general", "", False, questions)
    return to_dict(
        Document(
            country=str(period.roadmap.country), country_name="México",
            roadmap=period.roadmap.code, roadmap_title=period.roadmap.title,
            period=period.label, edition="2022-2023", language="es", content_language="es",
            title="Informe anual", working_translation=False, sections=(section,),
        )
    )  # fmt: skip


def make_written_passage(*, answer=None, update=None, number=None, text="Se hizo algo.", **fields):
    """A passage of an answer that was taken over, as it was taken."""
    answer = answer or make_written_answer(took_over_at=NOON)
    update = update or make_update(period=answer.period, status="approved")
    return WrittenPassage.objects.create(
        answer=answer,
        update=update,
        number=number or answer.passages.count() + 1,
        taken_version=update.version,
        **({"taken": paragraph(text), "narrative": paragraph(text)} | fields),
    )


def make_past_report(*, roadmap=None, year=2022, name="informe.md", content=b"", **fields):
    """A file that was sent and not taken over; by a command where nobody is given."""
    return PastReport.objects.create(
        roadmap=roadmap or Roadmap.objects.first() or make_roadmap(),
        year=year,
        name=name,
        content=content,
        content_hash="0" * 64,
        **fields,
    )
