"""Writes of a listener's collection. Keyword-only, checked, safe to repeat."""

from .copies import looks_other
from .entries import add_song, forget_song_entries, remove_entry, restore_entry
from .forgetting import forget_user, hide_all_of
from .history import (
    forget_day,
    forget_listener,
    forget_play,
    forget_plays,
    mend_history,
    pause_history,
    resume_history,
)
from .likes import forget_song, like, mend_likes, unlike
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
from .plays import Play, count_plays, record_play
from .stats import forget_artist_stats, forget_release_stats, forget_song_stats

__all__ = [
    "STEPS",
    "Place",
    "Play",
    "add_song",
    "copy_playlist",
    "count_plays",
    "create_playlist",
    "delete_playlist",
    "edit_playlist",
    "forget_artist_stats",
    "forget_day",
    "forget_listener",
    "forget_play",
    "forget_plays",
    "forget_release_stats",
    "forget_song",
    "forget_song_entries",
    "forget_song_stats",
    "forget_user",
    "hide_all_of",
    "hide_playlist",
    "like",
    "looks_other",
    "mend_entries",
    "mend_history",
    "mend_likes",
    "mend_owner",
    "move_entry",
    "pause_history",
    "record_play",
    "remove_entry",
    "restore_entry",
    "restore_playlist",
    "resume_history",
    "sweep_deleted",
    "unlike",
]
