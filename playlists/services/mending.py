"""What entries of playlists repeat of a song, mended by the songs' stream."""

from catalog.models import Song
from musicweb.dynamo.errors import Conflict
from playlists.models import PlaylistEntry

from .copies import facts_of
from .covers import settle_covers


def mend_entries(*, song: Song, covers: bool) -> int:
    """Make every entry of a song show what the song says now; returns how many there are.

    With `covers` the playlists' covers too. Safe to repeat and out of order: an entry that shows a
    later version of the song is left alone.
    """
    earlier = PlaylistEntry.song_id.exists() & (PlaylistEntry.song_version < song.version)
    keys = list(PlaylistEntry.with_song(song.id))
    for key in keys:
        try:
            PlaylistEntry(*key).change(*PlaylistEntry.setting(facts_of(song, for_others=True)), condition=earlier)
        except Conflict:  # gone meanwhile, or mended by a later record
            continue
    if covers:
        for playlist_id in {playlist_id for playlist_id, _ in keys}:
            settle_covers(playlist_id)
    return len(keys)
