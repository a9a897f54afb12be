"""What an artist writes about the music. Edits take the version that the form was shown."""

from typing import Any

from pynamodb.attributes import Attribute

from catalog.errors import Refused
from catalog.models import REMOVED, Artist, Release, Song, SongText
from catalog.queries.grants import managed_by
from catalog.text import fold
from musicweb.dynamo.errors import Conflict, NotFound
from musicweb.dynamo.transaction import transact
from musicweb.ids import new_id

from .listing import LISTED, change_release, change_song
from .publish import turn_release, turn_song
from .schedule import rescheduled
from .settle import present_artist, settle_release

ARTIST_FIELDS = {"name", "bio", "location", "links", "tags"}
RELEASE_FIELDS = {
    *("title", "release_type", "release_date", "visibility", "description", "tags", "label", "license"),
}
SONG_FIELDS = {
    *("title", "disc_number", "track_number", "tags", "credits", "isrc", "explicit", "ai", "license"),
    *("downloadable", "visibility"),
}


def create_artist(*, owner: Any, handle: str, name: str) -> Artist:
    """A public artist's page. Raises Refused("handle_taken"), but for the owner's own repetition."""
    artist = Artist(handle, id=new_id(), name=name, name_key=fold(name) or "-", owner_id=owner.id, listed=LISTED)
    try:
        artist.put_new()
    except Conflict as error:
        found = Artist.fetch(handle)
        if found.owner_id == owner.id and found.name == name:
            return found  # the same form, sent twice
        raise Refused("handle_taken") from error
    return artist


def edit_artist(*, artist: Artist, version: int, handle: str | None = None, **fields: Any) -> Artist:
    """Change ARTIST_FIELDS; the artist as it is now, under a new handle if that changed: the old address redirects.

    Raises Conflict if it changed since `version`, Refused("handle_taken").
    """
    _only(fields, ARTIST_FIELDS)
    renaming = handle not in (None, artist.handle)
    if not renaming and _is_so(artist, fields):
        return artist  # the same form, sent twice
    _same_version(artist, version)
    if "name" in fields:
        fields["name_key"] = fold(fields["name"]) or "-"
    if handle and renaming:
        return _renamed(artist, handle, fields)
    artist.change(*(getattr(Artist, name).set(value) for name, value in fields.items()))
    return artist


def create_release(
    *,
    owner: Any,
    artist: Artist,
    title: str,
    release_type: str = "album",
    release_id: str = "",
    awaits_tags: set[str] | None = None,
) -> Release:
    """A draft; the same one if `release_id`, which the form was given, has made one already.

    `owner` manages the artist, whose own owner it belongs to. Raises NotFound for anybody else, Refused("artist_withdrawn").
    """
    if not managed_by(owner.id, artist):
        raise NotFound(artist.handle)
    release = Release(
        release_id or new_id(),
        artist_id=artist.id,
        artist_handle=artist.handle,
        artist_name=artist.name,
        owner_id=artist.owner_id,
        manager_ids=artist.manager_ids,
        title=title,
        title_key=fold(title) or "-",
        release_type=release_type,
        awaits_tags=awaits_tags,
        tracks={},
    )
    present = (Artist.withdrawn == False) & Artist.moved_to.does_not_exist()  # noqa: E712  an expression
    try:
        with transact() as writes:
            writes.save(release, condition=Release.id.does_not_exist())
            writes.condition_check(Artist, artist.handle, condition=present)
    except Conflict as error:
        if artist.withdrawn or Artist.fetch(artist.handle).withdrawn:
            raise Refused("artist_withdrawn") from error
        return _already_made(release, error)
    return release


def _already_made(release: Release, error: Conflict) -> Release:
    """The same form, sent twice. Raises the Conflict for anybody else's release."""
    try:
        found = Release.fetch(release.id)
    except NotFound:
        raise error from None
    if found.owner_id != release.owner_id or found.artist_id != release.artist_id or found.status == REMOVED:
        raise error
    return found


def edit_release(*, release: Release, version: int, **fields: Any) -> Release:
    """Change RELEASE_FIELDS; its songs follow who may see it.

    Raises Conflict if the release changed since `version`, Refused("date_ahead") for a day to come where it is
    public already.
    """
    _only(fields, RELEASE_FIELDS)
    if _is_so(release, fields):
        return release
    _same_version(release, version)
    fields |= _touched(release, fields)
    shown = {**rescheduled(release, fields), **_taken_out(fields, release, "visibility")}
    artist = present_artist(release.artist_handle)
    if fields:
        change_release(release, artist_public=artist is not None and not artist.withdrawn, **fields)
    if not shown:
        return release
    turn_release(release.id, **shown)
    settle_release(release.id)
    return Release.fetch(release.id)


def edit_song(*, song: Song, version: int, lyrics: str | None = None, **fields: Any) -> Song:
    """Change SONG_FIELDS and, unless None, the lyrics. Raises Conflict if the song changed since `version`."""
    _only(fields, SONG_FIELDS)
    if lyrics is None and _is_so(song, fields):
        return song
    _same_version(song, version)
    fields |= _touched(song, fields if lyrics is None else {**fields, "lyrics": lyrics})
    shown = _taken_out(fields, song, "visibility")
    if lyrics is not None:
        words = SongText(song.id, lyrics=lyrics)
        change_song(
            song,
            has_lyrics=bool(lyrics),
            also=lambda writes: writes.save(words) if lyrics else writes.delete(words),
            **fields,
        )
    elif fields:
        change_song(song, **fields)
    if not shown:
        return song
    turn_song(song.id, **shown)
    return Song.fetch(song.id)


def _touched(record: Release | Song, fields: dict[str, Any]) -> dict[str, Any]:
    """What the artist has typed no tag replaces."""
    awaited = set(record.awaits_tags or ())
    changed = {name for name in awaited & fields.keys() if name == "lyrics" or getattr(record, name) != fields[name]}
    return {"awaits_tags": (awaited - changed) or None} if changed else {}


def _taken_out(fields: dict[str, Any], record: Release | Song, name: str) -> dict[str, Any]:
    """What moves files is changed apart from what does not."""
    value = fields.pop(name, None)
    return {} if value in (None, getattr(record, name)) else {name: value}


def _renamed(artist: Artist, handle: str, fields: dict[str, Any]) -> Artist:
    kept = {key: value for key, value in artist.attribute_values.items() if key not in ("handle", "version")}
    former = {*(artist.former_handles or ()), artist.handle} - {handle}
    renamed = Artist(handle, **{**kept, **fields, "former_handles": former})
    forgotten: list[Attribute[Any]] = [
        Artist.owner_id,
        Artist.manager_ids,
        Artist.kind,
        Artist.name_key,
        Artist.listed,
        Artist.former_handles,
    ]
    try:
        if _moved_away(handle, artist.id):
            Artist.fetch(handle).remove()  # a handle that this artist gave up may be taken back
        with transact() as writes:
            writes.save(renamed, condition=Artist.handle.does_not_exist())
            writes.update(artist, [Artist.moved_to.set(handle), *(attribute.remove() for attribute in forgotten)])
    except Conflict as error:
        if Artist.fetch(artist.handle).version != artist.version:
            raise
        raise Refused("handle_taken") from error
    return renamed


def _moved_away(handle: str, artist_id: str) -> bool:
    try:
        found = Artist.fetch(handle)
    except NotFound:
        return False
    return found.id == artist_id and bool(found.moved_to)


def _is_so(record: Artist | Release | Song, fields: dict[str, Any]) -> bool:
    """The same form, sent twice."""
    return all(getattr(record, name) == value for name, value in fields.items())


def _only(fields: dict[str, Any], allowed: set[str]) -> None:
    if unknown := fields.keys() - allowed:
        raise TypeError(f"not to be edited: {', '.join(sorted(unknown))}")


def _same_version(record: Artist | Release | Song, version: int) -> None:
    if int(record.version) != int(version) or getattr(record, "status", "") == REMOVED:
        raise Conflict("It was changed since the form was shown.")
