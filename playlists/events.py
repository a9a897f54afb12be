"""News from the catalogue's tables: what likes and playlists repeat of a song is mended here."""

from typing import Any

from catalog.models import REMOVED, Song
from musicweb.dynamo.streams import old_and_new, table_of
from playlists import services


def on_stream_record(record: dict[str, Any]) -> None:
    """A song has changed or is no more. Safe to run twice and out of order; records of other tables pass.

    New names of an artist and a release's new cover come as changes of its songs: the catalogue
    mends those first.
    """
    if table_of(record) != Song.Meta.table_name:
        return
    before, after = old_and_new(record, Song)
    if after is not None and after.status != REMOVED:
        if before is not None and services.shown(before) != services.shown(after):
            services.mend_likes(song=after)
            services.mend_entries(song=after, covers=_on_a_cover(before) != _on_a_cover(after))
    elif before is not None:
        services.forget_song(song_id=before.id)
        services.forget_song_entries(song_id=before.id)


def sweep() -> dict[str, int]:
    """Every minute."""
    return {"playlists": services.sweep_deleted()}


def _on_a_cover(song: Song) -> tuple[object, ...]:
    return song.cover_rev, song.release_id, song.artist_id, bool(song.listed)
