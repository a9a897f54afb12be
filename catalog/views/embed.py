"""The player that other sites may frame: no session is read and no cookie set, so everybody sees the same."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from csp.decorators import csp_replace
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from catalog import queries
from catalog.errors import Gone
from catalog.rows import SongRow
from catalog.timecodes import seconds_of
from musicweb import caching
from musicweb.context import site
from musicweb.dynamo.errors import NotFound

NOBODY = AnonymousUser()  # also for owners: whoever looks at another site's page is a stranger there
View = Callable[..., HttpResponse]


def framed(view: View) -> View:
    """A page that any site may frame; what is not there says so inside the frame."""

    @require_safe
    @xframe_options_exempt
    @wraps(view)
    def answer(request: HttpRequest, **which: str) -> HttpResponse:
        try:
            return view(request, **which)
        except NotFound:
            return _page(request, "embed/missing.html", {}, status=404)
        except Gone:
            return _page(request, "embed/missing.html", {"gone": True}, status=410)

    return cast(View, csp_replace({"frame-ancestors": ["*"]})(answer))


@framed
def song(request: HttpRequest, song_id: str) -> HttpResponse:
    """One song, from the second `t`."""
    row = queries.song_page(song_id, NOBODY).song
    start = seconds_of(request.GET.get("t", ""), row.duration_ms)
    return _player(request, row.title, row.url, [row], {"start": start, "row": row})


@framed
def release(request: HttpRequest, release_id: str) -> HttpResponse:
    """A release, track after track."""
    page = queries.release_page(release_id, NOBODY)
    return _player(request, page.release.title, page.release.url, page.tracks, {"row": page.release})


def _player(
    request: HttpRequest, title: str, url: str, tracks: list[SongRow], context: dict[str, object]
) -> HttpResponse:
    tracks = [track for track in tracks if track.playable]
    return _page(request, "embed/player.html", {"title": title, "url": url, "tracks": tracks, **context})


def _page(request: HttpRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    """Rendered without the request: no context processor may look for a user."""
    response = HttpResponse(render_to_string(template, {**site(request), **context}), status=status)
    response["Cache-Control"] = caching.page() if status == 200 else caching.NEVER
    patch_vary_headers(response, caching.VARY)  # the language may be chosen by a cookie
    return response
