"""Reads of playlists: a page of one, lists of them, what a person has in all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from catalog.errors import Gone, Refused
from catalog.models import Song
from catalog.queries import Hidden, hidden_want, song_page
from catalog.queries.grants import Viewer, manages, may_see
from musicweb.dynamo.batch import Want, get_all, get_together
from musicweb.dynamo.errors import NotFound
from musicweb.dynamo.table import Page
from playlists.models import PRIVATE, Like, Playlist, PlaylistEntry
from playlists.rows import EntryRow, PlaylistRow

CARDS = 24  # playlists a page
CHOICES = 50  # playlists one is offered to add a song to


@dataclass(frozen=True, kw_only=True)
class PlaylistPage:
    """A hundred songs of a playlist. `silent` counts those of this page that are not public now."""

    playlist: PlaylistRow
    rows: list[EntryRow]
    next: str | None
    silent: int
    mine: bool
    record: Playlist
    also: list[Any] = field(default_factory=list)


def playlist_page(
    playlist_id: str,
    viewer: Viewer,
    *,
    after: str | None = None,
    also: Sequence[Want] = (),
    fresh_ids: Sequence[str] = (),
) -> PlaylistPage:
    """A playlist with at most settings.PLAYLIST_PAGE_ROWS songs in their order: one batch and one Query.

    `fresh_ids` (“<playlist id>/<entry id>”) were written a moment ago and are laid over, since the
    index may lag. Raises NotFound (also for a private one), Gone for a deleted or hidden one.
    """
    ours = [tuple(one.split("/", 1)) for one in fresh_ids if one.startswith(f"{playlist_id}/")]
    fixed = [Want(Playlist, playlist_id, fresh=True), hidden_want()]
    playlist, notice, *rest = get_together([*fixed, *also, *(Want(PlaylistEntry, key, fresh=True) for key in ours)])
    playlist = _visible(playlist, viewer)
    page = PlaylistEntry.in_order(playlist_id, limit=settings.PLAYLIST_PAGE_ROWS, after=after)
    entries = _laid_over(page, dict(zip(ours, rest[len(also) :], strict=True)), first_page=not after)
    hidden = Hidden.of(notice)
    rows = [EntryRow.of_entry(entry) for entry in entries]
    shown = [row for row in rows if row.listed and not hidden.has(row.id, row.release_id, row.artist_id)]
    return PlaylistPage(
        playlist=PlaylistRow.of_playlist(playlist),
        rows=shown,
        next=page.next,
        silent=len(rows) - len(shown),
        mine=manages(viewer, playlist),
        record=playlist,
        also=rest[: len(also)],
    )


def own_playlist(playlist_id: str, user: Viewer) -> Playlist:
    """The playlist for its owner or a moderator. One strong get; NotFound to others and once deleted."""
    playlist = Playlist.fetch(playlist_id)
    if not playlist.kept or not may_see(user, playlist):
        raise NotFound(playlist_id)
    return playlist


def deleted_playlist(playlist_id: str, user: Viewer) -> Playlist:
    """The playlist, deleted or not, for its owner. One strong get; NotFound to everybody else."""
    playlist = Playlist.fetch(playlist_id)
    if not manages(user, playlist):
        raise NotFound(playlist_id)
    return playlist


def visible_playlist(playlist_id: str, viewer: Viewer) -> Playlist:
    """Whatever this reader may see. One strong get. Raises NotFound and Gone as `playlist_page`."""
    return _visible(Playlist.fetch(playlist_id), viewer)


def own_entry(playlist_id: str, entry_id: str) -> EntryRow:
    """An entry in the list. One strong get. Raises NotFound, also for a removed one."""
    entry = PlaylistEntry.fetch(playlist_id, entry_id)
    if entry.rank is None:
        raise NotFound(entry_id)
    return EntryRow.of_entry(entry)


def my_playlists(
    user_id: str, *, limit: int = CARDS, after: str | None = None, fresh_ids: Sequence[str] = ()
) -> Page[PlaylistRow]:
    """A user's playlists but the deleted ones, newest first: one Query and one batch.

    The batch has the notice, for the covers, and `fresh_ids`, which are laid over.
    """
    page = Playlist.newest_of(user_id, limit=limit, after=after)
    notice, *fresh = get_together([hidden_want(), *(Want(Playlist, one, fresh=True) for one in fresh_ids)])
    found = {playlist.id: playlist for playlist in page}
    for playlist_id, playlist in zip(fresh_ids, fresh, strict=True):
        if playlist is None or not playlist.kept or playlist.owner_id != user_id:
            found.pop(playlist_id, None)
        elif playlist_id in found or not after:
            found[playlist_id] = playlist
    newest = sorted(found.values(), key=lambda playlist: str(playlist.id), reverse=True)
    hidden = Hidden.of(notice)
    return Page([_card(playlist, hidden) for playlist in newest], page.next)


def public_playlists_of(
    user_id: str, limit: int, *, after: str | None = None, hidden: Hidden | None = None
) -> Page[PlaylistRow]:
    """A person's public playlists, newest first: one Query. `hidden` is the notice, where the page has read it."""
    hidden = hidden or Hidden()
    page = Playlist.public_newest_of(user_id, limit=limit, after=after)
    return Page([_card(playlist, hidden) for playlist in page if not hidden.has(playlist.id)], page.next)


def addable_song(song_id: str, user: Viewer) -> Song:
    """A public song. One batch. Raises Refused: "song_unknown", "song_gone", or "song_private" to its owner."""
    try:
        song = song_page(song_id, user).record
    except NotFound as error:
        raise Refused("song_unknown") from error
    except Gone as error:
        raise Refused("song_gone") from error
    if not song.listed:
        raise Refused("song_private")
    return song


def public_songs(song_ids: Sequence[str]) -> list[Song]:
    """Those of these songs that are public, in the order asked, repeated ones too: one batch for each hundred."""
    notice, *songs = get_all([hidden_want(), *(Want(Song, one) for one in dict.fromkeys(song_ids))])
    hidden = Hidden.of(notice)
    found = {song.id: song for song in songs if song is not None and song.listed and not hidden.has_song(song)}
    return [found[song_id] for song_id in song_ids if song_id in found]


def everything_of(user_id: str) -> Iterator[dict[str, Any]]:
    """For the export: likes, then each playlist with its entries, as plain rows with a `kind`. Reads as it goes."""
    for like in Like.all_of(user_id):
        yield {"kind": "like", **_plain(like)}
    for playlist_id in Playlist.ids_of(user_id):
        try:
            playlist = Playlist.fetch(playlist_id)
        except NotFound:
            continue
        yield {"kind": "playlist", **_plain(playlist)}
        entries = [one for one in PlaylistEntry.everything_in(playlist_id) if one.rank is not None]
        for entry in sorted(entries, key=lambda entry: str(entry.rank)):
            yield {"kind": "playlist_entry", **_plain(entry)}


# ---- below ----
def _visible(playlist: Playlist | None, viewer: Viewer) -> Playlist:
    if playlist is None:
        raise NotFound("There is no such playlist.")
    if playlist.kept and may_see(viewer, playlist):
        return playlist
    if playlist.visibility == PRIVATE:
        raise NotFound(playlist.id)
    if playlist.withdrawn or not playlist.kept:
        raise Gone(playlist.id)
    return playlist


def _laid_over(
    page: Page[PlaylistEntry], fresh: dict[Any, PlaylistEntry | None], *, first_page: bool
) -> list[PlaylistEntry]:
    """The page's entries as they are once the index knows these strongly read ones (None: not there)."""
    if not fresh:
        return page.rows
    ranks = [str(entry.rank) for entry in page]
    found = {entry.entry_id: entry for entry in page}
    for (_, entry_id), entry in fresh.items():
        found.pop(entry_id, None)
        if entry is None or entry.rank is None:
            continue
        behind_start = first_page or (ranks and entry.rank >= ranks[0])
        before_end = not page.next or (ranks and entry.rank <= ranks[-1])
        if behind_start and before_end:
            found[entry_id] = entry
    return sorted(found.values(), key=lambda entry: str(entry.rank))


def _card(playlist: Playlist, hidden: Hidden) -> PlaylistRow:
    row = PlaylistRow.of_playlist(playlist)
    covers = tuple(cover for cover in row.covers if not hidden.has(cover.release_id, cover.artist_id))
    return row if covers == row.covers else PlaylistRow(**{**row.__dict__, "covers": covers})


def _plain(record: Like | Playlist | PlaylistEntry) -> dict[str, Any]:
    return {name: value for name, value in record.attribute_values.items() if value is not None}
