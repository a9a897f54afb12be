"""The API's addresses. They never end in a slash, and what is not there is a problem, not a page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page

from musicweb import caching, problems

from .site import api


@csrf_exempt
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    return problems.not_found()


def _answering(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """With an ETag, a word about caching, and a problem where the method is not one of the address."""

    @wraps(view)
    def said(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            response = problems.method_not_allowed(", ".join(sorted(response["Allow"].split(", "))))
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = caching.ANSWER
        patch_vary_headers(response, ["Authorization"])
        return response

    answering = conditional_page(said)
    answering.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie counts here, so no other site can use one
    return answering


def _patterns() -> list[URLPattern]:
    """Ninja's, without its namespace and its page at the root."""
    found = []
    for pattern in api.urls[0]:
        assert isinstance(pattern, URLPattern)  # noqa: S101 - none of them includes others
        if pattern.name != "api-root":
            pattern.callback = _answering(pattern.callback)
            found.append(pattern)
    return found


urlpatterns = [*_patterns(), path("", nothing, name="api-root"), path("<path:rest>", nothing, name="api-nothing")]
