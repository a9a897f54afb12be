"""Addresses of a listener's collection."""

from django.urls import path

from playlists import views

urlpatterns = [
    path("songs/<str:song_id>/like/", views.like, name="like"),
    path("library/likes/", views.likes, name="likes"),
]
