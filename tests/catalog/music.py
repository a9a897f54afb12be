"""Music for the tests of pages: records as the worker and the publishing services leave them."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from catalog.models import PUBLISHED, READY, Artist, Release, Song
from catalog.services.listing import track_row
from catalog.text import fold
from musicweb.ids import new_id


def an_artist(owner: User, handle: str = "lan-anh", name: str = "Lan Anh", **facts: Any) -> Artist:
    artist = Artist(handle, id=new_id(), owner_id=owner.id, name=name, name_key=fold(name), listed="1", **facts)
    artist.put_new()
    return artist


def a_release(artist: Artist, title: str = "Mưa đêm", *, public: bool = True, **facts: Any) -> Release:
    shown = {"status": PUBLISHED, "published_at": timezone.now(), "listed": "1", "listed_artist_id": artist.id}
    release = Release(
        new_id(),
        artist_id=artist.id,
        artist_handle=artist.handle,
        artist_name=artist.name,
        owner_id=artist.owner_id,
        title=title,
        title_key=fold(title),
        tracks={},
        **{**(shown if public else {}), **facts},
    )
    release.put_new()
    return release


def a_song(release: Release, title: str = "Rain", *, public: bool = True, **facts: Any) -> Song:
    """A processed song, and its row in the release."""
    shown = {"status": PUBLISHED, "published_at": timezone.now(), "listed": "1", "listed_artist_id": release.artist_id}
    ready = {"state": READY, "duration_ms": 61_000, "media_rev": "pAAAAAAAAAAAA" if public else "sAAAAAAAAAAAA"}
    song = Song(
        new_id(),
        artist_id=release.artist_id,
        artist_handle=release.artist_handle,
        artist_name=release.artist_name,
        owner_id=release.owner_id,
        release_id=release.id,
        release_title=release.title,
        release_public=bool(release.listed),
        title=title,
        title_key=fold(title),
        upload_id=new_id(),
        **{"track_number": len(release.tracks.as_dict()) + 1, **(shown if public else {}), **ready, **facts},
    )
    song.put_new()
    release.tracks[song.id] = track_row(song.attribute_values, version=1)
    release.put()
    return song
