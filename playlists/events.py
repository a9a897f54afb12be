"""News from the catalogue's tables, and what the queue of plays brings. Safe to run twice and out of order."""

import json
import logging
from typing import Any

from accounts.models import Profile
from catalog.models import REMOVED, Artist, Release, Song
from musicweb.dynamo.streams import old_and_new, table_of
from playlists import services

logger = logging.getLogger(__name__)
FAILED = "processing_failed"
Message = dict[str, Any]


def on_stream_record(record: dict[str, Any]) -> None:
    """A song, release, artist or profile has changed or is no more. Records of other tables pass.

    New names of an artist and a release's new cover come as changes of its songs: the catalogue
    mends those first.
    """
    table = table_of(record)
    if table == Song.Meta.table_name:
        _song_changed(*old_and_new(record, Song))
    elif table == Release.Meta.table_name:
        _release_changed(*old_and_new(record, Release))
    elif table == Artist.Meta.table_name:
        before, after = old_and_new(record, Artist)
        if before is not None and after is None and not before.moved_to:
            services.forget_artist_stats(artist_id=before.id)
    elif table == Profile.Meta.table_name:
        _profile_changed(*old_and_new(record, Profile))


def on_play_messages(messages: list[Message]) -> dict[str, list[dict[str, str]]]:
    """Plays, counted together, and pieces of long work on histories. Names those to be tried again."""
    failed: list[str] = []
    plays: dict[str, services.Play] = {}
    for message in messages:
        try:
            body = json.loads(message["body"])
            if body.pop("kind") == "play":
                plays[message["messageId"]] = services.Play(**body)
            else:
                _go_on(json.loads(message["body"]))
        except Exception:  # whatever went wrong: it is tried again, and then lies in the dead-letter queue
            logger.exception("A message failed", extra={"event": FAILED, "item": message["messageId"]})
            failed.append(message["messageId"])
    failed += _counted(plays)
    return {"batchItemFailures": [{"itemIdentifier": one} for one in failed]}


def _counted(plays: dict[str, services.Play]) -> list[str]:
    """The messages that failed: if all together raise, each is tried alone, so that one spoils no other."""
    try:
        again = services.count_plays(list(plays.values()))
    except Exception as error:
        if len(plays) == 1:
            logger.exception("A play failed", extra={"event": FAILED, "item": next(iter(plays))})
            return list(plays)
        logger.warning("plays are counted one by one: %s", error)
        return [failed for name, play in plays.items() for failed in _counted({name: play})]
    return [name for name, play in plays.items() if play.play_id in again]


def _go_on(body: Message) -> None:
    """Raises ValueError for what nobody does."""
    match body:
        case {"kind": "mend", "song_id": song_id, "after": after}:
            services.mend_history(song_id=song_id, after=after)
        case {"kind": "forget", "user_id": user_id, "since": since, "before": before}:
            services.forget_plays(user_id=user_id, since=since, before=before)
        case _:
            raise ValueError(f"Nobody does this: {body}.")


def _song_changed(before: Song | None, after: Song | None) -> None:
    if after is not None and after.status != REMOVED:
        if before is not None and services.looks_other(before, after):
            services.mend_likes(song=after)
            services.mend_history(song_id=after.id)
            services.mend_entries(song=after, covers=_on_a_cover(before) != _on_a_cover(after))
    elif before is not None:
        services.forget_song(song_id=before.id)
        services.forget_song_entries(song_id=before.id)
        services.mend_history(song_id=before.id)
        services.forget_song_stats(artist_id=before.artist_id, release_id=before.release_id, song_id=before.id)


def sweep() -> dict[str, int]:
    """Every minute."""
    return {"playlists": services.sweep_deleted()}


def _release_changed(before: Release | None, after: Release | None) -> None:
    if before is not None and (after is None or after.status == REMOVED):
        services.forget_release_stats(release_id=before.id, artist_id=before.artist_id)


def _profile_changed(before: Profile | None, after: Profile | None) -> None:
    """What a renamed one leaves behind says nothing of its person's name."""
    if after is None or after.moved_to:
        return
    if before is None or before.moved_to or (before.name, before.withdrawn) != (after.name, after.withdrawn):
        handle = None if after.withdrawn else after.handle
        services.mend_owner(user_id=after.user_id, name=after.name, handle=handle)


def _on_a_cover(song: Song) -> tuple[object, ...]:
    return song.cover_rev, song.release_id, song.artist_id, bool(song.listed)
