from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
import roadmap.texts.fields
from django.conf import settings
from django.db import migrations, models

from roadmap.history.triggers import traced


# What is public, and the triggers that keep the published set.
PUBLISHED = Path(__file__).with_name("published.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("roadmap", "0005_promises"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiUse",
            fields=[
                ("visitor", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("minute", models.BigIntegerField()),
                ("requests", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="KnownMarkdown",
            fields=[
                ("digest", models.UUIDField(primary_key=True, serialize=False)),
                ("markdown", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    roadmap.texts.fields.LineField(
                        help_text="Such as: our own planning system.",
                        max_length=120,
                        verbose_name="what it is for",
                    ),
                ),
                ("prefix", models.SlugField(editable=False, max_length=12, unique=True)),
                ("secret_hash", models.BinaryField(max_length=32)),
                (
                    "scopes",
                    roadmap.texts.fields.ChoicesField(
                        base_field=models.CharField(
                            choices=[
                                ("read", "Read the agency's own updates, drafts too"),
                                ("write", "Write drafts and change them, with their evidence"),
                                ("submit", "Send updates in"),
                            ],
                            max_length=40,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="it may",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="made"
                    ),
                ),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                (
                    "last_used_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="last used"),
                ),
                (
                    "revoked_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="revoked"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: for the coordination.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_tokens",
                        to="roadmap.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_tokens",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
            ],
            options={
                "verbose_name": "token",
                "verbose_name_plural": "tokens",
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="PublicRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("collection", models.CharField(max_length=30)),
                ("key", models.TextField()),
                ("owner", models.BigIntegerField()),
                ("name", models.TextField(db_collation="C")),
                ("day", models.DateField()),
                (
                    "facets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                (
                    "links",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("search", django.contrib.postgres.search.SearchVectorField()),
                ("body", models.TextField()),
                ("is_whole", models.BooleanField()),
                ("is_deleted", models.BooleanField()),
                ("changed", models.BigIntegerField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["collection", "owner"], name="public_record_owner"),
                    models.Index(
                        condition=models.Q(("is_deleted", False)),
                        fields=["collection", "day", "id"],
                        name="public_record_day",
                    ),
                    models.Index(
                        condition=models.Q(("is_deleted", False)),
                        fields=["collection", "name", "id"],
                        name="public_record_name",
                    ),
                    models.Index(
                        fields=["collection", "changed", "id"], name="public_record_changed"
                    ),
                    models.Index(
                        condition=models.Q(("is_whole", False)),
                        fields=["id"],
                        name="public_record_not_whole",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["facets"], name="public_record_facets"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="public_record_search"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("collection", "key"), name="public_record_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("changed_at", models.DateTimeField()),
                (
                    "is_whole",
                    models.BooleanField(),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="public_state_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("request_hash", models.BinaryField(max_length=32)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("body", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "token",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="roadmap.apitoken",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("token", "key"), name="api_answer_one_per_key")
                ],
            },
        ),
        migrations.RunSQL(PUBLISHED),
        traced("roadmap_apitoken", omit=["secret_hash", "last_used_at"]),
    ]
