"""Remarks on one field or paragraph of an update, without returning it."""

from django.db import transaction
from django.utils import timezone

from roadmap import permissions
from roadmap.models import Comment, ProgressUpdate, Step
from roadmap.review.content import content_of
from roadmap.texts import markdown
from roadmap.texts.clean import clean
from roadmap.update_fields import In, as_read

# In the order in which they are read, the title first.
FIELDS = {
    field.name: field
    for field in sorted(as_read(In.REVIEW), key=lambda field: field.name != "title")
}


class NothingSaid(Exception):
    """A comment without a text, or about nothing that an update has."""


def content_at(update, version):
    """What the update said in a version that was sent in: the sending that led to it, whole.

    What was brought in from elsewhere was never sent: what it says now.
    """
    sent = Step.objects.filter(update=update, version__lt=version).exclude(content=None)
    return sent.order_by("-pk").values_list("content", flat=True).first() or content_of(update)


def paragraphs_of(content):
    """The narrative's blocks, each as a text: what a comment may quote."""
    return [markdown.to_markdown([block]) for block in content.get("narrative", [])]


def label_of(remark):
    """What the field is called that a remark is about; "" for an answer."""
    return FIELDS[remark.field].label if remark.field in FIELDS else ""


def comment(update, *, by, field, version, text, paragraph=None):
    """Remark on a field, or on a paragraph of the narrative by its place from 0.

    `version` is the one that was read: its paragraph is quoted, also where there is a newer one.
    Raises PermissionDenied or NothingSaid.
    """
    permissions.require(permissions.can_comment(by, update))
    if field not in FIELDS or not clean(text).strip():
        raise NothingSaid
    quote = ""
    if field == "narrative" and paragraph is not None:
        paragraphs = paragraphs_of(content_at(update, version))
        if not 0 <= paragraph < len(paragraphs):
            raise NothingSaid
        quote = paragraphs[paragraph]
    return Comment.objects.create(
        update=update, field=field, quote=quote, version=version, text=text.strip(), by=by
    )


@transaction.atomic
def answer(first, *, by, text):
    """Answer a remark. Raises PermissionDenied or NothingSaid."""
    update = ProgressUpdate.objects.get(pk=first.update_id)
    permissions.require(permissions.can_answer_comment(by, update))
    if not clean(text).strip() or first.answer_to_id:
        raise NothingSaid
    return Comment.objects.create(
        update=update, answer_to=first, version=update.version, text=text.strip(), by=by
    )


def resolve(first, *, by):
    """Call a remark settled; once is enough. Raises PermissionDenied."""
    permissions.require(permissions.can_comment(by, first.update))
    Comment.objects.open().filter(pk=first.pk).update(resolved_by=by, resolved_at=timezone.now())
