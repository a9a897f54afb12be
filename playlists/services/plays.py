"""Plays: the web function queues what was heard, the worker counts it exactly once.

A batch of messages is grouped by song, and each group is counted by one transaction that also leaves the
marks which keep it from being counted again. Killed before it nothing has happened, killed after it a
repetition finds the marks; so a message may come any number of times, in any order.
"""

import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from pynamodb.transactions import TransactWrite

from accounts.faces import User
from accounts.identity import Identity
from accounts.models import User as UserRecord
from accounts.readers import readers
from catalog.models import Song
from catalog.queries import Hidden, may_hear, songs_together
from musicweb.aws import queues
from musicweb.dynamo.batch import Want, get_together
from musicweb.dynamo.errors import Conflict, DynamoError, Throttled
from musicweb.dynamo.sessions import SessionStore
from musicweb.dynamo.transaction import transact
from playlists.models import PAUSED, HistoryEntry, PlayMark
from playlists.services.history import entry_of
from playlists.services.stats import Counted, add_plays, shards_to_try

logger = logging.getLogger(__name__)
LISTENED_ENOUGH_MS = 30_000  # or half of a shorter song
TOGETHER = 15  # plays of a transaction: each up to 6 items beside the 6 counters, of 100
ATTEMPTS = 6
FIRST_PAUSE_SECONDS = 0.02  # doubled each time
PLAY_KEPT = timedelta(days=20)  # longer than a message lives in its queue and in the dead-letter queue
LISTENING_KEPT = timedelta(days=2)
TIMES_MAX = 50


@dataclass(frozen=True, kw_only=True)
class Play:
    """What a message says. `session_hash` tells who it was only to whom reads the sessions' table."""

    play_id: str
    song_id: str
    listened_ms: int
    source: str
    visitor: str
    session_hash: str
    at_ms: int
    user_id: str = ""  # of a program's token, which was checked: there is no session then


@dataclass(frozen=True)
class Heard:
    """A play of a song that its listener may hear. `user_id` is "" for a visitor."""

    play: Play
    song: Song
    user_id: str

    @property
    def listener(self) -> str:
        return f"user:{self.user_id}" if self.user_id else f"visitor:{self.play.visitor}"

    @property
    def day(self) -> str:
        return _day(self.play.at_ms)


def record_play(
    *,
    play_id: str,
    song_id: str,
    listened_ms: int,
    source: str,
    visitor: str,
    session_key: str = "",
    user_id: str = "",
) -> None:
    """Queue that somebody listened to a song: one message, and nothing of DynamoDB. Raises Unavailable.

    Who it was is for the worker to find out: the message has the hash of the session's key, as its table has, or
    the `user_id` that a program's token proved.
    """
    play = Play(
        play_id=play_id,
        song_id=song_id,
        listened_ms=listened_ms,
        source=source,
        visitor=visitor,
        session_hash=SessionStore.hash_of(session_key) if session_key else "",
        at_ms=time.time_ns() // 1_000_000,
        user_id=user_id,
    )
    queues.send(settings.PLAYS_QUEUE_URL, {"kind": "play", **asdict(play)})


def count_plays(plays: Sequence[Play]) -> set[str]:
    """Count these plays; returns the ids of those to be tried again. Safe to repeat and out of order.

    Of a batch of messages: one batch read of sessions, one of songs, and for up to fifteen listeners of the
    same song one batch read and one transaction.
    """
    first: dict[str, Play] = {}
    for play in sorted(plays, key=lambda play: play.at_ms):
        first.setdefault(play.play_id, play)
    heard = sorted(_heard(list(first.values())), key=lambda one: (one.song.id, one.play.at_ms))
    failed: set[str] = set()
    for _, group in groupby(heard, key=lambda one: one.song.id):
        for together in _rounds(list(group)):
            failed |= _persistently(together)
    return failed


def _heard(plays: Sequence[Play]) -> list[Heard]:
    """Without those of songs that are not there for their listener, and those that are not long enough."""
    known = readers(play.session_hash for play in plays)
    songs, hidden = songs_together(play.song_id for play in plays), Hidden.now()
    found = []
    for play in plays:
        song, reader = songs.get(play.song_id), known.get(play.session_hash) or _of_program(play)
        viewer = User.from_identity(reader) if reader else AnonymousUser()
        if song is not None and may_hear(viewer, song, hidden) and _plausible(play, song):
            found.append(Heard(play, song, reader["id"] if reader else ""))
        else:
            logger.info("a play of song %s does not count", play.song_id)
    return found


def _of_program(play: Play) -> Identity | None:
    """Of whom a program's token spoke, with nobody's special rights."""
    if not play.user_id:
        return None
    return Identity(id=play.user_id, email="", name="", groups=[], roles_until=0)


def _plausible(play: Play, song: Song) -> bool:
    duration_ms = int(song.duration_ms or 0)
    enough_ms = min(LISTENED_ENOUGH_MS, duration_ms // 2)
    return duration_ms > 0 and enough_ms <= play.listened_ms <= enough_ms + duration_ms


def _rounds(group: list[Heard]) -> Iterator[list[Heard]]:
    """At most TOGETHER of one song, each of another listener: a transaction writes an item once."""
    while group:
        together: dict[str, Heard] = {}
        for one in group:
            if len(together) < TOGETHER:
                together.setdefault(one.listener, one)
        yield list(together.values())
        group = [one for one in group if together.get(one.listener) is not one]


def _persistently(heard: list[Heard]) -> set[str]:
    """Try again after a conflict, then with a shard of the counters for which fewer wait."""
    shards = shards_to_try()
    for number in range(ATTEMPTS):
        try:
            _count(heard, shard=next(shards))
        except (Conflict, Throttled):
            time.sleep(random.uniform(0, FIRST_PAUSE_SECONDS * 2**number))  # noqa: S311 - jitter, no secret
        except DynamoError:
            logger.exception("plays of song %s are left to be tried again", heard[0].song.id)
            break
        else:
            return set()
    return {one.play.play_id for one in heard}


def _count(heard: list[Heard], *, shard: int) -> None:
    """Count what was not counted yet. Raises Conflict when anything changed since it was read."""
    wants = [want for one in heard for want in _wants(one)]
    seen = dict(zip(wants, get_together(wants), strict=True))
    counted = []
    with transact() as together:
        for one in heard:
            played, listening, of_release, user, paused = (seen[want] for want in _wants(one))
            times = set(listening.times_ms or ()) if listening else set()
            if played or any(abs(one.play.at_ms - at_ms) < one.song.duration_ms for at_ms in times):
                continue
            together.save(_mark(one, "play", one.play.play_id, kept=PLAY_KEPT))
            together.save(_listening(one, listening, times))
            if not of_release:
                together.save(_mark(one, *_of_release(one), kept=LISTENING_KEPT))
            if user is not None and user.is_active and not paused:
                _record(together, one)
            new_today = all(_day(at_ms) != one.day for at_ms in times)
            counted.append(Counted(one.day, new_today, not of_release, one.play.source == "embed"))
        if counted:
            add_plays(together, song=heard[0].song, counted=counted, shard=shard)


def _wants(one: Heard) -> list[Want]:
    marks = [("play", one.play.play_id), ("listening", one.song.id, one.listener), _of_release(one)]
    return [
        *(Want(PlayMark, PlayMark.id_of(*parts), fresh=True) for parts in marks),
        Want(UserRecord, one.user_id, fresh=True),  # of a visitor: no such key, so nothing is read
        Want(HistoryEntry, (one.user_id, PAUSED), fresh=True),
    ]


def _of_release(one: Heard) -> tuple[str, ...]:
    return ("release", one.song.release_id, one.day, one.listener)


def _mark(one: Heard, *parts: str, kept: timedelta) -> PlayMark:
    """A new one: the transaction fails if it is there, because its version would have to be another."""
    return PlayMark(PlayMark.id_of(*parts), expires=_time(one.play.at_ms) + kept)


def _listening(one: Heard, known: PlayMark | None, times_ms: set[int]) -> PlayMark:
    mark = known or _mark(one, "listening", one.song.id, one.listener, kept=LISTENING_KEPT)
    mark.times_ms = set(sorted({*map(int, times_ms), one.play.at_ms})[-TIMES_MAX:])
    mark.expires = _time(int(max(mark.times_ms))) + LISTENING_KEPT
    return mark


def _record(together: TransactWrite, one: Heard) -> None:
    """In the listener's history, unless it is paused or the account deleted at this very moment."""
    together.condition_check(UserRecord, one.user_id, condition=UserRecord.is_active == True)  # noqa: E712 an expression
    together.condition_check(HistoryEntry, one.user_id, PAUSED, condition=HistoryEntry.recorded())
    together.save(entry_of(user_id=one.user_id, song=one.song, at_ms=one.play.at_ms, play_id=one.play.play_id))


def _time(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)


def _day(at_ms: float) -> str:
    return _time(int(at_ms)).date().isoformat()
