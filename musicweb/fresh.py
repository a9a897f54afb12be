"""What this browser has just written, so that its next pages show it although an index may lag.

After a write, `remember(request, "song", id)` names the item in a signed cookie for ten seconds.
Listings ask `ids(request, "song")`, read those from the base table strongly and lay them over.
"""

from collections.abc import Callable

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "fresh"
SECONDS = 10
IDS_MAX = 5


def remember(request: HttpRequest, kind: str, id: str) -> None:
    """The item `id` of `kind` (a word without “:”) was just written in this request."""
    request._fresh_written = [f"{kind}:{id}", *_written(request)]  # type: ignore[attr-defined]


def ids(request: HttpRequest, kind: str) -> list[str]:
    """Ids of `kind` written within the last ten seconds, newest first; at most five."""
    pairs = (name.partition(":") for name in _known(request))
    return [id for named, _, id in pairs if named == kind]


class FreshMiddleware:
    """Sets the cookie of what the request has written."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _written(request):
            response.set_cookie(
                COOKIE,
                signing.dumps(_known(request), salt=COOKIE),
                max_age=SECONDS,
                secure=settings.SITE_HTTPS,
                httponly=True,
                samesite="Lax",
            )
        return response


def _written(request: HttpRequest) -> list[str]:
    return getattr(request, "_fresh_written", [])


def _known(request: HttpRequest) -> list[str]:
    return list(dict.fromkeys([*_written(request), *_of_cookie(request)]))[:IDS_MAX]


def _of_cookie(request: HttpRequest) -> list[str]:
    try:
        names: list[str] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=SECONDS)
    except signing.BadSignature:
        return []
    return names
