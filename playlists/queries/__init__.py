"""Reads of a listener's collection. Each function says what it costs; keys and indexes end here."""

from .history import HistoryPage, Listened, history_of, history_page, listened
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
from .stats import Statistics, artist_statistics, release_statistics, site_activity, song_statistics

__all__ = [
    "CARDS",
    "CHOICES",
    "HistoryPage",
    "LikesPage",
    "Listened",
    "PlaylistPage",
    "Statistics",
    "addable_song",
    "artist_statistics",
    "deleted_playlist",
    "everything_of",
    "history_of",
    "history_page",
    "liked_among",
    "liked_wants",
    "likes_page",
    "listened",
    "my_playlists",
    "own_entry",
    "own_playlist",
    "playlist_page",
    "public_playlists_of",
    "public_songs",
    "release_statistics",
    "site_activity",
    "song_statistics",
    "visible_playlist",
]
