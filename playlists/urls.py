"""Addresses of a listener's collection."""

from django.urls import path

from playlists.views import likes

urlpatterns = [
    path("songs/<str:song_id>/like/", likes.like, name="like"),
    path("library/likes/", likes.likes, name="likes"),
]
