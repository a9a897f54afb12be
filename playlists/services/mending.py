"""What entries of playlists repeat of a song, mended by the songs' stream."""

from pynamodb.expressions.update import Action

from catalog.models import Song
from musicweb.dynamo.errors import Conflict
from playlists.models import PlaylistEntry

from .covers import settle_covers
from .entries import row_of
from .likes import SHOWN


def mend_entries(*, song: Song, covers: bool) -> int:
    """Make every entry of a song show what the song says now; returns how many there are.

    With `covers` the playlists' covers too. Safe to repeat and out of order: an entry that shows a
    later version of the song is left alone.
    """
    earlier = PlaylistEntry.song_id.exists() & (PlaylistEntry.song_version < song.version)
    keys = list(PlaylistEntry.with_song(song.id))
    for key in keys:
        try:
            PlaylistEntry(*key).change(*_mending(song), condition=earlier)
        except Conflict:  # gone meanwhile, or mended by a later record
            continue
    if covers:
        for playlist_id in {playlist_id for playlist_id, _ in keys}:
            settle_covers(playlist_id)
    return len(keys)


def _mending(song: Song) -> list[Action]:
    """Facts that the song lost are removed from the entry: None cannot be stored."""
    now = row_of(song)
    return [
        PlaylistEntry.song_version.set(song.version),
        *(
            getattr(PlaylistEntry, name).set(now[name])
            if now.get(name) is not None
            else getattr(PlaylistEntry, name).remove()
            for name in (*SHOWN, "hidden")
        ),
    ]
