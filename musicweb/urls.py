"""The addresses of the site. Those of the apps are in their own `urls.py`; they stay as they are."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

import accounts.urls
import catalog.urls
import musicweb.moderation.urls
import playlists.urls

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    *catalog.urls.urlpatterns,  # not included: Django would turn each of them around twice for the first link
    *playlists.urls.urlpatterns,
    *accounts.urls.urlpatterns,
    *musicweb.moderation.urls.urlpatterns,
    path("admin/", ("musicweb.admin_urls", "admin", "admin")),
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
