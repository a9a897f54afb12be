"""What can be reported, and what can be done about it: a small table of functions for each kind.

To add a kind, write how one is found and hidden, and add it to KINDS. Everything else is the same for all.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.urls import reverse

from accounts.models import Profile
from accounts.services import withdraw_profile
from catalog import links
from catalog import services as catalog
from catalog.models import REMOVED, Artist, Release, Song
from musicweb.dynamo.errors import NotFound
from playlists.models import Playlist
from playlists.models.playlists import PRIVATE
from playlists.rows import playlist_url
from playlists.services import delete_playlist, hide_playlist

Hide = Callable[[str, str, str], object]  # id, reason, by whom
DISMISS, HIDE, REMOVE, SUSPEND = "dismiss", "hide", "remove", "suspend"


class Item(NamedTuple):
    """A reportable thing as moderators see it, whatever its state."""

    kind: str
    id: str
    title: str
    url: str
    owner_id: str
    is_open: bool  # whoever has the address may see it
    is_gone: bool  # it was, until it was removed or hidden
    facts: dict[str, Any]  # what a decision may change: the audit's before


class Kind(NamedTuple):
    """`find` raises NotFound; `hide` and `remove` are safe to repeat."""

    find: Callable[[str], Item]
    hide: Hide
    remove: Callable[[str], object] | None = None  # None: it cannot be removed by itself


def find(kind: str, item_id: str) -> Item:
    """One strong get (two for an artist who moved). Raises NotFound, also for a kind that there is not."""
    if kind not in KINDS:
        raise NotFound(kind)
    return KINDS[kind].find(item_id)


def reference_of(report_id: str) -> str:
    """What a person may quote of a report: the part of its id that no other report has, such as K3V9Q-7HTZ2."""
    return f"{report_id[-10:-5]}-{report_id[-5:]}".upper()


def actions_for(item: Item | None) -> list[str]:
    """The decisions that make sense: about what is not there any more only one."""
    if item is None or item.facts.get("status") == REMOVED:
        return [DISMISS]
    removable = KINDS[item.kind].remove is not None
    return [DISMISS, HIDE, *([REMOVE] if removable else []), *([SUSPEND] if item.owner_id else [])]


def _song(item_id: str) -> Item:
    song = Song.fetch(item_id)
    return Item(
        kind="song",
        id=song.id,
        title=song.title,
        url=links.song_url(song.id, song.title),
        owner_id=song.owner_id,
        is_open=bool(song.is_open),
        is_gone=song.status == REMOVED or bool(song.withdrawn),
        facts={"status": song.status, "withdrawn": bool(song.withdrawn)},
    )


def _release(item_id: str) -> Item:
    release = Release.fetch(item_id)
    return Item(
        kind="release",
        id=release.id,
        title=release.title,
        url=links.release_url(release.id, release.title),
        owner_id=release.owner_id,
        is_open=bool(release.is_open),
        is_gone=release.status == REMOVED or bool(release.withdrawn),
        facts={"status": release.status, "withdrawn": bool(release.withdrawn)},
    )


def _artist(handle: str) -> Item:
    artist = Artist.fetch(handle)
    if artist.moved_to:
        artist = Artist.fetch(artist.moved_to)
    return Item(
        kind="artist",
        id=artist.handle,
        title=artist.name,
        url=links.artist_url(artist.handle),
        owner_id=artist.owner_id,
        is_open=not artist.withdrawn,
        is_gone=bool(artist.withdrawn),
        facts={"withdrawn": bool(artist.withdrawn)},
    )


def _profile(handle: str) -> Item:
    profile = Profile.fetch(handle)
    if profile.moved_to:
        profile = Profile.fetch(profile.moved_to)
    return Item(
        kind="profile",
        id=profile.handle,
        title=f"@{profile.handle}",
        url=reverse("person", args=[profile.handle]),
        owner_id=profile.user_id,
        is_open=not profile.withdrawn,
        is_gone=bool(profile.withdrawn),
        facts={"withdrawn": bool(profile.withdrawn)},
    )


def _playlist(item_id: str) -> Item:
    playlist = Playlist.fetch(item_id)
    is_there = playlist.kept and not playlist.withdrawn
    return Item(
        kind="playlist",
        id=playlist.id,
        title=playlist.title,
        url=playlist_url(playlist.id, playlist.title),
        owner_id=playlist.owner_id,
        is_open=is_there and playlist.visibility != PRIVATE,
        is_gone=not is_there and playlist.visibility != PRIVATE,
        facts={"status": "kept" if playlist.kept else REMOVED, "withdrawn": bool(playlist.withdrawn)},
    )


def _remove_playlist(item_id: str) -> None:
    """Hidden too: its owner may take back a deletion for a day, and then it is still hidden."""
    hide_playlist(item_id, hidden=True)
    delete_playlist(playlist_id=item_id)


KINDS: dict[str, Kind] = {
    "profile": Kind(find=_profile, hide=lambda id, reason, by: withdraw_profile(id)),
    "playlist": Kind(
        find=_playlist,
        hide=lambda id, reason, by: hide_playlist(id, hidden=True),
        remove=_remove_playlist,
    ),
    "song": Kind(
        find=_song,
        hide=lambda id, reason, by: catalog.withdraw(kind="song", id=id, reason=reason, by=by),
        remove=lambda id: catalog.remove_song(song=Song.fetch(id)),
    ),
    "release": Kind(
        find=_release,
        hide=lambda id, reason, by: catalog.withdraw(kind="release", id=id, reason=reason, by=by),
        remove=lambda id: catalog.remove_release(release=Release.fetch(id)),
    ),
    "artist": Kind(
        find=_artist,
        hide=lambda id, reason, by: catalog.withdraw(kind="artist", id=id, reason=reason, by=by),
    ),
}
