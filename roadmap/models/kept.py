"""What a person has typed or chosen and not saved yet: kept for that person alone."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap.models.evidence import evidence_path, evidence_storage
from roadmap.models.fields import LineField
from roadmap.models.people import User
from roadmap.models.updates import ProgressUpdate


class KeptTextQuerySet(models.QuerySet):
    def of(self, user, form):
        """What this person has typed into this form, as it was last kept."""
        return self.filter(by=user, form=form)


class KeptText(models.Model):
    """The fields of a form as they stood a few seconds after the last pause in typing.

    The record itself is untouched until the person saves. `data` is a list of (name, value) pairs.
    """

    by = models.ForeignKey(User, models.CASCADE, related_name="kept_texts")
    form = models.CharField(max_length=60, help_text=_("Which form of which record."))
    update = models.ForeignKey(
        ProgressUpdate, models.CASCADE, null=True, blank=True, related_name="kept_texts"
    )
    data = models.JSONField(default=list)
    kept_at = models.DateTimeField(default=timezone.now)

    objects = KeptTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text not saved yet")
        verbose_name_plural = _("texts not saved yet")
        constraints = [
            models.UniqueConstraint(fields=["by", "form"], name="kept_text_one_per_form")
        ]

    def __str__(self):
        return self.form


class UploadQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(by=user)


class Upload(models.Model):
    """A file that was sent as soon as it was chosen; saving the form makes evidence of it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(User, models.CASCADE, related_name="uploads")
    file = models.FileField(upload_to=evidence_path, storage=evidence_storage)
    file_name = LineField(max_length=255)
    at = models.DateTimeField(default=timezone.now)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("file not saved yet")
        verbose_name_plural = _("files not saved yet")

    def __str__(self):
        return self.file_name
