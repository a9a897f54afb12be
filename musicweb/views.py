"""The site's own pages: errors with a way on, the language switch, health, and what makes it installable."""

from typing import Any
from zlib import crc32

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.errors import DayReached

from . import caching, preferences, problems
from .answers import local_address
from .context import site
from .logs import request_id

RETRY_AFTER_SECONDS = "5"
MAINTENANCE_SECONDS = "60"
YEAR_SECONDS = 365 * 86400
SHELL = (
    "css/tokens.css",
    "css/tokens-dark.css",
    "css/site.css",
    "django_htmx/htmx-4.min.js",
    *(f"js/{name}.js" for name in ("navigation", "music-player", "media-session", "player", "queue", "song-buttons")),
    "img/icons.svg",
    "img/icon.svg",
)  # what every page links or imports
KEPT_OUT = ("csrfmiddlewaretoken", "password")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """That this process answers; it asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": caching.NEVER})


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The player's keys; shown in a dialog where there is JavaScript."""
    return render(request, "help/keys.html")


@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Remembers the language and goes back to the page. A plain link: it works without JavaScript and token."""
    if code not in dict(settings.LANGUAGES):
        return HttpResponseNotFound()
    response = HttpResponseRedirect(local_address(request.GET.get("next")))
    preferences.apply(response, language=code)
    return response


@require_safe
def dismiss_announcement(request: HttpRequest, announcement: str) -> HttpResponse:
    """Shows this announcement no more in this browser, and goes back. A plain link, as the language is."""
    response = HttpResponseRedirect(local_address(request.GET.get("next")))
    response.set_cookie(
        settings.DISMISSED_COOKIE_NAME, announcement, max_age=YEAR_SECONDS, secure=settings.SITE_HTTPS, samesite="Lax"
    )
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if problems.wanted(request):
        return problems.bad_request()
    return HttpResponse(loader.render_to_string("400.html", site(request)), status=400)  # the host may be wrong


def bad_cursor(request: HttpRequest) -> HttpResponse:
    """The page of a listing whose cursor is not ours; `first_page` is the listing's beginning."""
    if problems.wanted(request):
        return problems.bad_cursor()
    return render(request, "400.html", {"first_page": request.path}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    if problems.wanted(request):
        return problems.forbidden()
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if problems.wanted(request):
        return problems.not_found()
    return render(request, "404.html", status=404)


def gone(request: HttpRequest) -> HttpResponse:
    if problems.wanted(request):
        return problems.gone()
    return render(request, "410.html", status=410)


def day_reached(request: HttpRequest, reached: DayReached) -> HttpResponse:
    """Enough for today: how much it may be, and when it is possible again."""
    response = render(request, "429.html", {"limit_bytes": reached.limit, "until": reached.until}, status=429)
    response["Retry-After"] = str(max(1, int((reached.until - timezone.now()).total_seconds())))
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Without user and messages: reading them may be what failed."""
    if problems.wanted(request):
        return problems.server_error()
    return HttpResponse(loader.render_to_string("500.html", _failed(request)), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Without user and messages, as `server_error`."""
    if problems.wanted(request):
        return problems.unavailable(RETRY_AFTER_SECONDS)
    response = HttpResponse(loader.render_to_string("503.html", _failed(request)), status=503)
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def _failed(request: HttpRequest) -> dict[str, Any]:
    """With the name of the request, by which it is found in the log."""
    return {**site(request), "request_id": request_id()}


def read_only(request: HttpRequest) -> HttpResponse:
    """During maintenance, for whatever would write: what was typed is offered to be sent again."""
    if problems.wanted(request):
        return problems.read_only(MAINTENANCE_SECONDS)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        said = _("The site is being worked on and takes nothing in for the moment. Wait a minute; nothing is lost.")
        problem = {"type": "about:blank", "status": 503, "code": "read_only", "detail": said}
        response: HttpResponse = JsonResponse(problem, status=503, content_type="application/problem+json")
    else:
        response = render(request, "read_only.html", {"typed": _typed(request)}, status=503)
    response["Retry-After"] = MAINTENANCE_SECONDS
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Typed text is offered again with a new token, but only if this site's own page sent it."""
    ours = request.headers.get("Origin") == settings.SITE_URL
    return render(request, "403_csrf.html", {"typed": _typed(request) if ours else []}, status=403)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The form's fields in their order, a name once for each of its values; no secrets."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if not any(word in name for word in KEPT_OUT)
        for value in values
    ]


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What an installed site is called and looks like (W3C Web Application Manifest)."""
    icons = [
        {"src": static("img/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("img/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {"src": static("img/icon-maskable-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ]
    described = {
        "id": "/",
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f3ec",
        "theme_color": "#211d19",
        "icons": icons,
    }
    return JsonResponse(described, content_type="application/manifest+json")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Must lie at the root, for it serves what is below its own address. A changed shell is a new version."""
    files = [static(name) for name in SHELL]
    context = {"files": files, "offline": reverse("offline"), "version": crc32("".join(files).encode())}
    return render(request, "service_worker.js", context, content_type="text/javascript")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown of any page while there is no network. It is kept by the browser, so it must be nobody's own."""
    request.user = AnonymousUser()
    return render(request, "offline.html")
