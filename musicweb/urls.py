"""The addresses of the site. Those of the apps are in their own `urls.py`; they stay as they are."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("catalog.urls")),
    path("", include("playlists.urls")),
    path("", include("accounts.urls")),
    path("", include("musicweb.moderation.urls")),
    path("admin/", admin.site.urls),
    path("language/<slug:code>/", views.language, name="language"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("service-worker.js", views.service_worker, name="service-worker"),
    path("offline/", views.offline, name="offline"),
    path("help/keys/", views.keys, name="keys"),
    path("announcements/<slug:announcement>/dismissal/", views.dismiss_announcement, name="announcement-dismissal"),
    path("health/", views.health, name="health"),
]
# Pages are always here, because everything links to them; what a process answers: middleware.OnlyServed.
if "api" in settings.SERVES:
    urlpatterns.append(path("api/v1/", include("musicweb.api.urls")))

handler400 = "musicweb.views.bad_request"
handler403 = "musicweb.views.forbidden"
handler404 = "musicweb.views.not_found"
handler500 = "musicweb.views.server_error"
