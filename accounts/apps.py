from importlib import import_module

from allauth.socialaccount.apps import SocialAccountConfig
from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def import_models(self) -> None:
        """Django's face of the tables (`faces.py`) is what its registry calls models."""
        super().import_models()
        import_module(f"{self.name}.faces")


class SocialAccounts(SocialAccountConfig):  # type: ignore[misc]
    """allauth's, without looking for providers in every app at the start: `views.signing` does when somebody signs in."""

    def ready(self) -> None:
        import_module(f"{self.name}.checks")
