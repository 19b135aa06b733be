"""Mail about a step: to whom, in which language, with the whole reason, once and for good."""

import datetime

import pytest
from django.core import mail as outbox

from roadmap.models import Mail, ProgressUpdate
from roadmap.review import workflow
from roadmap.review.workflow import StepName
from tests import make

NOW = datetime.datetime(2023, 5, 12, 16, 30, tzinfo=datetime.UTC)
REASON = "Falta la fecha.\n\nY «los» <datos> & más."


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def take(update, step, *, by, comment=""):
    current = ProgressUpdate.objects.get(pk=update.pk)
    return workflow.move(current, step, by=by, version=current.version, comment=comment, now=NOW)


def sent():
    """Everything mailed: (to, subject)."""
    return [(message.to, message.subject) for message in outbox.outbox]


@pytest.fixture
def scene(db):
    """An agency with a writer and a colleague, and an update of the writer's."""
    agency = make.make_agency(name="Sistema DIF", acronym="DIF")
    writer = make.make_user(email="writer@example.org", agency=agency)
    make.make_user(email="colleague@example.org", agency=agency)
    make.make_user(email="chief@example.org", agency=agency, role="validator")
    update = make.make_update(agency=agency, status="submitted", written_by=writer, title="Cursos")
    return {
        "agency": agency,
        "writer": writer,
        "update": update,
        "coordinator": make.make_user(email="c@example.org", name="Coord", group="coordinators"),
    }


def test_return_is_mailed_with_the_whole_reason_and_a_link(scene, commits, settings):
    settings.SITE_ADDRESS = "https://roadmap.example.org"
    with commits():
        take(scene["update"], StepName.RETURN, by=scene["coordinator"], comment=REASON)
    [message] = outbox.outbox
    assert message.to == ["writer@example.org"]
    assert REASON in message.body
    page = f"/staff/roadmap/progressupdate/{scene['update'].pk}/change/"
    assert f"https://roadmap.example.org{page}" in message.body
    assert "12 de mayo de 2023 a las 10:30" in message.body
    row = Mail.objects.get()
    assert (row.to, row.kind, row.agency, row.period, row.state) == (
        scene["writer"],
        "returned",
        scene["agency"],
        scene["update"].period,
        "sent",
    )
    assert (row.subject, row.body) == (message.subject, message.body)


@pytest.mark.parametrize(
    ("language", "subject"),
    [("", "Devuelto: Cursos"), ("en", "Came back to you: Cursos"), ("fr", "Renvoyée : Cursos")],
)
def test_mail_is_in_the_receivers_language(scene, commits, language, subject):
    scene["writer"].language = language
    scene["writer"].save()
    with commits():
        take(scene["update"], StepName.RETURN, by=scene["coordinator"], comment=REASON)
    assert sent() == [(["writer@example.org"], subject)]


STEPS = [
    ("submitted", StepName.RETURN, ["returned"]),
    ("submitted", StepName.APPROVE, ["approved"]),
    ("approved", StepName.REOPEN, ["returned"]),
    ("approved", StepName.PUBLISH, []),
    ("draft", StepName.SUBMIT, []),
]


@pytest.mark.parametrize(("status", "step", "kinds"), STEPS)
def test_which_step_is_mailed(scene, commits, status, step, kinds):
    ProgressUpdate.objects.update(status=status)
    with commits():
        take(scene["update"], step, by=scene["coordinator"], comment="Porque sí.")
    assert list(Mail.objects.values_list("kind", flat=True)) == kinds
    assert len(outbox.outbox) == len(kinds)


def test_step_that_was_refused_mails_nothing(scene, commits):
    with commits(), pytest.raises(workflow.ReasonMissing):
        take(scene["update"], StepName.RETURN, by=scene["coordinator"])
    assert (Mail.objects.count(), outbox.outbox) == (0, [])


def receivers_of_a_return(scene, commits, by):
    with commits():
        take(scene["update"], StepName.RETURN, by=by, comment=REASON)
    return sorted(Mail.objects.values_list("to__email", flat=True))


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        ([], ["writer@example.org"]),
        (["writer"], ["colleague@example.org"]),
        (["writer", "colleague"], ["chief@example.org"]),
        (["writer", "colleague", "chief"], []),
    ],
)
def test_who_has_left_gets_no_mail_and_colleagues_do(scene, commits, left, expected):
    type(scene["writer"]).objects.filter(email__in=[f"{name}@example.org" for name in left]).update(
        is_active=False
    )
    assert receivers_of_a_return(scene, commits, scene["coordinator"]) == expected


def test_validator_who_returns_gets_no_mail_about_it(scene, commits):
    ProgressUpdate.objects.update(status="with-validator")
    chief = scene["agency"].memberships.get(role="validator").user
    assert receivers_of_a_return(scene, commits, chief) == ["writer@example.org"]


def test_mail_server_that_is_down_undoes_no_step_and_is_seen(scene, commits, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with commits():
        take(scene["update"], StepName.APPROVE, by=scene["coordinator"])
    row = Mail.objects.get()
    assert (row.state, row.tries, row.sent_at, "refused" in row.failure) == (
        "failed",
        1,
        None,
        True,
    )
    scene["update"].refresh_from_db()
    assert scene["update"].status == "approved"


def test_long_title_is_cut_in_the_subject_and_whole_in_the_text(scene, commits):
    title = "Título largo " * 23
    ProgressUpdate.objects.update(title=title[:300].strip())
    with commits():
        take(scene["update"], StepName.RETURN, by=scene["coordinator"], comment=REASON)
    [message] = outbox.outbox
    assert (len(message.subject), message.subject[-1], title.strip() in message.body) == (
        150,
        "…",
        True,
    )
