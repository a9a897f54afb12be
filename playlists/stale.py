"""Addresses of playlists whose kept copies a change makes wrong: as `catalog.stale`.

Songs that come and go make none stale: such a page is kept for a minute only (`musicweb.caching.LISTS`).
"""

from typing import Any

from musicweb.dynamo.streams import old_and_new, same_in, table_of
from playlists.models import PRIVATE, Playlist

SEEN = ("title", "description", "visibility", "withdrawn", "owner_name", "owner_handle", "deleted")


def stale_addresses(record: dict[str, Any]) -> set[str]:
    """Of a record of a table's stream; none for other tables."""
    if table_of(record) != Playlist.Meta.table_name:
        return set()
    before, after = old_and_new(record, Playlist)
    if before is not None and after is not None and same_in(SEEN, before, after):
        return set()
    found = {f"/playlists/{before.id}-*"} if before is not None and _open(before) else set()
    shown = (one for one in (before, after) if one is not None and one.public_of and one.owner_handle)
    return found | {f"/people/{one.owner_handle}/*" for one in shown}


def _open(playlist: Playlist) -> bool:
    return bool(playlist.visibility != PRIVATE and playlist.kept and not playlist.withdrawn)
