"""What everybody may see. The only place that decides it, and the only writer of what follows from it.

`change_song` and `change_release` are how every record of those kinds is changed after its creation:
they keep the sparse `listed…` keys, the release's track row and the notice of what was just hidden in
one transaction with the change itself.
"""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from catalog.models import PUBLISHED, READY, REMOVED, Artist, Release, ReleaseTracks, Song
from catalog.text import fold
from musicweb.dynamo.transaction import transact

from .notices import forget_hidden, note_hidden, open_notice

LISTED = "1"
ROW = ("title", "disc_number", "track_number", "duration_ms", "media_rev", "loudness_lufs", "true_peak_dbtp", "state")
Also = Callable[[TransactWrite], None]  # adds writes to the transaction of a change


def song_is_listed(
    *, status: str, state: str, withdrawn: bool, release_public: bool, artist_public: bool, media_rev: str | None
) -> bool:
    """Published by the artist, ready, withdrawn by nobody, and so are its release and its artist."""
    wanted = status == PUBLISHED and state == READY and bool(media_rev)
    return wanted and not withdrawn and release_public and artist_public


def release_is_listed(*, status: str, withdrawn: bool, artist_public: bool) -> bool:
    return status == PUBLISHED and not withdrawn and artist_public


def song_would_be_listed(song: Song, fields: dict[str, Any]) -> bool:
    """Whether it is after these changes."""
    after = {**song.attribute_values, **fields}
    return song_is_listed(
        status=after["status"],
        state=after["state"],
        withdrawn=after["withdrawn"],
        release_public=after["release_public"],
        artist_public=after["artist_public"],
        media_rev=after.get("media_rev"),
    )


def change_song(song: Song, *, hidden: bool | None = None, also: Also | None = None, **fields: Any) -> None:
    """Change a song as it was read, with all that follows from it.

    `hidden` True notes that lists must leave it out from now on, False forgets that. Raises Conflict if
    the song has changed since, or if its release stopped being public while it was to be listed; then
    nothing happened, and the record in hand is as it was.
    """
    after = {**song.attribute_values, **fields}
    listed = song_would_be_listed(song, fields)
    fields["listed"] = LISTED if listed else None
    fields["listed_artist_id"] = song.artist_id if listed else None
    if listed and not song.published_at:
        fields["published_at"] = timezone.now()
    if "title" in fields:
        fields["title_key"] = fold(fields["title"]) or "-"
    fields = _differing(song, fields)
    row = track_row({**after, **fields}, version=int(song.version) + 1)
    of_release = Path("tracks").exists()
    if listed and not song.listed:
        of_release &= Path("listed") == LISTED
    place = Path(["tracks", song.id])
    if hidden is not None:
        open_notice()
    with transact() as writes:
        writes.update(song, _actions(Song, fields))
        track = place.remove() if after["status"] == REMOVED else place.set(row)
        writes.update(ReleaseTracks(song.release_id), [track], condition=of_release)
        _note(writes, song.id, hidden)
        if also:
            also(writes)
    _take_over(song, fields)


def release_would_be_listed(release: Release, fields: dict[str, Any], *, artist_public: bool) -> bool:
    """Whether it is after these changes."""
    after = {**release.attribute_values, **fields}
    return release_is_listed(status=after["status"], withdrawn=after["withdrawn"], artist_public=artist_public)


def change_release(
    release: Release, *, artist_public: bool, hidden: bool | None = None, also: Also | None = None, **fields: Any
) -> None:
    """Change a release as it was read, with all that follows from it; songs follow by `settle_release`.

    Raises Conflict if the release has changed since, or its artist was withdrawn meanwhile.
    """
    after = {**release.attribute_values, **fields}
    listed = release_would_be_listed(release, fields, artist_public=artist_public)
    fields["listed"] = LISTED if listed else None
    fields["listed_artist_id"] = release.artist_id if listed else None
    if listed and not release.published_at:
        fields["published_at"] = timezone.now()
    if "title" in fields:
        fields["title_key"] = fold(fields["title"]) or "-"
    fields = _differing(release, fields)
    if hidden is not None:
        open_notice()
    with transact() as writes:
        writes.update(release, _actions(Release, fields))
        if listed and not release.listed:
            handle = after["artist_handle"]
            writes.condition_check(Artist, handle, condition=(Artist.withdrawn == False))  # noqa: E712  an expression
        _note(writes, release.id, hidden)
        if also:
            also(writes)
    _take_over(release, fields)


def track_row(song: dict[str, Any], *, version: int) -> dict[str, Any]:
    """The stored form of models.TrackRow for a song of these values."""
    row = {name: song[name] for name in ROW if song.get(name) is not None}
    row |= {"listed": bool(song.get("listed")), "status": song["status"], "version": version}
    if song["state"] != READY:
        row["upload_id"] = song["upload_id"]
    optional = {name: song[name] for name in ("reason", "withdrawn") if song.get(name)}
    return row | optional


def _differing(record: Song | Release, fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if getattr(record, name) != value}


def _actions(model: type[Song] | type[Release], fields: dict[str, Any]) -> list[Action]:
    attributes = [(getattr(model, name), value) for name, value in fields.items()]
    return [attribute.remove() if value is None else attribute.set(value) for attribute, value in attributes]


def _take_over(record: Song | Release, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(record, name, value)


def _note(writes: TransactWrite, item_id: str, hidden: bool | None) -> None:
    if hidden is True:
        note_hidden(writes, item_id)
    elif hidden is False:
        forget_hidden(writes, item_id)
