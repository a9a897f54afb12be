"""Counts of plays, listeners and likes: what a transaction adds to them, and forgetting them.

Of a play: the day of its song, of its release, of its artist and of the site, the song within its release
and the release within its artist. Workers that meet at a counter spread over its shards.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from catalog.models import Song
from musicweb.dynamo.errors import translated
from playlists.models import PlayStat

SHARDS = 8
SITE = "site"


@dataclass(frozen=True)
class Counted:
    """A play that counts, and whether its listener is new on this day."""

    day: str
    new_to_song: bool
    new_to_release: bool
    embedded: bool


def shards_to_try() -> Iterator[int]:
    """The first one; then, since somebody else is there, any other."""
    yield 0
    while True:
        yield random.randrange(1, SHARDS)  # noqa: S311 - spreads work, no secret


def add_plays(together: TransactWrite, *, song: Song, counted: Sequence[Counted], shard: int) -> None:
    """Add plays of one song, which are of one day but for the moment around midnight."""
    of_release, of_artist = f"release:{song.release_id}", f"artist:{song.artist_id}"
    parts = [(of_release, f"song:{song.id}", "song"), (of_artist, of_release, "release")]
    plays, embedded = len(counted), sum(one.embedded for one in counted)
    new = {"song": sum(one.new_to_song for one in counted), "release": sum(one.new_to_release for one in counted)}
    for subject, part, kind in parts:
        _add(together, subject, part, shard, plays, new[kind], embedded)
    days = Counter(one.day for one in counted)
    for day, number in days.items():
        of_day = [one for one in counted if one.day == day]
        new_to_song, new_to_release = (
            sum(one.new_to_song for one in of_day),
            sum(one.new_to_release for one in of_day),
        )
        embedded = sum(one.embedded for one in of_day)
        _add(together, f"song:{song.id}", day, shard, number, new_to_song, embedded)
        _add(together, of_release, day, shard, number, new_to_release, embedded)
        _add(together, of_artist, day, shard, number, 0, embedded)
        _add(together, SITE, day, random.randrange(SHARDS), number, 0, embedded)  # noqa: S311 - where all workers meet


def add_likes(together: TransactWrite, *, song_id: str, release_id: str, likes: int, shard: int) -> None:
    """Add to the likes of a song; `likes` may be −1."""
    stat = PlayStat(f"release:{release_id}", PlayStat.sharded(f"song:{song_id}", shard))
    together.update(stat, actions=[PlayStat.likes.add(likes)])


def forget_song_stats(*, song_id: str, release_id: str) -> None:
    """Of a song that is no more."""
    _forget(f"song:{song_id}", "")
    _forget(f"release:{release_id}", f"song:{song_id}")


def forget_release_stats(*, release_id: str, artist_id: str) -> None:
    """Of a release that is no more."""
    _forget(f"release:{release_id}", "")
    _forget(f"artist:{artist_id}", f"release:{release_id}")


def forget_artist_stats(*, artist_id: str) -> None:
    """Of an artist who is no more."""
    _forget(f"artist:{artist_id}", "")


def _add(
    together: TransactWrite, subject: str, part: str, shard: int, plays: int, listeners: int, embedded: int
) -> None:
    counts = ((PlayStat.plays, plays), (PlayStat.listeners, listeners), (PlayStat.embedded, embedded))
    actions: list[Action] = [attribute.add(number) for attribute, number in counts if number]
    together.update(PlayStat(subject, PlayStat.sharded(part, shard)), actions=actions)


def _forget(subject: str, part: str) -> None:
    found = [stat for stat in PlayStat.parts_of(subject) if not part or stat.name == part]
    with translated(), PlayStat.batch_write() as batch:
        for stat in found:
            batch.delete(stat)
