"""Playlists as a whole: making, editing, copying, deleting with a way back, hiding."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import Profile, User
from catalog.errors import Refused
from catalog.models import Song
from catalog.services.notices import forget_for_a_moment, hide_for_a_moment
from musicweb.dynamo.batch import Want, get_together
from musicweb.dynamo.errors import Conflict, NotFound, translated
from musicweb.ids import new_id
from playlists.covers import covers_of
from playlists.models import GONE, KEPT, PRIVATE, PUBLIC, Playlist, PlaylistEntry

from .entries import new_entry, row_of
from .persisting import persistently

SWEPT_AT_ONCE = 10
DETAILS = {"title", "description", "visibility"}


def create_playlist(
    *,
    owner: Any,
    title: str,
    description: str = "",
    visibility: str = PRIVATE,
    songs: Sequence[Song] = (),
    playlist_id: str = "",
) -> Playlist:
    """A new playlist of `owner` (a user) with these public songs in their order.

    With the same `playlist_id` a repetition makes nothing anew. Raises Conflict if it is somebody else's.
    """
    rows = [row_of(song) for song in songs]
    return _made(owner, rows, playlist_id or new_id(), title=title, description=description, visibility=visibility)


def copy_playlist(*, playlist: Playlist, owner: Any, title: str) -> Playlist:
    """A private playlist of `owner` with the same songs in the same order, but those not public now.

    Reads all entries strongly, one Query for each MB, and writes them 25 a request.
    """
    entries = (one for one in PlaylistEntry.everything_in(playlist.id) if one.rank is not None and not one.hidden)
    rows = [_facts(entry) for entry in sorted(entries, key=lambda entry: str(entry.rank))]
    return _made(owner, rows, new_id(), title=title, description=playlist.description, visibility=PRIVATE)


def edit_playlist(*, playlist: Playlist, version: int, **details: str) -> Playlist:
    """Change title, description or visibility. Raises Conflict if it was changed since `version`."""
    if unknown := details.keys() - DETAILS:
        raise TypeError(f"not to be edited: {', '.join(sorted(unknown))}")
    if int(playlist.version) != int(version):
        if all(getattr(playlist, name) == value for name, value in details.items()):
            return playlist  # the same form, sent twice
        raise Conflict("It was changed since the form was shown.")
    return _turned(playlist, **details)


def delete_playlist(*, playlist_id: str) -> Playlist:
    """Away from everybody; for PLAYLIST_UNDO_SECONDS it can be taken back. Safe to repeat. Raises NotFound."""
    gone = {"shelf": GONE + playlist_id, "deleted": "1", "deleted_at": timezone.now()}
    return persistently(lambda: _turned_once(playlist_id, unless=lambda one: not one.kept, **gone))


def restore_playlist(*, playlist_id: str) -> Playlist:
    """As it was. Safe to repeat. Raises NotFound, and Refused "too_late" while it is being swept."""
    back = {"shelf": KEPT + playlist_id, "deleted": None, "deleted_at": None}
    if (playlist := Playlist.fetch(playlist_id)).deleted_at and playlist.deleted_at <= _long_ago():
        raise Refused("too_late")
    return persistently(lambda: _turned_once(playlist_id, unless=lambda one: one.kept, **back))


def hide_playlist(playlist_id: str, *, hidden: bool) -> Playlist:
    """A moderator's word: hidden it answers 410 to all but its owner and moderators. Safe to repeat. Raises NotFound."""
    return persistently(
        lambda: _turned_once(playlist_id, unless=lambda one: bool(one.withdrawn) == hidden, withdrawn=hidden)
    )


def mend_owner(*, user_id: str, name: str, handle: str | None) -> int:
    """Make a person's playlists say their name and handle of now; how many they are."""
    mended = 0
    for playlist_id in Playlist.ids_of(user_id):
        handled = Playlist.owner_handle.set(handle) if handle else Playlist.owner_handle.remove()
        try:
            Playlist(playlist_id).change(Playlist.owner_name.set(name), handled, condition=Playlist.shelf.exists())
        except Conflict:  # gone meanwhile
            continue
        mended += 1
    return mended


def sweep_deleted() -> int:
    """Delete for good what was deleted PLAYLIST_UNDO_SECONDS ago; how many playlists."""
    found = Playlist.deleted_before(_long_ago(), limit=SWEPT_AT_ONCE)
    for playlist_id in found:
        clear_playlist(playlist_id)
    return len(found)


def clear_playlist(playlist_id: str) -> None:
    """Delete a playlist and its entries for good. Safe to repeat: the entries go first."""
    keys = [(entry.playlist_id, entry.entry_id) for entry in PlaylistEntry.everything_in(playlist_id)]
    with translated(), PlaylistEntry.batch_write() as batch:
        for key in keys:
            batch.delete(PlaylistEntry(*key))
    Playlist(playlist_id).remove()


# ---- making ----
def _made(owner: Any, rows: Sequence[dict[str, Any]], playlist_id: str, **details: Any) -> Playlist:
    """The entries first: a playlist that is there is complete."""
    entries = [new_entry(playlist_id, number, row) for number, row in enumerate(rows, 1)]
    name, handle = _signature(owner)
    playlist = Playlist(
        playlist_id,
        owner_id=owner.id,
        owner_name=name,
        owner_handle=handle,
        shelf=KEPT + playlist_id,
        entry_count=len(entries),
        tail=len(entries),
        covers=covers_of(entries),
        public_of=owner.id if details["visibility"] == PUBLIC else None,
        **details,
    )
    known = _known(playlist_id)
    if known is not None:
        if known.owner_id != owner.id:
            raise Conflict("It is somebody else's.")
        return known
    _write(entries)
    playlist.put_new()
    return playlist


def _signature(owner: Any) -> tuple[str, str | None]:
    """The name and handle of a person's profile; the name alone of somebody without one. At most two gets."""
    (user,) = get_together([Want(User, owner.id)])
    (profile,) = get_together([Want(Profile, user.handle)] if user and user.handle else []) or [None]
    if profile is None or profile.withdrawn:
        return owner.name, None
    return profile.name or owner.name, profile.handle


def _known(playlist_id: str) -> Playlist | None:
    try:
        return Playlist.fetch(playlist_id)
    except NotFound:
        return None


def _write(entries: Iterable[PlaylistEntry]) -> None:
    with translated(), PlaylistEntry.batch_write() as batch:
        for entry in entries:
            batch.save(entry)


def _facts(entry: PlaylistEntry) -> dict[str, Any]:
    own = {"playlist_id", "entry_id", "rank", "removed_rank", "expires"}
    return {name: value for name, value in entry.attribute_values.items() if name not in own}


# ---- turning ----
def _turned_once(playlist_id: str, *, unless: Any, **facts: Any) -> Playlist:
    playlist = Playlist.fetch(playlist_id)
    return playlist if unless(playlist) else _turned(playlist, **facts)


def _turned(playlist: Playlist, **facts: Any) -> Playlist:
    """The playlist with these facts, and what follows from them. Raises Conflict if it changed since it was read."""
    was_public, seen = bool(playlist.public_of), int(playlist.version)
    after = {name: facts.get(name, getattr(playlist, name)) for name in ("visibility", "withdrawn", "shelf")}
    public = after["visibility"] == PUBLIC and not after["withdrawn"] and after["shelf"].startswith(KEPT)
    facts |= {"version": seen + 1, "public_of": playlist.owner_id if public else None}
    if was_public and not public:
        hide_for_a_moment(playlist.id)  # before: an index may still list it a moment after
    playlist.change(*Playlist.setting(facts), condition=(Playlist.version == seen) & Playlist.shelf.exists())
    if public and not was_public:
        forget_for_a_moment(playlist.id)
    return playlist


def _long_ago() -> Any:
    return timezone.now() - timedelta(seconds=settings.PLAYLIST_UNDO_SECONDS)
