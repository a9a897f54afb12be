"""What users like, and the compact set beside it that tells a page which of its songs are liked."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b

from django.conf import settings
from django.utils import timezone
from pynamodb.attributes import (
    BinarySetAttribute,
    BooleanAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection

from musicweb.dynamo.errors import translated
from musicweb.dynamo.table import Page, Table


class LikesByTime(GlobalSecondaryIndex["Like"]):
    class Meta:
        index_name = "by_time"
        projection = AllProjection()

    user_id = UnicodeAttribute(hash_key=True, attr_name="u")
    liked_at = UTCDateTimeAttribute(range_key=True, attr_name="at")


class LikesBySong(GlobalSecondaryIndex["Like"]):
    class Meta:
        index_name = "by_song"
        projection = KeysOnlyProjection()

    song_id = UnicodeAttribute(hash_key=True, attr_name="s")
    user_id = UnicodeAttribute(range_key=True, attr_name="u")


class Like(Table):
    """That a user likes a song, with the row that lists it: mended by the songs' stream.

    Attribute names are short because a page reads fifty of these within two read units.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "likes"

    user_id = UnicodeAttribute(hash_key=True, attr_name="u")
    song_id = UnicodeAttribute(range_key=True, attr_name="s")
    liked_at = UTCDateTimeAttribute(attr_name="at", default_for_new=timezone.now)
    title = UnicodeAttribute(attr_name="t")
    artist_id = UnicodeAttribute(attr_name="a")
    artist_handle = UnicodeAttribute(attr_name="h")
    artist_name = UnicodeAttribute(attr_name="n")
    release_id = UnicodeAttribute(attr_name="r")
    cover_rev = UnicodeAttribute(attr_name="c", null=True)
    cover_color = UnicodeAttribute(attr_name="cc", null=True)
    media_rev = UnicodeAttribute(attr_name="m", null=True)
    duration_ms = NumberAttribute(attr_name="d", null=True)
    loudness_lufs = NumberAttribute(attr_name="l", null=True)
    true_peak_dbtp = NumberAttribute(attr_name="p", null=True)
    explicit = BooleanAttribute(attr_name="ex", null=True)  # True or absent
    hidden = BooleanAttribute(attr_name="x", null=True)  # True while the user may not open its song, else absent
    song_version = NumberAttribute(attr_name="v", default=0)  # of the song whose facts are shown

    by_time = LikesByTime()
    by_song = LikesBySong()

    @classmethod
    def newest(cls, user_id: str, *, limit: int, after: str | None = None) -> Page["Like"]:
        """A user's likes, newest first, hidden ones included. One Query of by_time; at most `limit` rows."""
        return cls.page(cls.by_time, user_id, limit=limit, after=after, newest_first=True)

    @classmethod
    def song_ids_of(cls, user_id: str) -> list[str]:
        """Every song a user likes, by id, read strongly. One Query for each MB, some 3,000 likes."""
        with translated():
            found = cls.query(user_id, consistent_read=True, attributes_to_get=[cls.song_id.attr_name])
            return [like.song_id for like in found]

    @classmethod
    def all_of(cls, user_id: str) -> Iterator["Like"]:
        """Every like of a user, by song, read strongly. One Query for each MB, some 3,000 likes."""
        with translated():
            yield from cls.query(user_id, consistent_read=True)

    @classmethod
    def listeners_of(cls, song_id: str) -> Iterator[str]:
        """Ids of all users who like a song, by id. Queries of by_song as they are needed: may lag a moment."""
        with translated():
            for like in cls.by_song.query(song_id):
                yield like.user_id


ROOT = "root"


class LikedSet(Table):
    """The ids of what a user likes, compact: tells a page which of its songs are liked.

    `shard` is "root", or "<level>.<number>" once the root outgrew settings.LIKED_SHARD_IDS_MAX ids; the
    root then only says the level, and a song is in shard hash(id) mod 2^level. No item exceeds 4 KB.
    All 2^level shards exist, empty ones too, so a missing one tells that the level has changed.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "liked_sets"

    user_id = UnicodeAttribute(hash_key=True)
    shard = UnicodeAttribute(range_key=True)
    level = NumberAttribute(default=0)
    splitting_until = NumberAttribute(default=0)  # epoch seconds; likes wait while a split copies
    songs = BinarySetAttribute(legacy_encoding=False, null=True)  # ULIDs, 16 bytes each

    @property
    def full(self) -> bool:
        return len(self.songs or ()) >= settings.LIKED_SHARD_IDS_MAX

    def holds(self, song_id: str) -> bool:
        return packed(song_id) in (self.songs or ())

    @classmethod
    def shard_of(cls, song_id: str, level: int) -> str:
        """The shard that has this song when the root is at `level`."""
        if level == 0:
            return ROOT
        digest = blake2b(packed(song_id), digest_size=4).digest()
        return f"{level}.{int.from_bytes(digest, 'big') % 2**level}"

    @classmethod
    def shards_of(cls, user_id: str) -> list[str]:
        """Names of all shards a user has, the root and left-overs of a split included, read strongly."""
        with translated():
            found = cls.query(user_id, consistent_read=True, attributes_to_get=[cls.shard.attr_name])
            return [item.shard for item in found]

    @classmethod
    def settled_at(cls, level: int) -> Condition:
        """The root is at this level and no split is under way; level 0 also before the first like."""
        settled: Condition = (cls.level == level) & (cls.splitting_until == 0)
        return settled if level else cls.user_id.does_not_exist() | settled

    @classmethod
    def has_room(cls) -> Condition:
        ids = size(cls.songs)
        room: Condition = cls.songs.does_not_exist() | (ids < settings.LIKED_SHARD_IDS_MAX)
        return room

    @classmethod
    def adding(cls, song_id: str) -> list[Action]:
        """What adds a song to a shard, which this creates as a settled one when it is missing."""
        created = [attribute.set(attribute | 0) for attribute in (cls.level, cls.splitting_until)]
        return [cls.songs.add({packed(song_id)}), *created]

    @classmethod
    def removing(cls, song_id: str) -> list[Action]:
        return [cls.songs.delete({packed(song_id)})]


@lru_cache(maxsize=4096)  # a page asks for each of its rows, and pages repeat
def packed(song_id: str) -> bytes:
    """An id as a set holds it: 16 bytes. Raises ValueError for what is no ULID."""
    from ulid import ULID  # a start is lighter without it

    return bytes(ULID.from_str(song_id.upper()))


def packed_set(song_ids: Iterable[str]) -> set[bytes]:
    return {packed(song_id) for song_id in song_ids}
