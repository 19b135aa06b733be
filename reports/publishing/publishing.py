"""Sending a report: signed off, frozen with its files, corrected by new versions, published.

A submission is one transaction: either everything is stored or nothing. What is stored is never
changed; a trigger of the database refuses it (`roadmap.history.triggers.append_only`).
"""

import hashlib
import json
from dataclasses import dataclass, replace

from django.db import connection, transaction
from django.utils import timezone

from reports.checks import blockers, read_material
from reports.composing.compose import compose_facts, frame_languages
from reports.composing.files import NAMES, file_of
from reports.document import to_dict
from reports.models import Publication, ReportFile, ReportVersion, WrittenAnswer
from reports.questionnaire import FOLDER
from reports.renderers import RENDERERS
from reports.wording import WORDINGS
from roadmap import permissions
from roadmap.models import Period
from roadmap.public import published
from roadmap.texts.canonical import canonical as canonical_json
from roadmap.texts.clean import clean, clean_line
from roadmap.year import rollover


class Blocked(Exception):
    """The report has findings that stop its submission. `findings` are these."""

    def __init__(self, findings):
        super().__init__(findings)
        self.findings = findings


class Changed(Exception):
    """The report is no longer the one that the person saw."""


class NotSigned(Exception):
    """The name or the position of who signs, or what a correction is about, was not given."""


class NotRendered(Exception):
    """A file could not be made. `format` says which."""

    def __init__(self, name):
        super().__init__(name)
        self.format = name


class WrongDecision(Exception):
    """The version is published already, or not published."""


@dataclass(frozen=True)
class SignOff:
    """Who signs, in which position, and what a correction corrects and why."""

    name: str
    position: str
    correction: str = ""


def canonical(document):
    """The document's canonical form, which is hashed."""
    return canonical_json(to_dict(document))


def hash_of(content):
    """The SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@transaction.atomic
def submit(period, sign_off, *, by, seen, at=None):
    """Freeze the period's report and return its new version.

    `seen` is the hash of the document that the person saw. A second press of the same button gives
    the version of the first. Raises PermissionDenied, NotSigned, Blocked, Changed or NotRendered,
    in this order, and then nothing is stored.
    """
    permissions.require(permissions.can_submit_report(by))
    # Two who submit at once wait for each other here.
    period = Period.objects.select_for_update().select_related("roadmap").get(pk=period.pk)
    last = ReportVersion.objects.for_period(period).last()
    # First of all: a second press shall not be told that the report has changed.
    if is_pressed_again(last, sign_off, seen):
        return last
    sign_off = _signed(sign_off, last)
    material = read_material(period)
    if found := blockers(material):
        raise Blocked(found)
    document = material.document
    # Nobody signs what they have not seen, be it for one comma.
    if hash_of(canonical(document)) != seen:
        raise Changed
    version = _store(material, sign_off, last, by=by, at=at or timezone.now())
    _promise_next_steps(period, version.submitted_at)
    return version


def is_pressed_again(last, sign_off, seen):
    """Whether the last version is what comes of just this sign-off of just this document."""
    given = _cleaned(sign_off)
    return last is not None and (seen, given.name, given.position, given.correction) == (
        last.document_hash,
        last.signed_by,
        last.signed_as,
        last.correction,
    )


def _cleaned(sign_off):
    return SignOff(
        clean_line(sign_off.name).strip(),
        clean_line(sign_off.position).strip(),
        clean(sign_off.correction).strip(),
    )


def _signed(sign_off, last):
    """The sign-off in clean text; NotSigned where something is missing."""
    signed = _cleaned(sign_off)
    if last is None:
        # There is nothing yet to correct, and the database refuses to hear of it.
        signed = replace(signed, correction="")
    if not signed.name or not signed.position or (last and not signed.correction):
        raise NotSigned
    return signed


def _store(material, sign_off, last, *, by, at):
    period, document = material.facts.period, material.document
    edition = (FOLDER / f"{document.edition}.toml").read_text(encoding="utf-8")
    version = ReportVersion.objects.create(
        period=period,
        number=last.number + 1 if last else 1,
        language=document.language,
        document=to_dict(document),
        document_hash=hash_of(canonical(document)),
        edition=document.edition,
        edition_text=edition,
        edition_hash=hash_of(edition.encode()),
        sources=sources_of(document, period),
        signed_by=sign_off.name,
        signed_as=sign_off.position,
        submitted_by=by,
        submitted_at=at,
        replaces=last,
        correction=sign_off.correction,
    )
    for language in frame_languages(material.facts):
        is_own = language == document.language
        framed = document if is_own else compose_facts(material.facts, language)
        ReportFile.objects.bulk_create(_files(version, framed))
    return version


def sources_of(document, period):
    """What the document was made from: updates and written answers, each with its version."""
    updates = {
        source.update: source.version
        for question in document.questions
        for source in question.answer.sources
    }
    written = WrittenAnswer.objects.for_period(period).order_by("id")
    return {
        "updates": [{"uid": uid, "version": updates[uid]} for uid in sorted(updates)],
        "answers": list(
            written.values("question", "priority__number", "next_step__number", "version")
        ),
    }


def _promise_next_steps(period, at):
    """What the report promises for the coming period is the country's word from now on."""
    for coming in Period.objects.filter(roadmap=period.roadmap_id, year=period.year + 1):
        rollover.promise(coming, now=at)


def _files(version, document):
    """The files of a version in one language, one from each renderer, in the renderers' order.

    Those in another language than the version's are made from the same facts, and named by it.
    """
    own = document.language == version.language
    language = "" if own else f".{document.language}"
    for name, renderer in RENDERERS.items():
        try:
            content = file_of(document, name)
        # Whatever a renderer stumbles over: a version has all of its files or is none.
        except Exception as error:
            raise NotRendered(name) from error
        yield ReportFile(
            version=version,
            format=name,
            language=document.language,
            suffix=f"{language}{renderer.SUFFIX}",
            content_type=renderer.CONTENT_TYPE,
            content=content,
            sha256=hash_of(content),
            size=len(content),
        )


@transaction.atomic
def decide(version, decision, *, by, reason=""):
    """Publish a version or withdraw it; each decision stays written down with who and when.

    Raises PermissionDenied, or WrongDecision where the version is already so.
    """
    permissions.require(permissions.can_submit_report(by))
    # Of two decisions at once the second finds the first one taken.
    Period.objects.select_for_update().get(pk=version.period_id)
    current = ReportVersion.objects.with_decision().get(pk=version.pk)
    if current.is_published == (decision == Publication.Decision.PUBLISH):
        raise WrongDecision
    if decision == Publication.Decision.PUBLISH:
        # Before the decision is a row: the trigger publishes the answers once then, and whole.
        published.know_markdown("report-answers", [version.pk])
    return Publication.objects.create(
        version=version, decision=decision, by=by, reason=clean(reason).strip()
    )


NARRATIVES = """
    SELECT DISTINCT md5(tree::text)::uuid, tree
    FROM reports_reportversion, jsonb_path_query(
        document, '$.sections[*].questions[*].answer.passages[*].narrative') tree
    WHERE id = ANY (%s)
"""


def narratives_of(versions):
    """(digest, tree) of the narratives in the documents of these versions, by their keys."""
    with connection.cursor() as cursor:
        cursor.execute(NARRATIVES, [versions])
        return [(digest, json.loads(tree)) for digest, tree in cursor.fetchall()]


def folio(version):
    """The number under which a submission is known, such as MX-2019/2022-2023/v1."""
    return f"{version.period.roadmap.code}/{version.period}/v{version.number}"


def with_names(files):
    """Files with the names that people know them and their language by; suffixes without dot."""
    files = list(files)
    for file in files:
        file.name, file.bare_suffix = NAMES[file.format], file.suffix.removeprefix(".")
        file.language_name = WORDINGS[file.language]["name"]
    return files


@dataclass(frozen=True)
class HeldFile:
    """What is known of a file by its SHA-256: which published file or report it is."""

    version: ReportVersion
    file: ReportFile | None


def find_published(sha256):
    """The published files and documents with this SHA-256, the latest version first."""
    published = ReportVersion.objects.published().select_related("period__roadmap", "replaced_by")
    # Without the bytes, which may be megabytes: their hash is all that is asked about.
    files = ReportFile.objects.filter(sha256=sha256).defer("content")
    versions = {v.pk: v for v in published.filter(files__sha256=sha256).defer("document")}
    found = [HeldFile(versions[f.version_id], f) for f in files if f.version_id in versions]
    documents = published.filter(document_hash=sha256).defer("document")
    found += [HeldFile(version, None) for version in documents]
    return sorted(found, key=lambda held: -held.version.pk)
