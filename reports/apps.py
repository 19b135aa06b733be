from importlib import import_module
from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from roadmap.public.definitions import FOLDERS


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # What it adds to the API has to be known before the addresses are made.
        import_module("reports.api")
        FOLDERS.append(Path(self.path) / "publishing" / "sql")
