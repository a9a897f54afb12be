"""The project's own app (templates tags, checks, commands) and the admin with its own site."""

import os

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class Musicweb(AppConfig):
    name = "musicweb"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers them


class MusicwebAdmin(SimpleAdminConfig):
    """A function loads the apps' admin modules with the first address below /admin/, everything else at the start."""

    default_site = "musicweb.admin.MusicwebAdminSite"

    def ready(self) -> None:
        super().ready()
        if not os.environ.get("MUSICWEB_SERVES_HTTP"):
            from . import admin_urls  # noqa: F401
