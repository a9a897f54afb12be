"""Making copies agree with what they copy, whatever happened before, how often and in which order.

Each function reads the present truth strongly and changes what differs, nothing otherwise. Services
call them so that a change is whole at once; the tables' streams call them again, so that it becomes
whole also when that was interrupted.
"""

import time
from collections.abc import Iterator
from typing import Any

from pynamodb.expressions.operand import Path

from accounts.services import move_bytes
from catalog.models import REMOVED, Artist, Release, ReleaseTracks, Song
from musicweb.dynamo.batch import Want, get_together
from musicweb.dynamo.errors import Conflict, NotFound
from musicweb.dynamo.retrying import again_on_conflict

from .listing import change_song, release_standing, song_standing, stands, track_row
from .scope import change_release_and_place, change_song_and_place

PAGE = 100


def settle_song(song_id: str) -> None:
    """Names, release and visibility of a song, its files' place, and its row in the release."""
    again_on_conflict(lambda: _settle_song(song_id))


def settle_release(release_id: str, *, until: float | None = None) -> None:
    """A release's names, visibility and cover, then its songs; stops at the monotonic second `until`."""
    release = again_on_conflict(lambda: _settle_release(release_id))
    if release is None:
        return
    for song_id in release.tracks.as_dict():
        if until is not None and time.monotonic() > until:
            return  # the stream finishes it
        settle_song(song_id)


def settle_artist(handle: str, *, until: float | None = None) -> None:
    """Everything of an artist; stops at the monotonic second `until`."""
    artist = present_artist(handle)
    if artist is None:
        return
    settled: set[str] = set()
    for release in _all(Release, Release.by_artist, artist.id):
        if until is not None and time.monotonic() > until:
            return
        settle_release(release.id, until=until)
        settled.update(Release.fetch(release.id).tracks.as_dict())
    # A release's own rows are right at once, this index a little later: neither is trusted alone.
    for song in _all(Song, Song.by_artist, artist.id):
        if until is not None and time.monotonic() > until:
            return
        if song.id not in settled:
            settle_song(song.id)


def present_artist(handle: str) -> Artist | None:
    """The artist of a handle that may have been given up meanwhile."""
    for _ in range(5):  # renamed again and again
        (artist,) = get_together([Want(Artist, handle, fresh=True)])
        if artist is None or not artist.moved_to:
            return artist if isinstance(artist, Artist) else None
        handle = artist.moved_to
    return None


def _settle_song(song_id: str) -> None:
    try:
        song = Song.fetch(song_id)
    except NotFound:
        return
    if song.status == REMOVED:
        return
    wants = [Want(Release, song.release_id, fresh=True), Want(Artist, song.artist_handle, fresh=True)]
    release, artist = get_together(wants)
    if artist is not None and artist.moved_to:
        artist = present_artist(artist.moved_to)
    if artist is not None and artist.owner_id != song.owner_id:
        _hand_over(song, artist.owner_id)
    facts: dict[str, Any] = {"artist_public": artist is not None and not artist.withdrawn}
    if artist is not None:
        facts |= {"artist_handle": artist.handle, "artist_name": artist.name, "manager_ids": artist.manager_ids}
    if release is not None and release.status != REMOVED:
        facts |= {"release_title": release.title, "cover_rev": release.cover_rev, "cover_color": release.cover_color}
        facts["release_license"] = release.license
    facts["release_public"] = release is not None and release.is_open
    facts["release_unlisted"] = release is not None and bool(release.by_link)
    differing = {name: value for name, value in facts.items() if getattr(song, name) != value}
    if not differing and song_standing(song, {}) != stands(song):
        differing = facts
    change_song_and_place(song, **differing)
    if release is not None:
        _mend_row(song, release)


def _hand_over(song: Song, owner_id: str) -> None:
    """The song is counted for its artist's new owner."""
    size_bytes, giver_id = int(song.original_size_bytes), song.owner_id
    change_song(
        song,
        owner_id=owner_id,
        also=lambda writes: move_bytes(writes, giver_id=giver_id, taker_id=owner_id, size_bytes=size_bytes),
    )


def _mend_row(song: Song, release: Release) -> None:
    """The row is written with the song; this is for one that was older than this code, or lost."""
    row = release.tracks.as_dict().get(song.id)
    if row is None or row["version"] >= song.version:
        return
    place = Path(["tracks", song.id])
    version = Path(["tracks", song.id, "version"])
    try:
        mended = track_row(song.attribute_values, version=int(song.version))
        ReleaseTracks(release.id).change(place.set(mended), condition=version < int(song.version))
    except Conflict:
        return  # newer than ours by now, or no track of this release any more


def _settle_release(release_id: str) -> Release | None:
    try:
        release = Release.fetch(release_id)
    except NotFound:
        return None
    if release.status == REMOVED:
        return None
    artist = present_artist(release.artist_handle)
    artist_public = artist is not None and not artist.withdrawn
    facts: dict[str, Any] = {"artist_handle": release.artist_handle, "artist_name": release.artist_name}
    if artist is not None:
        facts = {"artist_handle": artist.handle, "artist_name": artist.name, "manager_ids": artist.manager_ids}
        facts["owner_id"] = artist.owner_id
    standing = release_standing(release, {}, artist_public=artist_public)
    differing = {name: value for name, value in facts.items() if getattr(release, name) != value}
    if not differing and standing != stands(release):
        differing = facts
    change_release_and_place(release, artist_public=artist_public, **differing)
    return release


def _all(model: Any, index: Any, artist_id: str) -> Iterator[Any]:
    after: str | None = None
    while True:
        page = model.page(index, artist_id, limit=PAGE, after=after)
        yield from page
        after = page.next
        if not after:
            return
