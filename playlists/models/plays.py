"""What keeps a play from being counted twice, and the counts."""

from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import blake2b
from typing import Any, Self

from django.conf import settings
from django.utils.http import base36_to_int, int_to_base36
from pynamodb.attributes import (
    BinarySetAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    VersionAttribute,
)
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from musicweb.dynamo.errors import translated
from musicweb.dynamo.table import Table

EPOCH = date(1970, 1, 1).toordinal()
REMOVED_AT_ONCE = 40  # an expression has a length
DAY_COUNTS = {"P": "plays", "L": "listeners", "R": "release_listeners", "E": "embedded"}


class PlayMark(Table):
    """Of a play: whose it is and when it was. Of a listener's day: what of it is counted.

    Ids are keyed hashes: a copy of the table does not tell who listened to what.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "play_marks"

    id = UnicodeAttribute(hash_key=True)
    listener = UnicodeAttribute(null=True)  # of a play: a keyed hash
    at_ms = NumberAttribute(null=True)  # of a play
    heard = BinarySetAttribute(null=True, legacy_encoding=False)  # of a day: `playlists.services.marks`
    expires = TTLAttribute()
    version = VersionAttribute()

    @staticmethod
    def id_of(*parts: str) -> str:
        """The id of a mark about these."""
        key = settings.SECRET_KEY.encode()[:64]
        return blake2b("\n".join(parts).encode(), key=key, digest_size=16).hexdigest()

    @property
    def unchanged(self) -> Condition:
        """As it was read, or still not there."""
        condition: Condition = type(self).version == self.version if self.version else type(self).id.does_not_exist()
        return condition


class PlayStat(Table):
    """Counts of a song (subject "songs:<artist>", part "<release>/<song>") and of the site ("site", its part is a day).

    A song's item counts in all and by day: an attribute of a letter (DAY_COUNTS) and the number of the day to the
    base of 36, so that the last weeks of it take less than 1 KB. Where writers meet, a part has shards
    ("<part>#<number>"): counts are the sum. Releases and artists are the sum of their songs; what removed songs
    were is kept in the part "<release>/~".
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "play_stats"

    subject = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    plays = NumberAttribute(default=0)
    embedded = NumberAttribute(default=0)  # of the plays, those in an embedded player
    listeners = NumberAttribute(default=0)  # each counted once a day
    release_listeners = NumberAttribute(default=0)  # of them, those who met the release here first on that day
    likes = NumberAttribute(default=0)

    names: frozenset[str] = frozenset()  # of the attributes that were read
    days: Mapping[str, Mapping[str, int]] = {}  # day → name of a count → count

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        stat = super().from_raw_data(data)
        days: dict[str, dict[str, int]] = {}
        for name in sorted(data):
            if name[0] in DAY_COUNTS:
                day = date.fromordinal(EPOCH + base36_to_int(name[1:])).isoformat()
                days.setdefault(day, {})[DAY_COUNTS[name[0]]] = int(data[name]["N"])
        stat.names, stat.days = frozenset(data), days
        return stat

    # ---- keys ----
    @staticmethod
    def of_artist(artist_id: str) -> str:
        """The subject."""
        return f"songs:{artist_id}"

    @staticmethod
    def part_of(release_id: str, song_id: str) -> str:
        return f"{release_id}/{song_id}"

    @staticmethod
    def sharded(part: str, shard: int) -> str:
        return f"{part}#{shard}" if shard else part

    @property
    def name(self) -> str:
        """The part without its shard."""
        return str(self.part).partition("#")[0]

    # ---- changes ----
    @classmethod
    def adding(cls, counts: Mapping[str, int], day: str = "") -> list[Action]:
        """Add these by their names, in all or to a day."""
        if not day:
            return [getattr(cls, name).add(number) for name, number in counts.items() if number]
        code = int_to_base36(date.fromisoformat(day).toordinal() - EPOCH)
        letters = {name: letter for letter, name in DAY_COUNTS.items()}
        return [Path(f"{letters[name]}{code}").add(number) for name, number in counts.items() if number]

    def without_days_before(self, day: str) -> list[Action]:
        """Take out what is older, so that the item stays small; at most REMOVED_AT_ONCE attributes."""
        codes = (int_to_base36(date.fromisoformat(one).toordinal() - EPOCH) for one in self.days if one < day)
        names = (f"{letter}{code}" for code in codes for letter in DAY_COUNTS)
        stale: list[Action] = [Path(name).remove() for name in names if name in self.names]
        return stale[:REMOVED_AT_ONCE]

    def all_counts(self) -> list[Action]:
        """Add everything that this one counts but likes."""
        in_all = {name: int(getattr(self, name)) for name in DAY_COUNTS.values()}
        return self.adding(in_all) + [
            action for day, counts in self.days.items() for action in self.adding(counts, day)
        ]

    def uncounted_since(self) -> Condition:
        """No play has been added since it was read."""
        plays = type(self).plays
        condition: Condition = plays == self.plays if "plays" in self.names else plays.does_not_exist()
        return condition

    # ---- questions ----
    @classmethod
    def since(cls, subject: str, day: date) -> list["PlayStat"]:
        """Days from this one on, oldest first, shards apart: of the site. Queries, 1 MB each."""
        with translated():
            return list(cls.query(subject, cls.part >= day.isoformat()))

    @classmethod
    def within(cls, subject: str, prefix: str = "", *, fresh: bool = False) -> list["PlayStat"]:
        """The shards of a song, of all songs of a release (“<release>/”) or of an artist. Queries, 1 MB each."""
        bounds = cls.part.startswith(prefix) if prefix else None
        with translated():
            return list(cls.query(subject, bounds, consistent_read=fresh))

    @classmethod
    def parts_of(cls, subject: str) -> Iterator["PlayStat"]:
        """All of a subject, strongly, as it is asked for: to delete it."""
        with translated():
            yield from cls.query(subject, consistent_read=True)
