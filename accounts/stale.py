"""Addresses of people whose kept copies a change makes wrong: as `catalog.stale`."""

from typing import Any

from accounts.models import Profile
from musicweb.dynamo.streams import old_and_new, same_in, table_of

SEEN = ("name", "bio", "links", "avatar_rev", "withdrawn", "moved_to")


def stale_addresses(record: dict[str, Any]) -> set[str]:
    """Of a record of a table's stream; none for other tables."""
    if table_of(record) != Profile.Meta.table_name:
        return set()
    before, after = old_and_new(record, Profile)
    if before is None or (after is not None and same_in(SEEN, before, after)):
        return set()
    found = set() if before.withdrawn else {f"/people/{before.handle}/*"}
    taken_along = after is not None and after.moved_to
    if before.avatar_rev and not taken_along and (after is None or before.avatar_rev != after.avatar_rev):
        found.add(f"/media/public/{before.id}/avatar/{before.avatar_rev}/*")
    return found
