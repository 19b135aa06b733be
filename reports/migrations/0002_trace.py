from django.db import migrations

from roadmap.history.triggers import traced


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
        ("roadmap", "0002_trace"),
    ]

    operations = [
        traced("reports_writtenanswer"),
    ]
