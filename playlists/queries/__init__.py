"""Reads of a listener's collection. Each function says what it costs; keys and indexes end here."""

from .likes import LikesPage, liked_among, liked_wants, likes_page
from .playlists import (
    CARDS,
    CHOICES,
    PlaylistPage,
    addable_song,
    deleted_playlist,
    everything_of,
    my_playlists,
    own_entry,
    own_playlist,
    playlist_page,
    public_playlists_of,
    public_songs,
    visible_playlist,
)

__all__ = [
    "CARDS",
    "CHOICES",
    "LikesPage",
    "PlaylistPage",
    "addable_song",
    "deleted_playlist",
    "everything_of",
    "liked_among",
    "liked_wants",
    "likes_page",
    "my_playlists",
    "own_entry",
    "own_playlist",
    "playlist_page",
    "public_playlists_of",
    "public_songs",
    "visible_playlist",
]
