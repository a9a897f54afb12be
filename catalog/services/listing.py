"""What everybody may see. The only place that decides it, and the only writer of what follows from it.

`change_song` and `change_release` are how every record of those kinds is changed after its creation:
they keep the sparse `listed…` keys, the release's track row, the rows under its tags and the notice of
what was just hidden in one transaction with the change itself.

Where something stands is one of three: PUBLIC (in every list), UNLISTED (whoever has its link sees it,
its files lie at public addresses, no list shows it) or PRIVATE (its managers and moderators only).
"""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from pynamodb.expressions.operand import Path
from pynamodb.transactions import TransactWrite

from catalog.models import PRIVATE, PUBLIC, PUBLISHED, READY, REMOVED, UNLISTED, Artist, Release, ReleaseTracks, Song
from catalog.text import fold
from musicweb.dynamo.transaction import transact

from .notices import forget_hidden, note_hidden, open_notice
from .tagging import retag

LISTED = "1"
ROW = (
    *("title", "disc_number", "track_number", "duration_ms", "media_rev", "loudness_lufs", "true_peak_dbtp", "state"),
    "explicit",
)
Also = Callable[[TransactWrite], None]  # adds writes to the transaction of a change


def song_standing(song: Song, fields: dict[str, Any]) -> str:
    """Where it stands after these changes: never more open than its release, its artist, or its file."""
    after = {**song.attribute_values, **fields}
    wanted = after["status"] == PUBLISHED and after["state"] == READY and bool(after.get("media_rev"))
    allowed = not after["withdrawn"] and after["release_public"] and after["artist_public"]
    if not (wanted and allowed) or after["visibility"] == PRIVATE:
        return PRIVATE
    return UNLISTED if after["release_unlisted"] or after["visibility"] == UNLISTED else PUBLIC


def release_standing(release: Release, fields: dict[str, Any], *, artist_public: bool) -> str:
    """Where it stands after these changes."""
    after = {**release.attribute_values, **fields}
    if after["status"] != PUBLISHED or after["withdrawn"] or not artist_public:
        return PRIVATE
    return str(after["visibility"])


def song_would_be_open(song: Song, fields: dict[str, Any]) -> bool:
    """Whether whoever has its address may see it after these changes: then its files are public."""
    return song_standing(song, fields) != PRIVATE


def release_would_be_open(release: Release, fields: dict[str, Any], *, artist_public: bool) -> bool:
    return release_standing(release, fields, artist_public=artist_public) != PRIVATE


def stands(record: Song | Release) -> str:
    """Where it stands now."""
    if record.listed:
        return PUBLIC
    return UNLISTED if record.by_link else PRIVATE


def change_song(song: Song, *, hidden: bool | None = None, also: Also | None = None, **fields: Any) -> None:
    """Change a song as it was read, with all that follows from it.

    `hidden` True notes that lists must leave it out from now on, False forgets that. Raises Conflict if
    the song has changed since, or if its release stopped being public while it was to be listed; then
    nothing happened, and the record in hand is as it was.
    """
    standing = song_standing(song, fields)
    fields = _differing(song, _with_consequences(song, fields, standing))
    after = {**song.attribute_values, **fields}
    row = track_row(after, version=int(song.version) + 1)
    of_release = Path("tracks").exists()
    if standing == PUBLIC and not song.listed:
        of_release &= Path("listed") == LISTED
    elif standing == UNLISTED and not song.is_open:
        of_release &= (Path("listed") == LISTED) | (Path("by_link") == True)  # noqa: E712  an expression
    place = Path(["tracks", song.id])
    if hidden is not None:
        open_notice()
    with transact() as writes:
        writes.update(song, Song.setting(fields))
        track = place.remove() if after["status"] == REMOVED else place.set(row)
        writes.update(ReleaseTracks(song.release_id), [track], condition=of_release)
        retag(writes, song, after)
        _note(writes, song.id, hidden, standing)
        if also:
            also(writes)
    _take_over(song, fields)


def change_release(
    release: Release, *, artist_public: bool, hidden: bool | None = None, also: Also | None = None, **fields: Any
) -> None:
    """Change a release as it was read, with all that follows from it; songs follow by `settle_release`.

    Raises Conflict if the release has changed since, or its artist was withdrawn meanwhile.
    """
    standing = release_standing(release, fields, artist_public=artist_public)
    fields = _differing(release, _with_consequences(release, fields, standing))
    after = {**release.attribute_values, **fields}
    if hidden is not None:
        open_notice()
    with transact() as writes:
        writes.update(release, Release.setting(fields))
        if standing != PRIVATE and not release.is_open:
            handle = after["artist_handle"]
            writes.condition_check(Artist, handle, condition=(Artist.withdrawn == False))  # noqa: E712  an expression
        retag(writes, release, after)
        _note(writes, release.id, hidden, standing)
        if also:
            also(writes)
    _take_over(release, fields)


def track_row(song: dict[str, Any], *, version: int) -> dict[str, Any]:
    """The stored form of models.TrackRow for a song of these values. `listed`: whoever sees the release sees it."""
    row = {name: song[name] for name in ROW if song.get(name) is not None}
    open_as_its_release = bool(song.get("listed")) or bool(song.get("by_link") and song["visibility"] == PUBLIC)
    row |= {"listed": open_as_its_release, "status": song["status"], "version": version}
    if song["state"] != READY:
        row["upload_id"] = song["upload_id"]
    if song.get("visibility", PUBLIC) != PUBLIC:
        row["visibility"] = song["visibility"]
    optional = {name: song[name] for name in ("reason", "withdrawn", "duplicate_of") if song.get(name)}
    return row | optional


def _with_consequences(record: Song | Release, fields: dict[str, Any], standing: str) -> dict[str, Any]:
    listed = standing == PUBLIC
    fields = {**fields, "listed": LISTED if listed else None, "by_link": True if standing == UNLISTED else None}
    fields["listed_artist_id"] = record.artist_id if listed else None
    if standing != PRIVATE and not (record.published_at or fields.get("published_at")):
        fields["published_at"] = timezone.now()
    if "title" in fields:
        fields["title_key"] = fold(fields["title"]) or "-"
    return fields


def _differing(record: Song | Release, fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if getattr(record, name) != value}


def _take_over(record: Song | Release, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(record, name, value)


def _note(writes: TransactWrite, item_id: str, hidden: bool | None, standing: str) -> None:
    if hidden is True:
        note_hidden(writes, item_id, still_open=standing == UNLISTED)
    elif hidden is False:
        forget_hidden(writes, item_id)
