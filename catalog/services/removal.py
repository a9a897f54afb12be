"""Removing for good: files and bytes are given back; a tombstone answers 410 for a year.

Each step hides before it deletes and is safe to repeat; the stream repeats what was interrupted.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from pynamodb.transactions import TransactWrite

from accounts.services import releasing
from catalog import addresses
from catalog.models import REMOVED, Release, Song, SongText
from musicweb.dynamo.errors import NotFound
from musicweb.dynamo.retrying import again_on_conflict

from .listing import change_release, change_song
from .scope import media
from .similarity import forget_sound


def remove_song(*, song: Song) -> None:
    """Gone at once from every list and address, its files deleted. Safe to repeat."""
    again_on_conflict(lambda: _bury_song(song.id))
    clear_song(song)


def clear_song(song: Song) -> None:
    """Delete every file of a removed song, and what it sounded like."""
    forget_sound(song)
    names = [name for prefix in addresses.song_prefixes(song.artist_id, song.id) for name in media().under(prefix)]
    first = addresses.original_key(song.artist_id, song.id)
    media().delete_all([*names, first, *media().under(f"{first}/")])


def remove_release(*, release: Release) -> None:
    """As `remove_song`, for the release with all its songs."""
    again_on_conflict(lambda: _bury_release(release.id))
    clear_release(release.id)


def clear_release(release_id: str) -> None:
    """Remove the songs and the cover of a removed release."""
    release = Release.fetch(release_id)
    for song_id in release.tracks.as_dict():
        try:
            remove_song(song=Song.fetch(song_id))
        except NotFound:
            continue
    for prefix in addresses.cover_prefixes(release.artist_id, release_id):
        media().delete_all(media().under(prefix))


def _tombstone() -> dict[str, Any]:
    """What keeps a removed item out of the lists of studio and admin, and for how long it is kept."""
    expires = timezone.now() + timedelta(seconds=settings.TOMBSTONE_SECONDS)
    return {"status": REMOVED, "created_at": None, "title_key": None, "expires": expires}


def _bury_song(song_id: str) -> None:
    song = Song.fetch(song_id)
    if song.status == REMOVED:
        return
    freed_bytes = int(song.original_size_bytes)

    def with_it(writes: TransactWrite) -> None:
        writes.delete(SongText(song.id))
        releasing(writes, song.owner_id, freed_bytes)

    change_song(
        song,
        hidden=True if song.is_open else None,
        also=with_it,
        **_tombstone(),
        removed_owner_id=song.owner_id,
        original_size_bytes=0,
        has_lyrics=False,
    )


def _bury_release(release_id: str) -> None:
    release = Release.fetch(release_id)
    if release.status != REMOVED:
        hidden = True if release.is_open else None
        change_release(
            release,
            artist_public=True,
            hidden=hidden,
            **_tombstone(),
            cover_rev=None,
            removed_owner_id=release.owner_id,
        )
