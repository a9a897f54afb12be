"""Plays: the web function queues what was heard, the worker counts it exactly once.

Whose a play is and when it was is settled by its first message. Then one transaction counts up to sixteen plays
together with the marks which keep them from being counted again. Killed before it nothing is counted, killed after
it a repetition finds the marks; so a message may come any number of times, in any order.
"""

import logging
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

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
from playlists.models import PAUSED, HistoryEntry, PlayMark, PlayStat
from playlists.services.history import entry_of
from playlists.services.marks import PLAY_KEPT, ListenerDay, listener_of, settled
from playlists.services.stats import Counted, add_plays, shards_to_try, stat_of

logger = logging.getLogger(__name__)
LISTENED_ENOUGH_MS = 30_000  # or half of a shorter song
TOGETHER = 16  # plays of a transaction: each up to 6 items of 100 (its day and the days beside, history, song, site)
ATTEMPTS, ATTEMPTS_TOGETHER = 6, 2  # for one song; for several, before each is tried alone
FIRST_PAUSE_SECONDS = 0.02  # doubled each time
DAY = timedelta(days=1)


class Play(NamedTuple):
    """What a message says. `session_hash` tells who it was only to whom reads the sessions' table."""

    play_id: str
    song_id: str
    listened_ms: int
    source: str
    visitor: str
    session_hash: str
    at_ms: int
    user_id: str = ""  # of a program's token, which was checked: there is no session then


class Heard(NamedTuple):
    """A play of a song that its listener may hear, whose and when as its first message said.

    `user_id` is whose session it is now, "" for a visitor and an ended session.
    """

    play: Play
    song: Song
    user_id: str
    listener: str
    at_ms: int

    @property
    def day(self) -> str:
        return _day(self.at_ms)

    @property
    def marks(self) -> dict[str, str]:
        """Ids of marks that must not have this play yet, and their days: its own first, seldom one beside."""
        lasts = int(self.song.duration_ms)
        days = dict.fromkeys((self.day, _day(self.at_ms - lasts), _day(self.at_ms + lasts)))
        return {ListenerDay.id_of(self.listener, self.song.release_id, day): day for day in days}

    @property
    def wants(self) -> list[Want]:
        return [
            *(Want(PlayMark, mark_id, fresh=True) for mark_id in self.marks),
            Want(UserRecord, self.user_id, fresh=True),  # of a visitor: no such key, so nothing is read
            Want(HistoryEntry, (self.user_id, PAUSED), fresh=True),
        ]


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
    queues.send(settings.PLAYS_QUEUE_URL, {"kind": "play", **play._asdict()})


def count_plays(plays: Sequence[Play]) -> set[str]:
    """Count these plays; returns the ids of those to be tried again. Safe to repeat and out of order.

    Of a batch of messages: one batch read of sessions, one of songs, a put for each play, and for up to sixteen
    plays one batch read and one transaction.
    """
    first: dict[str, Play] = {}
    for play in sorted(plays, key=lambda play: play.at_ms):
        first.setdefault(play.play_id, play)
    heard = sorted(_heard(list(first.values())), key=lambda one: (one.song.id, one.at_ms))
    failed: set[str] = set()
    for start in range(0, len(heard), TOGETHER):
        failed |= _persistently(heard[start : start + TOGETHER])
    return failed


def _heard(plays: Sequence[Play]) -> list[Heard]:
    """Without those of songs that are not there for their listener, those too short and those too late."""
    known = readers(play.session_hash for play in plays)
    songs, hidden = songs_together(play.song_id for play in plays), Hidden.now()
    oldest_ms = (datetime.now(UTC) - PLAY_KEPT).timestamp() * 1000
    found = []
    for play in plays:
        song, reader = songs.get(play.song_id), known.get(play.session_hash) or _of_program(play)
        viewer = User.from_identity(reader) if reader else AnonymousUser()
        if song is None or not may_hear(viewer, song, hidden) or not _plausible(play, song):
            logger.info("a play of song %s does not count", play.song_id)
            continue
        user_id = reader["id"] if reader else ""
        listener = listener_of(user_id=user_id, visitor=play.visitor)
        listener, at_ms = settled(play_id=play.play_id, listener=listener, at_ms=play.at_ms)
        if at_ms > oldest_ms:
            found.append(Heard(play, song, user_id, listener, at_ms))
        else:  # its marks may be gone
            logger.warning("a play of song %s comes too late to be counted", play.song_id)
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


def _persistently(heard: list[Heard]) -> set[str]:
    """Try again after a conflict, with a shard of the counters for which fewer wait; at last each song for itself."""
    songs = [list(of_song) for _, of_song in groupby(heard, key=lambda one: one.song.id)]
    shards = shards_to_try()
    for number in range(ATTEMPTS if len(songs) == 1 else ATTEMPTS_TOGETHER):
        try:
            _count(heard, shard=next(shards))
        except (Conflict, Throttled):
            time.sleep(random.uniform(0, FIRST_PAUSE_SECONDS * 2**number))  # noqa: S311 - jitter, no secret
        except DynamoError:
            logger.exception("plays of song %s are left to be tried again", heard[0].song.id)
            break
        else:
            return set()
    if len(songs) > 1:
        return {play_id for of_song in songs for play_id in _persistently(of_song)}
    return {one.play.play_id for one in heard}


def _count(heard: list[Heard], *, shard: int) -> None:
    """Count what was not counted yet. Raises Conflict when anything changed since it was read."""
    songs = {one.song.id: one.song for one in heard}
    wants = [want for one in heard for want in one.wants]
    stats = [Want(PlayStat, stat_of(song, shard)) for song in songs.values()]
    seen = dict(zip([*wants, *stats], get_together([*wants, *stats]), strict=True))
    days = {
        mark_id: ListenerDay.of(seen[Want(PlayMark, mark_id, fresh=True)], mark_id=mark_id, day=day)
        for one in heard
        for mark_id, day in one.marks.items()
    }
    with transact() as together:
        counted: list[Counted] = []
        touched: dict[str, ListenerDay] = {}
        for one in heard:
            own, *beside = (days[mark_id] for mark_id in one.marks)
            if own.full or any(_too_near(one, day) for day in (own, *beside)):
                continue
            counted.append(_counted(one, own))
            own.add(one.song, one.at_ms)
            touched |= {mark_id: days[mark_id] for mark_id in one.marks}
            _, *user_and_pause = (seen[want] for want in one.wants[-3:])
            if _recorded(one, *user_and_pause):
                together.save(entry_of(user_id=one.user_id, song=one.song, at_ms=one.at_ms, play_id=one.play.play_id))
        for day in touched.values():
            day.write(together)
        if counted:
            add_plays(
                together, counted, shard=shard, known=dict(zip(songs, (seen[want] for want in stats), strict=True))
            )


def _too_near(one: Heard, day: ListenerDay) -> bool:
    return any(abs(one.at_ms - at_ms) < one.song.duration_ms for at_ms in day.times_ms(one.song))


def _counted(one: Heard, own: ListenerDay) -> Counted:
    new_to_song, new_to_release = not own.times_ms(one.song), not own.knows_release(one.song.release_id)
    return Counted(one.song, one.day, new_to_song, new_to_release, one.play.source == "embed")


def _recorded(one: Heard, user: UserRecord | None, paused: HistoryEntry | None) -> bool:
    """Whether the listener's history has it. A pause changes the mark of the day, and so does a deletion of the account:
    then the transaction fails."""
    of_user = user is not None and one.listener == listener_of(user_id=one.user_id)
    return of_user and bool(user and user.is_active) and paused is None


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).date().isoformat()
