"""Songs by id for the worker, and who may hear them."""

from collections.abc import Iterable

from catalog.models import REMOVED, Song
from musicweb.dynamo.batch import Want, get_all

from .grants import Viewer, may_see
from .hidden import Hidden


def songs_together(song_ids: Iterable[str]) -> dict[str, Song]:
    """These songs by id, in any state; unknown ones are left out. One batch of eventual reads for each hundred."""
    songs = get_all([Want(Song, song_id) for song_id in dict.fromkeys(song_ids)])
    return {song.id: song for song in songs if song is not None}


def may_hear(viewer: Viewer, song: Song, hidden: Hidden) -> bool:
    """Whether the song's page would open for this reader. Reads nothing."""
    if song.status == REMOVED:
        return False
    return may_see(viewer, song) or (bool(song.is_open) and not hidden.closes_song(song))
