"""Playlists for tests."""

from types import SimpleNamespace

from catalog.models import Song
from playlists import services
from playlists.models import PUBLIC, Playlist, PlaylistEntry

ANN = SimpleNamespace(id="5f0c2d1e-8f7a-4a53-9a3e-0f6f1f0a7c11", name="Ann")


def a_playlist(*songs: Song, owner: object = ANN, title: str = "For the train", visibility: str = PUBLIC) -> Playlist:
    return services.create_playlist(owner=owner, title=title, visibility=visibility, songs=songs)


def titles_in(playlist: Playlist) -> list[str]:
    """In the order of the list, hidden ones included."""
    return [entry.title for entry in PlaylistEntry.in_order(playlist.id, limit=1000)]


def ids_in(playlist: Playlist) -> list[str]:
    return [entry.entry_id for entry in PlaylistEntry.in_order(playlist.id, limit=1000)]


def ranks_in(playlist: Playlist) -> list[str]:
    return [str(entry.rank) for entry in PlaylistEntry.in_order(playlist.id, limit=1000)]


def count_of(playlist: Playlist) -> int:
    return int(Playlist.fetch(playlist.id).entry_count)
