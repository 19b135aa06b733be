from pathlib import Path

from django.db import migrations

# What of the reports is public, and the triggers that keep the published set.
PUBLISHED = Path(__file__).with_name("published.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0007_written_passages"),
        ("roadmap", "0006_published"),
    ]

    operations = [migrations.RunSQL(PUBLISHED)]
