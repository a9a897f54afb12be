from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "musicweb.moderation"
    label = "moderation"
    verbose_name = _("moderation")

    def import_models(self) -> None:
        """Django's face of the tables (`faces.py`) is what its registry calls models."""
        super().import_models()
        import_module(f"{self.name}.faces")
