"""The project's own app (templates tags, checks, commands) and the admin with its own site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class Musicweb(AppConfig):
    name = "musicweb"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers them


class MusicwebAdmin(AdminConfig):
    default_site = "musicweb.admin.MusicwebAdminSite"
