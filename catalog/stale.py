"""Addresses of the catalogue whose kept copies a change makes wrong. A last “*” is any end: titles of before, queries, parts.

Only what strangers could see is kept by CloudFront, so a draft's change makes nothing stale. What a release repeats of its
songs, and a song of its release and artist, is mended by the streams, and is then a change of its own.
"""

from typing import Any

from catalog import addresses
from catalog.models import REMOVED, Artist, Release, Song
from musicweb.dynamo.streams import old_and_new, table_of

UNSEEN = {"version", "manager_ids", "owner_id", "expires", "removed_owner_id", "awaits_tags", "withdrawn_reason"}


def stale_addresses(record: dict[str, Any]) -> set[str]:
    """Of a record of a table's stream; none for other tables."""
    match table_of(record):
        case Song.Meta.table_name:
            return _of_song(*old_and_new(record, Song))
        case Release.Meta.table_name:
            return _of_release(*old_and_new(record, Release))
        case Artist.Meta.table_name:
            return _of_artist(*old_and_new(record, Artist))
    return set()


def _of_song(before: Song | None, after: Song | None) -> set[str]:
    found = set()
    if _differ(before, after):
        if before is not None and before.is_open:
            found |= {f"/songs/{before.id}-*", f"/embed/songs/{before.id}/"}
        found |= {_artist(song.artist_handle) for song in (before, after) if song is not None and song.listed}
        found |= _files(
            before, after, "media_rev", lambda song: addresses.song_prefix(song.artist_id, song.id, song.media_rev)
        )
    return found


def _of_release(before: Release | None, after: Release | None) -> set[str]:
    found = set()
    if _differ(before, after):
        if before is not None and (before.listed or before.by_link):
            found |= {f"/releases/{before.id}-*", f"/embed/releases/{before.id}/"}
        if _card(before) != _card(after):
            found |= {"/", *(_artist(one.artist_handle) for one in (before, after) if one is not None and one.listed)}
        found |= _files(
            before, after, "cover_rev", lambda one: addresses.cover_prefix(one.artist_id, one.id, one.cover_rev)
        )
    return found


def _of_artist(before: Artist | None, after: Artist | None) -> set[str]:
    """Its songs and releases change with it: they repeat its name."""
    found = set()
    if before is not None and _differ(before, after):
        if before.listed or before.moved_to:
            found.add(_artist(before.handle))
        for shape, name in (("picture", "picture_rev"), ("banner", "banner_rev")):
            if not (after is not None and after.moved_to):  # a new handle takes the files along
                found |= _files(
                    before,
                    after,
                    name,
                    lambda one, s=shape, n=name: addresses.picture_prefix(one.id, s, getattr(one, n)),
                )
    return found


def _artist(handle: str) -> str:
    return f"/artists/{handle}/*"


def _card(release: Release | None) -> tuple[Any, ...] | None:
    """What lists show of a public one."""
    if release is None or not release.listed:
        return None
    return tuple(
        getattr(release, name) for name in ("title", "artist_name", "artist_handle", "cover_rev", "release_type")
    )


def _files(before: Any, after: Any, name: str, prefix_of: Any) -> set[str]:
    """Public files of a revision that is over."""
    revision = getattr(before, name, None)
    gone = after is None or getattr(after, "status", "") == REMOVED  # what is left of it still names the revision
    if not revision or (revision == getattr(after, name, None) and not gone):
        return set()
    prefix = prefix_of(before)
    return {f"/media/{prefix}*"} if prefix.startswith("public/") else set()


def _differ(before: Any, after: Any) -> bool:
    return _seen(before) != _seen(after)


def _seen(record: Any) -> dict[str, Any] | None:
    if record is None:
        return None
    plain: dict[str, Any] = record.serialize(null_check=False)
    return {name: value for name, value in plain.items() if name not in UNSEEN}
