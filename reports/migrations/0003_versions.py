import django.db.models.deletion
import django.utils.timezone
import roadmap.texts.fields
from django.conf import settings
from django.db import migrations, models

from roadmap.history.triggers import append_only

CHECK_FILES = """
ALTER TABLE reports_reportfile ADD CONSTRAINT report_file_is_its_hash
    CHECK (sha256 = encode(sha256(content), 'hex') AND size = length(content))
"""
NO_CHECK = "ALTER TABLE reports_reportfile DROP CONSTRAINT report_file_is_its_hash"


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_trace"),
        ("roadmap", "0002_trace"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "language",
                    models.CharField(
                        max_length=2,
                    ),
                ),
                ("document", models.JSONField()),
                (
                    "document_hash",
                    models.CharField(
                        max_length=64,
                    ),
                ),
                (
                    "edition",
                    models.CharField(
                        max_length=20,
                    ),
                ),
                ("edition_text", models.TextField()),
                (
                    "edition_hash",
                    models.CharField(
                        max_length=64,
                    ),
                ),
                ("sources", models.JSONField()),
                (
                    "signed_by",
                    roadmap.texts.fields.LineField(
                        max_length=200,
                    ),
                ),
                (
                    "signed_as",
                    roadmap.texts.fields.LineField(
                        max_length=400,
                    ),
                ),
                (
                    "submitted_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                    ),
                ),
                (
                    "correction",
                    roadmap.texts.fields.ParagraphsField(
                        blank=True,
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report_versions",
                        to="roadmap.period",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="reports.reportversion",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submitted_reports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a report",
                "verbose_name_plural": "versions of reports",
                "ordering": ["period_id", "number"],
            },
        ),
        migrations.CreateModel(
            name="ReportFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        max_length=10,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        max_length=2,
                    ),
                ),
                (
                    "suffix",
                    models.CharField(
                        max_length=10,
                    ),
                ),
                (
                    "content_type",
                    models.CharField(
                        max_length=100,
                    ),
                ),
                ("content", models.BinaryField()),
                (
                    "sha256",
                    models.CharField(
                        db_index=True,
                        max_length=64,
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="reports.reportversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a report",
                "verbose_name_plural": "files of reports",
                "ordering": ["version_id", "id"],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[("publish", "Publish"), ("withdraw", "Withdraw from the public")],
                        max_length=8,
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                    ),
                ),
                (
                    "reason",
                    roadmap.texts.fields.ParagraphsField(
                        blank=True,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="reports.reportversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "publication",
                "verbose_name_plural": "publications",
                "ordering": ["version_id", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="reportversion",
            constraint=models.UniqueConstraint(
                fields=("period", "number"),
                name="report_version_unique",
                violation_error_message="The report already has a version of this number.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("correction", ""), ("number", 1), ("replaces__isnull", True)),
                    models.Q(
                        ("number__gt", 1),
                        ("replaces__isnull", False),
                        models.Q(("correction", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="report_correction_explained",
                violation_error_message="A correction says what it replaces, and why.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_by", ""), _negated=True),
                    models.Q(("signed_as", ""), _negated=True),
                ),
                name="report_signed",
                violation_error_message="Give the name and the position of who signs.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaces__isnull", True),
                    models.Q(("replaces", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="report_not_by_itself",
                violation_error_message="A version can not replace itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportfile",
            constraint=models.UniqueConstraint(
                fields=("version", "suffix"),
                name="report_file_unique",
                violation_error_message="The version already has a file of this format.",
            ),
        ),
        migrations.RunSQL(CHECK_FILES, NO_CHECK),
        append_only("reports_reportversion"),
        append_only("reports_reportfile"),
        append_only("reports_publication"),
    ]
