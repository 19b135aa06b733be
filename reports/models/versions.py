"""Reports as they were sent: stored once, whole, and never changed; a trigger refuses it."""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadmap.models import Period, User
from roadmap.texts.fields import LineField, ParagraphsField


class ReportVersionQuerySet(models.QuerySet):
    def for_period(self, period):
        return self.filter(period=period)

    def of_report(self, roadmap, period):
        """The versions of a report by its roadmap's code and its period's label."""
        found = self.filter(period__roadmap__code=roadmap, period__label=period)
        return found.with_decision()

    def with_decision(self):
        """With `decision`, the latest one about being public; None where there is none."""
        # By id, for two decisions may carry the same moment.
        decisions = Publication.objects.filter(version=OuterRef("pk")).order_by("-id")
        return self.annotate(decision=Subquery(decisions.values("decision")[:1]))

    def published(self):
        """What everybody may read: the latest decision says so."""
        return self.with_decision().filter(decision=Publication.Decision.PUBLISH)

    def visible_to(self, user):
        """For readers of reports every version, for everybody else what is published."""
        if user.is_authenticated and (
            user.is_administrator or user.is_coordinator or user.is_observer
        ):
            return self.with_decision()
        return self.published()


class ReportVersion(models.Model):
    """A report that was signed off and sent, as it was then.

    `document` is the `reports.document.Document` as JSON and `document_hash` the SHA-256 of its
    canonical form. `sources` names what it was made from: each update by uid and version, each
    written answer by question, priority, next step and version.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="report_versions")
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2)
    document = models.JSONField()
    document_hash = models.CharField(max_length=64)
    edition = models.CharField(max_length=20)
    # Its file may be mended later; what was asked then must stay readable.
    edition_text = models.TextField()
    edition_hash = models.CharField(max_length=64)
    sources = models.JSONField()
    signed_by = LineField(max_length=200)
    signed_as = LineField(max_length=400)
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="submitted_reports")
    submitted_at = models.DateTimeField(default=timezone.now)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
    )
    correction = ParagraphsField(blank=True)

    objects = ReportVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a report")
        verbose_name_plural = _("versions of reports")
        ordering = ["period_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "number"],
                name="report_version_unique",
                violation_error_message=_("The report already has a version of this number."),
            ),
            models.CheckConstraint(
                condition=Q(number=1, replaces__isnull=True, correction="")
                | (Q(number__gt=1, replaces__isnull=False) & ~Q(correction="")),
                name="report_correction_explained",
                violation_error_message=_("A correction says what it replaces, and why."),
            ),
            models.CheckConstraint(
                condition=~Q(signed_by="") & ~Q(signed_as=""),
                name="report_signed",
                violation_error_message=_("Give the name and the position of who signs."),
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="report_not_by_itself",
                violation_error_message=_("A version can not replace itself."),
            ),
        ]

    def __str__(self):
        return f"v{self.number}"

    @property
    def is_published(self):
        """Whether it is public; read with `with_decision`."""
        return self.decision == Publication.Decision.PUBLISH


class ReportFile(models.Model):
    """A file of a version, byte for byte. The database checks its size and its SHA-256 itself."""

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="files")
    format = models.CharField(max_length=10)
    language = models.CharField(max_length=2)
    suffix = models.CharField(max_length=10)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        ordering = ["version_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "suffix"],
                name="report_file_unique",
                violation_error_message=_("The version already has a file of this format."),
            )
        ]

    def __str__(self):
        return f"report{self.suffix}"


class Publication(models.Model):
    """A decision that a version is public, or no longer; the latest one counts."""

    class Decision(models.TextChoices):
        PUBLISH = "publish", pgettext_lazy("report", "Publish")
        WITHDRAW = "withdraw", pgettext_lazy("report", "Withdraw from the public")

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="publications")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = ParagraphsField(blank=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["version_id", "id"]

    def __str__(self):
        return self.get_decision_display()
