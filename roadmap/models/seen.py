"""What a person has seen: versions of updates, and the home page."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap.models.people import User
from roadmap.models.updates import ProgressUpdate


class SeenVersion(models.Model):
    """A person has had this version of an update on the reading page."""

    by = models.ForeignKey(User, models.CASCADE, related_name="seen_versions")
    update = models.ForeignKey(ProgressUpdate, models.CASCADE, related_name="seen_versions")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("version that was seen")
        verbose_name_plural = _("versions that were seen")
        constraints = [
            models.UniqueConstraint(fields=["by", "update", "version"], name="seen_version_once")
        ]

    def __str__(self):
        return str(self.version)


class Visit(models.Model):
    """When a person was last on the home page, and when the visit before that one ended."""

    by = models.OneToOneField(User, models.CASCADE, related_name="visit")
    at = models.DateTimeField()
    before = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")

    def __str__(self):
        return str(self.at)
