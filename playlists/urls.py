"""Addresses of a listener's collection. An action is a noun."""

from django.urls import URLPattern, URLResolver, include, path

from playlists.views import adding, editing, entries, history, likes, playlists, plays, stats

PLAYLIST = [
    path("details/", editing.details, name="playlist-details"),
    path("copies/", editing.copies, name="playlist-copies"),
    path("deletion/", editing.deletion, name="playlist-deletion"),
    path("restoration/", editing.restoration, name="playlist-restoration"),
    path("entries/<id:entry_id>/", entries.entry, name="playlist-entry"),
    path("entries/<id:entry_id>/removal/", entries.removal, name="playlist-entry-removal"),
    path("entries/<id:entry_id>/restoration/", entries.restoration, name="playlist-entry-restoration"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("songs/<str:song_id>/like/", likes.like, name="like"),
    path("songs/<str:song_id>/playlists/", adding.song_playlists, name="song-playlists"),
    path("plays/", plays.plays, name="plays"),
    path("library/history/", history.history, name="history"),
    path("library/history/pause/", history.pause, name="history-pause"),
    path("library/history/deletion/", history.deletion, name="history-deletion"),
    path("library/history/days/<str:day>/deletion/", history.day_deletion, name="history-day-deletion"),
    path("library/history/entries/<str:key>/deletion/", history.entry_deletion, name="history-entry-deletion"),
    path("studio/songs/<id:song_id>/statistics/", stats.song, name="studio-song-statistics"),
    path("studio/releases/<id:release_id>/statistics/", stats.release, name="studio-release-statistics"),
    path("studio/<str:handle>/statistics/", stats.artist, name="studio-artist-statistics"),
    path("library/likes/", likes.likes, name="likes"),
    path("library/playlists/", playlists.playlists, name="playlists"),
    path("playlists/<id:playlist_id>-<str:slug>/", playlists.playlist, name="playlist"),
    path("playlists/<id:playlist_id>/", include(PLAYLIST)),
]
