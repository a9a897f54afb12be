"""The artist's word on what everybody may see. Safe to repeat; the last word wins."""

from typing import Any

from catalog.models import DRAFT, PRIVATE, PUBLISHED, REMOVED, SCHEDULED, UNLISTED, Release, Song
from musicweb.dynamo.errors import NotFound
from musicweb.dynamo.retrying import again_on_conflict

from .schedule import NOT_WAITING, wanted_by
from .scope import change_release_and_place, change_song_and_place
from .settle import present_artist, settle_release, settle_song


def publish_release(*, release: Release) -> None:
    """The release with all its songs; one that is still being processed follows when it is ready.

    Where its date is to come it waits for that day, invisible, and publishes itself.
    """
    turn_release(release.id, **wanted_by(Release.fetch(release.id)))
    for song_id in Release.fetch(release.id).tracks.as_dict():
        _change_song(song_id, status=PUBLISHED)
    settle_release(release.id)


def unpublish_release(*, release: Release) -> None:
    """A draft again, hidden at once with all its songs, which keep their own status."""
    turn_release(release.id, status=DRAFT, **NOT_WAITING)
    settle_release(release.id)


def publish_song(*, song: Song) -> None:
    """Public as soon as it is ready and its release is public."""
    _change_song(song.id, status=PUBLISHED)
    settle_song(song.id)


def unpublish_song(*, song: Song) -> None:
    """A draft again, hidden at once; its release stays."""
    _change_song(song.id, status=DRAFT)
    settle_song(song.id)


def turn_release(release_id: str, **fields: Any) -> None:
    """Change a release's visibility, hidden at once where it was public; its songs are the caller's to settle."""

    def act() -> None:
        release = Release.fetch(release_id)
        if release.status == REMOVED:
            raise NotFound(release_id)
        if _is_so(release, fields):
            return
        artist = present_artist(release.artist_handle)
        artist_public = artist is not None and not artist.withdrawn
        handle = artist.handle if artist else release.artist_handle
        change_release_and_place(
            release,
            artist_public=artist_public,
            hidden=_hides(release, fields),
            artist_handle=handle,
            **fields,
        )

    again_on_conflict(act)


def turn_song(song_id: str, **fields: Any) -> None:
    """Change a song's visibility, hidden at once where it was public."""
    _change_song(song_id, **fields)
    settle_song(song_id)


def _change_song(song_id: str, **fields: Any) -> None:
    def act() -> None:
        song = Song.fetch(song_id)
        if song.status == REMOVED:
            raise NotFound(song_id)
        if not _away(fields):
            settle_song(song_id)  # what it knows of its release may be old, and decides whether it is shown
            song = Song.fetch(song_id)
        if not _is_so(song, fields):
            change_song_and_place(song, hidden=_hides(song, fields), **fields)

    again_on_conflict(act)


def _hides(record: Song | Release, fields: dict[str, Any]) -> bool | None:
    """True: lists must forget it at once. False: it comes back to them. None: no list ever had it."""
    if _away(fields):
        return True if record.is_open else None
    if fields.get("visibility") == UNLISTED:
        return True if record.listed else None
    return False if record.published_at else None


def _away(fields: dict[str, Any]) -> bool:
    hidden = fields.get("visibility") == PRIVATE or bool(fields.get("withdrawn"))
    return hidden or fields.get("status") in (DRAFT, REMOVED, SCHEDULED)


def _is_so(record: Song | Release, fields: dict[str, Any]) -> bool:
    return all(getattr(record, name) == value for name, value in fields.items())
