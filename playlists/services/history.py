"""A user's listening history: recorded with the play, mended with its song, deleted when its user says so.

What is long goes on in the worker, a piece for each message of the queue of plays.
"""

from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings

from catalog.models import REMOVED, Song
from musicweb.aws import queues
from musicweb.dynamo.errors import Conflict, NotFound, translated
from musicweb.dynamo.transaction import transact
from playlists.models import PAUSED, HistoryEntry
from playlists.services.copies import facts_of
from playlists.services.marks import disturb
from playlists.services.persisting import persistently

DAY_MS = 86_400_000
AT_ONCE = 500  # entries mended or deleted in one go: two or three seconds


def entry_of(*, user_id: str, song: Song, at_ms: int, play_id: str) -> HistoryEntry:
    """What a history keeps of a play, for HISTORY_KEEP_SECONDS."""
    return HistoryEntry(
        user_id,
        HistoryEntry.key_of(at_ms, play_id),
        song_id=song.id,
        expires=datetime.fromtimestamp(at_ms / 1000, UTC) + timedelta(seconds=settings.HISTORY_KEEP_SECONDS),
        **facts_of(song),
    )


def pause_history(*, user_id: str) -> None:
    """From now on nothing is recorded, on any device: a play that is being counted right now is in or out.

    One transaction of some twenty items, so that a play need not check one more. Raises Throttled after many conflicts.
    """
    persistently(lambda: _pause(user_id))


def resume_history(*, user_id: str) -> None:
    HistoryEntry(user_id, PAUSED).remove()


def forget_play(*, user_id: str, key: str) -> None:
    """Take one entry out; nothing happens when it is not there."""
    if key != PAUSED and HistoryEntry.possible(user_id, key):
        HistoryEntry(user_id, key).remove()


def forget_day(*, user_id: str, day: date) -> bool:
    """Delete what was listened to on a day (UTC); as `forget_plays`. Raises ValueError for a day before 1970."""
    begin_ms = int(datetime.combine(day, time.min, UTC).timestamp()) * 1000
    if begin_ms < 0:
        raise ValueError("Nobody listened before 1970.")
    since, before = HistoryEntry.key_of(begin_ms), HistoryEntry.key_of(begin_ms + DAY_MS)
    return forget_plays(user_id=user_id, since=since, before=before)


def forget_plays(*, user_id: str, since: str = "", before: str = "") -> bool:
    """Delete entries whose keys are in these bounds, all without any; whether that is all of it.

    At most AT_ONCE at once, newest kept for last; the rest is queued for the worker. Safe to repeat.
    """
    keys = HistoryEntry.keys_of(user_id, since=since, before=before, limit=AT_ONCE)
    _delete(user_id, keys)
    done = len(keys) < AT_ONCE
    if not done:
        queues.send(settings.PLAYS_QUEUE_URL, {"kind": "forget", "user_id": user_id, "since": since, "before": before})
    return done


def forget_listener(*, user_id: str) -> int:
    """Delete all there is of a user's listening, the pause too; how many entries. For an account that is deleted.

    To be called once the user's sessions are ended and the user is gone or not active: from then on no play
    can be recorded any more. Marks and counts name nobody. As long as the history is: for the worker.
    """
    pause_history(user_id=user_id)
    deleted = 0
    while keys := HistoryEntry.keys_of(user_id, limit=AT_ONCE):
        _delete(user_id, keys)
        deleted += len(keys)
    resume_history(user_id=user_id)
    return deleted


def mend_history(*, song_id: str, after: str | None = None) -> None:
    """Make entries of a song show what it says now, and take those of a removed one out. Safe to repeat.

    At most AT_ONCE at once; the rest is queued for the worker.
    """
    page = HistoryEntry.of_song(song_id, limit=AT_ONCE, after=after)
    if not page.rows:
        return
    song = _existing(song_id)
    for entry in page:
        if song is None:
            entry.remove()
        else:
            _mend(entry, song)
    if page.next:
        queues.send(settings.PLAYS_QUEUE_URL, {"kind": "mend", "song_id": song_id, "after": page.next})


def _pause(user_id: str) -> None:
    with transact() as together:
        together.save(HistoryEntry(user_id, PAUSED))
        disturb(together, user_id=user_id)


def _existing(song_id: str) -> Song | None:
    try:
        song = Song.fetch(song_id)
    except NotFound:
        return None
    return None if song.status == REMOVED else song


def _mend(entry: HistoryEntry, song: Song) -> None:
    earlier = HistoryEntry.user_id.exists() & (HistoryEntry.song_version < song.version)
    try:
        entry.change(*HistoryEntry.setting(facts_of(song)), condition=earlier)
    except Conflict:  # deleted meanwhile, or mended by a later record
        return


def _delete(user_id: str, keys: list[str]) -> None:
    with translated(), HistoryEntry.batch_write() as batch:
        for key in keys:
            batch.delete(HistoryEntry(user_id, key))
