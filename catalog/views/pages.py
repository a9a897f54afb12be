"""The public pages: home, artist, release, song, search. Each is one query and one template."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.queries import follow_want
from catalog import queries
from catalog.errors import Moved
from catalog.forms import SearchForm
from catalog.rows import SongRow
from catalog.timecodes import seconds_of
from musicweb import fresh
from musicweb.dynamo.batch import get_together
from musicweb.templatetags.musicweb import duration
from playlists.queries import liked_among, liked_wants

SEARCH_LETTERS_MIN = 2


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """New releases, newest first, and before them those of whom one follows."""
    page = queries.home_page(
        request.user,
        after=request.GET.get("after"),
        fresh_ids=fresh.ids(request, "release"),
        fresh_follows=fresh.ids(request, "follow"),
    )
    return render(request, "catalog/home.html", {"page": page.new, "followed": page.followed, "cloud": page.tags})


@require_safe
def artist(request: HttpRequest, handle: str) -> HttpResponse:
    """An artist's releases and songs; an address that moved redirects to the one that replaces it."""
    followed = follow_want(request.user, f"artist:{handle}", fresh=bool(fresh.ids(request, "follow")))
    try:
        page = queries.artist_page(
            handle,
            request.user,
            songs_after=request.GET.get("songs"),
            also=[*liked_wants(request.user, fresh=bool(fresh.ids(request, "like"))), *followed],
            fresh={kind: ids for kind in ("artist", "release", "song") if (ids := fresh.ids(request, kind))},
        )
    except Moved as moved:
        return redirect("artist", moved.to, permanent=True)
    context = {"page": page, "liked": _liked(request, page.songs.rows, page.also)}
    context["following"] = bool(followed) and page.also[-1] is not None
    return render(request, "catalog/artist.html", context)


@require_safe
def release(request: HttpRequest, release_id: str, slug: str) -> HttpResponse:
    """A release with its tracks, at its right address only."""
    page = queries.release_page(release_id, request.user, also=liked_wants(request.user))
    if request.path != page.release.url:
        return redirect(page.release.url, permanent=True)
    context = {
        "page": page,
        "release": page.release,
        "total_ms": sum(row.duration_ms or 0 for row in page.tracks),
        "playable": any(row.playable for row in page.tracks),
        "liked": _liked(request, page.tracks, page.also),
    }
    return render(request, "catalog/release.html", context)


@require_safe
def song(request: HttpRequest, song_id: str, slug: str) -> HttpResponse:
    """A song, at its right address only."""
    page = queries.song_page(song_id, request.user, also=liked_wants(request.user))
    if request.path != page.song.url:
        return redirect(page.song.url, permanent=True)
    start = seconds_of(request.GET.get("t", ""), page.song.duration_ms)
    context = {
        "page": page,
        "song": page.song,
        "start": start,
        "start_time": duration(1000 * start),
        "liked": _liked(request, [page.song], page.also),
    }
    return render(request, "catalog/song.html", context)


@require_safe
def lyrics(request: HttpRequest, song_id: str, slug: str) -> HttpResponse:
    """What is sung. A page of its own, so that a song's page need not read it."""
    page = queries.song_page(song_id, request.user)
    if request.path != f"{page.song.url}lyrics/":
        return redirect(f"{page.song.url}lyrics/", permanent=True)
    words = queries.lyrics_of(song_id)
    if not words:
        raise Http404
    part = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined]  # of the song's page
    template = "catalog/_lyrics.html" if part else "catalog/lyrics.html"
    return render(request, template, {"song": page.song, "lyrics": words})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Songs, releases and artists whose name begins with what was typed."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    results = queries.search(words) if len(words) >= SEARCH_LETTERS_MIN else None
    songs = results.songs if results else []
    context = {
        "form": form,
        "words": words,
        "results": results,
        "letters_min": SEARCH_LETTERS_MIN,
        "liked": _liked(request, songs, get_together(liked_wants(request.user)) if songs else []),
    }
    return render(request, "catalog/search.html", context, status=200 if form.is_valid() else 422)


def _liked(request: HttpRequest, rows: Sequence[SongRow], also: Sequence[Any]) -> set[str]:
    """Which of these songs the reader likes; nothing is read for somebody who is not signed in."""
    if not request.user.is_authenticated or not rows:
        return set()
    return liked_among(request.user, [row.id for row in rows], also[0])
