"""Songs by id for the worker, and who may hear them."""

from collections.abc import Iterable

from catalog.models import REMOVED, Song
from musicweb.dynamo.batch import ITEMS_MAX, Want, get_together

from .grants import Viewer, may_see
from .hidden import Hidden


def songs_together(song_ids: Iterable[str]) -> dict[str, Song]:
    """These songs by id, in any state; unknown ones are left out. One batch of eventual reads for each hundred."""
    found: dict[str, Song] = {}
    wanted = list(dict.fromkeys(song_ids))
    for start in range(0, len(wanted), ITEMS_MAX):
        songs = get_together([Want(Song, song_id) for song_id in wanted[start : start + ITEMS_MAX]])
        found |= {song.id: song for song in songs if song is not None}
    return found


def may_hear(viewer: Viewer, song: Song, hidden: Hidden) -> bool:
    """Whether the song's page would open for this reader. Reads nothing."""
    if song.status == REMOVED:
        return False
    return may_see(viewer, song) or (bool(song.is_open) and not hidden.closes_song(song))
