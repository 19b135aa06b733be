import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from roadmap.history.triggers import append_only, trace_functions, traced


class Migration(migrations.Migration):
    dependencies = [
        ("roadmap", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "transaction",
                    models.BigIntegerField(),
                ),
                ("table", models.CharField(max_length=63)),
                ("row", models.BigIntegerField()),
                (
                    "owner",
                    models.BigIntegerField(null=True),
                ),
                (
                    "operation",
                    models.CharField(
                        choices=[("insert", "Added"), ("update", "Changed"), ("delete", "Deleted")],
                        max_length=6,
                    ),
                ),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                (
                    "said",
                    models.JSONField(null=True),
                ),
                (
                    "request",
                    models.UUIDField(null=True),
                ),
                ("role", models.CharField(max_length=63)),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "change",
                "verbose_name_plural": "changes",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["table", "row"], name="roadmap_cha_table_137240_idx"),
                    models.Index(fields=["table", "owner"], name="roadmap_cha_table_e4e8bf_idx"),
                ],
            },
        ),
        trace_functions(),
        append_only("roadmap_change"),
        traced("roadmap_agency"),
        traced("roadmap_agencyalias", owner="agency_id"),
        traced("roadmap_place"),
        traced("roadmap_roadmap"),
        traced("roadmap_theme", owner="roadmap_id"),
        traced("roadmap_priority", owner="roadmap_id"),
        traced("roadmap_signatory", owner="roadmap_id"),
        traced("roadmap_action_partners", owner="action_id"),
        traced("roadmap_action_priorities", owner="action_id"),
        traced("roadmap_action_places", owner="action_id"),
        traced("roadmap_action"),
        traced("roadmap_project_implementers", owner="project_id"),
        traced("roadmap_project_counterparts", owner="project_id"),
        traced("roadmap_project_funders", owner="project_id"),
        traced("roadmap_project_places", owner="project_id"),
        traced("roadmap_project_priorities", owner="project_id"),
        traced("roadmap_project"),
        traced("roadmap_user_groups", owner="user_id"),
        traced("roadmap_user_user_permissions", owner="user_id"),
        traced("roadmap_user", omit=["password", "last_login"]),
        traced("roadmap_membership", owner="user_id"),
        traced("roadmap_period", omit=["label", "starts_on", "ends_on"]),
        traced("roadmap_nextstep_priorities", owner="nextstep_id"),
        traced("roadmap_nextstep"),
        traced("roadmap_assignment"),
        traced("roadmap_progressupdate_priorities", owner="progressupdate_id"),
        traced("roadmap_progressupdate_places", owner="progressupdate_id"),
        traced("roadmap_progressupdate_partners", owner="progressupdate_id"),
        traced("roadmap_progressupdate", omit=["narrative_text"]),
        traced("roadmap_evidence", owner="update_id"),
        traced("roadmap_invitation", omit=["token_hash"]),
        traced("roadmap_result", owner="update_id"),
        traced("roadmap_step", owner="update_id"),
    ]
