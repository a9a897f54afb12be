"""Entries of a playlist: adding, removing with a way back, moving.

Every write touches one entry, and the playlist's count with it in a transaction. So two tabs that edit
at once lose nothing: what each did is there, and of two moves of the same entry the later one holds.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from pynamodb.expressions.update import Action

from catalog.errors import Refused
from catalog.models import Song
from musicweb.dynamo.batch import Want, get_together
from musicweb.dynamo.errors import Conflict, NotFound
from musicweb.dynamo.transaction import transact
from playlists.covers import COVERS, covers_in
from playlists.models import Playlist, PlaylistEntry
from playlists.ranks import entry_id as id_of
from playlists.refusals import full

from .copies import facts_of
from .covers import settle_covers
from .persisting import persistently


def add_song(*, playlist_id: str, song: Song, again: bool = False) -> PlaylistEntry:
    """Append a public song; the new entry.

    Raises NotFound for a deleted playlist and Refused: "song_private", "playlist_full", or
    "already_there" (with its `title`) unless `again`, where an index, which may lag a moment, knows the song.
    """
    if not song.listed:
        raise Refused("song_private")
    if not again and _is_in(playlist_id, song.id):
        raise Refused("already_there", title=Playlist.fetch(playlist_id).title)
    entry, playlist = persistently(lambda: _appended(playlist_id, song))
    if len(covers_in(playlist.covers)) < COVERS:
        settle_covers(playlist_id, changed=entry)
    return entry


def remove_entry(*, playlist_id: str, entry_id: str) -> PlaylistEntry:
    """Take an entry out; for PLAYLIST_UNDO_SECONDS it can be put back. Safe to repeat. Raises NotFound."""
    entry = persistently(lambda: _removed(playlist_id, entry_id))
    settle_covers(playlist_id, changed=entry)
    return entry


def restore_entry(*, playlist_id: str, entry_id: str) -> PlaylistEntry:
    """Put a removed entry back where it was. Safe to repeat.

    Raises Refused: "playlist_full", or "too_late" when nothing is left of it.
    """
    try:
        entry = persistently(lambda: _restored(playlist_id, entry_id))
    except NotFound as error:
        raise Refused("too_late") from error
    settle_covers(playlist_id, changed=entry)
    return entry


def forget_song_entries(*, song_id: str) -> int:
    """Take a song that is no more out of every playlist; how many entries there were. Safe to repeat."""
    keys = list(PlaylistEntry.with_song(song_id))
    for playlist_id, entry_id in keys:
        persistently(lambda p=playlist_id, e=entry_id: _dropped(p, e))  # type: ignore[misc]
    for playlist_id in {playlist_id for playlist_id, _ in keys}:
        settle_covers(playlist_id)
    return len(keys)


def new_entry(playlist_id: str, number: int, facts: dict[str, Any]) -> PlaylistEntry:
    """The entry of this number, at its end of the list. `facts` are what `row_of` says."""
    own = id_of(number)
    return PlaylistEntry(playlist_id, own, rank=own, **facts)


def row_of(song: Song) -> dict[str, Any]:
    """What an entry repeats of its song."""
    return {"song_id": song.id, **facts_of(song, for_others=True)}


# ---- one try ----
def _appended(playlist_id: str, song: Song) -> tuple[PlaylistEntry, Playlist]:
    """Draws a number, which needs no read and is nobody else's, then writes entry and count together."""
    playlist = Playlist(playlist_id)
    try:
        playlist.change(Playlist.tail.set(Playlist.tail + 1), condition=Playlist.takes_entries())
    except Conflict as conflict:
        raise _why_not(playlist_id) from conflict
    entry = new_entry(playlist_id, int(playlist.tail), row_of(song))
    with transact() as writes:
        writes.update(
            playlist, [Playlist.entry_count.set(Playlist.entry_count + 1)], condition=Playlist.takes_entries()
        )
        writes.save(entry, condition=PlaylistEntry.entry_id.does_not_exist())
    return entry, playlist


def _removed(playlist_id: str, entry_id: str) -> PlaylistEntry:
    entry = PlaylistEntry.fetch(playlist_id, entry_id)
    if entry.rank is None:
        return entry
    until = timezone.now() + timedelta(seconds=settings.PLAYLIST_UNDO_SECONDS)
    taken_out: list[Action] = [
        PlaylistEntry.removed_rank.set(entry.rank),
        PlaylistEntry.rank.remove(),
        PlaylistEntry.expires.set(until),
    ]
    with transact() as writes:
        writes.update(entry, taken_out, condition=PlaylistEntry.rank == entry.rank)
        writes.update(Playlist(playlist_id), [_one_less()], condition=Playlist.shelf.exists())
    entry.removed_rank, entry.rank = entry.rank, None
    return entry


def _restored(playlist_id: str, entry_id: str) -> PlaylistEntry:
    entry = PlaylistEntry.fetch(playlist_id, entry_id)
    if entry.rank is not None:
        return entry
    put_back: list[Action] = [
        PlaylistEntry.rank.set(entry.removed_rank),
        PlaylistEntry.removed_rank.remove(),
        PlaylistEntry.expires.remove(),
    ]
    try:
        with transact() as writes:
            writes.update(entry, put_back, condition=PlaylistEntry.removed_rank == entry.removed_rank)
            writes.update(
                Playlist(playlist_id),
                [Playlist.entry_count.set(Playlist.entry_count + 1)],
                condition=Playlist.takes_entries(),
            )
    except Conflict as conflict:
        raise _why_not(playlist_id) from conflict
    entry.rank, entry.removed_rank = entry.removed_rank, None
    return entry


def _dropped(playlist_id: str, entry_id: str) -> None:
    """For good."""
    wants = [Want(PlaylistEntry, (playlist_id, entry_id), fresh=True), Want(Playlist, playlist_id, fresh=True)]
    entry, playlist = get_together(wants)
    if entry is None:
        return
    if entry.rank is None or playlist is None:
        entry.remove()
        return
    with transact() as writes:
        writes.delete(entry, condition=PlaylistEntry.rank == entry.rank)
        writes.update(Playlist(playlist_id), [_one_less()], condition=Playlist.shelf.exists())


def _one_less() -> Action:
    return Playlist.entry_count.set(Playlist.entry_count - 1)


def _why_not(playlist_id: str) -> Exception:
    """Why no entry could be put into a playlist: it is gone or full, or somebody was faster (then again)."""
    try:
        playlist = Playlist.fetch(playlist_id)
    except NotFound as error:
        return error
    if not playlist.kept:
        return NotFound(playlist_id)
    if playlist.entry_count >= settings.PLAYLIST_ENTRIES_MAX:
        return full()
    return Conflict("Somebody else changed this playlist at the same moment.")


def _is_in(playlist_id: str, song_id: str) -> bool:
    keys = PlaylistEntry.of_song_in(song_id, playlist_id)
    found = get_together([Want(PlaylistEntry, key, fresh=True) for key in keys])
    return any(entry is not None and entry.rank is not None for entry in found)
