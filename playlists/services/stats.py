"""Counts of plays, listeners and likes: what a transaction adds to them, and forgetting them.

Of a play: its song, in all and on its day, and the site's day. Workers that meet at a counter spread over its shards.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from pynamodb.transactions import TransactWrite

from catalog.models import Song
from musicweb.dynamo.errors import translated
from musicweb.dynamo.retrying import again_on_conflict
from musicweb.dynamo.transaction import transact
from playlists.models import Like, PlayStat

SHARDS = 8
SITE = "site"
REMOVED_SONGS = "~"
DAYS_KEPT = 31  # of a song, one by one: a page shows thirty


class Counted(NamedTuple):
    """A play that counts, and whether its listener is new on this day."""

    song: Song
    day: str
    new_to_song: bool
    new_to_release: bool
    embedded: bool


def shards_to_try() -> Iterator[int]:
    """The first one; then, since somebody else is there, any other."""
    yield 0
    while True:
        yield random.randrange(1, SHARDS)  # noqa: S311 - spreads work, no secret


def stat_of(song: Song, shard: int) -> tuple[str, str]:
    """The key of a song's counts."""
    return _key(song.artist_id, song.release_id, song.id, shard)


def add_plays(
    together: TransactWrite, counted: Sequence[Counted], *, shard: int, known: Mapping[str, PlayStat | None]
) -> None:
    """Add plays: an item for each song and one for each day. `known` are the songs' items by their id, as last read."""
    oldest = (datetime.now(UTC).date() - timedelta(days=DAYS_KEPT - 1)).isoformat()
    for song in {one.song.id: one.song for one in counted}.values():
        of_song = [one for one in counted if one.song.id == song.id]
        actions = PlayStat.adding(_sums(of_song))
        for day in sorted({one.day for one in of_song}):
            actions += PlayStat.adding(_sums([one for one in of_song if one.day == day]), day)
        if (stat := known.get(song.id)) is not None:
            actions += stat.without_days_before(oldest)
        together.update(PlayStat(*stat_of(song, shard)), actions=actions)
    for day, plays in Counter(one.day for one in counted).items():
        counts = {"plays": plays, "embedded": sum(one.embedded for one in counted if one.day == day)}
        anywhere = random.randrange(SHARDS)  # noqa: S311 - where all workers meet
        together.update(PlayStat(SITE, PlayStat.sharded(day, anywhere)), actions=PlayStat.adding(counts))


def add_likes(together: TransactWrite, like: Like, *, likes: int, shard: int) -> None:
    """Add to the likes of a like's song; `likes` may be −1."""
    stat = PlayStat(*_key(like.artist_id, like.release_id, like.song_id, shard))
    together.update(stat, actions=[PlayStat.likes.add(likes)])


def forget_song_stats(*, artist_id: str, release_id: str, song_id: str) -> None:
    """Of a song that is no more; its plays stay in the sums of its release and artist. Safe to repeat."""
    again_on_conflict(lambda: _forget_song(PlayStat.of_artist(artist_id), release_id, song_id))


def forget_release_stats(*, release_id: str, artist_id: str) -> None:
    """Of a release that is no more."""
    _delete(PlayStat.within(PlayStat.of_artist(artist_id), PlayStat.part_of(release_id, ""), fresh=True))


def forget_artist_stats(*, artist_id: str) -> None:
    """Of an artist who is no more."""
    _delete(list(PlayStat.parts_of(PlayStat.of_artist(artist_id))))


def _key(artist_id: str, release_id: str, song_id: str, shard: int) -> tuple[str, str]:
    return PlayStat.of_artist(artist_id), PlayStat.sharded(PlayStat.part_of(release_id, song_id), shard)


def _sums(counted: Sequence[Counted]) -> dict[str, int]:
    return {
        "plays": len(counted),
        "listeners": sum(one.new_to_song for one in counted),
        "release_listeners": sum(one.new_to_release for one in counted),
        "embedded": sum(one.embedded for one in counted),
    }


def _forget_song(subject: str, release_id: str, song_id: str) -> None:
    part = PlayStat.part_of(release_id, song_id)
    for stat in PlayStat.within(subject, part, fresh=True):
        if stat.name != part:
            continue
        with transact() as together:
            together.delete(stat, condition=stat.uncounted_since())
            if stat.plays:
                rest = PlayStat(subject, PlayStat.part_of(release_id, REMOVED_SONGS))
                together.update(rest, actions=stat.all_counts())


def _delete(found: list[PlayStat]) -> None:
    with translated(), PlayStat.batch_write() as batch:
        for stat in found:
            batch.delete(stat)
