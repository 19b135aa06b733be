"""Evidence: the links and files that prove an update."""

import uuid

from django.core.files.storage import storages
from django.core.validators import FileExtensionValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roadmap.files.evidence import CONTENT_TYPES, suffix_of
from roadmap.models.updates import ProgressUpdate, is_published
from roadmap.texts.fields import LineField, ParagraphsField

EVIDENCE_FOLDER = "evidence"


def evidence_path(_evidence, filename):
    """A random name under the private store: nothing of the person's file name is in it."""
    return f"{EVIDENCE_FOLDER}/{uuid.uuid4().hex}.{suffix_of(filename)}"


def evidence_storage():
    """The private store, outside whatever the web server serves."""
    return storages["evidence"]


class EvidenceQuerySet(models.QuerySet):
    def published(self):
        """Public evidence of published updates."""
        return self.filter(is_published("update__"), is_public=True)

    def visible_to(self, user):
        """What is public, and all evidence of the updates the person may see."""
        if not user.is_authenticated:
            return self.published()
        seen = ProgressUpdate.objects.visible_to(user)
        return self.filter(Q(update__in=seen) | Q(pk__in=Evidence.objects.published()))

    def get_by_natural_key(self, uid, number):
        return self.get(update__uid=uid, number=number)


class Evidence(models.Model):
    """A link or a file that proves an update."""

    update = models.ForeignKey(
        ProgressUpdate, models.CASCADE, related_name="evidence", verbose_name=_("progress update")
    )
    number = models.PositiveSmallIntegerField(_("order"), default=1)
    title = LineField(_("title"), max_length=300, blank=True)
    url = models.URLField(
        _("link"),
        max_length=1000,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    file = models.FileField(
        _("file"),
        upload_to=evidence_path,
        storage=evidence_storage,
        blank=True,
        validators=[FileExtensionValidator(list(CONTENT_TYPES))],
    )
    file_name = LineField(_("file name"), max_length=255, blank=True, editable=False)
    is_public = models.BooleanField(
        _("public"),
        default=False,
        help_text=_("Shown to everybody once the update is published."),
    )
    source_note = ParagraphsField(
        _("source note"),
        blank=True,
        help_text=_("Where this comes from: a document and its line."),
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["update_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "number"],
                name="evidence_number_unique",
                violation_error_message=_("The update already has evidence of this number."),
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(file=""),
                name="evidence_link_or_file",
                violation_error_message=_("Give a link or a file, one of the two."),
            ),
        ]

    def __str__(self):
        return self.title or self.url or self.file_name

    def natural_key(self):
        return (*self.update.natural_key(), self.number)
