"""What the catalogue keeps of a person who leaves: handed out, hidden at once, removed, and then purged.

Removing goes the way of every removal, which copes with workers and uploads under way. What that leaves
(tombstones, notices, files a worker was just writing) is purged later, when nothing can be under way any more.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pynamodb.expressions.operand import Path

from accounts.services import forget_followed
from catalog import addresses
from catalog.models import STARTED, Artist, ArtistMember, Case, Notice, Release, Report, Song, SongText, Upload
from catalog.queries.hidden import ONLY_LISTS, RECENTLY_HIDDEN
from musicweb.dynamo.errors import Conflict, NotFound, translated
from musicweb.dynamo.plain import plain

from .acceptance import give_back, uploaded
from .members import forget_manager, hand_over
from .moderation import withdraw
from .removal import remove_release, remove_song
from .scope import media
from .settle import settle_artist

logger = logging.getLogger(__name__)
HIDE_SECONDS = 8  # of a request; the worker hides the rest
LEAVING = "account deleted"


@dataclass
class Left:
    """What a purge must find again, once no index names it: artists by id with all their handles."""

    artists: dict[str, list[str]] = field(default_factory=dict)


class Original(NamedTuple):
    """A song's file as it was uploaded, and its name in an archive."""

    key: str
    name: str


def music_of(user_id: str) -> Iterator[dict[str, Any]]:
    """For the export: artists with their releases, songs and lyrics, then uploads and memberships, as plain rows."""
    for artist in _artists_of(user_id):
        yield {"kind": "artist", **plain(artist, leave_out={"kind"})}
        for release in _read(Release, Release.by_artist, artist.id):
            yield {"kind": "release", **plain(release, leave_out={"kind"})}
        for song in _read(Song, Song.by_artist, artist.id):
            yield {"kind": "song", **plain(song, leave_out={"kind"})}
            if song.has_lyrics:
                yield from ({"kind": "lyrics", **plain(text)} for text in _found(SongText, song.id))
    for upload in _read(Upload, Upload.by_owner, user_id):
        yield {"kind": "upload", **plain(upload, leave_out={"kind", "lease_token", "multipart_id"})}
    with translated():
        yield from ({"kind": "manages", **plain(one)} for one in ArtistMember.query(user_id, consistent_read=True))


def originals_of(user_id: str) -> Iterator[Original]:
    """Files of the user's songs that are there now; one that is still on its way is not."""
    for artist in _artists_of(user_id):
        for song in _read(Song, Song.by_artist, artist.id):
            key = addresses.original_key(*song.original_place)
            if song.owner_id == user_id and song.original_size_bytes and media().exists(key):
                name = (song.original_name or song.title).replace("/", "_")
                yield Original(key, f"{artist.handle}/{song.id} {name}")


def hide_all(*, user_id: str) -> None:
    """At once: artists whom only this person manages are seen by nobody else. Safe to repeat."""
    until = time.monotonic() + HIDE_SECONDS
    for artist in _artists_of(user_id):
        if not artist.manager_ids and not artist.withdrawn and time.monotonic() < until:
            withdraw("artist", artist.handle, LEAVING, user_id)


def leave(*, user: Any, left: Left) -> None:
    """Remove everything of a person; artists managed with others pass to one of them. Safe to repeat."""
    for artist in _artists_of(user.id):
        if artist.manager_ids:
            hand_over(artist=artist, by=user, to=min(artist.manager_ids))
            settle_artist(artist.handle)
        else:
            left.artists[artist.id] = sorted({artist.handle, *(artist.former_handles or ())})
            _remove_artist(artist, user.id)
    forget_manager(user=user)
    for upload in _read(Upload, Upload.by_owner, user.id):
        if upload.state == STARTED:
            give_back(upload, reason="cancelled")


def purge(*, user_id: str, left: Left) -> Iterator[tuple[str, str]]:
    """Delete what removing left, and all that was reported of it; yields kind and id of each. Safe to repeat."""
    for artist_id, handles in left.artists.items():
        for song in list(_read(Song, Song.by_artist, artist_id)):
            remove_song(song=song)
        for release in list(_read(Release, Release.by_artist, artist_id)):
            remove_release(release=release)
        for handle in handles:
            forget_followed(target=f"artist:{handle}")
            yield "artist", handle
            Artist(handle).remove(any_version=True)
        for scope in addresses.SCOPES.values():
            media().delete_all(media().under(f"{scope}/{artist_id}/"))
        _forget_hidden(artist_id)
    models: list[tuple[str, Any]] = [("song", Song), ("release", Release)]
    for kind, model in models:
        with translated():
            gone = list(model.removed_by_owner.query(user_id))
        for record in gone:
            yield kind, record.id
            _forget_hidden(record.id)
            if kind == "song":
                SongText(record.id).remove()
            model(record.id).remove(any_version=True)
    for upload in list(_read(Upload, Upload.by_owner, user_id)):
        Upload(upload.id).remove(any_version=True)
    uploaded().delete_all(uploaded().under(f"u/{user_id}/"))


def forget_case(subject: str) -> None:
    """What was reported about something that is gone. Safe to repeat."""
    with translated():
        for report in list(Report.query(subject, consistent_read=True)):
            Report(subject, report.id).remove()
    Case(subject).remove()


def unsign_cases(user_id: str) -> None:
    """Of somebody who was staff: cases do not say any more that they decided."""
    with translated():
        for case in list(Case.by_reported.query("case")):
            if case.actor == user_id:
                Case(case.subject).change(Case.actor.remove(), Case.actor_name.remove())


def _remove_artist(artist: Artist, user_id: str) -> None:
    """Its page is withdrawn until it is purged: whoever comes there meanwhile is told that it is gone."""
    if not artist.withdrawn:
        withdraw("artist", artist.handle, LEAVING, user_id)
    for release in list(_read(Release, Release.by_artist, artist.id)):
        remove_release(release=release)
    for song in list(_read(Song, Song.by_artist, artist.id)):
        remove_song(song=song)


def _artists_of(user_id: str) -> list[Artist]:
    with translated():
        named = [artist.handle for artist in Artist.by_owner.query(user_id)]
    found = (artist for handle in named for artist in _found(Artist, handle))
    return [artist for artist in found if artist.owner_id == user_id and not artist.moved_to]


def _read(model: Any, index: Any, key: str) -> Iterator[Any]:
    """The items that an index names, each read strongly."""
    with translated():
        ids = [found.id for found in index.query(key)]
    for item_id in ids:
        yield from _found(model, item_id)


def _found(model: Any, key: str) -> Iterator[Any]:
    try:
        yield model.fetch(key)
    except NotFound:
        return


def _forget_hidden(item_id: str) -> None:
    places = [Path(["ids", item_id]), Path(["ids", ONLY_LISTS + item_id])]
    try:
        Notice(RECENTLY_HIDDEN).change(*(place.remove() for place in places), condition=Path("ids").exists())
    except Conflict:
        return  # nothing was ever hidden
