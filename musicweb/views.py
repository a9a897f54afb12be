"""The site's own pages: errors with a way on, the language switch, health."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from .context import site

RETRY_AFTER_SECONDS = "5"
YEAR_SECONDS = 365 * 86400
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of a field


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """That this process answers; it asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Remembers the language and goes back to the page. A plain link: it works without JavaScript and token."""
    if code not in dict(settings.LANGUAGES):
        return HttpResponseNotFound()
    response = HttpResponseRedirect(_local(request.GET.get("next", "/")))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR_SECONDS, secure=settings.SITE_HTTPS, samesite="Lax"
    )
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(loader.render_to_string("400.html", site(request)), status=400)  # the host may be wrong


def bad_cursor(request: HttpRequest) -> HttpResponse:
    """The page of a listing whose cursor is not ours; `first_page` is the listing's beginning."""
    return render(request, "400.html", {"first_page": request.path}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def gone(request: HttpRequest) -> HttpResponse:
    return render(request, "410.html", status=410)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without user and messages: reading them may be what failed."""
    return HttpResponse(loader.render_to_string("500.html", site(request)), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Without user and messages, as `server_error`."""
    response = HttpResponse(loader.render_to_string("503.html", site(request)), status=503)
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Typed text is offered again with a new token, but only if this site's own page sent it."""
    ours = request.headers.get("Origin") == settings.SITE_URL
    return render(request, "403_csrf.html", {"typed": _typed(request) if ours else []}, status=403)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The form's fields in their order, a name once for each of its values."""
    return [(name, value) for name, values in request.POST.lists() if name != TOKEN for value in values]


def _local(path: str) -> str:
    safe = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if safe else "/"
