"""Keeping a playlist's cover: the first covers of its contents."""

from musicweb.dynamo.errors import Conflict
from playlists.covers import ROWS_ASKED, covers_of
from playlists.models import Playlist, PlaylistEntry


def settle_covers(playlist_id: str, *, changed: PlaylistEntry | None = None) -> None:
    """Make the cover what the first entries say: one Query, and one write that does nothing where it is so.

    `changed` was written a moment ago: the index may not know it yet.
    """
    first = {entry.entry_id: entry for entry in PlaylistEntry.in_order(playlist_id, limit=ROWS_ASKED)}
    if changed is not None:
        first.pop(changed.entry_id, None)
        if changed.rank is not None:
            first[changed.entry_id] = changed
    covers = covers_of(sorted(first.values(), key=lambda entry: entry.rank))
    try:
        Playlist(playlist_id).change(
            Playlist.covers.set(covers), condition=Playlist.shelf.exists() & (Playlist.covers != covers)
        )
    except Conflict:  # it is so already, or the playlist is gone
        return
