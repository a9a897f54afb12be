"""A listener's collection. The tables are in `infra/template.yaml`."""

from django.conf import settings
from django.utils import timezone
from pynamodb.attributes import (
    BinarySetAttribute,
    BooleanAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection

from musicweb.dynamo.table import Table


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
    hidden = BooleanAttribute(attr_name="x", default=False)

    by_time = LikesByTime()
    by_song = LikesBySong()


class LikedSet(Table):
    """The ids of what a user likes, compact: tells a page which of its songs are liked.

    `shard` is "root", or "<level>.<number>" once the root outgrew settings.LIKED_SHARD_IDS_MAX ids; the
    root then only says the level, and a song is in shard hash(id) mod 2^level. No item exceeds 4 KB.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "liked_sets"

    user_id = UnicodeAttribute(hash_key=True)
    shard = UnicodeAttribute(range_key=True)
    level = NumberAttribute(default=0)
    splitting_until = NumberAttribute(default=0)  # epoch seconds; likes wait while a split copies
    songs = BinarySetAttribute(legacy_encoding=False, null=True)  # ULIDs, 16 bytes each
    version = VersionAttribute()
