from pathlib import Path

from django.db import migrations, models

import roadmap.migrations
from roadmap.public.definitions import take_away


FOLDER = Path(roadmap.migrations.__path__[0])
# Whatever has landed last.
LAST = max(path.stem for path in FOLDER.glob("[0-8]*.py"))


def fill(apps, _schema_editor):
    """Rows that are public already change while nobody follows them."""
    apps.get_model("roadmap", "ProgressUpdate").objects.update(budget="1 MXN")


class Migration(migrations.Migration):
    dependencies = [("roadmap", LAST)]

    operations = [
        migrations.RunPython(take_away),
        migrations.AddField("progressupdate", "budget", models.TextField(default="")),
        # The published SQL names this column, and so do the old triggers.
        migrations.RenameField("progressupdate", "municipalities", "towns"),
        migrations.RunPython(fill),
    ]
