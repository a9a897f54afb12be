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
    asked = conditional_page(_said(view))

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """HEAD is a GET whose body stays here: ninja does not know it, and an ETag is one of the body."""
        if request.method != "HEAD":
            return asked(request, *args, **kwargs)
        request.method = "GET"
        try:
            response = asked(request, *args, **kwargs)
        finally:
            request.method = "HEAD"
        response["Content-Length"] = str(len(response.content))
        response.content = b""
        return response

    answered.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie counts here, so no other site can use one
    return answered


def _said(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:

    @wraps(view)
    def said(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            response = problems.method_not_allowed(_with_head(response["Allow"]))
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = caching.ANSWER
        patch_vary_headers(response, ["Authorization"])
        return response

    return said


def _with_head(allowed: str) -> str:
    methods = set(allowed.split(", "))
    return ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))


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
