"""What a person has typed or chosen and not saved yet: kept for that person alone."""

import re
import secrets
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap.models.evidence import evidence_path, evidence_storage
from roadmap.models.people import User
from roadmap.models.updates import ProgressUpdate
from roadmap.texts.fields import LineField

# As many digits as every bigint has room for: a longer number would be the database's error.
UPDATE_KEY = re.compile("update:(?P<pk>[1-9][0-9]{0,17})")
REPORT_KEY = re.compile("report:(?P<period>[1-9][0-9]{0,17}):(?P<section>[a-z0-9-]{1,36})")
NEW_KEY = re.compile("new:[A-Za-z0-9]{1,40}")


def new_key():
    """The key of a form whose record is not there yet."""
    return f"new:{secrets.token_hex(8)}"


def without_record(pairs):
    """The pairs of a form without what ties its rows to a record that is no longer there."""
    return [(name, value) for name, value in pairs if not name.endswith(("-id", "-update"))]


class KeptTextQuerySet(models.QuerySet):
    def of(self, user, form):
        """What this person has typed into this form, as it was last kept.

        Nothing where the key is none that a form has.
        """
        if not any(key.fullmatch(form) for key in (UPDATE_KEY, REPORT_KEY, NEW_KEY)):
            return self.none()
        return self.filter(by=user, form=form)

    def release_texts(self, update):
        """Before an update is deleted: what people have typed into it becomes their new forms."""
        for text in self.filter(update=update):
            text.form, text.update = new_key(), None
            text.data = without_record(text.data)
            text.save()


class KeptText(models.Model):
    """The fields of a form as they stood a few seconds after the last pause in typing.

    The record itself is untouched until the person saves. `data` is a list of (name, value) pairs.
    """

    by = models.ForeignKey(User, models.CASCADE, related_name="kept_texts")
    form = models.CharField(max_length=60, help_text=_("Which form of which record."))
    update = models.ForeignKey(
        ProgressUpdate, models.SET_NULL, null=True, blank=True, related_name="kept_texts"
    )
    page = models.CharField(
        max_length=40, blank=True, help_text=_("Which open page, as two tabs have two texts.")
    )
    data = models.JSONField(default=list)
    kept_at = models.DateTimeField(default=timezone.now)

    objects = KeptTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text not saved yet")
        verbose_name_plural = _("texts not saved yet")
        constraints = [
            models.UniqueConstraint(fields=["by", "form", "page"], name="kept_text_one_per_form")
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
