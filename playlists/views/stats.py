"""Statistics in the studio: for who manages an artist, a release or a song, and for moderators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import may
from catalog.queries import own_artist, own_release, own_song, studio_releases
from catalog.rows import SongRow, track_order
from playlists import queries


@require_safe
@may("catalog.upload")
def song(request: HttpRequest, song_id: str) -> HttpResponse:
    """Plays, listeners and likes of a song."""
    song = own_song(song_id, request.user)
    context = {
        "name": song.title,
        "back": reverse("studio-song", args=[song.id]),
        "stats": queries.song_statistics(song),
        "with_listeners": True,
        "with_likes": True,
    }
    return render(request, "studio/statistics.html", context)


@require_safe
@may("catalog.upload")
def release(request: HttpRequest, release_id: str) -> HttpResponse:
    """Of a release, and of each of its songs."""
    release = own_release(release_id, request.user)
    stats = queries.release_statistics(release)
    tracks = [SongRow.of_track(song_id, track, release) for song_id, track in release.tracks.as_dict().items()]
    context = {
        "name": release.title,
        "back": reverse("studio-release", args=[release.id]),
        "stats": stats,
        "inside": _("Song"),
        "parts": [
            {
                "title": row.title,
                "url": reverse("studio-song-statistics", args=[row.id]),
                "figures": stats.of(row.id),
            }
            for row in sorted(tracks, key=track_order)
        ],
        "with_listeners": True,
        "with_likes": True,
    }
    return render(request, "studio/statistics.html", context)


@require_safe
@may("catalog.upload")
def artist(request: HttpRequest, handle: str) -> HttpResponse:
    """Of an artist, and of each of the releases, a page of them at a time."""
    artist = own_artist(handle, request.user)
    stats, page = queries.artist_statistics(artist.id), studio_releases(artist, request.GET.get("after"))
    context = {
        "name": artist.name,
        "back": reverse("studio-artist", args=[artist.handle]),
        "stats": stats,
        "inside": _("Release"),
        "page": page,
        "parts": [
            {
                "title": row.title,
                "url": reverse("studio-release-statistics", args=[row.id]),
                "figures": stats.of(row.id),
            }
            for row in page
        ],
    }
    return render(request, "studio/statistics.html", context)
