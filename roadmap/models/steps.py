"""The history of an update's review."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap.models.people import User
from roadmap.models.updates import ProgressUpdate
from roadmap.models.vocabulary import Status
from roadmap.texts.fields import ParagraphsField


class Step(models.Model):
    """One step of an update's review: who moved it, when, from where to where, and why."""

    update = models.ForeignKey(
        ProgressUpdate, models.PROTECT, related_name="steps", verbose_name=_("progress update")
    )
    name = models.CharField(_("step"), max_length=20)
    from_status = models.CharField(_("from"), max_length=16, choices=Status.choices)
    to_status = models.CharField(_("to"), max_length=16, choices=Status.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="steps", verbose_name=_("by"))
    on_behalf = models.BooleanField(_("on the agency's behalf"), default=False)
    at = models.DateTimeField(_("at"), default=timezone.now)
    is_late = models.BooleanField(
        _("late"), default=False, help_text=_("Sent in for the first time after the due date.")
    )
    comment = ParagraphsField(_("comment"), blank=True)
    version = models.PositiveIntegerField(_("version of the text"))
    content = models.JSONField(
        _("content"), null=True, blank=True, help_text=_("The update as it was sent in, whole.")
    )
    content_hash = models.CharField(_("SHA-256 of the content"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["update_id", "id"]
        indexes = [models.Index(fields=["at"], name="step_at")]

    def __str__(self):
        return f"{self.from_status} → {self.to_status}"
