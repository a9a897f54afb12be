"""Writes of a listener's collection. Keyword-only, checked, safe to repeat."""

from .entries import add_song, forget_song_entries, remove_entry, restore_entry
from .forgetting import forget_user
from .likes import forget_song, like, mend_likes, shown, unlike
from .mending import mend_entries
from .moving import STEPS, Place, move_entry
from .playlists import (
    copy_playlist,
    create_playlist,
    delete_playlist,
    edit_playlist,
    hide_playlist,
    mend_owner,
    restore_playlist,
    sweep_deleted,
)

__all__ = [
    "STEPS",
    "Place",
    "add_song",
    "copy_playlist",
    "create_playlist",
    "delete_playlist",
    "edit_playlist",
    "forget_song",
    "forget_song_entries",
    "forget_user",
    "hide_playlist",
    "like",
    "mend_entries",
    "mend_likes",
    "mend_owner",
    "move_entry",
    "remove_entry",
    "restore_entry",
    "restore_playlist",
    "shown",
    "sweep_deleted",
    "unlike",
]
