"""Everything of a person, deleted for good."""

from contextlib import suppress

from musicweb.dynamo.errors import NotFound, translated
from playlists.models import Like, LikedSet, Playlist

from .likes import unlike
from .playlists import clear_playlist, hide_playlist


def forget_user(user_id: str) -> None:
    """Delete a person's playlists (deleted ones too), entries, likes and liked sets. Safe to repeat.

    Playlists are found by an index: whoever was signed out a moment before calls it once more later.
    """
    for playlist_id in list(Playlist.ids_of(user_id)):
        clear_playlist(playlist_id)
    for song_id in Like.song_ids_of(user_id):
        unlike(user_id=user_id, song_id=song_id)  # one by one: each is counted
    with translated(), LikedSet.batch_write() as sets:
        for shard in LikedSet.shards_of(user_id):
            sets.delete(LikedSet(user_id, shard))


def hide_all_of(user_id: str) -> None:
    """At once: public playlists of somebody who leaves are seen by nobody else. Safe to repeat."""
    for playlist_id in list(Playlist.ids_of(user_id)):
        with suppress(NotFound):
            hide_playlist(playlist_id, hidden=True)
