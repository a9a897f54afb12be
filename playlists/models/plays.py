"""What keeps a play from being counted twice, and the counts."""

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b

from django.conf import settings
from pynamodb.attributes import NumberAttribute, NumberSetAttribute, TTLAttribute, UnicodeAttribute, VersionAttribute

from musicweb.dynamo.errors import translated
from musicweb.dynamo.table import Table


class PlayMark(Table):
    """That something happened once: a play, a listener of a release on a day, a listener's plays of a song.

    Ids are keyed hashes: a copy of the table does not tell who listened to what.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "play_marks"

    id = UnicodeAttribute(hash_key=True)
    times_ms = NumberSetAttribute(null=True)  # of a listener's counted plays of a song, the newest
    expires = TTLAttribute()
    version = VersionAttribute()

    @staticmethod
    def id_of(*parts: str) -> str:
        """The id of a mark about these."""
        key = settings.SECRET_KEY.encode()[:64]
        return blake2b("\n".join(parts).encode(), key=key, digest_size=16).hexdigest()


class PlayStat(Table):
    """Counts of a subject ("song:<id>", "release:<id>", "artist:<id>", "site").

    `part` is a day, or what is inside the subject: a song of a release, a release of an artist. Where writers
    meet, a part has shards ("<part>#<number>"): counts are the sum. Days sort before the rest, so that one
    Query from a day on brings both.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "play_stats"

    subject = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    plays = NumberAttribute(default=0)
    embedded = NumberAttribute(default=0)  # of the plays, those in an embedded player
    listeners = NumberAttribute(default=0)  # each counted once a day
    likes = NumberAttribute(default=0)  # only of a song within its release

    @staticmethod
    def sharded(part: str, shard: int) -> str:
        return f"{part}#{shard}" if shard else part

    @property
    def name(self) -> str:
        """The part without its shard."""
        return str(self.part).partition("#")[0]

    @classmethod
    def since(cls, subject: str, day: date) -> list["PlayStat"]:
        """Days from this one on, oldest first, then what is inside the subject, shards apart. Queries, 1 MB each."""
        with translated():
            return list(cls.query(subject, cls.part >= day.isoformat()))

    @classmethod
    def within(cls, subject: str, prefix: str) -> list["PlayStat"]:
        """The shards of a part, or all parts of a kind (“release:”). One Query."""
        with translated():
            return list(cls.query(subject, cls.part.startswith(prefix)))

    @classmethod
    def parts_of(cls, subject: str) -> Iterable["PlayStat"]:
        """All of a subject, strongly, as it is asked for: to delete it."""
        with translated():
            yield from cls.query(subject, consistent_read=True)
