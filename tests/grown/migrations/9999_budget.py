from django.db import migrations, models

from roadmap.public.definitions import take_away


def fill(apps, _schema_editor):
    """Rows that are public already change while nobody follows them."""
    apps.get_model("roadmap", "ProgressUpdate").objects.update(budget="1 MXN")


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0006_published")]

    operations = [
        migrations.RunPython(take_away),
        migrations.AddField("progressupdate", "budget", models.TextField(default="")),
        # The published SQL names this column, and so do the old triggers.
        migrations.RenameField("progressupdate", "municipalities", "towns"),
        migrations.RunPython(fill),
    ]
