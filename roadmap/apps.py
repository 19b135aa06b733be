from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from roadmap.public.definitions import after_migrate


class RoadmapConfig(AppConfig):
    name = "roadmap"
    verbose_name = _("Roadmap")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # It comes after the migrations of all apps.
        post_migrate.connect(after_migrate, sender=self)
